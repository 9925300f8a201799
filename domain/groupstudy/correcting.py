"""Correcting who was at a closed gathering: a new row that replaces the old, credit set right.

The caller commits.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from domain.access import Visitor
from domain.claims import COUNTING
from domain.confirming import void_entries
from domain.groupstudy.attendance import (
    EXPECTED,
    LEAVE,
    PRESENT,
    THERE,
    Mark,
    ReasonWanting,
    held_row,
    keep_step,
)
from domain.groupstudy.crediting import candidates, credit_people
from domain.groupstudy.duties import follow_gathering
from domain.groupstudy.holding import CLOSED, hold
from domain.groupstudy.inviting import branches_on, is_invited
from domain.groupstudy.rule_keeping import kind_on
from domain.groupstudy.shares import held_times, terms_of
from domain.groupstudy.steps import take_step
from domain.hours.years import check_open
from domain.locks import lock_people
from domain.study import OWNERS_TO_CHANGE, withdraw_entry
from models import Attendance, GroupStudy, GroupStudyFile, StudyEntry, db


class NothingToCorrect(Exception):
    """It says what stands already."""


class ArrivalOutside(Exception):
    """Nobody arrives before it began, or after it ended."""


def correct_attendance(
    gathering: GroupStudy, person_id: int, made: Mark, visitor: Visitor, *,
    credited: bool = True, now: datetime,
) -> Attendance:  # fmt: skip
    """Say anew whether somebody was at a closed gathering; the row that stands from now on.

    ``made.reason`` says why; without ``made.arrived_at`` the arrival stays as it was, if any.
    Who was there is credited, unless ``credited`` says no; who was not loses the credit. The
    visitor's own entry waits for their confirmer. Somebody who was not on the list comes onto
    it. Thirty statements or so.

    Raises:
        domain.groupstudy.attendance.ReasonWanting, ArrivalOutside.
        domain.groupstudy.holding.NotInState: it is not closed.
        domain.hours.years.YearClosed: the books of its year are closed.
        NothingToCorrect.
        As ``domain.groupstudy.crediting.credit_people`` and ``candidates``.
    """
    if not made.reason.strip():
        raise ReasonWanting
    hold(gathering, CLOSED)
    _check_arrival(gathering, made)
    lock_people(person_id)
    check_open({gathering.held_on.year})
    old = held_row(gathering.id, person_id)
    entry = _standing_entry(old)
    counted = made.state == PRESENT or (
        made.state in THERE and kind_on(gathering.kind, gathering.held_on).late_credited
    )
    wanted = credited and counted
    was = old.state if old is not None else ""
    if _says_nothing_new(old, made) and (entry is not None) == wanted:
        raise NothingToCorrect
    row = _in_its_place(gathering, person_id, old, made, visitor, now)
    if entry is not None and not wanted:
        take_back([entry.id], made.reason, visitor, now)
    elif entry is not None and old is not None:  # present or late: the same credit
        old.entry_id = None
        db.session.flush()
        row.entry_id = entry.id
    elif wanted:
        terms = terms_of(gathering, held_times(gathering, now))
        found = candidates(
            gathering.id, terms, {person_id: made.state}, own_person_id=visitor.person_id
        )
        credit_people({person_id: row}, found, visitor, now=now)
    db.session.flush()
    keep_step(row, was or EXPECTED, made, actor=visitor.actor, now=now)
    take_step(
        gathering, "attendance_corrected", visitor.actor, now, values=({}, {"person": person_id})
    )
    follow_gathering(gathering, actor=visitor.actor, now=now)
    return row


def take_back(entry_ids: Collection[int], reason: str, visitor: Visitor, now: datetime) -> None:
    """The credits count no more: confirmed ones are voided, those that wait withdrawn."""
    entries = db.session.scalars(
        sa.select(StudyEntry)
        .where(StudyEntry.id.in_(entry_ids))
        .order_by(StudyEntry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for entry in entries:
        if entry.state in OWNERS_TO_CHANGE:
            withdraw_entry(entry, actor=visitor.actor, now=now)
    confirmed = [entry for entry in entries if entry.state == "confirmed"]
    if confirmed:
        void_entries(confirmed, reason, actor=visitor.actor, now=now)


def _check_arrival(gathering: GroupStudy, made: Mark) -> None:
    at = made.arrived_at
    if at is None or made.state not in THERE:
        return
    if not gathering.starts_at <= at <= gathering.ends_at:
        raise ArrivalOutside


def _says_nothing_new(old: Attendance | None, made: Mark) -> bool:
    """The same state and arrival; of leave the same reason too. Who is not listed is not there."""
    if old is None:
        return made.state not in THERE
    if made.state in THERE and made.arrived_at not in {None, old.arrived_at}:
        return False
    return old.state == made.state and (made.state != LEAVE or old.reason == made.reason.strip())


def _standing_entry(row: Attendance | None) -> StudyEntry | None:
    """The credit of the row, where it has not been voided or withdrawn; held."""
    if row is None or row.entry_id is None:
        return None
    return db.session.scalars(
        sa.select(StudyEntry)
        .where(StudyEntry.id == row.entry_id, StudyEntry.state.in_(COUNTING))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _in_its_place(
    gathering: GroupStudy, person_id: int, old: Attendance | None, made: Mark, visitor: Visitor,
    now: datetime,
) -> Attendance:  # fmt: skip
    """The new row; the old one stands no more, and its proofs hang on the new."""
    if old is None:
        branch_id = branches_on({person_id}, gathering.held_on)[person_id]
        guest, arrived_at = not is_invited(gathering, person_id), made.arrived_at
    else:
        branch_id, guest = old.branch_id, old.guest
        arrived_at = made.arrived_at or old.arrived_at
        old.superseded_at = now
        db.session.flush()
    row = Attendance(
        group_study_id=gathering.id, person_id=person_id, branch_id=branch_id, guest=guest,
        state=made.state, way=made.way, reason=made.reason.strip(), marked_at=now,
        marked_by=visitor.account_id, replaces_id=old.id if old is not None else None,
        arrived_at=arrived_at if made.state in THERE else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if old is not None:
        db.session.execute(
            sa.update(GroupStudyFile)
            .where(GroupStudyFile.attendance_id == old.id)
            .values(attendance_id=row.id)
        )
    return row
