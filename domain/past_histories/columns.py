"""The columns of a file of histories, and a row of it as values: all that needs no table."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import partial
from unicodedata import normalize

from domain import cells, roster_cells
from domain.cells import CellProblem, CellRefused, Refusal, RowCells, folded
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT
from domain.roster_columns import RANK_CHARACTERS, TITLE_CHARACTERS
from domain.sheets import Column, SheetRow, read_sheet

TENURE = "tenure"
PATH_CHARACTERS = 120
DOCUMENT_CHARACTERS = 80
NOTE_CHARACTERS = 300
MONTHS = 12
KINDS = {
    TENURE: ("任职", "post", "tenure"), ROTATION: ("轮岗", "轮岗交流", "rotation"),
    SECONDMENT: ("挂职", "挂职锻炼", "secondment"),
    MENTORSHIP: ("传帮带", "mentorship"),
}  # fmt: skip
NOW = frozenset({"至今", "现在", "目前", "今", "now", "present", "today"})
MONTH = re.compile(r"(\d{4}) ?(?:[-./] ?(\d{1,2})|年 ?(\d{1,2}) ?月份?)", re.ASCII)
SHORTENED = re.compile(r"\d{4}\.1", re.ASCII)  # 2019.10, typed as a number, becomes 2019.1

HISTORY_COLUMNS = (
    Column("staff_no", "工号", "staff_no", required=True),
    Column("kind", "类别", "kind", required=True),
    Column("unit", "单位", "unit"),
    Column("post", "岗位", "post"),
    Column("rank", "职务层次", "rank"),
    Column("strand", "条线", "strand"),
    Column("main", "主要岗位", "main"),
    Column("from_on", "起始时间", "from_on", required=True),
    Column("to_on", "截止时间", "to_on"),
    Column("document_no", "文号", "document_no"),
    Column("document_on", "文件日期", "document_on"),
    Column("grass_roots", "基层", "grass_roots"),
    Column("counterpart", "导师工号或挂职单位", "counterpart"),
    Column("note", "备注", "note"),
)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One stretch of somebody's history as a row tells it; empty: the row is silent.

    ``to_on`` is ``None`` for none said and for "up to now", which ``open_end`` tells apart.
    """

    staff_no: str
    kind: str
    unit: tuple[str, ...]
    post: str
    rank: str
    strand: str
    main: bool | None
    from_on: date | None
    to_on: date | None
    open_end: bool
    document_no: str
    document_on: date | None
    grass_roots: bool | None
    counterpart: str
    note: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A row of the file; ``written`` is its text by column key, for handing it back."""

    number: int
    line: HistoryEntry
    refusals: tuple[Refusal, ...]
    written: dict[str, str]

    @property
    def perhaps_october(self) -> bool:
        """Whether a day is written ``2019.1``: as a number, ``2019.10`` looks the same."""
        days = (self.written.get(name, "").strip() for name in ("from_on", "to_on"))
        return any(SHORTENED.fullmatch(normalize("NFKC", one)) for one in days)


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """A whole file: every row, and the headings that were ignored."""

    rows: list[HistoryRow]
    unknown_headings: list[str]


def read_history_file(content: bytes, filename: str) -> HistoryFile:
    """Read a file of histories.

    Raises:
        domain.sheets.SheetRefused: one of its kinds; nothing was read.
    """
    sheet = read_sheet(content, filename, HISTORY_COLUMNS)
    return HistoryFile([_row(row) for row in sheet.rows], sheet.unknown_headings)


def _row(row: SheetRow) -> HistoryRow:
    read = RowCells(row.cells)
    title = partial(cells.read_text, most=TITLE_CHARACTERS)
    last = read.take("to_on", read_last_day)
    line = HistoryEntry(
        staff_no=read.take("staff_no", cells.read_staff_no) or "",
        kind=read.take("kind", read_kind) or "",
        unit=read.take("unit", partial(roster_cells.read_unit_path, most=PATH_CHARACTERS)) or (),
        post=read.take("post", title) or "",
        rank=read.take("rank", partial(cells.read_text, most=RANK_CHARACTERS)) or "",
        strand=read.take("strand", roster_cells.read_strand) or "",
        main=read.take("main", cells.read_yes_no),
        from_on=read.take("from_on", read_first_day),
        to_on=None if last == date.max else last,
        open_end=last == date.max,
        document_no=read.take("document_no", _document) or "",
        document_on=read.take("document_on", cells.read_day),
        grass_roots=read.take("grass_roots", cells.read_yes_no),
        counterpart=read.take("counterpart", title) or "",
        note=read.take("note", partial(cells.read_text, most=NOTE_CHARACTERS)) or "",
    )
    read.require(HISTORY_COLUMNS)
    return HistoryRow(row.number, line, tuple(read.refusals), row.cells)


def read_kind(text: str) -> str:
    word = folded(text)
    for kind, words in KINDS.items():
        if word in words:
            return kind
    raise CellRefused(CellProblem.HISTORY_KIND_UNKNOWN)


def _document(text: str) -> str:
    return cells.read_text(text, DOCUMENT_CHARACTERS)


def read_first_day(text: str) -> date:
    """A day, or a month, which begins on its first: 2019.03.15, 2019.03, 2019-3, 2019年3月."""
    month = _month(text)
    return month if month is not None else _day(text)


def read_last_day(text: str) -> date:
    """A day, or a month, which ends on its last; ``date.max`` for "up to now" (至今)."""
    if folded(text) in NOW:
        return date.max
    month = _month(text)
    if month is None:
        return _day(text)
    return month.replace(day=monthrange(month.year, month.month)[1])


def _day(text: str) -> date:
    try:
        return cells.read_day(text)
    except CellRefused as refused:
        if refused.reason is CellProblem.DATE_SHAPE:
            raise CellRefused(CellProblem.PERIOD_SHAPE) from refused
        raise


def _month(text: str) -> date | None:
    match = MONTH.fullmatch(" ".join(normalize("NFKC", text).split()))
    if match is None:
        return None
    year, month = (int(part) for part in match.groups() if part is not None)
    if not cells.EARLIEST_YEAR <= year <= cells.LATEST_YEAR or not 1 <= month <= MONTHS:
        raise CellRefused(CellProblem.DATE_IMPOSSIBLE)
    return date(year, month, 1)
