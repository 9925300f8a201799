"""Leaving, coming back, and a new staff number."""

from flask_babel import gettext as _

from blueprints.people import forms
from blueprints.people.acting import act_page, person_url, try_act
from blueprints.people.blueprint import bp
from blueprints.people.lines import signed
from blueprints.people.words import REFUSALS, why_refused
from blueprints.shared.access import allow, person_or_404
from blueprints.shared.clock import today
from blueprints.shared.saving import saved
from domain.people import departures, records
from domain.placements.leaving import follow_leavings, follow_return
from models import Person, db


@bp.route("/<staff_no>/departure", methods=["GET", "POST"])
@allow("people.edit")
def departure(staff_no: str):
    person = person_or_404(staff_no, "people.edit")
    form = forms.LeaveForm()
    if form.validate_on_submit():
        done = try_act(form, person, lambda: _leave(person, form))
        if done is not None:
            return done
    elif not form.is_submitted():
        form.on.data = today()
    return act_page(
        form, title=_("Leaving"), button=_("Record the leaving"), person=person,
        back=person_url(person),
    )  # fmt: skip


def _leave(person: Person, form: forms.LeaveForm) -> str:
    by = signed()
    records.leave(person, kind=form.kind.data, on=form.on.data, today=today(), **by)
    follow_leavings(today=today(), people=[person.id], **by)
    return _("The leaving is recorded.")


@bp.post("/<staff_no>/departure/cancellation")
@allow("people.edit")
def departure_cancellation(staff_no: str):
    """Take back a leaving that was entered by mistake."""
    person = person_or_404(staff_no, "people.edit")
    left, by = departures.open_departure(person), signed()
    try:
        departures.cancel_departure(person, today=today(), **by)
        if left is not None:
            follow_return(person.id, since=left.recorded_at, **by)
    except REFUSALS as error:
        db.session.rollback()
        return saved(person_url(person), why_refused(error), "due")
    return saved(person_url(person), _("The leaving is taken back; all stands as before it."))


@bp.route("/<staff_no>/return", methods=["GET", "POST"])
@allow("people.edit")
def comeback(staff_no: str):
    person = person_or_404(staff_no, "people.edit")
    form = forms.ReturnForm()
    if form.validate_on_submit():
        done = try_act(form, person, lambda: _return(person, form))
        if done is not None:
            return done
    elif not form.is_submitted():
        form.on.data = today()
    return act_page(
        form, title=_("Coming back"), button=_("Record the return"), person=person,
        back=person_url(person),
    )  # fmt: skip


def _return(person: Person, form: forms.ReturnForm) -> str:
    records.return_person(person, on=form.on.data, **signed())
    return _("The return is recorded. Give a branch and a post next.")


@bp.route("/<staff_no>/number", methods=["GET", "POST"])
@allow("people.edit")
def number(staff_no: str):
    person = person_or_404(staff_no, "people.edit")
    form = forms.NumberForm()
    if form.validate_on_submit():
        done = try_act(form, person, lambda: _renumber(person, form))
        if done is not None:
            return done
    elif not form.is_submitted():
        form.on.data = today()
    return act_page(
        form, title=_("Another staff number"), button=_("Save the number"), person=person,
        back=person_url(person),
    )  # fmt: skip


def _renumber(person: Person, form: forms.NumberForm) -> str:
    records.change_staff_no(person, form.staff_no.data, on=form.on.data, **signed())
    return _("The staff number is changed; the old one still finds this person.")
