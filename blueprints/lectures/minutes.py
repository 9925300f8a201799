"""How long the lectures took: one table of all of them, filled in from the speakers' timer."""

from flask import render_template
from flask_babel import ngettext
from flask_login import current_user
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from blueprints.lectures.blueprint import bp
from blueprints.lectures.forms import MOST_MINUTES
from blueprints.lectures.loading import series_or_404, series_url
from blueprints.lectures.refusals import REFUSALS, why_refused
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.forms import EditForm
from blueprints.shared.saving import saved, step_back
from domain.lectures import minutes as keeping
from domain.lectures.minutes import Spoken
from domain.lectures.rubric_keeping import rubric_of
from domain.lectures.times import version_of
from models import LectureSeries


@bp.route("/<series_slug>/minutes", methods=["GET", "POST"])
@allow("lectures.run")
def minutes(series_slug: str):
    """What the timer measured stands in the fields, and is kept when it is sent."""
    series = series_or_404(series_slug)
    spoken = keeping.spoken_in(series.id, now())
    form = _form(spoken)
    if form.validate_on_submit():
        typed = {one.lecture.id: form[one.lecture.slug].data for one in spoken}
        try:
            many = keeping.keep_minutes(
                series, typed, version=form.version.data, actor=current_user.actor, now=now()
            )
        except REFUSALS as refused:
            form.form_errors.append(why_refused(refused))
        else:
            text = ngettext("%(num)d lecture changed.", "%(num)d lectures changed.", many)
            return saved(series_url(series), text)
    if form.errors:
        step_back()
        series = series_or_404(series_slug)
        spoken = keeping.spoken_in(series.id, now())
        form = _with_all(form, spoken)
    form.version.data = version_of(one.lecture for one in spoken)
    return _page(form, series, spoken), 422 if form.errors else 200


def _form(spoken: list[Spoken]) -> EditForm:
    """A field for each lecture, under its slug."""
    fields = {
        one.lecture.slug: IntegerField(
            one.lecture.topic, [Optional(), NumberRange(0, MOST_MINUTES)],
            default=one.timed if one.lecture.minutes_spoken is None else one.lecture.minutes_spoken,
        )
        for one in spoken
    }  # fmt: skip
    return type("MinutesForm", (EditForm,), fields)()


def _with_all(form: EditForm, spoken: list[Spoken]) -> EditForm:
    """The refused form, with a field for what came to the series meanwhile."""
    whole = _form(spoken)
    whole.form_errors += form.form_errors
    for one in spoken:
        if one.lecture.slug in form:
            whole[one.lecture.slug].errors = form[one.lecture.slug].errors
    return whole


def _page(form: EditForm, series: LectureSeries, spoken: list[Spoken]) -> str:
    return render_template(
        "lectures/minutes.html", form=form, series=series, back=series_url(series),
        rows=[(one, form[one.lecture.slug]) for one in spoken],
        penalty=rubric_of(series.rubric_id).time_penalty is not None,
    )  # fmt: skip
