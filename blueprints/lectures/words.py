"""States of series and of lectures in words."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from domain.groupstudy.holding import CANCELLED, OPEN, PLANNED
from domain.groupstudy.holding import CLOSED as HELD
from domain.lectures.holding import CLOSED, FROZEN, PREPARING, PUBLISHED, SCORING
from domain.lectures.series_keeping import SIGN_UP, UNIT
from domain.lectures.series_lists import Speaker
from domain.lectures.whereabouts import Bar

STATES = {
    PREPARING: _l("In preparation"), SCORING: _l("Being scored"), CLOSED: _l("Scoring closed"),
    FROZEN: _l("Results proposed"), PUBLISHED: _l("Results published"),
}  # fmt: skip
STATE_TAGS = {SCORING: "due", PUBLISHED: "done"}
AUDIENCES = {SIGN_UP: _l("Whoever signs up"), UNIT: _l("The whole unit that holds it")}
TIMES = {  # of the gathering of a lecture
    "": _l("No time yet"), PLANNED: _l("Arranged"), OPEN: _l("Under way"), HELD: _l("Held"),
    CANCELLED: _l("Cancelled"),
}  # fmt: skip
BARS = {
    Bar.SPEAKS: _l("speaks here"), Bar.BRANCH: _l("own branch"), Bar.UNIT: _l("own unit"),
    Bar.SPEAKERS_BRANCH: _l("a speaker's branch"), Bar.SPEAKERS_UNIT: _l("a speaker's unit"),
    Bar.RATED: _l("rated it as a listener"), Bar.LEFT: _l("has left"),
    Bar.SAME_AS: _l("the same person as another judge"),
}  # fmt: skip
TIME_TAGS = {OPEN: "due", HELD: "done"}


def speaker_text(one: Speaker) -> str:
    return _("%(name)s (%(unit)s)", name=one.name, unit=one.unit) if one.unit else one.name


def speakers_text(speakers: Iterable[Speaker]) -> str:
    return _(", ").join(speaker_text(one) for one in speakers)
