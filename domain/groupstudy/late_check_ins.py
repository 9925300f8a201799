"""Codes that were scanned without network and sent later: listed, accepted or refused.

Each is judged by the slot in which its code was shown, not by when it came. The caller commits.
"""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain import audit
from domain.access import Visitor
from domain.audit import Actor
from domain.groupstudy.attendance import (
    BY_LATE_CODE,
    THERE,
    AlreadyThere,
    Mark,
    check_in,
    find_row,
    state_at,
)
from domain.groupstudy.codes import LATE_FOR, SLOT
from domain.groupstudy.correcting import correct_attendance
from domain.groupstudy.holding import CLOSED, OPEN, add_or_find, hold, keep_still
from domain.groupstudy.rules import GatheringKind
from models import Branch, BranchMembership, GroupStudy, LateCheckIn, Person, db

WAITING, ACCEPTED, REFUSED = "waiting", "accepted", "refused"


class NotOpenThen(Exception):
    """The gathering was not open in the slot of the code."""


class TooLate(Exception):
    """The slot of the code lies more than ``LATE_FOR`` back."""


class ListedAlready(Exception):
    """A code of the person is listed, or was decided; ``row`` says which."""

    def __init__(self, row: LateCheckIn) -> None:
        super().__init__(f"late check-in {row.id} is {row.state}")
        self.row = row


class Waiting(NamedTuple):
    """One that waits for the host's decision."""

    id: int
    person_id: int
    staff_no: str
    name: str
    branch: str
    slot_at: datetime
    sent_at: datetime


def list_late(
    gathering: GroupStudy, person_id: int, slot_at: datetime, *, actor: Actor, now: datetime
) -> LateCheckIn:
    """Keep a code that came late, for the host to accept or refuse.

    Raises:
        domain.groupstudy.holding.NotInState: the gathering is neither open nor closed.
        AlreadyThere: they have been checked in meanwhile.
        NotOpenThen, TooLate, ListedAlready.
    """
    keep_still(gathering, OPEN, CLOSED)
    if now - slot_at > LATE_FOR:
        raise TooLate
    if not _was_open(gathering, slot_at):
        raise NotOpenThen
    there = find_row(gathering.id, person_id)
    if there is not None and there.state in THERE:
        raise AlreadyThere(there)
    row = LateCheckIn(
        group_study_id=gathering.id, person_id=person_id, slot_at=slot_at, sent_at=now,
        state=WAITING, reason="",
    )  # fmt: skip
    found = add_or_find(row, lambda: find_late(gathering.id, person_id))
    if found is not row:
        raise ListedAlready(found)
    audit.record(
        actor, "late_check_in.listed", "late_check_in", row.id, at=now,
        after={"group_study": gathering.id, "person": person_id, "slot": slot_at},
    )  # fmt: skip
    return row


def accept_late(
    gathering: GroupStudy, row: LateCheckIn, kind: GatheringKind, reason: str, visitor: Visitor,
    *, now: datetime,
) -> None:  # fmt: skip
    """They were there since the slot of the code. Twice is once; who is there already stays so.

    After closing it is a correction, for the ``reason``: with the credit.

    Raises:
        domain.groupstudy.holding.NotInState: it was cancelled or corrected.
        ListedAlready: the other decision was taken before.
        As ``domain.groupstudy.correcting.correct_attendance``: nothing was done.
    """
    hold(gathering, OPEN, CLOSED)
    if not _decide(row, ACCEPTED, "", actor=visitor.actor, now=now):
        return
    audit.record(visitor.actor, "late_check_in.accepted", "late_check_in", row.id, at=now)
    at = row.slot_at
    try:
        if gathering.state == OPEN:
            check_in(
                gathering, row.person_id, kind, at=at, way=BY_LATE_CODE, actor=visitor.actor,
                now=now,
            )  # fmt: skip
            return
        standing = find_row(gathering.id, row.person_id)
        if standing is None or standing.state not in THERE:
            made = Mark(state_at(gathering, kind, at), BY_LATE_CODE, reason, arrived_at=at)
            correct_attendance(gathering, row.person_id, made, visitor, now=now)
    except AlreadyThere:
        return


def refuse_late(
    gathering: GroupStudy, row: LateCheckIn, reason: str, *, actor: Actor, now: datetime
) -> None:
    """They were not there; also after closing. Twice is once.

    Raises:
        domain.groupstudy.holding.NotInState: the gathering was cancelled or corrected.
        ListedAlready: the other decision was taken before.
    """
    keep_still(gathering, OPEN, CLOSED)
    if _decide(row, REFUSED, reason.strip(), actor=actor, now=now):
        audit.record(actor, "late_check_in.refused", "late_check_in", row.id, at=now)


def waiting_of(gathering_id: int) -> list[Waiting]:
    """Those that wait, in the order of their slots. One query."""
    member = BranchMembership
    rows: Any = db.session.execute(
        sa.select(
            LateCheckIn.id, Person.id, Person.staff_no, Person.name,
            sa.func.coalesce(Branch.name, ""), LateCheckIn.slot_at, LateCheckIn.sent_at,
        )
        .join(Person, Person.id == LateCheckIn.person_id)
        .join(GroupStudy, GroupStudy.id == LateCheckIn.group_study_id)
        .outerjoin(
            member,
            sa.and_(
                member.person_id == Person.id, member.superseded_at.is_(None),
                member.from_on <= GroupStudy.held_on,
                sa.or_(member.to_on.is_(None), member.to_on >= GroupStudy.held_on),
            ),
        )
        .outerjoin(Branch, Branch.id == member.branch_id)
        .where(LateCheckIn.group_study_id == gathering_id, LateCheckIn.state == WAITING)
        .order_by(LateCheckIn.slot_at, Person.search_key, Person.staff_no)
    )  # fmt: skip
    return [Waiting(*row) for row in rows]


def find_late(gathering_id: int, person_id: int) -> LateCheckIn | None:
    """The person's code that came late, if one did. One query."""
    return db.session.scalars(
        sa.select(LateCheckIn).where(
            LateCheckIn.group_study_id == gathering_id, LateCheckIn.person_id == person_id
        )
    ).one_or_none()


def find_listed(gathering_id: int, late_id: int) -> LateCheckIn | None:
    """The one of this number, if it is of this gathering. One query."""
    return db.session.scalars(
        sa.select(LateCheckIn).where(
            LateCheckIn.id == late_id, LateCheckIn.group_study_id == gathering_id
        )
    ).one_or_none()


def _was_open(gathering: GroupStudy, slot_at: datetime) -> bool:
    """Whether it was open at some moment of the slot."""
    if gathering.opened_at is None or slot_at + SLOT <= gathering.opened_at:
        return False
    return gathering.closed_at is None or slot_at < gathering.closed_at


def _decide(row: LateCheckIn, state: str, reason: str, *, actor: Actor, now: datetime) -> bool:
    """Decide one that waits; False where it was decided so before."""
    db.session.refresh(row, with_for_update=True)
    if row.state == state:
        return False
    if row.state != WAITING:
        raise ListedAlready(row)
    row.state, row.reason, row.decided_by, row.decided_at = state, reason, actor.account_id, now
    db.session.flush()
    return True
