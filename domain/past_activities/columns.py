"""The columns of a file of past activities, and a row of it as values: all that needs no table."""

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from unicodedata import normalize

from domain import cells
from domain.cells import CellProblem, CellRefused, Refusal, RowCells
from domain.sheets import Column, Sheet, SheetRow, read_sheet

NOTE_CHARACTERS = 120
DOCUMENT_CHARACTERS = 76  # the column keeps 120, and " #" with an activity id stands behind it
KIND_CHARACTERS = 60
LIST_CHARACTERS = 200
MOST_MINUTES, MOST_DAYS, MOST_COUNT = 60_000, 366, 999
BETWEEN = re.compile(r"[;；、]")
ACTIVITY_ID = re.compile(r"[A-Za-z0-9._-]{1,40}", re.ASCII)

ACTIVITY_COLUMNS = (
    Column("activity_id", "活动编号", "activity_id"),
    Column("staff_no", "工号", "staff_no", required=True),
    Column("rank_group", "职级组", "rank_group"),
    Column("kind", "学习类别", "kind", required=True),
    Column("starts_on", "开始日期", "starts_on", required=True),
    Column("ends_on", "结束日期", "ends_on"),
    Column("minutes", "分钟", "minutes"),
    Column("days", "天数", "days"),
    Column("half_days", "半天数", "half_days"),
    Column("sessions", "次数", "sessions"),
    Column("count", "数量", "count"),
    Column("level", "级别", "level"),
    Column("part", "学时类型", "part"),
    Column("tags", "标签", "tags"),
    Column("online", "线上", "online"),
    Column("leave_hours", "请假学时", "leave_hours"),
    Column("note", "学习内容", "note"),
    Column("document", "依据文件", "document", required=True),
)


@dataclass(frozen=True, slots=True)
class PastLine:
    """One activity of one person as a row tells it; ``None``: the row is silent.

    ``staff_no``, ``kind`` and ``starts_on`` are empty only where the row was refused for them.
    """

    staff_no: str
    kind: str
    starts_on: date | None
    ends_on: date | None
    minutes: int | None
    days: int | None
    half_days: int | None
    count: int | None
    level: str
    sessions: int | None
    part: str
    tags: tuple[str, ...]
    online: bool | None
    leave_hundredths: int | None
    rank_group: tuple[str, ...]
    activity_id: str
    note: str
    document: str


@dataclass(frozen=True, slots=True)
class PastRow:
    """A row of the file; ``written`` is its text by column key, for handing it back."""

    number: int
    line: PastLine
    refusals: tuple[Refusal, ...]
    written: dict[str, str]


@dataclass(frozen=True, slots=True)
class PastFile:
    """A whole file: every row, and the headings that were ignored."""

    rows: list[PastRow]
    unknown_headings: list[str]


def read_past_file(content: bytes, filename: str) -> PastFile:
    """Read a file of past activities.

    Raises:
        domain.sheets.SheetRefused: one of its kinds; nothing was read.
    """
    return past_file_of(read_sheet(content, filename, ACTIVITY_COLUMNS))


def past_file_of(sheet: Sheet) -> PastFile:
    return PastFile([_row(row) for row in sheet.rows], sheet.unknown_headings)


def _row(row: SheetRow) -> PastRow:
    read = RowCells(row.cells)
    word = partial(cells.read_text, most=KIND_CHARACTERS)
    line = PastLine(
        staff_no=read.take("staff_no", cells.read_staff_no) or "",
        kind=read.take("kind", word) or "",
        starts_on=read.take("starts_on", cells.read_day),
        ends_on=read.take("ends_on", cells.read_day),
        minutes=read.take("minutes", partial(cells.read_whole, most=MOST_MINUTES)),
        days=read.take("days", partial(cells.read_whole, most=MOST_DAYS)),
        half_days=read.take("half_days", partial(cells.read_whole, most=MOST_DAYS)),
        count=read.take("count", partial(cells.read_whole, most=MOST_COUNT)),
        level=read.take("level", word) or "",
        sessions=read.take("sessions", partial(cells.read_whole, most=MOST_COUNT)),
        part=read.take("part", word) or "",
        tags=read.take("tags", read_list) or (),
        online=read.take("online", cells.read_yes_no),
        leave_hundredths=read.take("leave_hours", cells.read_hours),
        rank_group=read.take("rank_group", read_list) or (),
        activity_id=read.take("activity_id", read_activity_id) or "",
        note=read.take("note", partial(cells.read_text, most=NOTE_CHARACTERS)) or "",
        document=read.take("document", read_document) or "",
    )
    read.require(ACTIVITY_COLUMNS)
    return PastRow(row.number, line, tuple(read.refusals), row.cells)


def read_activity_id(text: str) -> str:
    """1 to 40 letters, digits, dots, hyphens and underscores; full-width ones are plain ones."""
    plain = normalize("NFKC", text)
    if not ACTIVITY_ID.fullmatch(plain):
        raise CellRefused(CellProblem.ACTIVITY_ID_SHAPE)
    return plain


def read_list(text: str) -> tuple[str, ...]:
    """Several words separated by semicolons, each once, in order."""
    words = (one.strip() for one in BETWEEN.split(cells.read_text(text, LIST_CHARACTERS)))
    return tuple(dict.fromkeys(one for one in words if one))


def read_document(text: str) -> str:
    """The name of the paper; a ``#`` of its own becomes ``＃``, so that none looks like an id."""
    return cells.read_text(text, DOCUMENT_CHARACTERS).replace("#", "＃")


def document_kept(document: str, activity_id: str) -> str:
    """What ``StudyEntry.document`` keeps: the paper, and behind it ``#`` with the activity id.

    The id is the last word that begins with ``#``: ``示委学〔2025〕3号 #A-17``.
    """
    return " ".join(part for part in (document, f"#{activity_id}" if activity_id else "") if part)


def activity_id_in(document: str) -> str:
    """The activity id of what ``document_kept`` made; empty for none."""
    _before, mark, last = document.rpartition("#")
    return last if mark else ""
