"""What stands above and below one gathering: its people, what is read, what happened to it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor, people_within, reach
from domain.groupstudy.lists import own_row
from domain.groupstudy.reach import HOLD, listed, seen_by
from domain.name_order import place_key
from domain.reading.reach import readable
from models import (
    Account,
    Attendance,
    Branch,
    GroupStudy,
    GroupStudyInvitation,
    GroupStudyReading,
    GroupStudyStep,
    Person,
    ReadingClass,
    ReadingMaterial,
    Unit,
    db,
)


class Head(NamedTuple):
    """What stands above a gathering: who holds and leads it, the visitor's own attendance."""

    holder: str
    leader: str
    own: Attendance | None


class OfSeries(NamedTuple):
    """One of the gatherings that were planned together."""

    id: int
    held_on: date
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Series:
    """How many were planned together that stand, and those beside one of them."""

    many: int
    before: OfSeries | None
    after: OfSeries | None


class Reading(NamedTuple):
    """A line of what is to be read; the slugs where the visitor may read it here."""

    title: str
    class_slug: str | None
    slug: str | None


@dataclass(frozen=True, slots=True)
class InvitedShown:
    """Who is invited, as the visitor may know it: some people only by their number."""

    branches: Sequence[str]
    units: Sequence[str]
    people: Sequence[str]
    unnamed: int


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step as pages show it."""

    act: str
    at: datetime
    who: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


def head_of(gathering: GroupStudy, visitor: Visitor) -> Head:
    """One query."""
    row: Any = db.session.execute(
        sa.select(
            sa.func.coalesce(Branch.name, Unit.name, ""), sa.func.coalesce(Person.name, ""),
            Attendance,
        )
        .select_from(GroupStudy)
        .outerjoin(Branch, Branch.id == GroupStudy.branch_id)
        .outerjoin(Unit, Unit.id == GroupStudy.unit_id)
        .outerjoin(Person, Person.id == GroupStudy.leader_id)
        .outerjoin(Attendance, own_row(visitor))
        .where(GroupStudy.id == gathering.id)
    ).one()  # fmt: skip
    return Head(*row)


def series_of(gathering: GroupStudy, visitor: Visitor) -> Series | None:
    """The series it is one of, as far as the visitor may open it. One query, and none for none."""
    if gathering.series_id is None:
        return None
    rows: Any = db.session.execute(
        sa.select(GroupStudy.id, GroupStudy.held_on, GroupStudy.starts_at)
        .where(
            GroupStudy.series_id == gathering.series_id,
            sa.or_(GroupStudy.id == gathering.id, sa.and_(listed(), seen_by(visitor))),
        )
        .order_by(GroupStudy.starts_at, GroupStudy.id)
    )
    found = [OfSeries(*row) for row in rows]
    place = next(number for number, one in enumerate(found) if one.id == gathering.id)
    return Series(
        len(found), found[place - 1] if place else None,
        found[place + 1] if place + 1 < len(found) else None,
    )  # fmt: skip


def readings_shown(gathering_id: int, visitor: Visitor) -> list[Reading]:
    """What is to be read beforehand, in order. One query."""
    rows: Any = db.session.execute(
        sa.select(GroupStudyReading.title, ReadingClass.slug, ReadingMaterial.slug)
        .outerjoin(
            ReadingMaterial,
            sa.and_(
                ReadingMaterial.id == GroupStudyReading.material_id,
                ReadingMaterial.removed_at.is_(None),
            ),
        )
        .outerjoin(
            ReadingClass,
            sa.and_(ReadingClass.id == ReadingMaterial.class_id, readable(visitor)),
        )
        .where(GroupStudyReading.group_study_id == gathering_id)
        .order_by(GroupStudyReading.number)
    )
    return [Reading(*row) for row in rows]


def invited_shown(gathering_id: int, visitor: Visitor, *, today: date) -> InvitedShown:
    """Who is invited; single people by name where they are within the visitor's reach. One query.

    Whoever is invited alone sees their own name.
    """
    line = GroupStudyInvitation
    known = sa.or_(
        people_within(reach(visitor, HOLD), today), Person.id == visitor.person_id
    )  # fmt: skip
    rows: Any = db.session.execute(
        sa.select(Branch.name, Unit.name, Person.name, known)
        .select_from(line)
        .outerjoin(Branch, Branch.id == line.branch_id)
        .outerjoin(Unit, Unit.id == line.unit_id)
        .outerjoin(Person, Person.id == line.person_id)
        .where(line.group_study_id == gathering_id)
        .order_by(line.id)
    ).all()
    people = [(name, seen) for _branch, _unit, name, seen in rows if name is not None]
    return InvitedShown(
        sorted((row[0] for row in rows if row[0] is not None), key=place_key),
        sorted((row[1] for row in rows if row[1] is not None), key=place_key),
        [name for name, seen in people if seen], sum(not seen for _name, seen in people),
    )  # fmt: skip


def steps_of(gathering_id: int, *, most: int | None = None) -> list[StepTaken]:
    """What was done to it, the latest first. One query.

    Proofs of a leave are told on the page of that person alone.
    """
    rows: Any = db.session.execute(
        sa.select(
            GroupStudyStep.act, GroupStudyStep.at,
            sa.func.coalesce(Person.name, Account.username, ""), GroupStudyStep.reason,
            GroupStudyStep.before, GroupStudyStep.after,
        )
        .outerjoin(Account, Account.id == GroupStudyStep.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(
            GroupStudyStep.group_study_id == gathering_id,
            GroupStudyStep.act != "leave_proof_added",
        )
        .order_by(GroupStudyStep.id.desc())
        .limit(most)
    )  # fmt: skip
    return [
        StepTaken(act, at, who, reason, json.loads(before), json.loads(after))
        for act, at, who, reason, before, after in rows
    ]
