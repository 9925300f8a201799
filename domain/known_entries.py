"""What people have entered already: to find twins of an activity, and how full each day is."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.claims import COUNTING, MOST_MINUTES_A_DAY, even_share, minutes_on
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
        self._of: dict[int, _Days] = defaultdict(_Days)
        for one in known:
            self.add(one.person_id, one)

    def add(self, person_id: int, one: Done) -> None:
        minutes, first, last = _each_day(one)
        if minutes:
            self._of[person_id].add(minutes, first, last)

    def too_full(self, person_id: int, one: Done) -> tuple[date, int] | None:
        """The first day that cannot take it, and how many minutes it could; else ``None``."""
        minutes, first, last = _each_day(one)
        if not minutes:
            return None
        over = self._of[person_id].first_over(MOST_MINUTES_A_DAY - minutes, first, last)
        if over is None:
            return None
        day, taken = over
        return date.fromordinal(day), max(0, MOST_MINUTES_A_DAY - taken)


def _each_day(one: Done) -> tuple[int, int, int]:
    """The minutes of each of its days, and the first and last as ordinals; a level takes none."""
    first, last = one.studied_on, one.ends_on or one.studied_on
    return even_share(minutes_on(one), first, last), first.toordinal(), last.toordinal()


class _Days:
    """The minutes of one person by day, kept where they change: a year is asked like a day."""

    def __init__(self) -> None:
        self._from, self._minutes = [0], [0]  # from this ordinal on, so many a day

    def add(self, minutes: int, first: int, last: int) -> None:
        begin, end = self._change_on(first), self._change_on(last + 1)
        for place in range(begin, end):
            self._minutes[place] += minutes

    def first_over(self, most: int, first: int, last: int) -> tuple[int, int] | None:
        """The first of the days with more minutes than ``most``, and how many it has."""
        place = bisect_right(self._from, first) - 1
        while place < len(self._from) and self._from[place] <= last:
            if self._minutes[place] > most:
                return max(first, self._from[place]), self._minutes[place]
            place += 1
        return None

    def _change_on(self, day: int) -> int:
        """The place where the minutes change on the day."""
        place = bisect_right(self._from, day) - 1
        if self._from[place] == day:
            return place
        self._from.insert(place + 1, day)
        self._minutes.insert(place + 1, self._minutes[place])
        return place + 1
