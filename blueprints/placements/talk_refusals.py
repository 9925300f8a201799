"""Why a step of a talk was not taken, in words."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from blueprints.placements.words import TALK_STATES
from blueprints.shared.clock import full_day_text, joined
from blueprints.shared.errors import year_closed_text
from blueprints.shared.pasted_numbers import hindered_text
from domain.hours.packs import NoPackInForce
from domain.hours.years import YearClosed
from domain.placements import talk_credit, talks
from domain.recording import PeopleHindered

SAYING: Mapping[type[Exception], Callable] = {
    talks.NotASide: lambda _one: _("You are not the side of this talk whose step that is."),
    talks.DayOutside: lambda one: _(
        "Choose a day from %(first)s to %(last)s: from the first day of the placement to today.",
        first=full_day_text(one.first), last=full_day_text(one.last),
    ),
    talks.TalkStands: lambda _one: _("A talk of this day, just as long, is logged already."),
    talks.TalkMovedOn: lambda one: _(
        "Nothing changed: the talk is %(state)s.", state=TALK_STATES[one.talk.state]
    ),
    talk_credit.TalkNotCreditable: lambda one: _(
        "The talk counts as “%(kind)s”, a kind that the hours rules of %(day)s do not know, or "
        "measure by something else. HR sets the rules of placements right.",
        kind=one.kind, day=full_day_text(one.day),
    ),
    NoPackInForce: lambda one: _(
        "No hours rules are in force on %(day)s.", day=full_day_text(one.day)
    ),
    YearClosed: year_closed_text,
    PeopleHindered: lambda one: joined(hindered_text(each) for each in one.people),
}  # fmt: skip
BESIDE = {talks.DayOutside: "held_on", talks.TalkStands: "held_on", YearClosed: "held_on"}
