"""Absences, with the deputy who acts meanwhile."""

from flask import abort
from flask_babel import gettext as _

from blueprints.people import forms
from blueprints.people.acting import act_page, person_url, try_act
from blueprints.people.blueprint import bp
from blueprints.people.lines import signed
from blueprints.shared.access import allow, person_or_404
from blueprints.shared.clock import today
from blueprints.shared.saving import saved
from domain.people import absences as domain_absences
from models import Absence, Person, db


@bp.route("/<staff_no>/absences", methods=["GET", "POST"])
@allow("people.edit")
def absences(staff_no: str):
    """Record an absence."""
    person = person_or_404(staff_no, "people.edit")
    form = forms.AbsenceForm()
    if form.validate_on_submit():
        done = try_act(form, person, lambda: _record(person, form))
        if done is not None:
            return done
    elif not form.is_submitted():
        form.from_on.data = today()
    return act_page(
        form, title=_("An absence"), button=_("Record the absence"), person=person,
        back=person_url(person),
    )  # fmt: skip


def _record(person: Person, form: forms.AbsenceForm) -> str:
    domain_absences.record_absence(
        person, form.deputy.person, from_on=form.from_on.data, to_on=form.to_on.data, **signed()
    )
    return _("The absence is recorded.")


@bp.post("/<staff_no>/absences/<int:absence_id>/cancellation")
@allow("people.edit")
def cancellation(staff_no: str, absence_id: int):
    person = person_or_404(staff_no, "people.edit")
    absence = db.session.get(Absence, absence_id)
    if absence is None or absence.person_id != person.id:
        abort(404)
    domain_absences.cancel_absence(absence, **signed())
    return saved(person_url(person), _("The absence no longer counts."))
