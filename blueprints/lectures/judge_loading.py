"""Which judge and which assignment of a series an organiser's address means."""

from collections.abc import Callable

from flask import abort, url_for
from werkzeug.wrappers import Response

from blueprints.lectures.judge_words import REFUSALS, why_refused
from blueprints.lectures.loading import lecture_or_404, series_or_404
from blueprints.shared.saving import saved_or_told
from domain.lectures import judges, recusal
from models import JudgeAssignment, Lecture, LectureSeries, SeriesJudge


def judge_or_404(series_slug: str, judge_id: int) -> tuple[LectureSeries, SeriesJudge]:
    series = series_or_404(series_slug)
    return series, judges.find_judge_of(series, judge_id) or abort(404)


def any_assignment_or_404(
    series_slug: str, lecture_slug: str, assignment_id: int
) -> tuple[LectureSeries, Lecture, JudgeAssignment]:
    """An assignment to the lecture, whoever the judge is; for organisers."""
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    row = recusal.find_assignment_of(series, assignment_id)
    if row is None or row.lecture_id != lecture.id:
        abort(404)
    return series, lecture, row


def judges_url(series: LectureSeries) -> str:
    return url_for("lectures.judges", series_slug=series.slug)


def sheets_url(series: LectureSeries) -> str:
    return url_for("lectures.sheets", series_slug=series.slug)


def assignment_url(series: LectureSeries, lecture: Lecture, row: JudgeAssignment) -> str:
    return url_for(
        "lectures.assignment", series_slug=series.slug, lecture_slug=lecture.slug,
        assignment_id=row.id,
    )  # fmt: skip


def do(place: str, step: Callable[[], object], message: str) -> Response:
    """Take the step and go to the place; a refused one says why there and changes nothing."""
    return saved_or_told(place, step, message, refusals=REFUSALS, why=why_refused)
