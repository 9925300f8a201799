"""The lines under a figure, as readers see them: what was done, by which rule, what was cut."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.hours.packs import Pack, packs_of
from models import Credit, StudyEntry, db

GIVEN, TAKEN_BACK, ADJUSTED = "given", "taken_back", "adjusted"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger. ``what`` is given, taken_back (a void) or adjusted (a cap moved).

    Amounts are hundredths of a credit hour; ``minutes`` are those of the entry.
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


def statement(person_id: int, year: int) -> list[Line]:
    """Every line of the person's year by study day; their sum is the figure's total.

    Two queries.
    """
    rows = db.session.execute(
        sa.select(
            Credit.id, Credit.on, Credit.source_id.label("entry_id"), StudyEntry.topic,
            Credit.part, Credit.hundredths, Credit.uncapped_hundredths, Credit.minutes,
            Credit.rule, Credit.cap, Credit.cause, Credit.pack_id,
        )
        .join(StudyEntry, StudyEntry.id == Credit.source_id)
        .where(Credit.person_id == person_id, Credit.year == year)
        .order_by(Credit.on, Credit.source_id, Credit.id)
    ).all()  # fmt: skip
    packs = packs_of({row.pack_id for row in rows})
    seen: set[tuple[int, str]] = set()
    lines = []
    for row in rows:
        what = _what(row, first=(row.entry_id, row.part) not in seen)
        seen.add((row.entry_id, row.part))
        lines.append(
            Line(
                row.id, row.on, row.entry_id, row.topic, row.part, row.hundredths,
                row.uncapped_hundredths, row.minutes, row.rule, row.cap, what, packs[row.pack_id],
            )
        )  # fmt: skip
    return lines


def folded(lines: Iterable[Line]) -> list[Line]:
    """The lines without those of entries that come to nothing: given, then taken back."""
    kept = list(lines)
    net: dict[tuple[int, str], int] = defaultdict(int)
    for line in kept:
        net[line.entry_id, line.part] += line.hundredths
    return [line for line in kept if net[line.entry_id, line.part] != 0]


def _what(row: Any, *, first: bool) -> str:
    if first:
        return GIVEN
    if row.hundredths < 0 and row.cause.startswith("voided:") and row.uncapped_hundredths == 0:
        return TAKEN_BACK
    return ADJUSTED
