"""Who takes the attendance of a gathering, whose names they see, and whom they may mark.

Whoever holds it sees the people within their reach on its day, and everybody who is there or
came as a guest; of the others only how many. The secretary of an invited branch sees and marks
the own people. Why somebody is on leave is told within one's reach alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor, people_within, reach
from domain.audit import Actor
from domain.groupstudy.attendance import (
    ABSENT,
    EXPECTED,
    LEAVE,
    THERE,
    Mark,
    Row,
    rows_of,
    set_state,
)
from domain.groupstudy.holding import OPEN, keep_still
from domain.groupstudy.inviting import invited_to
from domain.groupstudy.reach import HOLD, find_gathering, may_hold
from models import Account, Attendance, AttendanceStep, GroupStudy, Person, db


@dataclass(frozen=True, slots=True)
class Roll:
    """What one visitor sees of the list.

    ``unseen``: how many more are expected, by branch. ``own``: ids of the people in reach.
    """

    holds: bool
    rows: Sequence[Row] = ()
    unseen: dict[str, int] = field(default_factory=dict)
    own: Collection[int] = ()

    def find(self, person_id: int) -> Row | None:
        return next((row for row in self.rows if row.person_id == person_id), None)


class StepTaken(NamedTuple):
    """One change of somebody's mark, and who made it."""

    was: str
    became: str
    way: str
    at: datetime
    tapped_at: datetime | None
    reason: str
    who: str


def find_taken(gathering_id: int, visitor: Visitor) -> tuple[GroupStudy, bool] | None:
    """The gathering, if the visitor takes its attendance, and whether they hold it.

    Three queries at most.
    """
    gathering = find_gathering(gathering_id, visitor)
    if gathering is None:
        return None
    if may_hold(gathering, visitor):
        return gathering, True
    return (gathering, False) if takes(gathering, visitor) else None


def takes(gathering: GroupStudy, visitor: Visitor) -> bool:
    """Whether the visitor takes the attendance for an invited branch. One query or none."""
    branches = reach(visitor, HOLD).branch_ids
    return bool(branches and branches & invited_to(gathering.id).branch_ids)


def roll_for(gathering: GroupStudy, visitor: Visitor, *, holds: bool) -> Roll:
    """The list as the visitor sees it. Two queries."""
    rows = rows_of(gathering.id)
    own = _own(gathering, visitor)
    seen: list[Row] = []
    unseen: dict[str, int] = {}
    for row in rows:
        if row.person_id in own:
            seen.append(row)
        elif holds and (row.guest or row.state in THERE):
            seen.append(row._replace(reason="") if row.state == LEAVE else row)
        elif holds:
            unseen[row.branch] = unseen.get(row.branch, 0) + 1
    return Roll(holds, seen, unseen, own)


def mark_rest_absent(
    gathering: GroupStudy, visitor: Visitor, *, actor: Actor, now: datetime
) -> int:
    """Whoever is expected still, of the people whose names the visitor sees, is absent; how many.

    Raises:
        domain.groupstudy.holding.NotInState: the gathering is not open.
    """
    keep_still(gathering, OPEN)
    query = sa.select(Attendance).where(
        Attendance.group_study_id == gathering.id, Attendance.superseded_at.is_(None),
        Attendance.state == EXPECTED, Attendance.person_id.in_(_own(gathering, visitor)),
    ).order_by(Attendance.id)  # fmt: skip
    rows = db.session.scalars(
        query.with_for_update().execution_options(populate_existing=True)
    ).all()
    for row in rows:
        set_state(row, Mark(ABSENT), actor=actor, now=now)
    return len(rows)


def history_of(gathering_id: int, person_id: int, *, why_leave: bool) -> list[StepTaken]:
    """Every change of the person's mark, the first first. One query.

    ``why_leave``: whether the reasons of leave are told.
    """
    step, doer = AttendanceStep, sa.orm.aliased(Person)
    told = sa.true() if why_leave else step.became != LEAVE
    reason = sa.case((told, step.reason), else_="")
    rows: Any = db.session.execute(
        sa.select(
            step.was, step.became, step.way, step.at, step.tapped_at, reason,
            sa.func.coalesce(doer.name, Account.username, ""),
        )
        .join(Attendance, Attendance.id == step.attendance_id)
        .outerjoin(Account, Account.id == step.actor_id)
        .outerjoin(doer, doer.id == Account.person_id)
        .where(Attendance.group_study_id == gathering_id, Attendance.person_id == person_id)
        .order_by(step.id)
    )  # fmt: skip
    return [StepTaken(*row) for row in rows]


def _own(gathering: GroupStudy, visitor: Visitor) -> Collection[int]:
    """The people on the list who are within the visitor's reach on its day. One query."""
    on_list = sa.select(Attendance.person_id).where(
        Attendance.group_study_id == gathering.id, Attendance.superseded_at.is_(None)
    )
    within = people_within(reach(visitor, HOLD), gathering.held_on)
    return set(db.session.scalars(sa.select(Person.id).where(Person.id.in_(on_list), within)))
