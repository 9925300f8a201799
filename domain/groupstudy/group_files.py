"""Files of a gathering: photographs and scans of it, and proofs of somebody's leave.

A photograph or a scan is seen by whoever may open the gathering. The proof of a leave is seen
by whoever was on leave, and by those who hold gatherings of that person; of these whoever added
it takes it off, or whoever holds the gathering. The caller commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor, people_within, reach
from domain.audit import Actor
from domain.files.keeping import KeptFile, kept_files, name_file
from domain.files.refusals import Checked
from domain.groupstudy.holding import CLOSED, OPEN, hold, keep_still
from domain.groupstudy.reach import HOLD, may_hold, seen_by
from domain.groupstudy.steps import take_step
from models import Account, Attendance, GroupStudy, GroupStudyFile, Person, db

PHOTO, SCAN, LEAVE = PURPOSES = ("photo", "scan", "leave")
OF_GATHERING = (PHOTO, SCAN)
MOST_FILES, MOST_OF_LEAVE = 20, 5


class TooManyFiles(Exception):
    """There would be more than ``most``; ``room`` says how many more are taken."""

    def __init__(self, room: int, most: int) -> None:
        super().__init__(f"{room} more")
        self.room, self.most = room, most


@dataclass(frozen=True, slots=True)
class GroupFile(KeptFile):
    """What it is for, whose leave it proves, and the account that added it."""

    purpose: str
    attendance_id: int | None
    added_by: int | None


def files_of(gathering_id: int, *purposes: str) -> list[GroupFile]:
    """The files of these purposes, in the order they came. One query."""
    rows = db.session.execute(
        _files()
        .where(GroupStudyFile.group_study_id == gathering_id, GroupStudyFile.purpose.in_(purposes))
        .order_by(GroupStudyFile.id)
    )
    return [GroupFile(*row) for row in rows]


def proofs_of_leave(gathering_id: int, person_id: int) -> list[GroupFile]:
    """The proofs of the person's leave, in the order they came. One query."""
    theirs = sa.select(Attendance.id).where(
        Attendance.group_study_id == gathering_id, Attendance.person_id == person_id
    )
    rows = db.session.execute(
        _files().where(GroupStudyFile.attendance_id.in_(theirs)).order_by(GroupStudyFile.id)
    )
    return [GroupFile(*row) for row in rows]


def find_file(file_id: int, visitor: Visitor) -> GroupFile | None:
    """A file that the visitor may see. At most two queries."""
    seen = sa.and_(GroupStudyFile.purpose.in_(OF_GATHERING), seen_by(visitor))
    row = db.session.execute(
        _files()
        .add_columns(GroupStudy.held_on)
        .join(GroupStudy, GroupStudy.id == GroupStudyFile.group_study_id)
        .where(GroupStudyFile.id == file_id, sa.or_(GroupStudyFile.purpose == LEAVE, seen))
    ).one_or_none()
    if row is None:
        return None
    found = GroupFile(*row[:-1])
    if found.attendance_id is not None and not _sees_leave(found.attendance_id, row[-1], visitor):
        return None
    return found


def _sees_leave(attendance_id: int, held_on: Any, visitor: Visitor) -> bool:
    covered = reach(visitor, HOLD)
    theirs = sa.or_(
        Person.id == visitor.person_id, people_within(covered, held_on),
        Attendance.branch_id.in_(covered.branch_ids),
    )  # fmt: skip
    return bool(
        db.session.scalar(
            sa.select(Attendance.id)
            .join(Person, Person.id == Attendance.person_id)
            .where(Attendance.id == attendance_id, theirs)
        )
    )


class ProofAdded(NamedTuple):
    """A proof that somebody hung on a leave."""

    at: datetime
    who: str
    name: str


def proofs_added(gathering_id: int, person_id: int) -> list[ProofAdded]:
    """Each proof of the person's leave as it came, the first first. One query."""
    rows: Any = db.session.execute(
        sa.select(
            GroupStudyFile.added_at, sa.func.coalesce(Person.name, Account.username, ""),
            GroupStudyFile.name,
        )
        .join(Attendance, Attendance.id == GroupStudyFile.attendance_id)
        .outerjoin(Account, Account.id == GroupStudyFile.added_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Attendance.group_study_id == gathering_id, Attendance.person_id == person_id)
        .order_by(GroupStudyFile.id)
    )  # fmt: skip
    return [ProofAdded(*row) for row in rows]


def keep_files(
    gathering: GroupStudy, purpose: str, checked: Sequence[Checked], *, actor: Actor,
    now: datetime, attendance_id: int | None = None,
) -> list[GroupStudyFile]:  # fmt: skip
    """Hang the files on the gathering, all or none; returns those that did not hang there yet.

    They lie in the store already. ``attendance_id``: whose leave they prove.

    Raises:
        domain.groupstudy.holding.NotInState: it was not opened, or does not stand.
        TooManyFiles: see there.
    """
    of_leave = attendance_id is not None
    (keep_still if of_leave else hold)(gathering, OPEN, CLOSED)
    known = files_of(gathering.id, *((LEAVE,) if of_leave else OF_GATHERING))
    hanging = {one.sha256 for one in known if one.attendance_id == attendance_id}
    new = {one.sha256: one for one in checked if one.sha256 not in hanging}
    most = MOST_OF_LEAVE if of_leave else MOST_FILES
    if len(hanging) + len(new) > most:
        raise TooManyFiles(max(0, most - len(hanging)), most)
    return [_add(gathering, purpose, one, attendance_id, actor, now) for one in new.values()]


def _add(
    gathering: GroupStudy, purpose: str, checked: Checked, attendance_id: int | None,
    actor: Actor, now: datetime,
) -> GroupStudyFile:  # fmt: skip
    name_file(checked, now=now)
    row = GroupStudyFile(
        group_study_id=gathering.id, attendance_id=attendance_id, purpose=purpose,
        sha256=checked.sha256, name=checked.name, added_by=actor.account_id, added_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    act = "leave_proof_added" if purpose == LEAVE else "file_added"
    take_step(gathering, act, actor, now, values=({}, _told(row)))
    return row


def find_own_file(file_id: int, visitor: Visitor) -> tuple[GroupStudyFile, GroupStudy] | None:
    """A file that the visitor may take off while that is open, with its gathering.

    Four queries at most.
    """
    if find_file(file_id, visitor) is None:
        return None
    row = db.session.get_one(GroupStudyFile, file_id)
    gathering = db.session.get_one(GroupStudy, row.group_study_id)
    added = row.purpose == LEAVE and row.added_by == visitor.account_id
    return (row, gathering) if added or may_hold(gathering, visitor) else None


def take_file_off(
    row: GroupStudyFile, gathering: GroupStudy, *, actor: Actor, now: datetime
) -> None:
    """Take a file off; the line stays and says when. Twice is the same as once.

    Raises:
        domain.groupstudy.holding.NotInState: it is closed: what proves it stands.
    """
    keep_still(gathering, OPEN)
    db.session.refresh(row, with_for_update=True)
    if row.removed_at is None:
        row.removed_at = now
        take_step(gathering, "file_taken_off", actor, now, values=(_told(row), {}))


def _files() -> Any:
    return kept_files(
        GroupStudyFile, GroupStudyFile.purpose, GroupStudyFile.attendance_id,
        GroupStudyFile.added_by,
    )  # fmt: skip


def _told(row: GroupStudyFile) -> dict[str, object]:
    """What the trail keeps of a file: its purpose, and the beginning of the digest."""
    return {"id": row.id, "purpose": row.purpose, "file": row.sha256[:16]}
