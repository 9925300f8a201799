"""People by the numbers they carry or carried, as files that are brought in name them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.locks import lock_people
from models import FormerStaffNumber, Person, db

AT_ONCE = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class PersonKnown:
    person_id: int
    staff_no: str
    name: str
    left_on: date | None


def people_by_number() -> dict[str, PersonKnown]:
    """Everybody, those who left among them, by every number they carry or carried. Two queries."""
    rows: Any = db.session.execute(
        sa.select(Person.id, Person.staff_no, Person.name, Person.left_on).where(
            Person.merged_into_id.is_(None)
        )
    )
    by_id = {row[0]: PersonKnown(*row) for row in rows}
    former = db.session.execute(
        sa.select(FormerStaffNumber.staff_no, FormerStaffNumber.person_id)
    ).all()
    numbers = {number: by_id[owner] for number, owner in former if owner in by_id}
    return numbers | {person.staff_no: person for person in by_id.values()}


def hold_people(person_ids: Collection[int]) -> None:
    """``lock_people`` for any number of them, in the order of their ids."""
    ordered = sorted(person_ids)
    for start in range(0, len(ordered), AT_ONCE):
        lock_people(*ordered[start : start + AT_ONCE])
