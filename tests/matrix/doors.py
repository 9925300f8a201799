"""What hangs on the open gatherings of the world: a mark, and a code sent late."""

from collections.abc import Mapping
from datetime import UTC, datetime

from domain.groupstudy.attendance import rows_of
from models import LateCheckIn, db

Arguments = Mapping[str, object]
NO_ID = 9_999_999


class DoorObjects:
    """The objects of the door, one at each open gathering."""

    def make_doors(self) -> None:
        """The person of each gathering is marked; one code is late."""
        now = datetime.now(UTC)
        self._people: dict[object, int] = {}
        self._late: dict[object, int] = {}
        for one in self._gatherings.values():
            gathering_id = one["open"]
            row = rows_of(gathering_id)[0]
            late = LateCheckIn(
                group_study_id=gathering_id, person_id=row.person_id, slot_at=now, sent_at=now
            )
            db.session.add(late)
            db.session.flush()
            self._people[gathering_id] = row.person_id
            self._late[gathering_id] = late.id

    def mark(self, visitor: str) -> dict[str, Arguments]:
        return self._at_gatherings(visitor, "person_id", self._people)

    def late_check_in(self, visitor: str) -> dict[str, Arguments]:
        return self._at_gatherings(visitor, "late_id", self._late)

    def _at_gatherings(
        self, visitor: str, name: str, known: Mapping[object, int]
    ) -> dict[str, Arguments]:
        return {
            relation: {**one, name: known.get(one["gathering_id"], NO_ID)}
            for relation, one in self.gathering_open(visitor).items()
        }
