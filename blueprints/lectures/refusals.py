"""Why a step of a series was not taken, in words; what more than one part of it refuses."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.lectures.words import BARS, STATES, TIMES
from domain.groupstudy import holding as gatherings
from domain.groupstudy import planning
from domain.lectures import drawing, lecture_keeping, series_keeping, signing_up, times
from domain.lectures.holding import NotInState
from domain.lectures.own_stake import OwnLecture
from domain.lectures.standing import JudgesBarred
from models import LectureSeries

SAYING: Mapping[type[Exception], Callable] = {
    NotInState: lambda one: _(
        "Nothing changed: the series stands at “%(state)s”.", state=str(STATES[one.found.state])
    ),
    gatherings.NotInState: lambda one: _(
        "Nothing changed: the lecture stands at “%(state)s”.",
        state=str(TIMES.get(one.found.state, one.found.state)),
    ),
    planning.EndBeforeStart: lambda _one: _("The end must come after the start."),
    series_keeping.SlugTaken: lambda one: _(
        "“%(slug)s” is the address of another series, or a word that addresses keep. "
        "Choose another.",
        slug=one.slug,
    ),
    series_keeping.DayPast: lambda _one: _("This day is past: choose today or a later one."),
    series_keeping.RubricFixed: lambda _one: _(
        "The rubric was fixed when scoring began: it cannot be changed any more."
    ),
    lecture_keeping.NoSpeaker: lambda _one: _("Name at least one speaker, or an expert."),
    lecture_keeping.TooManyLectures: lambda _one: _(
        "A series takes at most %(most)d lectures.", most=lecture_keeping.MOST_LECTURES
    ),
    JudgesBarred: lambda one: _(
        "Judges of “%(topic)s” might not score it then: %(judges)s. Recuse them first, or take "
        "them off it.",
        topic=one.topic,
        judges=_("; ").join(
            _("%(name)s (%(why)s)", name=name, why=str(BARS[bar])) for name, bar in one.barred
        ),
    ),
    lecture_keeping.SpeakersStand: lambda _one: _(
        "It was held: who spoke stands as its record says. Correct the record instead."
    ),
    lecture_keeping.Withdrawn: lambda _one: _("The lecture was withdrawn."),
    drawing.ReasonWanting: lambda _one: _("Say why it is drawn again."),
    drawing.NothingToDraw: lambda _one: _("There is no lecture to draw. Add lectures first."),
    times.ChangedSince: lambda _one: _(
        "Lectures or their times were changed meanwhile. Look at the preview, then send it again."
    ),
    times.TooFewTimes: lambda one: ngettext(
        "%(num)d lecture has no time: there are times for %(times)d of %(lectures)d. "
        "Add a sitting.",
        "%(num)d lectures have no time: there are times for %(times)d of %(lectures)d. "
        "Add a sitting.",
        one.lectures - one.times, times=one.times, lectures=one.lectures,
    ),
    times.PastMidnight: lambda one: _(
        "Line %(line)d: its lectures would go on past midnight.", line=one.line
    ),
    times.Overlapping: lambda one: _(
        "Line %(line)d: at that time the place is taken by line %(other)d.",
        line=one.line, other=one.other,
    ),
    signing_up.NoTimeYet: lambda _one: _("The lecture has no time yet."),
    signing_up.NoSignUp: lambda _one: _("The whole unit is invited: nobody signs up."),
    signing_up.NoSeats: lambda one: ngettext(
        "The only seat is taken.", "All %(num)d seats are taken.", one.seats
    ),
    OwnLecture: lambda _one: _("You speak at this lecture yourself: another organiser does this."),
    signing_up.ComesAnyway: lambda _one: _("Whoever speaks or scores is invited for that."),
}  # fmt: skip
REFUSALS = tuple(SAYING)


def why_refused(refusal: Exception) -> str:
    return SAYING[type(refusal)](refusal)


def past_changing(series: LectureSeries) -> str:
    """Why lectures and times are not offered any more; empty while they are."""
    if series.state in lecture_keeping.TAKES_LECTURES:
        return ""
    return _(
        "The series stands at “%(state)s”: it takes no lectures and no times any more.",
        state=str(STATES[series.state]),
    )
