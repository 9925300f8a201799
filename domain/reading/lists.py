"""Classes as pages show them: the list, and what stands above one class."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor
from domain.reading.reach import CLOSED, OPEN, PLANNED, classes_of, readable, runs
from domain.reading.standings import Standing, own_standings
from models import (
    Account,
    ClassMember,
    ClassStep,
    Person,
    ReadingClass,
    ReadingMaterial,
    StudyEntry,
    db,
)

# The parts of the list, in their order.
MINE, TO_JOIN, TO_OPEN, OTHERS, OVER = "mine", "to_join", "to_open", "others", "over"
PARTS = (MINE, TO_JOIN, TO_OPEN, OTHERS, OVER)


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of the list: in which part of it, how many members, and how far the visitor is."""

    reading: ReadingClass
    part: str
    member: bool
    members: int
    materials: int
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a class: its people, how many members, the visitor's own membership.

    ``entry`` is the state of the entry that credits the visitor; empty where there is none.
    """

    organiser: str
    leader: str
    members: int
    own: ClassMember | None
    entry: str


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step as pages show it; ``material`` is the title of the one it was about."""

    act: str
    at: datetime
    who: str
    material: str
    reason: str
    after: dict[str, Any]


def class_rows(visitor: Visitor, *, page: int = 1, size: int) -> tuple[list[ClassRow], int]:
    """A page of the classes that the visitor may open, their own first; and how many in all.

    Three queries, however many. A page beyond the last has no rows and says 0.
    """
    own = visitor.person_id
    is_member = ReadingClass.id.in_(classes_of(own)) if own is not None else sa.false()
    runs_it = (
        sa.or_(ReadingClass.organiser_id == own, ReadingClass.leader_id == own)
        if own is not None else sa.false()
    )  # fmt: skip
    part = sa.case(
        (ReadingClass.state == CLOSED, PARTS.index(OVER)),
        (sa.and_(ReadingClass.state == OPEN, sa.or_(is_member, runs_it)), PARTS.index(MINE)),
        (ReadingClass.state == PLANNED, PARTS.index(TO_OPEN)),
        (ReadingClass.joining == "open", PARTS.index(TO_JOIN)),
        else_=PARTS.index(OTHERS),
    )
    rows: Any = db.session.execute(
        sa.select(
            ReadingClass, part, is_member, _count(ClassMember), _count(ReadingMaterial),
            sa.func.count().over(),
        )
        .where(readable(visitor))
        .order_by(part, ReadingClass.starts_on.desc(), ReadingClass.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()  # fmt: skip
    found = {}
    if own is not None:
        found = own_standings([row[0] for row in rows if row[2]], own)
    return [
        ClassRow(row[0], PARTS[row[1]], bool(row[2]), row[3], row[4], found.get(row[0].id))
        for row in rows
    ], rows[0][5] if rows else 0  # fmt: skip


def _count(model: type[ClassMember | ReadingMaterial]) -> Any:
    return (
        sa.select(sa.func.count(model.id))
        .where(model.class_id == ReadingClass.id, model.removed_at.is_(None))
        .correlate(ReadingClass)
        .scalar_subquery()
    )


def head_of(reading: ReadingClass, visitor: Visitor) -> Head:
    """One query."""
    organiser, leader = sa.orm.aliased(Person), sa.orm.aliased(Person)
    row: Any = db.session.execute(
        sa.select(
            sa.func.coalesce(organiser.name, ""), sa.func.coalesce(leader.name, ""),
            _count(ClassMember), ClassMember, sa.func.coalesce(StudyEntry.state, ""),
        )
        .select_from(ReadingClass)
        .outerjoin(organiser, organiser.id == ReadingClass.organiser_id)
        .outerjoin(leader, leader.id == ReadingClass.leader_id)
        .outerjoin(
            ClassMember,
            sa.and_(
                ClassMember.class_id == ReadingClass.id, ClassMember.removed_at.is_(None),
                ClassMember.person_id == visitor.person_id,
            ),
        )
        .outerjoin(StudyEntry, StudyEntry.id == ClassMember.entry_id)
        .where(ReadingClass.id == reading.id)
    ).one()  # fmt: skip
    return Head(*row)


def may_take_part(reading: ReadingClass, head: Head, visitor: Visitor) -> bool:
    """Whether the visitor writes on the board: in the class, or running it. No query."""
    own = visitor.person_id
    named = own is not None and own in (reading.organiser_id, reading.leader_id)
    return head.own is not None or named or runs(visitor)


def steps_of(class_id: int, *, most: int | None = None) -> Sequence[StepTaken]:
    """What was done to the class, the latest first. One query."""
    rows: Any = db.session.execute(
        sa.select(
            ClassStep.act, ClassStep.at, sa.func.coalesce(Person.name, Account.username, ""),
            sa.func.coalesce(ReadingMaterial.title, ""), ClassStep.reason, ClassStep.after,
        )
        .outerjoin(Account, Account.id == ClassStep.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(ReadingMaterial, ReadingMaterial.id == ClassStep.material_id)
        .where(ClassStep.class_id == class_id)
        .order_by(ClassStep.id.desc())
        .limit(most)
    )  # fmt: skip
    return [
        StepTaken(act, at, who, material, reason, json.loads(after))
        for act, at, who, material, reason, after in rows
    ]


def person_in_field(person_id: int | None) -> tuple[str, str] | None:
    """Name and number of somebody, whoever asks, to be shown in a field. One query or none."""
    person = db.session.get(Person, person_id) if person_id is not None else None
    return None if person is None else (person.name, person.staff_no)


def days_passed(reading: ReadingClass, today: date) -> int:
    """How much of the days of the class has passed before ``today``, in whole percent."""
    if reading.starts_on is None or reading.ends_on is None or today <= reading.starts_on:
        return 0
    whole = (reading.ends_on - reading.starts_on).days + 1
    return min(100, 100 * (today - reading.starts_on).days // whole)
