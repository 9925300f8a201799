"""What may be written in one cell of a file that is brought in, and what it means.

Each reader takes the text of a cell that is not empty and returns the value, or raises
``CellRefused`` with the reason. None of them asks a table.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from unicodedata import category, normalize

from domain.sheets import Column

Value = TypeVar("Value")

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


class CellProblem(StrEnum):
    """Why a cell was refused; the screens hold the wording for each."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    CONTROL_CHARACTER = "control_character"
    STAFF_NO_SHAPE = "staff_no_shape"
    STAFF_NO_TWICE = "staff_no_twice"
    STAFF_NO_ZEROS = "staff_no_zeros"
    UNIT_PATH = "unit_path"
    DATE_SHAPE = "date_shape"
    DATE_IMPOSSIBLE = "date_impossible"
    STRAND_UNKNOWN = "strand_unknown"
    YES_NO_UNKNOWN = "yes_no_unknown"
    BRANCH_OFFICE_UNKNOWN = "branch_office_unknown"
    USERNAME_SHAPE = "username_shape"
    ROLE_UNKNOWN = "role_unknown"
    ROLE_OF_A_HAND = "role_of_a_hand"
    NUMBER_SHAPE = "number_shape"
    NUMBER_TOO_LARGE = "number_too_large"
    ACTIVITY_ID_SHAPE = "activity_id_shape"
    HOURS_SHAPE = "hours_shape"
    PERIOD_SHAPE = "period_shape"
    HISTORY_KIND_UNKNOWN = "history_kind_unknown"


class CellRefused(Exception):
    """``limit``: the most characters with ``TOO_LONG``, the most with ``NUMBER_TOO_LARGE``."""

    def __init__(self, reason: CellProblem, limit: int | None = None) -> None:
        super().__init__(reason, limit)
        self.reason = reason
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that keeps its row out: the column's key, what stood in it, and why.

    What else is filled depends on the reason: ``limit`` with ``TOO_LONG`` and
    ``NUMBER_TOO_LARGE``; ``other_rows`` (as a spreadsheet numbers them) with the reasons that
    two rows give each other.
    """

    field: str
    value: str
    reason: StrEnum
    limit: int | None = None
    other_rows: tuple[int, ...] = ()
    found: str = ""
    day: date | None = None


class RowCells:
    """The cells of one row as they are read; a refused cell gives None and is noted.

    So the rest of the row can still be shown.
    """

    def __init__(self, written: Mapping[str, str]) -> None:
        self._written = written
        self.refusals: list[Refusal] = []

    def take(self, key: str, reader: Callable[[str], Value]) -> Value | None:
        """The value of the cell; None where it is empty or refused."""
        text = self._written.get(key, "")
        if not text:
            return None
        try:
            return reader(text)
        except CellRefused as refused:
            self.refusals.append(Refusal(key, text, refused.reason, refused.limit))
            return None

    def require(self, columns: Iterable[Column]) -> None:
        """Note every required column whose cell is empty."""
        self.refusals += [
            Refusal(column.key, "", CellProblem.MISSING)
            for column in columns
            if column.required and not self._written.get(column.key)
        ]


STAFF_NO = re.compile(r"[A-Za-z0-9-]{1,32}", re.ASCII)
# Words of addresses: /people, /hours.
NOT_STAFF_NUMBERS = frozenset({"new", "import", "years", "people"})
DAY = re.compile(
    r"(\d{4}) ?(?:[-./] ?(\d{1,2}) ?[-./] ?(\d{1,2})|年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日)"
    r"(?: 0?0:00(?::00)?)?",  # a spreadsheet's text export puts midnight behind a day
    re.ASCII,
)
PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
BLANK_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
YES = frozenset({"是", "在职", "有", "对", "yes", "y", "true", "1", "√", "✓"})
NO = frozenset({"否", "不是", "不在职", "离职", "无", "no", "n", "false", "0", "×"})
HOURS = re.compile(r"0*(\d{1,5})(?:\.(\d{1,2})0*)?", re.ASCII)
WHOLE = re.compile(r"0*(\d+)(?:\.0+)?", re.ASCII)
MOST_DIGITS = 9


def folded(text: str) -> str:
    """A word without case, width, blanks and underscores, for comparing with the lists above."""
    return re.sub(r"[\s_]+", "", normalize("NFKC", text).casefold())


def read_text(text: str, most: int) -> str:
    """One line of at most ``most`` characters; line breaks and runs of blanks become one blank."""
    line = " ".join(text.split())
    if any(category(character) in {"Cc", "Cs", "Co", "Cn"} for character in line):
        raise CellRefused(CellProblem.CONTROL_CHARACTER)
    if len(line) > most:
        raise CellRefused(CellProblem.TOO_LONG, most)
    return line


def read_name(text: str, most: int) -> str:
    """A name; the blank that spreads a name of two characters (张　三) is not part of it."""
    return BLANK_BETWEEN_IDEOGRAPHS.sub("", read_text(text, most))


def read_staff_no(text: str) -> str:
    """1 to 32 letters, digits and hyphens; full-width ones are read as plain ones.

    A word of an address under /people is none: its page could not be opened.
    """
    staff_no = normalize("NFKC", text)
    if not STAFF_NO.fullmatch(staff_no) or staff_no.casefold() in NOT_STAFF_NUMBERS:
        raise CellRefused(CellProblem.STAFF_NO_SHAPE)
    return staff_no


def zeroless(staff_no: str) -> str:
    """A staff number without case, and without leading zeros when it is all digits.

    Two numbers that differ and are alike here are taken for one number that a spreadsheet
    shortened.
    """
    return (staff_no.lstrip("0") or "0") if staff_no.isdecimal() else staff_no.casefold()


def read_day(text: str) -> date:
    """2026-02-28, 2026.2.28, 2026/2/28, 2026年2月28日 or 20260228; years 1900 to 2100.

    Raises:
        CellRefused: ``DATE_SHAPE`` if it is no such writing, ``DATE_IMPOSSIBLE`` if the
            calendar has no such day.
    """
    plain = " ".join(normalize("NFKC", text).split())
    match = DAY.fullmatch(plain) or PACKED_DAY.fullmatch(plain)
    if match is None:
        raise CellRefused(CellProblem.DATE_SHAPE)
    year, month, day = (int(part) for part in match.groups() if part is not None)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise CellRefused(CellProblem.DATE_IMPOSSIBLE)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CellRefused(CellProblem.DATE_IMPOSSIBLE) from error


def read_yes_no(text: str) -> bool:
    word = folded(text)
    if word not in YES and word not in NO:
        raise CellRefused(CellProblem.YES_NO_UNKNOWN)
    return word in YES


def read_whole(text: str, most: int) -> int:
    """A whole number from 0 to ``most``, in digits of either width; 45.0 is one too."""
    plain = normalize("NFKC", text).strip()
    match = WHOLE.fullmatch(plain)
    if match is None:
        raise CellRefused(CellProblem.NUMBER_SHAPE)
    if len(match[1]) > MOST_DIGITS or int(match[1]) > most:
        raise CellRefused(CellProblem.NUMBER_TOO_LARGE, most)
    return int(match[1])


def read_hours(text: str) -> int:
    """Credit hours with at most two decimals, as hundredths: 6, 6.5 or 6.50."""
    match = HOURS.fullmatch(normalize("NFKC", text).strip())
    if match is None:
        raise CellRefused(CellProblem.HOURS_SHAPE)
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
