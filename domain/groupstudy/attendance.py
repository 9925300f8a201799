"""Attendance while a gathering is open: checked in, marked by hand, guests; each change kept.

Two at once never meet: a row is held while it changes, and a person has one row that stands.
The caller commits.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm.util import AliasedClass

from domain import audit
from domain.audit import Actor
from domain.groupstudy.holding import OPEN, add_or_find, keep_still
from domain.groupstudy.inviting import branches_on, is_invited
from domain.groupstudy.rules import GatheringKind
from models import Attendance, AttendanceStep, Branch, GroupStudy, Person, db

EXPECTED, PRESENT, LATE, LEAVE, ABSENT = STATES = (
    "expected", "present", "late", "leave", "absent",
)  # fmt: skip
THERE = (PRESENT, LATE)
BY_CODE, BY_LATE_CODE, BY_ROLL, BY_SHEET = "code", "late_code", "roll", "sheet"


class AlreadyThere(Exception):
    """The person has checked in before; ``row`` says when."""

    def __init__(self, row: Attendance) -> None:
        super().__init__(f"attendance {row.id}")
        self.row = row


class ReasonWanting(Exception):
    """Leave is given for a reason."""


class ChangedMeanwhile(Exception):
    """A tap that was queued without network comes after the state has changed; it is not taken."""

    def __init__(self, row: Attendance) -> None:
        super().__init__(f"attendance {row.id} is {row.state}")
        self.row = row


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody is marked as. ``tapped_at``: when it was done, where it was queued."""

    state: str
    way: str = BY_ROLL
    reason: str = ""
    arrived_at: datetime | None = None
    tapped_at: datetime | None = None


class Row(NamedTuple):
    """One of the list, as pages show it; ``branch`` of the gathering's day."""

    id: int
    person_id: int
    staff_no: str
    name: str
    branch_id: int | None
    branch: str
    guest: bool
    state: str
    way: str
    arrived_at: datetime | None
    reason: str
    entry_id: int | None
    search_key: str = ""  # the name in pinyin, as domain.pinyin has it


class Counts(NamedTuple):
    """How many of those invited are in which state, and how many guests are there.

    ``asked`` is how many were to come: those on leave are not.
    """

    expected: int = 0
    present: int = 0
    late: int = 0
    leave: int = 0
    absent: int = 0
    guests: int = 0

    @property
    def there(self) -> int:
        return self.present + self.late

    @property
    def asked(self) -> int:
        return self.expected + self.present + self.late + self.absent


_On = type[Attendance] | AliasedClass[Attendance]


def was_there(row: _On) -> sa.ColumnElement[bool]:
    """The condition that somebody invited was there."""
    return sa.and_(~row.guest, row.state.in_(THERE))


def was_asked(row: _On) -> sa.ColumnElement[bool]:
    """The condition that somebody was to come: invited, and not on leave."""
    return sa.and_(~row.guest, row.state != LEAVE)


def was_guest(row: _On) -> sa.ColumnElement[bool]:
    """The condition that somebody was there without being invited."""
    return sa.and_(row.guest, row.state.in_(THERE))


def rows_of(gathering_id: int) -> list[Row]:
    """Everybody on the list, by branch and name. One query."""
    found: Any = db.session.execute(
        sa.select(
            Attendance.id, Person.id, Person.staff_no, Person.name, Attendance.branch_id,
            sa.func.coalesce(Branch.name, ""), Attendance.guest, Attendance.state, Attendance.way,
            Attendance.arrived_at, Attendance.reason, Attendance.entry_id, Person.search_key,
        )
        .join(Person, Person.id == Attendance.person_id)
        .outerjoin(Branch, Branch.id == Attendance.branch_id)
        .where(Attendance.group_study_id == gathering_id, Attendance.superseded_at.is_(None))
        .order_by(
            Attendance.guest, Branch.name.is_(None), Branch.name, Person.search_key,
            Person.staff_no,
        )
    )  # fmt: skip
    return [Row(*row) for row in found]


def counts_of(gathering_id: int) -> Counts:
    """How many are in which state. One query. Lists count by ``was_there`` and the like."""
    rows: Any = db.session.execute(
        sa.select(Attendance.state, Attendance.guest, sa.func.count())
        .where(Attendance.group_study_id == gathering_id, Attendance.superseded_at.is_(None))
        .group_by(Attendance.state, Attendance.guest)
    ).all()
    by_state = dict.fromkeys(STATES, 0)
    for state, guest, many in rows:
        if not guest:
            by_state[state] += many
    guests = sum(many for state, guest, many in rows if guest and state in THERE)
    return Counts(**by_state, guests=guests)


