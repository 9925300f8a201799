"""People named in a field by name or staff number: who is offered, and why nobody is meant."""

from collections.abc import Callable, Mapping
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Form, StringField
from wtforms.validators import ValidationError

from blueprints.shared.clock import full_day_text, today
from domain.people.records import find_person
from domain.taskbooks import reach

TYPED = "{name} {staff_no}"  # how a person stands in a field
SAYING: Mapping[type[Exception], Callable] = {
    reach.PersonHasLeft: lambda one: _(
        "%(name)s has left (%(day)s). Choose somebody who is here.",
        name=one.person.name, day=full_day_text(one.person.left_on),
    ),
    reach.SeveralToName: lambda _one: _(
        "More than one person has this name. Write the staff number."
    ),
    reach.NobodyToName: lambda _one: _(
        "Nobody with this name or number is among the people you may name here."
    ),
}  # fmt: skip
REFUSALS = tuple(SAYING)


def of_somebody(_form: Form, field: StringField) -> None:
    """A staff number, now or formerly somebody's, perhaps with the name before it (``TYPED``).

    Whom it finds is kept as ``field.person``.
    """
    words = (field.data or "").split()
    field.person = find_person(words[-1]) if words else None
    if words and field.person is None:
        raise ValidationError(_("Nobody has this staff number."))


def of_one_named(form: Form, field: StringField) -> None:
    """A staff number of anybody, as ``of_somebody`` has it; else the name of one person.

    By name only whom the visitor may name is found.
    """
    words = (field.data or "").split()
    field.person = find_person(words[-1]) if words else None
    if not words or field.person is not None:
        return
    if reach.NUMBER_AT_END.search(words[-1]):
        of_somebody(form, field)
    try:
        field.person = reach.person_named(" ".join(words), current_user, today=today())
    except REFUSALS as refused:
        raise ValidationError(SAYING[type(refused)](refused)) from refused


def offered_people(day: date, besides: sa.ColumnElement[bool] = reach.NOBODY) -> list[str]:
    """Whom the visitor may name, and those ``besides``, as they stand in the field."""
    return [
        TYPED.format(name=name, staff_no=staff_no)
        for name, staff_no in reach.people_to_name(current_user, today=day, besides=besides)
    ]
