"""Corrections of a closed gathering: of who was there, and of what it was."""

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.closing_words import REFUSALS, told_state, why_refused
from blueprints.groupstudy.held_forms import (
    CorrectForm,
    CorrectPersonForm,
    say_at_its_field,
    typed,
)
from blueprints.groupstudy.loading import gathering_url, held_or_404
from blueprints.groupstudy.words import KINDS
from blueprints.shared.access import allow
from blueprints.shared.clock import joined, now, today
from blueprints.shared.naming import TYPED, offered_people
from blueprints.shared.saving import saved, step_back
from domain.groupstudy import credited
from domain.groupstudy.attendance import Mark
from domain.groupstudy.correcting import correct_attendance
from domain.groupstudy.credited import Line
from domain.groupstudy.holding import CLOSED
from domain.groupstudy.replacing import Told, correct_gathering
from domain.groupstudy.rules import LECTURE
from domain.groupstudy.shares import held_times
from models import GroupStudy, Person, db


@bp.route("/<int:gathering_id>/corrections/new", methods=["GET", "POST"])
@allow("group_study.hold")
def correct_person(gathering_id: int):
    """Say anew whether somebody was there; the address may name them."""
    gathering = held_or_404(gathering_id)
    if gathering.state != CLOSED:
        return told_state(gathering)
    lines = credited.shown_to(credited.lines_of(gathering, current_user), holds=True)
    form = CorrectPersonForm(data=_as_it_stands(lines))
    if not form.validate_on_submit():
        return _person_page(gathering, form, lines)
    person = form.person.person
    made = Mark(form.state.data, reason=form.reason.data, arrived_at=form.arrived_on(gathering))
    try:
        correct_attendance(
            gathering, person.id, made, current_user, credited=form.credited.data, now=now()
        )
    except REFUSALS as refused:
        said = why_refused(refused)
        step_back()
        say_at_its_field(form, refused, said)
        return _person_page(held_or_404(gathering_id), form, lines)
    own = person.id == current_user.person_id and form.credited.data
    waits = _("Your own entry waits for your confirmer.") if own else ""
    told = _("Corrected: %(name)s.", name=person.name)
    return saved(gathering_url(gathering), joined([told, waits]))


@bp.route("/<int:gathering_id>/correction", methods=["GET", "POST"])
@allow("group_study.hold")
def correct(gathering_id: int):
    """Say anew what it was; the new record stands in its place."""
    gathering = held_or_404(gathering_id)
    if gathering.state != CLOSED:
        return told_state(gathering)
    form = _form(gathering)
    if not form.validate_on_submit():
        return _page(gathering, form)
    leader = getattr(form.leader, "person", None)
    told = Told(
        form.kind.data, form.topic.data, leader.id if leader else None, form.place.data, form.held
    )
    try:
        new = correct_gathering(gathering, told, form.reason.data, current_user, now=now())
    except REFUSALS as refused:
        said = why_refused(refused)
        step_back()
        say_at_its_field(form, refused, said)
        return _page(held_or_404(gathering_id), form)
    return saved(gathering_url(new), _("Corrected. This record stands now; the old one is kept."))


def _as_it_stands(lines: list[Line]) -> dict[str, object]:
    """The person whom the address names, as they stand on the list."""
    asked = request.args.get("person", "")
    one = next((line for line in lines if line.staff_no == asked), None)
    if one is None:
        return {"credited": True}
    return {
        "person": TYPED.format(name=one.name, staff_no=one.staff_no), "state": one.state,
        "credited": one.credited or not one.there,
    }  # fmt: skip


def _person_page(gathering: GroupStudy, form: CorrectPersonForm, lines: list[Line]):
    page = render_template(
        "groupstudy/correct_person.html", gathering=gathering, form=form,
        place=gathering_url(gathering),
        people=[TYPED.format(name=one.name, staff_no=one.staff_no) for one in lines],
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


def _form(gathering: GroupStudy) -> CorrectForm:
    """What is stored; a lecture stays one."""
    form = CorrectForm(data=_stored(gathering))
    if gathering.kind == LECTURE:
        form.kind.choices = [SelectChoice(LECTURE, KINDS[LECTURE])]
    return form


def _stored(gathering: GroupStudy) -> dict[str, object]:
    leader = ""
    if gathering.leader_id is not None:
        person = db.session.get(Person, gathering.leader_id) or abort(404)
        leader = TYPED.format(name=person.name, staff_no=person.staff_no)
    return {
        **typed(held_times(gathering, now())), "kind": gathering.kind, "topic": gathering.topic,
        "leader": leader, "place": gathering.place,
    }  # fmt: skip


def _page(gathering: GroupStudy, form: CorrectForm):
    page = render_template(
        "groupstudy/correct.html", gathering=gathering, form=form, place=gathering_url(gathering),
        people=offered_people(today()),
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200
