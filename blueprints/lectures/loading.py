"""Which series and lecture an address means; what the visitor may not open is not there."""

from flask import abort, url_for
from flask_login import current_user

from domain.lectures import reach
from models import JudgeAssignment, Lecture, LectureSeries


def series_or_404(series_slug: str) -> LectureSeries:
    return reach.find_series(series_slug, current_user) or abort(404)


def lecture_or_404(series_slug: str, lecture_slug: str) -> tuple[LectureSeries, Lecture]:
    series = series_or_404(series_slug)
    return series, reach.find_lecture(series, lecture_slug) or abort(404)


def assignment_or_404(
    series_slug: str, lecture_slug: str
) -> tuple[LectureSeries, Lecture, JudgeAssignment]:
    """The visitor's own assignment to the lecture."""
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    return series, lecture, reach.find_assignment(lecture, current_user) or abort(404)


def series_url(series: LectureSeries) -> str:
    return url_for("lectures.show_series", series_slug=series.slug)


def lecture_url(series: LectureSeries, lecture: Lecture) -> str:
    return url_for("lectures.show_lecture", series_slug=series.slug, lecture_slug=lecture.slug)
