"""The lines under a figure, as readers see them: what was done, by which rule, what was cut."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from domain.hours.activities import Credited
from domain.hours.figures import Figure
from domain.hours.months import month_of
from domain.hours.packs import Kind, Pack, get_pack
from domain.hours.requirements import Result
from models import Credit, RulePack, StudyEntry, db

DAY_MINUTES = 8 * 60
GIVEN, TAKEN_BACK, ADJUSTED = "given", "taken_back", "adjusted"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger. ``what`` is given, taken_back (a void) or adjusted (a cap moved).

    Amounts are hundredths of a credit hour. ``on`` is the first day of the activity; minutes,
    days, half days and count are those of its entry. ``year`` is the one it counts for.
    """

    id: int
    on: date
    entry_id: int
    topic: str
    part: str
    hundredths: int
    uncapped_hundredths: int
    minutes: int
    rule: str
    cap: str
    what: str
    pack: Pack
    year: int
    ends_on: date | None = None
    days: int = 0
    half_days: int = 0
    count: int = 0
    level: str = ""
    sessions: int = 0
    tags: str = ""

    @property
    def kind(self) -> Kind:
        return self.pack.kinds[self.rule]

    @property
    def month(self) -> int:
        """The month of the year that the line counts in."""
        return month_of(self.on, self.year)


def line_of(credited: Credited, pack: Pack) -> Line:
    """The line that what was credited would be, were it in the ledger."""
    activity = credited.activity
    return Line(
        0, activity.on, activity.id, "", credited.part, credited.hundredths,
        credited.uncapped_hundredths, activity.minutes, credited.rule, credited.cap, GIVEN, pack,
        credited.year, activity.ends_on, activity.days, activity.half_days, activity.count,
        activity.level, activity.sessions, credited.tags,
    )  # fmt: skip


def statement(person_id: int, year: int) -> list[Line]:
    """Every line of the person's year by study day; their sum is the figure's total.

    One query.
    """
    rows = db.session.execute(
        sa.select(
            Credit.id, Credit.on, Credit.source_id.label("entry_id"), StudyEntry.topic,
            Credit.part, Credit.hundredths, Credit.uncapped_hundredths, Credit.minutes,
            Credit.rule, Credit.cap, Credit.cause, Credit.pack_id, RulePack.sha256, Credit.year,
            StudyEntry.ends_on, StudyEntry.days, StudyEntry.half_days,
            StudyEntry.count.label("number"), StudyEntry.level, StudyEntry.sessions, Credit.tags,
        )
        .join(StudyEntry, StudyEntry.id == Credit.source_id)
        .join(RulePack, RulePack.id == Credit.pack_id)
        .where(Credit.person_id == person_id, Credit.year == year)
        .order_by(Credit.on, Credit.source_id, Credit.id)
    ).all()  # fmt: skip
    seen: set[tuple[int, str, str]] = set()
    lines = []
    for row in rows:
        what = _what(row, first=(row.entry_id, row.part, row.tags) not in seen)
        seen.add((row.entry_id, row.part, row.tags))
        lines.append(
            Line(
                row.id, row.on, row.entry_id, row.topic, row.part, row.hundredths,
                row.uncapped_hundredths, row.minutes, row.rule, row.cap, what,
                get_pack(row.pack_id, row.sha256), row.year, row.ends_on, row.days,
                row.half_days, row.number, row.level, row.sessions, row.tags,
            )
        )  # fmt: skip
    return lines


def folded(lines: Iterable[Line]) -> list[Line]:
    """The lines without those of entries that come to nothing: given, then taken back."""
    kept = list(lines)
    net: dict[tuple[int, str, str], int] = defaultdict(int)
    for line in kept:
        net[line.entry_id, line.part, line.tags] += line.hundredths
    return [line for line in kept if net[line.entry_id, line.part, line.tags] != 0]


def by_requirement(figure: Figure) -> list[Result]:
    """The year against every requirement that applies, the main one first. No query."""
    return [figure.main, *(one for one in figure.results if one is not figure.main)]


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Which lines are asked for; empty values ask for all. ``folds`` leaves pairs out."""

    part: str = ""
    rule: str = ""
    month: int = 0
    text: str = ""
    folds: bool = True

    @property
    def narrows(self) -> bool:
        """Whether it may leave out more than pairs that come to nothing."""
        return bool(self.part or self.rule or self.month or self.text)

    def chosen(self, lines: Iterable[Line]) -> list[Line]:
        """The lines asked for, in their order; text is looked for in topics, in any case."""
        kept = folded(lines) if self.folds else list(lines)
        return [line for line in kept if self._fits(line)]

    def _fits(self, line: Line) -> bool:
        return (
            self.part in {"", line.part}
            and self.rule in {"", line.rule}
            and self.month in {0, line.month}
            and self.text.casefold() in line.topic.casefold()
        )


def total_of(lines: Iterable[Line]) -> int:
    """The sum of the lines, in hundredths."""
    return sum(line.hundredths for line in lines)


@dataclass(frozen=True, slots=True)
class StudyDay:
    """An entry that waits or is confirmed, as much of it as days and figures need."""

    id: int
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
    topic: str
    state: str
    pack_id: int | None


def study_days(person_id: int, year: int) -> list[StudyDay]:
    """The person's entries that touch the year and wait or are confirmed, by day. One query."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = db.session.execute(
        sa.select(*(getattr(StudyEntry, name) for name in _STUDY_DAY))
        .where(
            StudyEntry.person_id == person_id,
            StudyEntry.state.in_(("waiting", "confirmed")),
            StudyEntry.studied_on <= last,
            sa.or_(StudyEntry.studied_on >= first, StudyEntry.ends_on >= first),
        )
        .order_by(StudyEntry.studied_on, StudyEntry.id)
    )
    return [StudyDay(*row) for row in rows]


_STUDY_DAY = tuple(one.name for one in fields(StudyDay))


def minutes_by_day(entries: Iterable[StudyDay], year: int) -> dict[date, int]:
    """Minutes studied on each day of the year; several days share theirs evenly.

    A training day is 8 hours. A paper has no minutes: its day is there with 0.
    """
    minutes: dict[date, int] = defaultdict(int)
    for one in entries:
        last = one.ends_on or one.studied_on
        length = (last - one.studied_on).days + 1
        of_all = one.minutes + one.days * DAY_MINUTES + one.half_days * DAY_MINUTES // 2
        for number in range(length):
            day = one.studied_on + timedelta(days=number)
            if day.year == year:
                minutes[day] += of_all // length
    return dict(minutes)


def _what(row: Any, *, first: bool) -> str:
    if first:
        return GIVEN
    if row.hundredths < 0 and row.cause.startswith("voided:") and row.uncapped_hundredths == 0:
        return TAKEN_BACK
    return ADJUSTED
