"""The years of the ledger, for HR: what is in them, and closing one that is over."""

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.hours.blueprint import bp
from blueprints.hours.keeping_forms import ClosingForm
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.errors import year_closed_text
from blueprints.shared.saving import saved
from domain.hours.years import YearBooks, YearClosed, YearNotOver, books, close_year


@bp.get("/years")
@allow("hours.keep")
def years():
    """Every year with the people and hours in it, the latest first."""
    return render_template("hours/years.html", years=books(today()), this_year=today().year)


@bp.route("/years/<int:year>/closing", methods=["GET", "POST"])
@allow("hours.keep")
def closing(year: int):
    """Look at the sums once more, name the document, and close the year."""
    shown = _year_or_404(year)
    form = ClosingForm()
    if form.validate_on_submit():
        try:
            close_year(year, form.document.data, today=today(), actor=current_user.actor, now=now())
        except YearClosed as error:
            form.form_errors.append(year_closed_text(error))
        except YearNotOver:
            form.form_errors.append(_("%(year)d is not over yet.", year=year))
        else:
            return saved(url_for("hours.years"), _("The year %(year)d is closed.", year=year))
    page = render_template("hours/closing.html", form=form, shown=shown)
    return page, 422 if form.errors else 200


def _year_or_404(year: int) -> YearBooks:
    return next((one for one in books(today()) if one.year == year), None) or abort(404)
