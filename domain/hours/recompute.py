"""Whether the books add up: the ledger against the engine, the monthly sums against the lines.

The ledger itself is never edited: a difference in it is listed, and somebody has to look. The
monthly sums follow from the lines, and are put right.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from domain.hours.ledger import books, differences
from domain.hours.months import Month, different_months, put_right
from domain.locks import lock_everybody
from models import Credit, Person, StudyEntry, db

AT_ONCE = 200  # people: their activities of all years are in memory together


@dataclass(frozen=True, slots=True)
class LineDifference:
    """What an entry comes to in a year and a part: by the ledger's lines, and by the engine."""

    staff_no: str
    entry_id: int
    year: int
    part: str
    ledger: int
    engine: int


@dataclass(frozen=True, slots=True)
class MonthDifference:
    """What was kept for a month, and what the lines of it sum up to."""

    staff_no: str
    year: int
    month: int
    part: str
    tags: str
    kept: int
    lines: int


@dataclass(slots=True)
class Recomputed:
    """How many people were looked at, and what did not add up."""

    people: int = 0
    lines: list[LineDifference] = field(default_factory=list)
    months: list[MonthDifference] = field(default_factory=list)

    @property
    def adds_up(self) -> bool:
        return not self.lines and not self.months


def recompute(*, write: bool) -> Recomputed:
    """Compare everything of everybody; with ``write``, put the monthly sums right.

    Nobody is settled meanwhile. Three queries for each 200 people. Flushes; the caller commits.
    """
    lock_everybody()
    numbers = _staff_numbers()
    years = _years()
    found = Recomputed(people=len(numbers))
    ids = list(numbers) if years else []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        _years_of, engine, ledger = books(dict.fromkeys(some, years))
        found.lines += [
            LineDifference(
                numbers[one], *slot[:3], before, got.hundredths if got is not None else 0
            )
            for one in some
            for slot, got, before in differences(engine[one], ledger[one])
        ]
    wrong = different_months()
    found.months = list(_months(wrong, numbers))
    if write:
        put_right({month: lines for month, (_kept, lines) in wrong.items()})
    return found


def _months(
    wrong: dict[Month, tuple[int, int]], numbers: dict[int, str]
) -> Iterable[MonthDifference]:
    for (person_id, year, month, part, tags), (kept, lines) in sorted(wrong.items()):
        staff_no = numbers.get(person_id, "")
        yield MonthDifference(staff_no, year, month, part, tags, kept, lines)


def _staff_numbers() -> dict[int, str]:
    """Of everybody with a judged entry or a line, by id."""
    judged = sa.select(StudyEntry.person_id).where(StudyEntry.pack_id.is_not(None))
    booked = sa.select(Credit.person_id)
    rows = db.session.execute(
        sa.select(Person.id, Person.staff_no)
        .where(sa.or_(Person.id.in_(judged), Person.id.in_(booked)))
        .order_by(Person.id)
    )
    return {row[0]: row[1] for row in rows}


def _years() -> set[int]:
    """Every year from the first to the last that an entry or a line is of."""
    first, last, ends = db.session.execute(
        sa.select(
            sa.func.min(StudyEntry.studied_on), sa.func.max(StudyEntry.studied_on),
            sa.func.max(StudyEntry.ends_on),
        ).where(StudyEntry.pack_id.is_not(None))
    ).one()  # fmt: skip
    least, most = db.session.execute(
        sa.select(sa.func.min(Credit.year), sa.func.max(Credit.year))
    ).one()
    edges = [day.year for day in (first, last, ends) if day is not None]
    edges += [year for year in (least, most) if year is not None]
    return set(range(min(edges), max(edges) + 1)) if edges else set()
