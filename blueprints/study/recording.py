"""One activity for many: typed on one form, looked at once more, recorded; and taken back."""

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import full_day_text, joined, now, today
from blueprints.shared.errors import year_closed_text
from blueprints.shared.hours_words import amount_text, kind_word
from blueprints.shared.paging import whole_number
from blueprints.shared.pasted_numbers import hindered_text, numbers_written, shortened
from blueprints.shared.saving import saved, step_back
from blueprints.study.blueprint import bp
from blueprints.study.forms import EntryForm
from blueprints.study.recording_forms import (
    ChosenPeople,
    activity_form,
    kinds_to_record,
    people_sent,
)
from blueprints.study.refusals import say
from domain import access, recorded_lists, recording
from domain.access import Reach
from domain.claims import Claim, DaysDoNotFit, KindRefused, SpanTooLong
from domain.hours.packs import NoPackInForce, pack_in_force
from domain.hours.years import YearClosed
from domain.organisation import lists, tree
from domain.people.lists import people_page
from domain.text import kept_markup

# What the review does not carry on: chosen anew, or made anew.
NOT_CARRIED = frozenset(
    {"csrf_token", "once", "step", "shown", "person", "listed", "numbers", "branch", "unit", "twin"}
)
REFUSED = (
    DaysDoNotFit, KindRefused, NoPackInForce, SpanTooLong, YearClosed, recording.DayToCome,
    recording.NobodyToRecord, recording.PeopleHindered,
)  # fmt: skip


@bp.route("/activities/new", methods=["GET", "POST"])
@allow("entry.record", gate="late")
def new_activity():
    """The form, and after it the review; nothing is written here."""
    form = activity_form(pack_in_force(today())[1])
    if request.method == "GET":
        form.studied_on.data = today()
        people = ChosenPeople()
        if not _reach().everyone:
            people.add([row.person_id for row in _members()])
        return _form_page(form, people)
    people, step = people_sent(), request.form.get("step", "")
    if step == "people":
        _put_on_the_list(people)
        return _form_page(form, people)
    if step == "change" or request.form.get("shown", form.kind) != form.kind:
        return _form_page(form, people)
    if form.validate() & _take_numbers(people):
        try:
            return _review_page(form, people, form.claim)
        except REFUSED as refused:
            _say(form, people, refused)
    return _form_page(form, people)


@bp.post("/activities")
@allow("entry.record", gate="late")
def record():
    """Record what was reviewed, for everybody or for nobody."""
    form = activity_form(pack_in_force(today())[1])
    people = people_sent()
    if not form.validate():
        return _form_page(form, people)
    claim = form.claim
    instead = begin_writing()
    if instead is not None:
        return instead
    try:
        done = recording.record_activity(
            claim, people.ticked, _reach(), twins_too=_ids("twin"),
            own_person_id=current_user.person_id, today=today(), actor=current_user.actor,
            now=now(),
        )  # fmt: skip
    except recording.BeyondReach:
        abort(404)
    except REFUSED as refused:
        step_back()
        _say(form, people, refused)
        return _form_page(form, people)
    return saved(url_for("study.activity", batch_id=done.batch_id), _done_text(done))


def _reach() -> Reach:
    return access.reach(current_user, "entry.record")


def _ids(name: str) -> list[int]:
    return [whole_number(one) for one in request.form.getlist(name)]


def _members(**place: int | None):
    """The people here whom the visitor may record for, in a branch or unit where one is named."""
    return people_page(_reach(), today=today(), order="name", size=None, **place).rows


def _put_on_the_list(people: ChosenPeople) -> None:
    """The people of a branch or unit, and those whose numbers were pasted."""
    if not _reach().everyone:
        return
    branch, unit = (whole_number(request.form.get(name)) or None for name in ("branch", "unit"))
    if not branch and not unit and not people.numbers.strip():
        people.errors.append(_("Choose a branch or a unit, or paste staff numbers."))
    if branch or unit:
        people.add([row.person_id for row in _members(branch_id=branch, unit_id=unit)])
    _take_numbers(people)


