"""Dispatch sheets (派单): written by secretaries for their branch, by leaders for their unit."""

import sqlalchemy as sa
from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from blueprints.matters.blueprint import bp
from blueprints.matters.forms import SheetForm
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.saving import saved, step_back
from domain.access import people_within, reach
from domain.confirmers import may_act
from domain.matters.by_hand import ReceiverGone, Sheet, write_sheet
from domain.matters.raising import DueBeforeToday
from domain.name_order import place_key
from models import Person, Unit, db


@bp.route("/matters/new", methods=["GET", "POST"])
@allow("matters.write")
def new():
    """Write a sheet; the receiver signs for it and answers by the day."""
    form = SheetForm()
    form.unit.choices = [SelectChoice(0, _("None")), *_units()]
    if not form.validate_on_submit():
        return _page(form)
    receiver = form.receiver.person
    if not _is_within(receiver):
        form.receiver.errors = [_("This person is not among those you may write to.")]
        return _page(form)
    sheet = Sheet(
        form.content.data, form.time_points.data or "", form.due_on.data, receiver,
        form.unit.data or None,
    )  # fmt: skip
    try:
        matter_id = write_sheet(
            sheet, writer_id=current_user.person_id or abort(404), actor=current_user.actor,
            now=now(),
        )  # fmt: skip
    except DueBeforeToday:
        step_back()
        form.due_on.errors = [_("This day is past: choose today or a later one.")]
        return _page(form)
    except ReceiverGone:
        form.receiver.errors = [_("This person has left, or has no account to see it with.")]
        return _page(form)
    text = _("Sent to %(name)s, who signs for it.", name=receiver.name)
    return saved(url_for("matters.matter", matter_id=matter_id), text)


def _page(form: SheetForm):
    page = render_template("matters/new.html", form=form, people=_people())
    return page, 422 if form.errors else 200


def _is_within(person: Person) -> bool:
    within = people_within(reach(current_user, "matters.write"), today())
    asked = sa.select(Person.id).where(Person.id == person.id, within)
    return person.id != current_user.person_id and db.session.scalars(asked).first() is not None


def _people() -> list[tuple[str, str]]:
    """Staff number and name of everybody who may be written to."""
    rows = db.session.execute(
        sa.select(Person.staff_no, Person.name)
        .where(
            people_within(reach(current_user, "matters.write"), today()), may_act(Person, today()),
            Person.id != current_user.person_id,
        )
        .order_by(Person.search_key, Person.staff_no)
    )  # fmt: skip
    return [(row.staff_no, row.name) for row in rows]


def _units() -> list[SelectChoice]:
    rows = db.session.execute(
        sa.select(Unit.id, Unit.name).where(Unit.closed_on.is_(None), Unit.outside.is_(False))
    )
    return [
        SelectChoice(row.id, row.name) for row in sorted(rows, key=lambda row: place_key(row.name))
    ]
