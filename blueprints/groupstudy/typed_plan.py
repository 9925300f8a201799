"""From the form of a plan to the plan, and back: who holds, leads and is invited, what is read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from blueprints.groupstudy.plan_forms import PlanForm
from blueprints.shared import naming
from blueprints.shared.clock import today
from blueprints.shared.naming import TYPED
from blueprints.shared.pasted_numbers import numbers_written, shortened
from domain.access import people_within, reach
from domain.groupstudy import offering
from domain.groupstudy.inviting import Invited
from domain.groupstudy.offering import BRANCH, UNIT
from domain.groupstudy.planning import Plan
from domain.groupstudy.reach import HOLD
from domain.groupstudy.rules import FIRST_ITEM
from domain.organisation.lists import open_branches
from domain.organisation.tree import open_units
from domain.recorded_lists import people_by_number
from domain.taskbooks.reach import person_named
from models import Branch, Person, Unit, db

PLAIN = ("kind", "topic", "meeting", "place", "agenda")
INDENT = "\u2003"  # for each level of the tree


class TypedWrong(Exception):
    """A field of the form names what is not there: ``errors`` by the field's name."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


FIXED = ("holder", "held_on", "branches", "units", "numbers")  # once it is open


@dataclass(frozen=True, slots=True)
class Stored:
    """A plan that is stored, and whom it invites beyond the visitor's reach."""

    plan: Plan
    unseen: frozenset[int]


def offer(form: PlanForm, plan: Plan | None = None) -> None:
    """Fill in what may be chosen, and what is chosen already though it is not open any more."""
    form.holder.choices = [
        SelectChoice(one.code, one.name) for one in offering.holders(current_user)
    ]
    form.branches.choices = [SelectChoice(one.id, one.name) for one in open_branches()]
    form.units.choices = [
        SelectChoice(one.unit_id, INDENT * one.depth + one.name)
        for one in open_units()
        if not one.outside
    ]
    form.materials.choices = [
        SelectChoice(one.id, one.title) for one in offering.materials_offered(current_user)
    ]
    if plan is not None:
        _offer_stored(form, plan)


def _offer_stored(form: PlanForm, plan: Plan) -> None:
    for choices, ids, model in (
        (form.branches.choices, plan.invited.branch_ids, Branch),
        (form.units.choices, plan.invited.unit_ids, Unit),
    ):
        for one in sorted(ids - {choice.value for choice in choices}):
            choices.append(SelectChoice(one, db.session.get_one(model, one).name))
    code = f"{BRANCH}-{plan.branch_id}" if plan.branch_id else f"{UNIT}-{plan.unit_id}"
    if code not in {choice.value for choice in form.holder.choices}:
        held = db.session.get_one(Branch, plan.branch_id) if plan.branch_id else None
        held = held or db.session.get_one(Unit, plan.unit_id)
        form.holder.choices.append(SelectChoice(code, held.name))
    known = {choice.value for choice in form.materials.choices}
    form.materials.choices += [
        SelectChoice(material_id, title)
        for title, material_id in plan.readings
        if material_id is not None and material_id not in known
    ]


def plan_typed(form: PlanForm, stored: Stored | None = None) -> Plan:
    """The plan that the form says; what it does not ask is as it is stored.

    Raises:
        TypedWrong: nobody, or more than one, is meant by what stands in a field.
    """
    errors: dict[str, list[str]] = {}
    leader_id = _leader(form, stored, errors)
    values = _fixed(form, stored, errors)
    if errors:
        raise TypedWrong(errors)
    zone, day = current_app.config["TIMEZONE"], values["held_on"]
    titles = {choice.value: str(choice.label) for choice in form.materials.choices}
    readings = [(title, None) for title in form.titles]
    readings += [(titles[one], one) for one in form.materials.data or ()]
    return Plan(
        **_plain(form), **values, leader_id=leader_id,
        starts_at=datetime.combine(day, form.begins.data, zone),
        ends_at=datetime.combine(day, form.ends.data, zone), readings=tuple(readings),
    )  # fmt: skip


def _plain(form: PlanForm) -> dict[str, str]:
    """What is typed as it is; a meeting only where it is the first item of one."""
    values = {name: form[name].data for name in PLAIN}
    return values if form.kind.data == FIRST_ITEM else {**values, "meeting": ""}


def _fixed(
    form: PlanForm, stored: Stored | None, errors: dict[str, list[str]]
) -> dict[str, Any]:  # fmt: skip
    """Who holds it, on which day, who is invited."""
    if "holder" not in form and stored is not None:
        return {
            name: getattr(stored.plan, name)
            for name in ("branch_id", "unit_id", "held_on", "invited")
        }  # fmt: skip
    kind, _sign, number = (form.holder.data or "").partition("-")
    unseen = stored.unseen if stored is not None else frozenset()
    return {
        "branch_id": int(number) if kind == BRANCH else None,
        "unit_id": int(number) if kind == UNIT else None,
        "held_on": form.held_on.data,
        "invited": Invited(
            frozenset(form.branches.data or ()), frozenset(form.units.data or ()),
            frozenset(_people(form, errors)) | unseen,
        ),
    }  # fmt: skip


def _leader(
    form: PlanForm, stored: Stored | None, errors: dict[str, list[str]]
) -> int | None:  # fmt: skip
    if not form.leader.data:
        return None
    try:
        return person_named(
            form.leader.data, current_user, today=today(),
            holder_id=stored.plan.leader_id if stored is not None else None,
            besides=offering.leaders_above(current_user, today()),
        ).id  # fmt: skip
    except naming.REFUSALS as refused:
        errors["leader"] = [naming.SAYING[type(refused)](refused)]
        return None


def _people(form: PlanForm, errors: dict[str, list[str]]) -> list[int]:
    """The people whose numbers were written; each number that is wrong is said."""
    written, wrong = numbers_written(form.numbers.data)
    known = people_by_number(
        [number for _line, number in written], reach(current_user, HOLD), today=today()
    )
    wrong += [
        _("Line %(line)d: nobody whom you may invite has the staff number %(number)s.",
          line=line, number=number)
        for line, number in written
        if number not in known
    ]  # fmt: skip
    if wrong:
        errors["numbers"] = shortened(wrong)
    return [known[number][0] for _line, number in written if number in known]


def stored_of(plan: Plan) -> tuple[Stored, dict[str, object]]:
    """What the form cannot show of a plan, and what it shows: field -> value. Two queries."""
    zone = current_app.config["TIMEZONE"]
    seen, unseen = offering.numbers_of(
        plan.invited.person_ids, people_within(reach(current_user, HOLD), today())
    )
    leader = db.session.get(Person, plan.leader_id) if plan.leader_id is not None else None
    values: dict[str, object] = {name: getattr(plan, name) for name in PLAIN}
    values |= {
        "holder": f"{BRANCH}-{plan.branch_id}" if plan.branch_id else f"{UNIT}-{plan.unit_id}",
        "held_on": plan.held_on, "begins": plan.starts_at.astimezone(zone).time(),
        "ends": plan.ends_at.astimezone(zone).time(),
        "leader": TYPED.format(name=leader.name, staff_no=leader.staff_no) if leader else "",
        "branches": sorted(plan.invited.branch_ids), "units": sorted(plan.invited.unit_ids),
        "numbers": "\n".join(TYPED.format(name=name, staff_no=no) for no, name in seen),
        "readings": "\n".join(title for title, material in plan.readings if material is None),
        "materials": [material for _title, material in plan.readings if material is not None],
    }  # fmt: skip
    return Stored(plan, unseen), values
