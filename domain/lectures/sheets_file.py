"""A file of score sheets, one mark a row: read as sheets, or refused with the rows at fault."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache, partial
from unicodedata import normalize

from domain import cells
from domain.cells import Refusal, RowCells, folded
from domain.lectures.rubric import Rubric
from domain.lectures.sheet_scores import Key, RefusedSheet, Sheet, SheetProblem
from domain.past_activities.state import ids_by_word
from domain.rehearsal.columns import TEXT_CHARACTERS, RowProblem, natural
from domain.sheets import Column, SheetRow, read_sheet

MOST_ROWS = 400_000
MOST_ROWS_NAMED = 20
SHEET_COLUMNS = (
    Column("lecture", "讲座", "lecture", required=True),
    Column("judge", "评委", "judge", required=True),
    Column("ballot", "票类", "ballot", required=True),
    Column("criterion", "评分项", "criterion", required=True),
    Column("value", "分值", "value", required=True),
    Column("lecture_unit", "讲座单位", "lecture_unit"),
    Column("judge_unit", "评委单位", "judge_unit"),
    Column("panel", "组别", "panel"),
)
_NAMED = ("lecture", "judge", "ballot", "criterion")  # cells that must not be empty
_MARK = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_text = lru_cache(maxsize=4096)(partial(cells.read_text, most=TEXT_CHARACTERS))


class SheetRowProblem(StrEnum):
    """Why a row keeps the whole file out, beside what any cell may be refused for."""

    CRITERION_UNKNOWN = "criterion_unknown"


class SheetRowsRefused(Exception):
    """Rows that no sheet can be made of; the file is refused whole.

    ``rows`` names the first twenty with what is wrong in each, ``count`` tells how many there are.
    """

    def __init__(self, rows: list[tuple[int, list[Refusal]]], count: int) -> None:
        super().__init__(rows, count)
        self.rows, self.count = rows, count


@dataclass(frozen=True, slots=True)
class SheetsFile:
    """Sheets to be checked, those that are refused already, and headings that were not known.

    ``lectures`` by name, those without a valid sheet among them.
    """

    sheets: list[Sheet]
    refused: list[RefusedSheet]
    lectures: list[str]
    unknown_headings: list[str]


@dataclass(slots=True)
class _Gathered:
    """The marks of one sheet as its rows come; the first problem found stays."""

    marks: dict[str, Fraction] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    problem: tuple[SheetProblem, str] | None = None


def read_sheets(content: bytes, filename: str, rubric: Rubric) -> SheetsFile:
    """Read a file of sheets.

    Classes and criteria are named by id or in either language. An empty value is a mark that
    was not given.

    Raises:
        domain.sheets.SheetRefused: one of its kinds; nothing was read.
        SheetRowsRefused: rows without a lecture, judge or class, or of a criterion that the
            rubric has not.
    """
    sheet = read_sheet(content, filename, SHEET_COLUMNS, most_rows=MOST_ROWS)
    criteria = ids_by_word({one.id: one.words for one in rubric.criteria})
    ballots = ids_by_word({one.id: one.words for one in rubric.ballots})
    gathered: dict[Key, _Gathered] = {}
    wrong: list[tuple[int, list[Refusal]]] = []
    for row in sheet.rows:
        named, refusals = _named(row, criteria)
        if refusals:
            wrong.append((row.number, refusals))
            continue
        lecture, judge, ballot, criterion = named
        key = lecture, judge, ballots.get(folded(ballot), ballot)
        _gather(gathered.setdefault(key, _Gathered()), criterion, row.cells)
    if wrong:
        raise SheetRowsRefused(wrong[:MOST_ROWS_NAMED], len(wrong))
    return SheetsFile(
        [Sheet(*key, one.marks) for key, one in gathered.items() if one.problem is None],
        [RefusedSheet(*key, *one.problem) for key, one in gathered.items() if one.problem],
        sorted({lecture for lecture, _judge, _ballot in gathered}, key=natural),
        sheet.unknown_headings,
    )


def _named(row: SheetRow, criteria: Mapping[str, str]) -> tuple[list[str], list[Refusal]]:
    """Lecture, judge, class and the criterion's id, and what is wrong with the row."""
    read = RowCells(row.cells)
    found = [read.take(key, _text) or "" for key in _NAMED]
    read.require(column for column in SHEET_COLUMNS if column.key in _NAMED)
    criterion = criteria.get(folded(found[-1]), "")
    if found[-1] and not criterion:
        read.refusals.append(Refusal("criterion", found[-1], SheetRowProblem.CRITERION_UNKNOWN))
    if row.beyond:
        read.refusals.append(Refusal("", row.beyond, RowProblem.BEYOND))
    return [*found[:-1], criterion], read.refusals


def _gather(sheet: _Gathered, criterion: str, written: Mapping[str, str]) -> None:
    units = [folded(written.get(key, "")) for key in ("lecture_unit", "judge_unit")]
    value = normalize("NFKC", written["value"]).strip()
    if units[0] and units[0] == units[1]:
        _note(sheet, SheetProblem.OWN_UNIT, "")
    if criterion in sheet.seen:
        _note(sheet, SheetProblem.DOUBLED, criterion)
    elif value and not _MARK.fullmatch(value):
        _note(sheet, SheetProblem.NOT_A_NUMBER, criterion)
    elif value:
        sheet.marks[criterion] = Fraction(value)
    sheet.seen.add(criterion)


def _note(sheet: _Gathered, problem: SheetProblem, criterion: str) -> None:
    """Keep the reason that weighs most: the own unit, a doubled mark, what is no number."""
    order = (SheetProblem.OWN_UNIT, SheetProblem.DOUBLED, SheetProblem.NOT_A_NUMBER)
    if sheet.problem is None or order.index(problem) < order.index(sheet.problem[0]):
        sheet.problem = problem, criterion
