"""Who was at a gathering and what it was credited with, for those who may see it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor, people_within, reach
from domain.claims import COUNTING
from domain.groupstudy.attendance import EXPECTED, LEAVE, THERE
from domain.groupstudy.holding import PLANNED
from domain.groupstudy.inviting import people_invited
from domain.groupstudy.reach import HOLD
from domain.hours.ledger import ENTRY
from domain.name_order import place_key
from domain.recorded_lists import people_named
from models import Attendance, Branch, Credit, GroupStudy, Person, StudyEntry, db


class Line(NamedTuple):
    """One of the list. ``entry_state`` is empty without a credit; ``hundredths`` after caps.

    ``seen``: their branch or unit is of the visitor's reach.
    """

    person_id: int
    staff_no: str
    name: str
    branch_id: int | None
    branch: str
    guest: bool
    state: str
    arrived_at: datetime | None
    reason: str
    entry_state: str
    hundredths: int
    seen: bool

    @property
    def there(self) -> bool:
        return self.state in THERE

    @property
    def credited(self) -> bool:
        return self.entry_state in COUNTING


@dataclass(frozen=True, slots=True)
class BranchTotal:
    """A branch at the gathering: how many were there of how many ``asked`` (see
    ``attendance.Counts``) of those invited, guests besides, and what they were credited.
    """

    name: str
    invited: int
    asked: int
    there: int
    guests: int
    hundredths: int


def lines_of(gathering: GroupStudy, visitor: Visitor) -> list[Line]:
    """Everybody on the list, by branch and name, as on its day. One query."""
    net = (
        sa.select(sa.func.sum(Credit.hundredths))
        .where(
            Credit.source_kind == ENTRY, Credit.source_id == Attendance.entry_id,
            Credit.person_id == Attendance.person_id,
        )
        .scalar_subquery()
    )  # fmt: skip
    within = people_within(reach(visitor, HOLD), gathering.held_on)
    rows: Any = db.session.execute(
        sa.select(
            Person.id, Person.staff_no, Person.name, Attendance.branch_id,
            sa.func.coalesce(Branch.name, ""), Attendance.guest, Attendance.state,
            Attendance.arrived_at, Attendance.reason, sa.func.coalesce(StudyEntry.state, ""),
            sa.func.coalesce(net, 0), within,
        )
        .join(Person, Person.id == Attendance.person_id)
        .outerjoin(Branch, Branch.id == Attendance.branch_id)
        .outerjoin(StudyEntry, StudyEntry.id == Attendance.entry_id)
        .where(Attendance.group_study_id == gathering.id, Attendance.superseded_at.is_(None))
        .order_by(
            Branch.name.is_(None), Branch.name, Attendance.branch_id, Person.search_key,
            Person.staff_no,
        )
    )  # fmt: skip
    return [Line(*row) for row in rows]


def shown_to(lines: Sequence[Line], *, holds: bool) -> list[Line]:
    """Those whom the visitor sees by name.

    Who holds the gathering sees whoever was there, and of the others those of their reach; why
    somebody was on leave is told of these alone.
    """
    return [
        one if one.seen or one.state != LEAVE else one._replace(reason="")
        for one in lines
        if one.seen or (holds and (one.there or one.guest))
    ]


def branch_totals(lines: Sequence[Line]) -> list[BranchTotal]:
    """The branches in the order of the lines; who had none that day stands last."""
    found: dict[tuple[int | None, str], list[Line]] = defaultdict(list)
    for one in lines:
        found[one.branch_id, one.branch].append(one)
    return [
        BranchTotal(
            name, sum(not one.guest for one in many),
            sum(not one.guest and one.state != LEAVE for one in many),
            sum(one.there and not one.guest for one in many),
            sum(one.there and one.guest for one in many), sum(one.hundredths for one in many),
        )
        for (_id, name), many in found.items()
    ]  # fmt: skip


class OnSheet(NamedTuple):
    """Somebody on the sign-in sheet."""

    staff_no: str
    name: str
    branch: str
    state: str
    reason: str
    guest: bool = False


def sheet_lines(gathering: GroupStudy, visitor: Visitor) -> tuple[list[OnSheet], int]:
    """Who signs, by branch, of those whom the visitor sees by name; and how many others do.

    Guests stand last.

    Before it opens those who are invited now. Two queries or three.
    """
    if gathering.state == PLANNED:
        return _invited_lines(gathering, visitor)
    lines = lines_of(gathering, visitor)
    shown = shown_to(lines, holds=True)
    found = [
        OnSheet(one.staff_no, one.name, one.branch, one.state, one.reason, one.guest)
        for one in sorted(shown, key=lambda one: one.guest)
    ]
    return found, len(lines) - len(shown)


def _invited_lines(gathering: GroupStudy, visitor: Visitor) -> tuple[list[OnSheet], int]:
    people = people_invited(gathering)
    names = dict(
        db.session.execute(sa.select(Branch.id, Branch.name).where(Branch.id.in_(
            {one for one in people.values() if one is not None}
        ))).all()
    )  # fmt: skip
    named = people_named(list(people), reach(visitor, HOLD), today=gathering.held_on)
    found = [
        OnSheet(staff_no, name, names.get(people[person_id] or 0, ""), EXPECTED, "")
        for person_id, staff_no, name in named
    ]
    found.sort(key=lambda one: (not one.branch, place_key(one.branch)))
    return found, len(people) - len(found)
