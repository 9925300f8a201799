"""The order of the lectures, drawn by a seed that everybody is shown."""

import secrets

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.lectures.blueprint import bp
from blueprints.lectures.forms import DrawForm, say_at
from blueprints.lectures.loading import series_or_404, series_url
from blueprints.lectures.refusals import REFUSALS, why_refused
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.saving import saved, step_back
from domain.lectures import drawing
from domain.lectures.holding import PREPARING, NotInState
from domain.lectures.series_lists import lecture_rows

ADDED = 8  # bytes


@bp.route("/<series_slug>/draw", methods=["GET", "POST"])
@allow("lectures.run")
def draw(series_slug: str):
    series, form = series_or_404(series_slug), DrawForm()
    if series.drawn_at is None:
        del form.reason
    if form.validate_on_submit():
        reason = form.reason.data if "reason" in form else ""
        try:
            drawing.draw(
                series, form.seed.data, added=secrets.token_hex(ADDED), reason=reason,
                actor=current_user.actor, now=now(),
            )  # fmt: skip
        except REFUSALS as refused:
            text = why_refused(refused)
            step_back()
            say_at(form, "reason" if isinstance(refused, drawing.ReasonWanting) else "", text)
        else:
            return saved(f"{series_url(series)}#lectures", _("The order is drawn."))
    elif not form.is_submitted():
        if series.state != PREPARING:
            flash(why_refused(NotInState(series)), "due")
            return redirect(series_url(series))
        form.seed.data = secrets.token_hex(ADDED)
    series = series_or_404(series_slug)
    page = render_template(
        "lectures/draw.html", form=form, series=series, back=series_url(series),
        lectures=[one for one in lecture_rows(series.id) if not one.withdrawn],
        lot_of=drawing.lot_of,
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200
