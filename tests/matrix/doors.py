"""What hangs on the open gatherings of the world: a mark, a code sent late, a proof of leave."""

from collections.abc import Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from domain.groupstudy.attendance import rows_of
from models import GroupStudyFile, LateCheckIn, StoredFile, db

Arguments = Mapping[str, object]
NO_ID = 9_999_999


class DoorObjects:
    """The objects of the door, one at each open gathering."""

    def make_doors(self) -> None:
        """The person of each gathering is marked; one code is late, and one proof is kept."""
        now = datetime.now(UTC)
        sha256 = db.session.scalars(sa.select(StoredFile.sha256).limit(1)).one()
        self._people: dict[object, int] = {}
        self._late: dict[object, int] = {}
        self._leave_proofs: dict[object, int] = {}
        for one in self._gatherings.values():
            gathering_id = one["open"]
            row = rows_of(gathering_id)[0]
            late = LateCheckIn(
                group_study_id=gathering_id, person_id=row.person_id, slot_at=now, sent_at=now
            )
            file = GroupStudyFile(
                group_study_id=gathering_id, attendance_id=row.id, purpose="leave", sha256=sha256,
                name="请假.pdf", added_at=now,
            )  # fmt: skip
            db.session.add_all([late, file])
            db.session.flush()
            self._people[gathering_id] = row.person_id
            self._late[gathering_id], self._leave_proofs[gathering_id] = late.id, file.id

    def mark(self, visitor: str) -> dict[str, Arguments]:
        return self._at_gatherings(visitor, "person_id", self._people)

    def late_check_in(self, visitor: str) -> dict[str, Arguments]:
        return self._at_gatherings(visitor, "late_id", self._late)

    def leave_proof(self, visitor: str) -> dict[str, Arguments]:
        return self._at_gatherings(visitor, "file_id", self._leave_proofs)

    def _at_gatherings(
        self, visitor: str, name: str, known: Mapping[object, int]
    ) -> dict[str, Arguments]:
        return {
            relation: {**one, name: known.get(one["gathering_id"], NO_ID)}
            for relation, one in self.gathering_open(visitor).items()
        }
