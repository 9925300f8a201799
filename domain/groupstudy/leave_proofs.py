"""Files that prove somebody's leave from a gathering. The caller commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.files.keeping import name_file
from domain.files.refusals import Checked
from models import Attendance, GroupStudyFile, StoredFile, db

LEAVE = "leave"


class LeaveProof(NamedTuple):
    """A file, and whose leave from which gathering it proves."""

    id: int
    group_study_id: int
    person_id: int
    sha256: str
    name: str
    media_type: str
    size: int


def add_proofs(row: Attendance, checked: Sequence[Checked], *, actor: Actor, now: datetime) -> None:
    """Hang files that lie in the store on a row that is held; each once."""
    hanging = {one.sha256 for one in proofs_of(row.group_study_id, row.person_id)}
    for one in {one.sha256: one for one in checked if one.sha256 not in hanging}.values():
        name_file(one, now=now)
        file = GroupStudyFile(
            group_study_id=row.group_study_id, attendance_id=row.id, purpose=LEAVE,
            sha256=one.sha256, name=one.name, added_by=actor.account_id, added_at=now,
        )  # fmt: skip
        db.session.add(file)
        db.session.flush()
        audit.record(
            actor, "attendance.leave_proof_added", "group_study_file", file.id, at=now,
            after={"attendance": row.id, "file": one.sha256[:16]},
        )  # fmt: skip


def proofs_of(gathering_id: int, person_id: int) -> list[LeaveProof]:
    """The proofs of the person's leave, in the order they came. One query."""
    return _found(GroupStudyFile.group_study_id == gathering_id, Attendance.person_id == person_id)


def find_proof(gathering_id: int, file_id: int) -> LeaveProof | None:
    """One query."""
    found = _found(GroupStudyFile.group_study_id == gathering_id, GroupStudyFile.id == file_id)
    return found[0] if found else None


def _found(*conditions: sa.ColumnElement[bool]) -> list[LeaveProof]:
    rows: Any = db.session.execute(
        sa.select(
            GroupStudyFile.id, GroupStudyFile.group_study_id, Attendance.person_id,
            GroupStudyFile.sha256, GroupStudyFile.name, StoredFile.media_type, StoredFile.size,
        )
        .join(Attendance, Attendance.id == GroupStudyFile.attendance_id)
        .join(StoredFile, StoredFile.sha256 == GroupStudyFile.sha256)
        .where(
            GroupStudyFile.purpose == LEAVE, GroupStudyFile.removed_at.is_(None), *conditions
        )
        .order_by(GroupStudyFile.id)
    )  # fmt: skip
    return [LeaveProof(*row) for row in rows]