def find_row(gathering_id: int, person_id: int) -> Attendance | None:
    """The person's row that stands. One query."""
    return db.session.scalars(_standing(gathering_id, person_id)).one_or_none()


def check_in(
    gathering: GroupStudy, person_id: int, kind: GatheringKind, *, at: datetime,
    way: str = BY_CODE, actor: Actor, now: datetime,
) -> Attendance:  # fmt: skip
    """The person is there, since ``at``: late where that is past what the rule allows.

    Who is not invited comes as a guest. Five statements or so.

    Raises:
        AlreadyThere: twice is once.
        domain.groupstudy.holding.NotInState: the gathering is not open.
    """
    keep_still(gathering, OPEN)
    row = held_row(gathering.id, person_id) or _new_row(gathering, person_id)
    if row.state in THERE:
        raise AlreadyThere(row)
    made = Mark(state_at(gathering, kind, at), way, arrived_at=at)
    set_state(row, made, actor=actor, now=now)
    return row


def state_at(gathering: GroupStudy, kind: GatheringKind, at: datetime) -> str:
    """Present, or late where that is past the minutes that the rule allows."""
    late = (at - gathering.starts_at).total_seconds() > kind.late_after * 60
    return LATE if late else PRESENT


def mark(
    gathering: GroupStudy, person_id: int, made: Mark, *, was: str | None = None, actor: Actor,
    now: datetime,
) -> Attendance:  # fmt: skip
    """Mark somebody by hand. ``was``: the state that whoever tapped saw; the same again is done.

    Somebody who is not on the list is added as a guest, or as invited where they are.

    Raises:
        ReasonWanting: leave without a reason.
        ChangedMeanwhile: they are in another state than ``was``.
        domain.groupstudy.holding.NotInState: the gathering is not open.
    """
    keep_still(gathering, OPEN)
    if made.state == LEAVE and not made.reason.strip():
        raise ReasonWanting
    row = held_row(gathering.id, person_id) or _new_row(gathering, person_id)
    if row.state == made.state and row.reason == made.reason.strip():
        return row
    if was is not None and row.state != was:
        raise ChangedMeanwhile(row)
    set_state(row, made, actor=actor, now=now)
    return row


def set_state(row: Attendance, made: Mark, *, actor: Actor, now: datetime) -> None:
    """Change a row that is held, keep the step, tell the trail. Flushes."""
    was = row.state
    row.state, row.way, row.reason = made.state, made.way, made.reason.strip()
    row.marked_at, row.marked_by = now, actor.account_id
    if made.state in THERE:
        row.arrived_at = made.arrived_at or row.arrived_at or made.tapped_at or now
    else:
        row.arrived_at = None
    db.session.flush()
    keep_step(row, was, made, actor=actor, now=now)


def keep_step(row: Attendance, was: str, made: Mark, *, actor: Actor, now: datetime) -> None:
    db.session.add(
        AttendanceStep(
            attendance_id=row.id, was=was, became=row.state, way=made.way,
            actor_id=actor.account_id, at=now, tapped_at=made.tapped_at,
            reason=made.reason.strip(),
        )
    )  # fmt: skip
    db.session.flush()
    audit.record(
        actor, "attendance.marked", "attendance", row.id, at=now, before={"state": was},
        after={"state": row.state, "way": made.way, "person": row.person_id,
               "group_study": row.group_study_id},
    )  # fmt: skip


def _standing(gathering_id: int, person_id: int) -> sa.Select[Any]:
    return sa.select(Attendance).where(
        Attendance.group_study_id == gathering_id, Attendance.person_id == person_id,
        Attendance.superseded_at.is_(None),
    )  # fmt: skip


def held_row(gathering_id: int, person_id: int) -> Attendance | None:
    """The person's row that stands, held until the transaction ends. One query."""
    query = _standing(gathering_id, person_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _new_row(gathering: GroupStudy, person_id: int) -> Attendance:
    """A row for somebody who was not on the list when it was opened; made once by two at once."""
    row = Attendance(
        group_study_id=gathering.id, person_id=person_id, state=EXPECTED, way="", reason="",
        branch_id=branches_on({person_id}, gathering.held_on)[person_id],
        guest=not is_invited(gathering, person_id),
    )  # fmt: skip
    return add_or_find(row, lambda: held_row(gathering.id, person_id))
