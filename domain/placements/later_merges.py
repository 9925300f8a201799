"""What came to somebody's record by a merge that was not made yet at an instant."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from models import PersonMerge, db

# What a merge moves, by the name under which it remembers the ids -> as a history asks for them.
TENURES, BRANCHES, PLACEMENTS = "tenures", "branch_memberships", "placements"
MOVED = {
    TENURES: TENURES, BRANCHES: BRANCHES, "placements_of": PLACEMENTS,
    "placements_guided": PLACEMENTS,
}  # fmt: skip


def came_later(person_id: int, before: datetime | None) -> Mapping[str, Collection[int]]:
    """Ids of lines and placements that were another record's at the instant; none without one.

    At most one query. A merge that was undone has given them back.
    """
    found: dict[str, set[int]] = defaultdict(set)
    if before is None:
        return found
    merges = db.session.scalars(
        sa.select(PersonMerge.moved).where(
            PersonMerge.kept_id == person_id, PersonMerge.merged_at >= before,
            PersonMerge.undone_at.is_(None),
        )
    )  # fmt: skip
    for text in merges:
        moved = json.loads(text)
        for name, asked in MOVED.items():
            found[asked].update(moved.get(name, ()))
    return found
