"""One series: what it is, and what belongs to it, part by part."""

from flask import render_template
from flask_login import current_user

from blueprints.lectures import judges, results, series_parts, words
from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import series_or_404
from blueprints.shared.access import allow
from blueprints.shared.forms import new_once_key
from domain.access import may
from domain.lectures.reach import RUN

PARTS = (series_parts, judges, results)


@bp.get("/<series_slug>")
@allow("lectures.see")
def show_series(series_slug: str):
    series = series_or_404(series_slug)
    runs = may(current_user, RUN)
    parts = {}
    for part in PARTS:
        parts |= part.parts(series, runs=runs)
    return render_template(
        "lectures/series.html", series=series, runs=runs, words=words, once=new_once_key(), **parts
    )
