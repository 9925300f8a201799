"""What people have entered already: to find twins of an activity, and how full each day is."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.claims import COUNTING, MOST_MINUTES_A_DAY, minutes_by_day, minutes_on
from domain.hours.activities import Done
from models import EntryBatch, StudyEntry, db

AT_ONCE = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that counts, as much of it as is compared."""

    person_id: int
    kind: str
    studied_on: date
    ends_on: date | None
    minutes: int
    days: int
    half_days: int
    count: int
    level: str
    sessions: int
    part: str
    tags: str
    online: bool | None
    leave_hundredths: int
    document: str
    imported: bool


def known_entries(
    person_ids: Collection[int], first: date, last: date, *, all_imported: bool = False
) -> list[Known]:
    """The people's entries that count and touch these days. One query for 500 people.

    ``all_imported``: those that came in with a file as well, whatever their days.
    """
    days = sa.and_(
        StudyEntry.studied_on <= last,
        sa.func.coalesce(StudyEntry.ends_on, StudyEntry.studied_on) >= first,
    )
    imported = sa.func.coalesce(EntryBatch.kind == "import", sa.false())
    query = (
        sa.select(
            StudyEntry.person_id, StudyEntry.kind, StudyEntry.studied_on, StudyEntry.ends_on,
            StudyEntry.minutes, StudyEntry.days, StudyEntry.half_days, StudyEntry.count,
            StudyEntry.level, StudyEntry.sessions, StudyEntry.part, StudyEntry.tags,
            StudyEntry.online, StudyEntry.leave_hundredths, StudyEntry.document, imported,
        )
        .outerjoin(EntryBatch, EntryBatch.id == StudyEntry.batch_id)
        .where(StudyEntry.state.in_(COUNTING), sa.or_(days, imported) if all_imported else days)
        .order_by(StudyEntry.id)
    )  # fmt: skip
    found: list[Known] = []
    ids = sorted(person_ids)
    for start in range(0, len(ids), AT_ONCE):
        some = query.where(StudyEntry.person_id.in_(ids[start : start + AT_ONCE]))
        rows: Any = db.session.execute(some)
        found += [Known(*row) for row in rows]
    return found


def likeness(one: Done) -> tuple[object, ...]:
    """Two entries of a person that are alike here are twins: kind, days, amounts, part and tags."""
    return (
        one.kind, one.studied_on, one.ends_on or one.studied_on, one.minutes, one.days,
        one.half_days, one.count, one.level, one.sessions, one.part, one.tags, one.online,
        one.leave_hundredths,
    )  # fmt: skip


class DaysTaken:
    """The minutes that count on each day of each person; none has more than sixteen hours."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._minutes: dict[tuple[int, date], int] = defaultdict(int)
        for one in known:
            self.add(one.person_id, one)

    def add(self, person_id: int, one: Done) -> None:
        for day, minutes in _minutes_by_day(one).items():
            self._minutes[person_id, day] += minutes

    def too_full(self, person_id: int, one: Done) -> tuple[date, int] | None:
        """The first day that cannot take it, and how many minutes it could; else ``None``."""
        for day, minutes in _minutes_by_day(one).items():
            left = MOST_MINUTES_A_DAY - self._minutes.get((person_id, day), 0)
            if minutes > left:
                return day, max(0, left)
        return None


def _minutes_by_day(one: Done) -> dict[date, int]:
    """The activity's time, spread evenly over its days; a level takes none."""
    minutes = minutes_on(one)
    return minutes_by_day(minutes, one.studied_on, one.ends_on or one.studied_on) if minutes else {}
