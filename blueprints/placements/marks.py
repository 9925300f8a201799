"""HR says of somebody who is due that they are exempt, or that the move is planned; and why."""

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from blueprints.placements import due_words
from blueprints.placements.blueprint import bp
from blueprints.shared import rotation_words
from blueprints.shared.access import allow, person_or_404
from blueprints.shared.clock import now, today
from blueprints.shared.forms import RecordForm, new_once_key, one_line
from blueprints.shared.rotation_words import DUE_STATES
from blueprints.shared.saving import saved, saved_or_told, step_back
from domain.access import reach
from domain.cells import EARLIEST_YEAR, LATEST_YEAR
from domain.placements.due import radar_of
from domain.placements.reach import KEEP
from domain.placements.rotation_marks import (
    LONGEST_REASON,
    MARKS,
    MarkStands,
    MarkWithdrawn,
    NotDue,
    OwnMark,
    find_mark,
    mark_rotation,
    standing_mark,
    withdraw_mark,
)
from models import Person

REFUSALS = (OwnMark, NotDue, MarkStands, MarkWithdrawn)


class MarkForm(RecordForm):
    state = RadioField(
        _l("What holds"), [InputRequired(_l("Choose what holds."))],
        choices=[SelectChoice(one, DUE_STATES[one]) for one in MARKS],
    )  # fmt: skip
    reason = TextAreaField(
        _l("Reason"), [DataRequired(_l("Say why.")), Length(max=LONGEST_REASON)],
        filters=[one_line],
    )  # fmt: skip


@bp.get("/due/<int:year>/<staff_no>")
@allow("placements.keep")
def mark(year: int, staff_no: str):
    """What the person is due for, the mark that stands, or the form to make one."""
    return _page(MarkForm(formdata=None), _in_years(year), person_or_404(staff_no, KEEP))


@bp.post("/due/<int:year>/<staff_no>")
@allow("placements.keep")
def make_mark(year: int, staff_no: str):
    person, form = person_or_404(staff_no, KEEP), MarkForm()
    _in_years(year)
    if not form.validate():
        return _page(form, year, person)
    try:
        mark_rotation(person, year, form.state.data, form.reason.data, by=current_user, now=now())
    except REFUSALS as refused:
        step_back()
        form.state.errors = [_refusal(refused)]
        return _page(form, year, person_or_404(staff_no, KEEP))
    return saved(_back(year), _("Marked: %(name)s.", name=person.name))


@bp.post("/due/marks/<int:mark_id>/withdraw")
@allow("placements.keep")
def unmark(mark_id: int):
    found = find_mark(mark_id, reach(current_user, KEEP), today=today()) or abort(404)
    return saved_or_told(
        _back(found.year), lambda: withdraw_mark(found, by=current_user, now=now()),
        _("The mark is withdrawn: the limit counts again."), refusals=REFUSALS, why=_refusal,
    )  # fmt: skip


def _back(year: int) -> str:
    return url_for("placements.due_list", year=year)


def _in_years(year: int) -> int:
    return year if EARLIEST_YEAR <= year <= LATEST_YEAR else abort(404)


def _refusal(refused: Exception) -> str:
    if isinstance(refused, MarkStands):
        return _(
            "Somebody has marked this person already: %(state)s (%(reason)s). Withdraw that first.",
            state=DUE_STATES[refused.found.state], reason=refused.found.reason,
        )  # fmt: skip
    if isinstance(refused, NotDue):
        return _("Nothing is due in %(year)d that could be marked.", year=refused.year)
    if isinstance(refused, MarkWithdrawn):
        return _("Somebody has withdrawn this mark already.")
    return _("On your own move a colleague decides.")


def _page(form: MarkForm, year: int, person: Person):
    lines = radar_of(Person.id == person.id, year, today=today()).lines
    page = render_template(
        "placements/due_mark.html", form=form, year=year, person=person, lines=lines,
        standing=standing_mark(person.id, year), words=due_words, told=rotation_words,
        longest=LONGEST_REASON, once=new_once_key(), back=_back(year),
        own=person.id == current_user.person_id,
    )  # fmt: skip
    return page, 422 if form.errors else 200
