"""The columns of a file of activities, and a row of it as values."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from unicodedata import normalize

from domain import cells
from domain.cells import Refusal, RowCells
from domain.past_activities.columns import (
    ACTIVITY_COLUMNS,
    KIND_CHARACTERS,
    MOST_COUNT,
    MOST_DAYS,
    MOST_MINUTES,
)
from domain.sheets import Column, SheetRow, read_sheet

MOST_ROWS = 500_000
TEXT_CHARACTERS = 200
NOT_HERE = ("staff_no", "document")  # of a file that is brought in
PERSON = Column("person", "人员", "person", required=True)
REHEARSAL_COLUMNS = (
    PERSON,
    *(column for column in ACTIVITY_COLUMNS if column.key not in NOT_HERE),
)
DIGITS = re.compile(r"(\d+)")


class RowProblem(StrEnum):
    """Why a row that could be read is refused all the same."""

    ENDS_BEFORE = "ends_before"
    ID_TWICE = "id_twice"  # other_rows: the row that has it too


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity as its row tells it; an empty amount is 0, an empty text is empty.

    ``activity_id`` is the number of the row where the file gives none.
    """

    number: int
    activity_id: str
    person: str
    rank_group: str
    kind: str
    starts_on: date
    ends_on: date | None
    minutes: int
    days: int
    half_days: int
    sessions: int
    count: int
    level: str
    part: str
    tags: str
    online: bool | None
    leave_hundredths: int
    note: str

    @property
    def last_on(self) -> date:
        return self.ends_on or self.starts_on


@dataclass(frozen=True, slots=True)
class ActivityFile:
    """The rows that could be read, the refusals of the others by row, and unknown headings."""

    rows: list[ActivityRow]
    refused: list[tuple[int, list[Refusal]]]
    unknown_headings: list[str]


def read_activities(content: bytes, filename: str) -> ActivityFile:
    """Read a file of activities.

    Raises:
        domain.sheets.SheetRefused: one of its kinds; nothing was read.
    """
    sheet = read_sheet(content, filename, REHEARSAL_COLUMNS, most_rows=MOST_ROWS)
    rows, refused = [], []
    seen: dict[tuple[str, str], int] = {}
    for written in sheet.rows:
        row, refusals = _row(written)
        if row is not None:
            before = seen.setdefault((row.person, row.activity_id), row.number)
            if before != row.number:
                refusals.append(
                    Refusal(
                        "activity_id", row.activity_id, RowProblem.ID_TWICE, other_rows=(before,)
                    )
                )
        if refusals or row is None:
            refused.append((written.number, refusals))
        else:
            rows.append(row)
    return ActivityFile(rows, refused, sheet.unknown_headings)


_WORD = partial(cells.read_text, most=KIND_CHARACTERS)
_TEXT = partial(cells.read_text, most=TEXT_CHARACTERS)
_MINUTES = partial(cells.read_whole, most=MOST_MINUTES)
_DAYS = partial(cells.read_whole, most=MOST_DAYS)
_NUMBER = partial(cells.read_whole, most=MOST_COUNT)


def _row(written: SheetRow) -> tuple[ActivityRow | None, list[Refusal]]:
    read = RowCells(written.cells)
    starts_on = read.take("starts_on", cells.read_day)
    values = {
        "activity_id": read.take("activity_id", _WORD) or str(written.number),
        "person": read.take("person", _WORD) or "",
        "rank_group": read.take("rank_group", _TEXT) or "",
        "kind": read.take("kind", _WORD) or "",
        "ends_on": read.take("ends_on", cells.read_day),
        "minutes": read.take("minutes", _MINUTES) or 0,
        "days": read.take("days", _DAYS) or 0,
        "half_days": read.take("half_days", _DAYS) or 0,
        "sessions": read.take("sessions", _NUMBER) or 0,
        "count": read.take("count", _NUMBER) or 0,
        "level": read.take("level", _WORD) or "",
        "part": read.take("part", _WORD) or "",
        "tags": read.take("tags", _TEXT) or "",
        "online": read.take("online", cells.read_yes_no),
        "leave_hundredths": read.take("leave_hours", cells.read_hours) or 0,
        "note": read.take("note", _TEXT) or "",
    }
    read.require(REHEARSAL_COLUMNS)
    if starts_on is None:
        return None, read.refusals
    row = ActivityRow(number=written.number, starts_on=starts_on, **values)  # type: ignore[arg-type]
    if row.last_on < starts_on:
        read.refusals.append(Refusal("ends_on", written.cells["ends_on"], RowProblem.ENDS_BEFORE))
    return row, read.refusals


def natural(text: str) -> list[tuple[int, int, str]]:
    """A key that sorts ``A2`` before ``A10``."""
    parts = DIGITS.split(normalize("NFKC", text))
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def several(text: str) -> list[str]:
    """The words of a cell that holds several, with semicolons between them."""
    return [one.strip() for one in normalize("NFKC", text).split(";") if one.strip()]
