"""Series written and changed."""

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from blueprints.lectures.blueprint import bp
from blueprints.lectures.forms import NewSeriesForm, SeriesForm, say_at
from blueprints.lectures.loading import series_or_404, series_url
from blueprints.lectures.refusals import REFUSALS, why_refused
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.conflict import conflict_page
from blueprints.shared.paging import whole_number
from blueprints.shared.rubric_words import title_text
from blueprints.shared.saving import saved, step_back
from domain.lectures import series_keeping
from domain.lectures.holding import PREPARING, RUNNING, NotInState
from domain.lectures.rubric_keeping import latest_versions, rubric_versions
from domain.lectures.series_keeping import SeriesText
from domain.lectures.slugs import LONGEST_SERIES
from domain.organisation.tree import open_units
from domain.reading.materials import slug_of
from domain.versions import Stale
from models import LectureSeries, Unit, db

INDENT = "\u2003"  # for each level of the tree
BESIDE = {
    series_keeping.SlugTaken: "slug", series_keeping.RubricFixed: "rubric",
    series_keeping.DayPast: "score_until",
}  # fmt: skip
OF_COLUMNS = ("title", "season", "about", "audience", "seats", "minutes", "score_until")


@bp.route("/new", methods=["GET", "POST"])
@allow("lectures.run")
def new():
    form = NewSeriesForm()
    _offer(form)
    if form.validate_on_submit():
        slug = form.slug.data or slug_of(form.title.data, "", LONGEST_SERIES)
        try:
            series = series_keeping.write_series(
                slug, _text(form), actor=current_user.actor, now=now()
            )
        except REFUSALS as refused:
            _refuse(form, refused)
        else:
            return saved(series_url(series), _("The series is written. Add its lectures now."))
    return _page(form)


@bp.route("/<series_slug>/edit", methods=["GET", "POST"])
@allow("lectures.run")
def edit(series_slug: str):
    series = series_or_404(series_slug)
    form = _edit_form(series)
    if form.validate_on_submit():
        try:
            series_keeping.edit_series(
                series, _text(form, series), version=whole_number(form.version.data),
                actor=current_user.actor, now=now(),
            )  # fmt: skip
        except Stale:
            step_back()
            series = series_or_404(series_slug)
            return conflict_page(
                form, _values(series), version=series.version, cancel_url=series_url(series)
            )
        except REFUSALS as refused:
            _refuse(form, refused)
        else:
            return saved(series_url(series), _("Saved."))
    elif not form.is_submitted():
        if series.state not in RUNNING:
            return saved(series_url(series), why_refused(NotInState(series)), "due")
        form.version.data = str(series.version)
    return _page(form, series_or_404(series_slug))


def _edit_form(series: LectureSeries) -> SeriesForm:
    form = SeriesForm(data=_values(series))
    _offer(form, series)
    if series.state != PREPARING:
        del form.rubric
    return form


def _offer(form: SeriesForm, series: LectureSeries | None = None) -> None:
    """What may be chosen, and what is chosen already. Two queries, or three."""
    form.unit.choices = [
        SelectChoice(one.unit_id, INDENT * one.depth + one.name)
        for one in open_units()
        if not one.outside
    ]
    every = rubric_versions()
    offered = latest_versions(every)
    if series is not None:
        offered += [one for one in every if one[0].id == series.rubric_id and one not in offered]
        if series.unit_id not in {choice.value for choice in form.unit.choices}:
            unit = db.session.get_one(Unit, series.unit_id)
            form.unit.choices.append(SelectChoice(unit.id, unit.name))
    form.rubric.choices = [SelectChoice(row.id, title_text(rubric)) for row, rubric in offered]


def _text(form: SeriesForm, series: LectureSeries | None = None) -> SeriesText:
    values = {name: form[name].data for name in OF_COLUMNS}
    rubric_id = form.rubric.data if "rubric" in form or series is None else series.rubric_id
    return SeriesText(unit_id=form.unit.data, rubric_id=rubric_id, **values)


def _values(series: LectureSeries) -> dict[str, object]:
    values = {name: getattr(series, name) for name in OF_COLUMNS}
    return {**values, "unit": series.unit_id, "rubric": series.rubric_id}


def _refuse(form: SeriesForm, refused: Exception) -> None:
    text = why_refused(refused)
    step_back()
    say_at(form, BESIDE.get(type(refused), ""), text)


def _page(form: SeriesForm, series: LectureSeries | None = None):
    page = render_template(
        "lectures/series_edit.html", form=form, series=series,
        back=series_url(series) if series else url_for("lectures.index"),
    )  # fmt: skip
    return page, 422 if form.errors else 200