def _take_numbers(people: ChosenPeople) -> bool:
    """Put the pasted numbers on the list; ``False``, and the box as it was, if one is wrong."""
    if not _reach().everyone:
        people.numbers = ""
    written, wrong = numbers_written(people.numbers)
    known = recorded_lists.people_by_number(
        [number for _line, number in written], _reach(), today=today()
    )
    first_line: dict[int, int] = {}
    for line, number in written:
        if number not in known:
            wrong.append(_("Line %(line)d: nobody has the staff number %(number)s.",
                           line=line, number=number))  # fmt: skip
        elif first_line.setdefault(known[number][0], line) != line:
            wrong.append(
                _("Line %(line)d: %(number)s is the person of line %(first)d.", line=line,
                  number=number, first=first_line[known[number][0]])
            )  # fmt: skip
    if wrong:
        people.errors += shortened(wrong)
        return False
    people.add([known[number][0] for _line, number in written])
    people.numbers = ""
    return not people.errors


def _form_page(form: EntryForm, people: ChosenPeople):
    """At most seven queries. 422 where something is wrong."""
    everyone = _reach().everyone
    pack = pack_in_force(today())[1]
    named = recorded_lists.people_named(people.listed, _reach(), today=today())
    page = render_template(
        "study/activity_form.html", form=form, people=people, named=named, everyone=everyone,
        kinds=kinds_to_record(pack), pack=pack, kind_word=kind_word,
        branches=lists.open_branches() if everyone else [],
        units=[node for node in tree.open_units() if not node.outside] if everyone else [],
    )  # fmt: skip
    return page, 422 if form.errors or people.errors else 200


def _review_page(form: EntryForm, people: ChosenPeople, claim: Claim):
    """What would be recorded, and for whom; everything typed goes along."""
    if not people.ticked:
        raise recording.NobodyToRecord
    try:
        review = recording.review_activity(
            claim, people.ticked, _reach(), own_person_id=current_user.person_id, today=today()
        )
    except recording.BeyondReach:
        abort(404)
    carried = [
        (name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED
    ]
    html = claim.gained_html
    return render_template(
        "study/activity_review.html", form=form, review=review, claim=claim, carried=carried,
        twins=sum(one.twin for one in review.people), listed=people.listed,
        kind=kind_word(review.pack, claim.kind),
        amount=amount_text(review.pack.kinds[claim.kind], claim),
        gained=claim.gained if html is None else kept_markup(html),
        capped=any(cap.kind == claim.kind for cap in review.pack.caps),
    )  # fmt: skip


def _say(form: EntryForm, people: ChosenPeople, refusal: Exception) -> None:
    """Put the refusal where its reader looks for it."""
    if isinstance(refusal, recording.PeopleHindered):
        people.errors += shortened([hindered_text(one) for one in refusal.people])
    elif isinstance(refusal, recording.NobodyToRecord):
        people.errors.append(_("Nobody is left to record it for: tick at least one person."))
    elif isinstance(refusal, recording.DayToCome):
        form.studied_on.errors = [
            _("It must be over: %(day)s is the last day to choose.",
              day=full_day_text(refusal.latest))
        ]  # fmt: skip
    elif isinstance(refusal, YearClosed):
        form.studied_on.errors = [year_closed_text(refusal)]
    else:
        say(form, refusal)


def _done_text(done: recording.Recorded) -> str:
    told = [ngettext("Recorded for %(num)d person.", "Recorded for %(num)d people.", done.entries)]
    if done.left_out:
        told.append(
            ngettext(
                "%(num)d person had it already and was left out.",
                "%(num)d people had it already and were left out.",
                done.left_out,
            )
        )
    if done.own_waits:
        told.append(_("Your own entry waits for your confirmer."))
    return joined(told)
