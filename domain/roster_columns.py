"""The columns of a roster, and one row of it as values: everything that needs no table."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from domain import cells, roster_cells
from domain.cells import CellProblem, Refusal, RowCells
from domain.sheets import Column, Sheet, SheetRow, read_sheet

NAME_CHARACTERS = 60
TITLE_CHARACTERS = 120  # of a unit, a branch, a post
RANK_CHARACTERS = 40

ROSTER_COLUMNS = (
    Column("staff_no", "工号", "staff_no", required=True),
    Column("name", "姓名", "name", required=True),
    Column("unit", "单位", "unit"),
    Column("branch", "党支部", "branch"),
    Column("post", "岗位", "post"),
    Column("rank", "职务层次", "rank"),
    Column("strand", "条线", "strand"),
    Column("in_post_since", "任现职时间", "in_post_since"),
    Column("username", "用户名", "username"),
    Column("roles", "角色", "roles"),
    Column("party_member", "政治面貌", "party_member"),
    Column("branch_office", "支部职务", "branch_office"),
    Column("effective_on", "生效日期", "effective_on"),
    Column("active", "在职", "active"),
)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person as a row tells it. None (for ``roles`` an empty tuple): the row is silent.

    ``staff_no`` and ``name`` are "" only where the row was refused for them. ``unit`` is the
    path from the top of the tree; ``strand`` one of documents, meetings, affairs, general;
    ``branch_office`` one of secretary, deputy_secretary, committee; ``roles`` among secretary,
    organiser, hr, leader.
    """

    staff_no: str
    name: str
    unit: tuple[str, ...] | None = None
    branch: str | None = None
    post: str | None = None
    rank: str | None = None
    strand: str | None = None
    in_post_since: date | None = None
    username: str | None = None
    roles: tuple[str, ...] = ()
    party_member: bool | None = None
    branch_office: str | None = None
    effective_on: date | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row of the file; ``written`` is its text by column key, for handing it back."""

    number: int
    line: RosterLine
    refusals: tuple[Refusal, ...]
    written: dict[str, str]


@dataclass(frozen=True, slots=True)
class Roster:
    """A whole file: every row, refused ones among them, and the headings that were ignored."""

    rows: list[RosterRow]
    unknown_headings: list[str]


def read_roster(content: bytes, filename: str) -> Roster:
    """Read a roster file.

    Raises:
        SheetRefused: one of its kinds; nothing was read.
    """
    return roster_of(read_sheet(content, filename, ROSTER_COLUMNS))


def roster_of(sheet: Sheet) -> Roster:
    """Every row of a sheet as values; rows that share a staff number refuse each other."""
    rows = [_roster_row(row) for row in sheet.rows]
    return Roster(refuse_twins(rows), sheet.unknown_headings)


def read_line(written: dict[str, str]) -> tuple[RosterLine, list[Refusal]]:
    """The values of one row, and a refusal for every cell that could not be taken."""
    row = RowCells(written)
    take = row.take
    title = partial(cells.read_text, most=TITLE_CHARACTERS)
    line = RosterLine(
        staff_no=take("staff_no", cells.read_staff_no) or "",
        name=take("name", partial(cells.read_name, most=NAME_CHARACTERS)) or "",
        unit=take("unit", partial(roster_cells.read_unit_path, most=TITLE_CHARACTERS)),
        branch=take("branch", title),
        post=take("post", title),
        rank=take("rank", partial(cells.read_text, most=RANK_CHARACTERS)),
        strand=take("strand", roster_cells.read_strand),
        in_post_since=take("in_post_since", cells.read_day),
        username=take("username", roster_cells.read_username),
        roles=take("roles", roster_cells.read_roles) or (),
        party_member=take("party_member", roster_cells.read_party_member),
        branch_office=take("branch_office", roster_cells.read_branch_office),
        effective_on=take("effective_on", cells.read_day),
        active=take("active", cells.read_yes_no),
    )
    row.require(ROSTER_COLUMNS)
    return line, row.refusals


def refuse_twins(rows: Iterable[RosterRow]) -> list[RosterRow]:
    """Refuse every row whose staff number, or one that differs only by leading zeros or case,
    stands in another row too: the file does not say which of them is meant.
    """
    rows = list(rows)
    alike: dict[str, list[RosterRow]] = {}
    for row in rows:
        if row.line.staff_no:
            alike.setdefault(cells.zeroless(row.line.staff_no), []).append(row)
    return [_refuse_for_twins(row, alike) for row in rows]


def _refuse_for_twins(row: RosterRow, alike: dict[str, list[RosterRow]]) -> RosterRow:
    twins = alike.get(cells.zeroless(row.line.staff_no), []) if row.line.staff_no else []
    others = [twin for twin in twins if twin is not row]
    if not others:
        return row
    same = any(twin.line.staff_no == row.line.staff_no for twin in others)
    refusal = Refusal(
        "staff_no",
        row.written["staff_no"],
        CellProblem.STAFF_NO_TWICE if same else CellProblem.STAFF_NO_ZEROS,
        other_rows=tuple(twin.number for twin in others),
    )
    return replace(row, refusals=(*row.refusals, refusal))


def _roster_row(row: SheetRow) -> RosterRow:
    line, refusals = read_line(row.cells)
    return RosterRow(row.number, line, tuple(refusals), row.cells)
