"""What an organiser should know before scoring is closed, or results are proposed or published."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.lectures.loading import series_url
from blueprints.shared.clock import moment_text, now
from domain.lectures.comments import waiting_in
from domain.lectures.holding import VALUES_SEEN_BY_ORGANISERS
from domain.lectures.progress import lectures_of, not_given
from domain.lectures.rubric_keeping import rubric_of
from models import LectureSeries


@dataclass(frozen=True, slots=True)
class Want:
    """Something that is not done; ``place`` is where it is, if anywhere."""

    title: str
    said: str = ""
    place: str = ""
    action: str = ""


def wants_of(series: LectureSeries) -> list[Want]:
    """Lectures to come, minutes that the time penalty lacks, comments to read. Four queries."""
    found = [_ahead(series), _without_minutes(series)]
    if series.state in VALUES_SEEN_BY_ORGANISERS:
        found.append(_unread(series))
    return [one for one in found if one is not None]


def _ahead(series: LectureSeries) -> Want | None:
    listed = [
        f"《{lecture.topic}》 " + (moment_text(at) if at else _("has no time"))
        for lecture, at in not_given(series.id, now())
    ]
    if not listed:
        return None
    title = ngettext(
        "%(num)d lecture was not given yet", "%(num)d lectures were not given yet", len(listed)
    )
    return Want(title, _("; ").join(listed))


def _without_minutes(series: LectureSeries) -> Want | None:
    if rubric_of(series.rubric_id).time_penalty is None:
        return None
    many = sum(one.minutes_spoken is None for one in lectures_of(series.id))
    if not many:
        return None
    title = ngettext(
        "%(num)d lecture has no time recorded: nothing is taken off for time",
        "%(num)d lectures have no time recorded: nothing is taken off for time",
        many,
    )
    return Want(
        title, _("The rubric takes points off for minutes over the time allowed."),
        f"{series_url(series)}/minutes", _("Enter the minutes of all lectures"),
    )  # fmt: skip


def _unread(series: LectureSeries) -> Want | None:
    many = waiting_in(series)
    if not many:
        return None
    title = ngettext("%(num)d comment waits", "%(num)d comments wait", many)
    return Want(
        title, _("Speakers see only what is let through."), f"{series_url(series)}/comments",
        _("To the comments"),
    )  # fmt: skip
