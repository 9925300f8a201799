"""On the page of a series: what is the visitor's, its lectures, its rubric, what happened."""

from flask import request
from flask_login import current_user

from blueprints.lectures.step_words import step_lines
from blueprints.shared import rubric_words
from blueprints.shared.conversion_words import word
from domain.lectures import series_lists, series_steps
from domain.lectures.drawing import lot_of
from domain.lectures.holding import SCORING
from domain.lectures.lecture_keeping import TAKES_LECTURES
from domain.lectures.rubric_keeping import rubric_of
from domain.text import kept_markup
from models import LectureSeries, Unit, db

MOST_STEPS = 10


def parts(series: LectureSeries, *, runs: bool) -> dict[str, object]:
    """Six queries; one more for whoever runs it."""
    lectures = series_lists.lecture_rows(series.id)
    return {
        "lectures": lectures, "own_sheets": _sheets(series),
        "own_lectures": [
            one for one in lectures
            if any(speaker.person_id == current_user.person_id for speaker in one.speakers
                   if speaker.person_id is not None)
        ],
        "holder": db.session.get_one(Unit, series.unit_id).name, "lot_of": lot_of,
        "takes_lectures": series.state in TAKES_LECTURES, "rubric": rubric_of(series.rubric_id),
        "about": kept_markup(series.about_html), "rubric_words": rubric_words, "word": word,
         **(_steps(series) if runs else {}),
    }  # fmt: skip


def _sheets(series: LectureSeries) -> list[series_lists.SheetRow]:
    if series.state != SCORING:
        return []
    return series_lists.sheets_to_fill(current_user, series_id=series.id)


def _steps(series: LectureSeries) -> dict[str, object]:
    """The last steps, or every one with ``steps=all``. One query."""
    everything = request.args.get("steps") == "all"
    taken = series_steps.steps_of(series.id, most=None if everything else MOST_STEPS + 1)
    more = not everything and len(taken) > MOST_STEPS
    return {"steps": step_lines(taken[:MOST_STEPS] if more else taken), "more_steps": more}
