"""What a visitor has to score or to rate, on the page of a lecture."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_login import current_user

from blueprints.lectures.loading import lecture_url
from blueprints.shared.clock import moment_text
from domain.lectures import rating, scoring
from domain.lectures.holding import PREPARING, SCORING
from domain.lectures.reach import find_assignment_even_recused
from models import JudgeAssignment, Lecture, LectureSeries, ScoreSheet


@dataclass(frozen=True, slots=True)
class Own:
    """A sheet of the visitor: how it stands, the button that leads there, and a way out of it."""

    said: str
    place: str
    action: str
    due: bool
    receipt: str = ""
    recusal: str = ""


def lecture_parts(series: LectureSeries, lecture: Lecture, *, runs: bool) -> dict[str, object]:
    """The visitor's own sheet, as judge or as audience. Four queries at most."""
    assignment = find_assignment_even_recused(lecture, current_user)
    if assignment is None:
        return {"own_sheet": _as_audience(series, lecture)}
    if assignment.recused_at is not None:
        said = _("You are recused from this lecture: you do not score it.")
        return {"own_sheet": _as_audience(series, lecture) or Own(said, "", "", due=False)}
    return {"own_sheet": _as_judge(series, lecture, assignment)}


def _as_judge(series: LectureSeries, lecture: Lecture, assignment: JudgeAssignment) -> Own:
    sheet, place = scoring.find_sheet(assignment), f"{lecture_url(series, lecture)}/score"
    recusal = f"{lecture_url(series, lecture)}/recusal"
    if sheet is not None and sheet.state == scoring.SEALED:
        return _sealed(_("You have scored this lecture"), sheet, place)
    if lecture.withdrawn_at is not None or not scoring.takes_marks(series, sheet):
        said = (
            _("You are to score this lecture once scoring is open.")
            if series.state == PREPARING
            else _("You were to score this lecture; no marks are taken now.")
        )
        early = series.state == PREPARING
        return Own(
            said, place, _("See the score sheet"), due=False, recusal=recusal if early else ""
        )
    if sheet is None:
        said = _("You are to score this lecture.")
        return Own(said, place, _("Score it"), due=True, recusal=recusal)
    if scoring.was_returned(sheet):
        said = _("Your score sheet was given back to you.")
        return Own(said, place, _("Go on scoring"), due=True)
    said = _("Your score sheet is begun, and not sealed.")
    return Own(said, place, _("Go on scoring"), due=True, recusal=recusal)


def _as_audience(series: LectureSeries, lecture: Lecture) -> Own | None:
    place = f"{lecture_url(series, lecture)}/rating"
    sheet = rating.find_rating(lecture, current_user)
    if sheet is not None:
        return _sealed(_("You have rated this lecture"), sheet, place)
    if series.state != SCORING or not rating.may_rate(series, lecture, current_user):
        return None
    return Own(_("You were there: what did you think of it?"), place, _("Rate it"), due=True)


def _sealed(said: str, sheet: ScoreSheet, place: str) -> Own:
    said = f"{said} · {moment_text(sheet.sealed_at)}"
    return Own(said, place, _("See my sheet"), due=False, receipt=sheet.receipt)
