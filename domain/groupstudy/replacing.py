"""Correcting what a closed gathering was: a new one replaces it, and all that belongs to it.

The old one is kept as it was read, and credits nobody any more. The caller commits.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, TypeVar

import sqlalchemy as sa

from domain.access import Visitor
from domain.claims import COUNTING
from domain.groupstudy.attendance import ReasonWanting
from domain.groupstudy.closing import ClosingAsks, check_times, lacking
from domain.groupstudy.correcting import NothingToCorrect, take_back
from domain.groupstudy.crediting import candidates, credit_people, held_with_people, place_on
from domain.groupstudy.duties import follow_gathering
from domain.groupstudy.holding import CLOSED, CORRECTED, hold
from domain.groupstudy.shares import Held, terms_of
from domain.groupstudy.steps import take_step
from domain.hours.years import check_open
from models import (
    Attendance,
    GroupStudy,
    GroupStudyFile,
    GroupStudyInvitation,
    GroupStudyMinutes,
    GroupStudyQuestion,
    GroupStudyReading,
    GroupStudyTalk,
    LateCheckIn,
    Lecture,
    StudyEntry,
    TalkReply,
    db,
)
from models.base import Base

Made = TypeVar("Made", bound=Base)
COPIED = (GroupStudyInvitation, GroupStudyReading, GroupStudyMinutes)


@dataclass(frozen=True, slots=True)
class Told:
    """What a gathering is said to have been."""

    kind: str
    topic: str
    leader_id: int | None
    place: str
    held: Held

    def values(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "topic": self.topic, "leader_id": self.leader_id,
            "place": self.place, "held_on": self.held.on, "starts_at": self.held.starts_at,
            "ends_at": self.held.ends_at,
        }  # fmt: skip


def correct_gathering(
    gathering: GroupStudy, told: Told, reason: str, visitor: Visitor, *, now: datetime
) -> GroupStudy:
    """A new gathering, closed, in place of this one; whoever was credited is credited anew.

    Questions go over to it, with the matters that hang on them, and the lecture that was given
    there; all else is copied. A hundred
    statements or so, and a few for each of the audit rows.

    Raises:
        domain.groupstudy.attendance.ReasonWanting, NothingToCorrect.
        domain.groupstudy.holding.NotInState: it is not closed, or was corrected meanwhile.
        domain.hours.years.YearClosed.
        As ``domain.groupstudy.closing.check_times``, and ClosingAsks.
        As ``domain.groupstudy.crediting.credit_people`` and ``candidates``: nothing was done.
    """
    if not reason.strip():
        raise ReasonWanting
    hold(gathering, CLOSED)
    check_times(told.held, now)
    check_open({gathering.held_on.year, told.held.on.year})
    values = told.values()
    before = {
        name: getattr(gathering, name)
        for name, value in values.items()
        if getattr(gathering, name) != value
    }
    if not before:
        raise NothingToCorrect
    rows = held_with_people(gathering.id)
    credited = _credited(rows.values())
    gathering.state = CORRECTED
    gathering.version += 1
    take_step(gathering, "corrected", visitor.actor, now, reason=reason)
    take_back([rows[one].entry_id or 0 for one in credited], reason, visitor, now)
    new = _copied(
        gathering, **values, state=CLOSED, replaces_id=gathering.id, secret=token_hex(16),
        closed_at=now, closed_by=visitor.account_id, written_by=visitor.account_id,
        written_at=now, changed_at=now, sequence=0, version=1,
    )  # fmt: skip
    db.session.flush()
    again = _carry_over(gathering, new, rows.values())
    if new.held_on != gathering.held_on:
        place_on(again, new.held_on)
        _forget_arrivals_before(told.held, again.values())
    _credit_anew(new, told.held, {one: again[one] for one in credited}, visitor, now)
    after = {name: values[name] for name in before}
    take_step(new, "corrects", visitor.actor, now, reason=reason, values=(before, after))
    for one in (gathering, new):
        follow_gathering(one, actor=visitor.actor, now=now)
    return new


def _forget_arrivals_before(held: Held, rows: Collection[Attendance]) -> None:
    """Nobody arrived on a day before it was held; other arrivals are facts, and stay."""
    for row in rows:
        at = row.arrived_at
        if at is not None and at.astimezone(held.starts_at.tzinfo).date() < held.on:
            row.arrived_at = None


def find_correction(gathering: GroupStudy) -> GroupStudy | None:
    """The gathering that replaces it. One query."""
    return db.session.scalars(
        sa.select(GroupStudy).where(GroupStudy.replaces_id == gathering.id)
    ).one_or_none()


def find_corrected(gathering: GroupStudy) -> GroupStudy | None:
    """The gathering that it replaces, as it was. One query, where there is one."""
    if gathering.replaces_id is None:
        return None
    return db.session.get(GroupStudy, gathering.replaces_id)


def _credited(rows: Collection[Attendance]) -> list[int]:
    """Whose credit stands. One query."""
    entries = {one.entry_id: one.person_id for one in rows if one.entry_id is not None}
    standing = db.session.scalars(
        sa.select(StudyEntry.id).where(
            StudyEntry.id.in_(entries), StudyEntry.state.in_(COUNTING)
        )
    )  # fmt: skip
    return sorted(entries[one] for one in standing)


def _credit_anew(
    new: GroupStudy, held: Held, rows: dict[int, Attendance], visitor: Visitor, now: datetime
) -> None:
    terms = terms_of(new, held)
    wanting = lacking(new, terms.kind)
    if wanting:
        raise ClosingAsks(wanting)
    found = candidates(
        new.id, terms, {one.person_id: one.state for one in rows.values()},
        own_person_id=visitor.person_id,
    )  # fmt: skip
    credit_people(rows, found, visitor, now=now)


def _carry_over(
    old: GroupStudy, new: GroupStudy, rows: Iterable[Attendance]
) -> dict[int, Attendance]:
    """All that belongs to the old one; the new attendances by person's id."""
    for table in COPIED:
        for one in _of(table, old):
            _copied(one, group_study_id=new.id)
    _carry_talks(old, new)
    again = {
        row.person_id: _copied(row, group_study_id=new.id, entry_id=None, replaces_id=row.id)
        for row in rows
    }
    db.session.flush()
    ids = {one.replaces_id: one.id for one in again.values()}
    for file in _of(GroupStudyFile, old):
        if file.attendance_id is None or file.attendance_id in ids:
            _copied(
                file, group_study_id=new.id, attendance_id=ids.get(file.attendance_id)
            )  # fmt: skip
    db.session.flush()
    for moved in (GroupStudyQuestion, LateCheckIn, Lecture):
        db.session.execute(
            sa.update(moved).where(moved.group_study_id == old.id).values(group_study_id=new.id)
        )
    return again


def _carry_talks(old: GroupStudy, new: GroupStudy) -> None:
    talks = {one.id: _copied(one, group_study_id=new.id) for one in _of(GroupStudyTalk, old)}
    db.session.flush()
    replies = db.session.scalars(
        sa.select(TalkReply).where(TalkReply.talk_id.in_(talks)).order_by(TalkReply.id)
    )
    for reply in replies.all():
        _copied(reply, talk_id=talks[reply.talk_id].id)


def _of(table: type[Made], gathering: GroupStudy) -> list[Made]:
    """The rows of the gathering, in the order in which they were made. One query."""
    columns: Any = table
    return list(
        db.session.scalars(
            sa.select(table)
            .where(columns.group_study_id == gathering.id)
            .order_by(columns.id)
        )
    )  # fmt: skip


def _copied(row: Made, **values: Any) -> Made:
    """A new row with the columns of this one, but for these values; the caller flushes."""
    kept = {one.key: getattr(row, one.key) for one in sa.inspect(type(row)).column_attrs}
    del kept["id"]
    again = type(row)(**kept | values)
    db.session.add(again)
    return again
