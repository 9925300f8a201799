"""Why a gathering was not closed, or not corrected, in words."""

from collections.abc import Callable, Mapping

from flask import flash, redirect
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.groupstudy import refusals
from blueprints.groupstudy.loading import gathering_url
from blueprints.groupstudy.rule_words import ASKED
from blueprints.shared.clock import full_day_text, joined, today
from blueprints.shared.errors import year_closed_text
from blueprints.shared.pasted_numbers import hindered_text, shortened
from domain.groupstudy import closing, off_plan, rules
from domain.groupstudy.attendance import ReasonWanting
from domain.groupstudy.correcting import ArrivalOutside, NothingToCorrect
from domain.groupstudy.crediting import EVERYBODY, CreditedElsewhere, Elsewhere, nameable
from domain.groupstudy.holding import NotInState
from domain.groupstudy.planning import EndBeforeStart
from domain.groupstudy.rule_keeping import KindNotRuled, NoRule
from domain.groupstudy.shares import NotCreditable
from domain.hours.packs import NoPackInForce
from domain.hours.years import YearClosed
from domain.recorded_lists import people_named
from domain.recording import PeopleHindered
from models import GroupStudy

ROLES = {
    rules.LEADER: _l("leads it"), rules.SPEAKER: _l("speaks"), rules.ATTENDEE: _l("takes part"),
}  # fmt: skip
ENTRY_STATES = {
    "confirmed": _l("credited"), "waiting": _l("waits for the confirmer"),
    "returned": _l("given back to its owner"), "voided": _l("voided"),
    "withdrawn": _l("withdrawn"), "": _l("no credit"),
}  # fmt: skip
APART = {
    off_plan.ANOTHER_DAY: _l("It was opened on another day."),
    off_plan.BEFORE_OPENED: _l("It begins more than 15 minutes before it was opened."),
    off_plan.BEFORE_PLAN: _l("It begins more than 15 minutes before the planned start."),
    off_plan.LONG_AFTER: _l("It ends more than 30 minutes after the planned end."),
}  # fmt: skip
SAYING: Mapping[type[Exception], Callable] = {
    NotInState: refusals.why_refused,
    EndBeforeStart: refusals.why_refused,
    off_plan.TimesDiffer: lambda _one: _("Write why the times differ from the plan."),
    ArrivalOutside: lambda _one: _("Write a time between its beginning and its end."),
    closing.StartToCome: lambda _one: _("It has not begun: the start lies ahead."),
    closing.EndToCome: lambda _one: _("It is not over: the end lies ahead. Write when it ended."),
    closing.NobodyThere: lambda _one: _(
        "Nobody is marked as there. A gathering that was not held is cancelled."
    ),
    ReasonWanting: lambda _one: _("Write the reason."),
    NothingToCorrect: lambda _one: _("It says what stands already."),
    NotCreditable: lambda one: _(
        "The rule of study first credits it as “%(kind)s”, which the hours rules of %(day)s do not "
        "know, or measure by something else. An organiser sets the rule right.",
        kind=one.kind, day=full_day_text(one.day),
    ),
    NoRule: lambda one: _(
        "No rule of study first is in force on %(day)s.", day=full_day_text(one.day)
    ),
    KindNotRuled: lambda one: _(
        "The rule of study first of %(day)s does not say what a gathering of this kind is "
        "credited as. An organiser brings a version that does.", day=full_day_text(one.day),
    ),
    NoPackInForce: lambda one: _(
        "No hours rules are in force on %(day)s.", day=full_day_text(one.day)
    ),
    YearClosed: year_closed_text,
}  # fmt: skip
OF_MANY = (
    closing.ClosingAsks, closing.PeopleChanged, closing.Undecided, CreditedElsewhere,
    PeopleHindered,
)  # fmt: skip
REFUSALS = (*SAYING, *OF_MANY)


def why_refused(refused: Exception) -> list[str]:
    """The reason in words; of people and of what is wanting, one for each."""
    if isinstance(refused, closing.ClosingAsks):
        return [_("Still wanting: %(what)s.", what=ASKED[one]) for one in refused.wanting]
    if isinstance(refused, closing.PeopleChanged):
        return _changed(refused)
    if isinstance(refused, closing.Undecided):
        return shortened([
            _("%(name)s: say whether they are credited here.", name=name)
            for name in _named(refused.people)
        ])  # fmt: skip
    if isinstance(refused, PeopleHindered):
        return shortened([hindered_text(one) for one in refused.people])
    if isinstance(refused, CreditedElsewhere):
        seen = nameable({one.gathering_id for one in refused.people.values()}, current_user)
        named = people_named(list(refused.people), EVERYBODY, today=today())
        return shortened([
            _("%(name)s is credited already for %(gathering)s, at the same hours.",
              name=name, gathering=gathering_name(refused.people[person_id], seen))
            for person_id, _number, name in named
        ])  # fmt: skip
    return [SAYING[type(refused)](refused)]


def _named(people: list[int]) -> list[str]:
    return [name for _id, _number, name in people_named(people, EVERYBODY, today=today())]


def nowhere_texts(people: list[int]) -> list[str]:
    """Who was at two gatherings at once and is credited for neither; a sentence for each."""
    return shortened([
        _("%(name)s was also at another gathering at the same hours, and neither credits them.",
          name=name)
        for name in (_named(people) if people else ())
    ])  # fmt: skip


def told_state(gathering: GroupStudy) -> Response:
    """Back to the gathering, which is in another state than the page is for."""
    flash(why_refused(NotInState(gathering))[0], "due")
    return redirect(gathering_url(gathering))


def gathering_name(met: Elsewhere, seen: set[int]) -> str:
    """The topic in quotes, where the visitor may open it."""
    if met.gathering_id not in seen:
        return _("another gathering")
    return _("“%(topic)s”", topic=met.topic)


def _changed(refused: closing.PeopleChanged) -> list[str]:
    came = gone = ""
    if refused.came:
        came = ngettext(
            "%(num)d person came meanwhile.", "%(num)d people came meanwhile.", len(refused.came)
        )
    if refused.gone:
        gone = ngettext(
            "%(num)d person is not marked as there any more.",
            "%(num)d people are not marked as there any more.",
            len(refused.gone),
        )
    return [joined([came, gone, _("Look at the list once more, and close it then.")])]
