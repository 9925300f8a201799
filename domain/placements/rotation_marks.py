"""That somebody who is due is exempt, or that the move is planned: with a reason, for one year."""

from datetime import date, datetime

import sqlalchemy as sa

from domain import audit
from domain.access import Reach, Visitor, people_within
from domain.locks import lock_people
from domain.placements.due import radar_of
from domain.placements.radar import EXEMPT, PLANNED
from models import Person, RotationMark, db

MARKS = (EXEMPT, PLANNED)
LONGEST_REASON = 300  # characters


class MarkStands(Exception):
    """Somebody has marked the person for the year already; ``found`` is how."""

    def __init__(self, found: RotationMark) -> None:
        super().__init__(f"mark {found.id}")
        self.found = found


class NotDue(Exception):
    """The person is due for nothing in the year."""

    def __init__(self, year: int) -> None:
        super().__init__(str(year))
        self.year = year


class OwnMark(Exception):
    """Nobody decides on the own move: a colleague does."""


class MarkWithdrawn(Exception):
    """The mark was withdrawn before."""


def mark_rotation(
    person: Person, year: int, state: str, reason: str, *, by: Visitor, now: datetime
) -> RotationMark:
    """Say of somebody who is due in the year that they are exempt, or that the move is planned.

    Raises:
        OwnMark, NotDue.
        MarkStands: withdraw that one first.
    """
    if person.id == by.person_id:
        raise OwnMark
    lock_people(person.id)
    standing = standing_mark(person.id, year)
    if standing is not None:
        raise MarkStands(standing)
    if not radar_of(Person.id == person.id, year, today=now.date()).lines:
        raise NotDue(year)
    row = RotationMark(
        person_id=person.id, year=year, state=state, reason=reason, marked_by=by.account_id,
        marked_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        by.actor, "rotation_mark.made", "rotation_mark", row.id, at=now,
        after={"person_id": person.id, "year": year, "state": state},
    )  # fmt: skip
    return row


def withdraw_mark(mark: RotationMark, *, by: Visitor, now: datetime) -> None:
    """Take the mark back; the person is due as before.

    Raises:
        OwnMark, MarkWithdrawn.
    """
    if mark.person_id == by.person_id:
        raise OwnMark
    db.session.refresh(mark, with_for_update=True)
    if mark.withdrawn_at is not None:
        raise MarkWithdrawn
    mark.withdrawn_at = now
    db.session.flush()
    audit.record(
        by.actor, "rotation_mark.withdrawn", "rotation_mark", mark.id, at=now,
        before={"person_id": mark.person_id, "year": mark.year, "state": mark.state},
    )  # fmt: skip


def find_mark(mark_id: int, covered: Reach, *, today: date) -> RotationMark | None:
    """The mark, if the person is covered. One query."""
    return db.session.scalars(
        sa.select(RotationMark)
        .join(Person, Person.id == RotationMark.person_id)
        .where(RotationMark.id == mark_id, people_within(covered, today))
    ).one_or_none()


def standing_mark(person_id: int, year: int) -> RotationMark | None:
    """One query."""
    return db.session.scalars(
        sa.select(RotationMark).where(
            RotationMark.person_id == person_id, RotationMark.year == year,
            RotationMark.withdrawn_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
