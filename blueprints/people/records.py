"""A person's record: shown, added, edited."""

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.people import forms
from blueprints.people.acting import act_page, person_url, refuse, try_act
from blueprints.people.blueprint import bp
from blueprints.people.choices import branch_choices, chosen
from blueprints.people.lines import signed
from blueprints.people.words import LEAVING, OFFICES, REFUSALS
from blueprints.shared.access import allow, person_or_404
from blueprints.shared.clock import now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import whole_number
from blueprints.shared.post_choices import post_choices
from blueprints.shared.saving import after_answer, saved
from domain import access, audit
from domain.organisation.tree import unit_path
from domain.people import departures, lines, merging, records
from domain.people.history import history_of
from domain.people.lists import person_row
from domain.placements import reach
from domain.versions import Stale
from models import Person, db


@bp.get("/<staff_no>")
@allow("people.list")
def show(staff_no: str):
    """The record: everything for HR, name, unit and branch for others. An old number leads on."""
    found = records.find_person(staff_no) or abort(404)
    person = person_or_404(found.staff_no, "people.list")
    if person.staff_no != staff_no:
        return redirect(person_url(person))
    row = person_row(person.id, today())
    path = unit_path(row.unit_id) if row.unit_id is not None else ()
    if not access.may(current_user, "people.edit"):
        return render_template(
            "people/card.html", row=row, path=path,
            sees_hours=access.may(current_user, "hours.see"),
            sees_history=reach.may_see_history(person.id, current_user, today=today()),
        )  # fmt: skip
    _note_viewed(person.id)
    return render_template(
        "people/record.html", person=person, row=row, path=path, history=history_of(person),
        merges=_merges(person), offices=OFFICES, leaving=LEAVING, new_once_key=new_once_key,
        gone=person.left_on is not None, takes_back=_takes_back(person),
        sees_hours=access.may(current_user, "hours.see"),
    )  # fmt: skip


def _takes_back(person: Person) -> bool:
    departure = departures.open_departure(person) if person.left_on is not None else None
    return departure is not None and departures.can_be_taken_back(
        departure, today=today(), now=now()
    )


def _note_viewed(person_id: int) -> None:
    actor, at = current_user.actor, now()
    after_answer(lambda: audit.record(actor, "person.viewed", "person", person_id, at=at))


def _merges(person: Person) -> list[dict]:
    return [
        {
            "merge": merge, "name": merged.name, "staff_no": merging.number_before(merge),
            "open": merging.can_be_undone(merge, today()),
        }
        for merge, merged in merging.merges_of(person)
    ]  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@allow("people.edit")
def new():
    form = forms.NewPersonForm()
    form.branch_id.choices = branch_choices(_("No branch"))
    form.post_id.choices = post_choices(_("No post yet"))
    if form.validate_on_submit():
        try:
            person = _add(form)
        except REFUSALS as error:
            refuse(form, error)
        else:
            return saved(person_url(person), _("%(name)s is added.", name=person.name))
    elif not form.is_submitted():
        form.on.data = today()
    return act_page(
        form, title=_("A new person"), button=_("Add the person"), back=url_for("people.index"),
        lead=_("One person by hand; for many, import a roster."),
    )  # fmt: skip


def _add(form: forms.NewPersonForm) -> Person:
    person = records.add_person(
        staff_no=form.staff_no.data, name=form.name.data, office_phone=form.office_phone.data,
        party_member=forms.TO_PARTY[form.party_member.data], **signed(),
    )  # fmt: skip
    branch_id, post_id = chosen(form.branch_id.data), chosen(form.post_id.data)
    if branch_id is not None:
        lines.join_branch(person, branch_id, on=form.on.data, **signed())
    if post_id is not None:
        lines.take_post(person, post_id, on=form.on.data, rank=form.rank.data, **signed())
    return person


@bp.route("/<staff_no>/record", methods=["GET", "POST"])
@allow("people.edit")
def record(staff_no: str):
    """Edit what is not dated."""
    person = person_or_404(staff_no, "people.edit")
    form = forms.PersonForm()
    if form.validate_on_submit():
        try:
            done = try_act(form, person, lambda: _edit(person, form))
        except Stale:
            return conflict_page(
                form, _stored(person), version=person.version, cancel_url=person_url(person)
            )
        if done is not None:
            return done
    elif not form.is_submitted():
        for name, value in (_stored(person) | {"version": str(person.version)}).items():
            form[name].data = value
    return act_page(
        form, title=_("Edit the record"), button=_("Save"), person=person, back=person_url(person)
    )


def _edit(person: Person, form: forms.PersonForm) -> str:
    records.edit_person(
        person, version=whole_number(form.version.data), name=form.name.data,
        office_phone=form.office_phone.data, confirmer=form.confirmer.person,
        party_member=forms.TO_PARTY[form.party_member.data], **signed(),
    )  # fmt: skip
    return _("The record is saved.")


def _stored(person: Person) -> dict[str, str]:
    confirmer = db.session.get(Person, person.confirmer_id) if person.confirmer_id else None
    return {
        "name": person.name, "office_phone": person.office_phone,
        "party_member": forms.FROM_PARTY[person.party_member],
        "confirmer": confirmer.staff_no if confirmer is not None else "",
    }  # fmt: skip
