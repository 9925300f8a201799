"""Exempt periods of a person, for HR: recorded with the paper that says so, taken out again."""

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.hours.blueprint import bp
from blueprints.hours.keeping_forms import PERIOD_KINDS, PeriodForm, SupersessionForm
from blueprints.shared.access import allow, person_or_404
from blueprints.shared.clock import full_day_text, now, today
from blueprints.shared.errors import year_closed_text
from blueprints.shared.figure_words import figure_sentence
from blueprints.shared.forms import new_once_key
from blueprints.shared.saving import saved
from domain.hours.exempt import (
    AlreadyExempt,
    PeriodOutOfOrder,
    PeriodSuperseded,
    add_period,
    periods_of,
    supersede_period,
)
from domain.hours.figures import Waiting, figure
from domain.hours.pack_format import BY_MONTH
from domain.hours.years import YearClosed
from models import ExemptPeriod, Person, db


@bp.route("/<staff_no>/exempt-periods", methods=["GET", "POST"])
@allow("hours.keep")
def exempt_periods(staff_no: str):
    """The periods that stand, what they take off, and the form for another."""
    person, form = person_or_404(staff_no, "hours.keep"), PeriodForm()
    if form.validate_on_submit() and _added(person, form):
        return saved(_url(person), _("The exempt period is recorded."))
    return _page(person, form)


@bp.post("/<staff_no>/exempt-periods/<int:period_id>/supersession")
@allow("hours.keep")
def supersession(staff_no: str, period_id: int):
    """The period no longer counts, for the reason chosen."""
    person, form = person_or_404(staff_no, "hours.keep"), SupersessionForm()
    period = db.session.get(ExemptPeriod, period_id)
    if period is None or period.person_id != person.id:
        abort(404)
    if not form.validate_on_submit():
        return _page(person, PeriodForm(formdata=None), refused=form)
    try:
        supersede_period(period, form.reason.data, actor=current_user.actor, now=now())
    except PeriodSuperseded:
        return saved(_url(person), _("The period had been taken out before."), "due")
    except YearClosed as error:
        return saved(_url(person), year_closed_text(error), "due")
    return saved(_url(person), _("The period no longer counts."))


def _added(person: Person, form: PeriodForm) -> bool:
    try:
        add_period(
            person, form.kind.data, from_on=form.from_on.data, to_on=form.to_on.data,
            document=form.document.data, actor=current_user.actor, now=now(),
        )  # fmt: skip
    except PeriodOutOfOrder:
        form.to_on.errors = [_("The last day comes before the first.")]
    except YearClosed as error:
        form.from_on.errors = [year_closed_text(error)]
    except AlreadyExempt as error:
        form.from_on.errors = [
            _(
                "There is an exempt period from %(from_day)s to %(to_day)s already.",
                from_day=full_day_text(error.period.from_on),
                to_day=full_day_text(error.period.to_on),
            )
        ]
    return not form.errors


def _page(person: Person, form: PeriodForm, refused: SupersessionForm | None = None):
    shown = figure(person.id, today().year, today=today())
    page = render_template(
        "hours/exempt_periods.html", form=form, person=person, periods=periods_of(person.id),
        kinds=PERIOD_KINDS, sentence=figure_sentence(shown, Waiting()),
        counts=shown.pack.part_year == BY_MONTH, ending=refused or SupersessionForm(formdata=None),
        new_once_key=new_once_key,
    )  # fmt: skip
    return page, 422 if form.errors or refused is not None else 200


def _url(person: Person) -> str:
    return url_for("hours.exempt_periods", staff_no=person.staff_no)
