"""One lecture: what it is, and what belongs to it, part by part."""

from flask import render_template
from flask_login import current_user

from blueprints.lectures import facts, own_sheet, results, reviewing, speaking, words
from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import lecture_or_404
from blueprints.shared.access import allow
from blueprints.shared.forms import new_once_key
from domain.access import may
from domain.lectures.reach import RUN

PARTS = (facts, own_sheet, speaking, results, reviewing)


@bp.get("/<series_slug>/<lecture_slug>")
@allow("lectures.see")
def show_lecture(series_slug: str, lecture_slug: str):
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    runs = may(current_user, RUN)
    parts = {}
    for part in PARTS:
        parts |= part.lecture_parts(series, lecture, runs=runs)
    return render_template(
        "lectures/lecture.html", series=series, lecture=lecture, runs=runs, words=words,
        once=new_once_key(), **parts,
    )  # fmt: skip
