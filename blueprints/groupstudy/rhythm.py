"""The rhythm board: branch by month what was held, who was there, what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.rule_words import demand_text, due_text
from blueprints.groupstudy.words import KINDS
from blueprints.shared.access import allow
from blueprints.shared.clock import full_day_text, month_text, today
from blueprints.shared.exports import Cell as SheetCell
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.paging import whole_number
from domain.access import may
from domain.groupstudy.demands import MONTHS
from domain.groupstudy.rhythm import BranchYear, Cell, rhythm_board

YEARS = 5
BY_NAME, BY_MISSING, BY_SHARE = ORDERS = ("name", "missing", "attendance")
ORDER_WORDS = {
    BY_NAME: _l("In the order of names"), BY_MISSING: _l("What is missing first"),
    BY_SHARE: _l("Lowest attendance first"),
}  # fmt: skip
_KEYS: dict[str, Callable[[BranchYear], float]] = {
    BY_NAME: lambda _line: 0,
    BY_MISSING: lambda line: -line.missing,
    BY_SHARE: lambda line: line.there / line.expected if line.expected else 2,
}


@dataclass(frozen=True, slots=True)
class Square:
    """A month of a branch as the chart shows it; ``said``: the same in words."""

    state: str  # "none", "kept", "missing", "due" or "quiet"
    mark: str
    people: str
    said: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    line: BranchYear
    note: str
    squares: tuple[Square, ...]
    missing: tuple[str, ...]
    due: tuple[str, ...]


@bp.get("/rhythm")
@allow("rhythm.see")
def rhythm():
    """Six queries, for eight branches or two hundred."""
    year, order = _year(), request.args.get("order", BY_NAME)
    order = order if order in ORDERS else BY_NAME
    lines = rhythm_board(year, current_user, today=today())
    lines.sort(key=lambda one: (not one.own, _KEYS[order](one)))
    if request.args.get("as") == "xlsx":
        name = _("rhythm-%(year)d", year=year)
        return send_workbook(_sheet(lines, year), f"{name}.xlsx")
    return render_template(
        "groupstudy/rhythm.html", year=year, order=order, orders=ORDER_WORDS, years=_years(),
        rows=[_row(one, year) for one in lines], months=[month_text(one) for one in MONTHS],
        sums=_sums(lines), share=share_text, may_feed=may(current_user, "feed.keep"),
        export_url=url_for("groupstudy.rhythm", year=year, order=order, **{"as": "xlsx"}),
    )  # fmt: skip


def _years() -> range:
    return range(today().year, today().year - YEARS, -1)


def _year() -> int:
    year = whole_number(request.args.get("year", str(today().year)))
    return year if year in _years() else abort(404)


def _row(line: BranchYear, year: int) -> Row:
    list_url = f"{url_for('groupstudy.index')}?branch={line.branch_id}&month={year}-"
    missing = [(cell.month, one) for cell in line.cells for one in cell.missing]
    return Row(
        line, _note(line), tuple(_square(one, list_url) for one in line.cells),
        tuple(f"{month_text(month)} · {demand_text(one)}" for month, one in missing),
        tuple(due_text(one) for cell in line.cells for one in cell.due),
    )  # fmt: skip


def _square(cell: Cell, list_url: str) -> Square:
    state = _state(cell)
    mark = str(cell.held) if cell.held else ""
    if cell.missing:
        mark += "!"
    elif cell.due:
        mark += "…"
    url = f"{list_url}{cell.month:02d}" if list_url and cell.held else ""
    return Square(state, mark, people_text(cell), cell_text(cell), url)


def _state(cell: Cell) -> str:
    if not cell.stands:
        return "none"
    if cell.missing:
        return "missing"
    if cell.due:
        return "due"
    return "kept" if cell.held else "quiet"


def people_text(cell: Cell) -> str:
    return f"{cell.there}/{cell.expected}" if cell.expected else ""


def share_text(there: int, expected: int) -> str:
    """How many of a hundred expected were there, a half counted as one; a dash for nobody."""
    return f"{(200 * there + expected) // (2 * expected)}%" if expected else "–"


def cell_text(cell: Cell) -> str:
    """A month in words: what was held, who was there, what is missing, what is due."""
    said = [f"{KINDS[kind]} × {many}" for kind, many in cell.kinds.items()]
    if cell.expected:
        said.append(_("there %(there)d of %(expected)d", there=cell.there, expected=cell.expected))
    said += [_("missing: %(what)s", what=demand_text(one)) for one in cell.missing]
    said += [due_text(one) for one in cell.due]
    return _("; ").join(said)


def _note(line: BranchYear) -> str:
    """What became of the branch, or that nobody is there to see to it."""
    if line.closed_on is not None and line.merged_into:
        day = full_day_text(line.closed_on)
        return _("until %(day)s, then part of %(branch)s", day=day, branch=line.merged_into)
    if line.closed_on is not None:
        return _("until %(day)s", day=full_day_text(line.closed_on))
    if line.unowed and line.is_due:
        return _("no secretary, and no leader of its unit")
    return ""


def _sums(lines: Sequence[BranchYear]) -> dict[str, object]:
    """All branches together: by month, and of the year."""
    held = [sum(one.cells[month - 1].held for one in lines) for month in MONTHS]
    missing = [sum(len(one.cells[month - 1].missing) for one in lines) for month in MONTHS]
    return {
        "months": [
            (many, ngettext("%(num)d missing", "%(num)d missing", lacks) if lacks else "")
            for many, lacks in zip(held, missing, strict=True)
        ],
        "held": sum(held), "missing": sum(missing),
        "there": sum(one.there for one in lines), "expected": sum(one.expected for one in lines),
    }  # fmt: skip


def _sheet(lines: Sequence[BranchYear], year: int) -> bytes:
    """What the page shows, in the same order."""
    months = [month_text(one) for one in MONTHS]
    headings = [
        _("Branch"), _("Remark"), *months, _("Held"), _("There"), _("Expected"), _("Missing"),
    ]  # fmt: skip
    rows: list[list[SheetCell]] = [
        [
            one.name, _note(one), *(cell_text(cell) for cell in one.cells), one.held,
            one.there, one.expected, one.missing,
        ]
        for one in lines
    ]  # fmt: skip
    sums = _sums(lines)
    rows.append([
        _("Together, each branch counted"), "", *(many for many, _lacks in sums["months"]),
        sums["held"], sums["there"], sums["expected"], sums["missing"],
    ])  # fmt: skip
    return workbook([(str(year), headings, rows)])
