"""All placements over a year, what ends soon, and what lacks something."""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.placements import register_words, words
from blueprints.placements.blueprint import bp
from blueprints.placements.register_words import LACKS, NINETY, WITHIN, cells, headings
from blueprints.placements.words import KINDS
from blueprints.shared.access import allow
from blueprints.shared.clock import month_text, today
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.paging import PAGE_SIZE, Page, page_number, whole_number
from domain.access import may
from domain.organisation.tree import open_units
from domain.placements import registers
from domain.placements.holding import OVER, RUNNING
from domain.placements.lacking import ends_within, lacks, lacks_any
from domain.placements.reach import KEEP, PROPOSE, listed_for
from domain.placements.registers import PlacementRow, Wanted
from models import Placement

YEARS_BACK, YEARS_AHEAD = 10, 3


@dataclass(frozen=True, slots=True)
class Bar:
    """Where it lies in the year, in days from its first; ``row`` says the rest."""

    row: PlacementRow
    x: int
    width: int


@dataclass(slots=True)
class Lane:
    """Somebody's placements in the year, one below the other where they meet."""

    name: str
    staff_no: str
    unit: str
    bars: list[tuple[int, Bar]] = field(default_factory=list)  # with the number of the lane
    height: int = 1


@bp.get("/board")
@allow("placements.list")
def board():
    """Bars over the months of a year, by unit and person; the same in words beside them."""
    year = _year()
    first, last = date(year, 1, 1), date(year, 12, 31)
    kind = request.args.get("kind", "")
    asked = Wanted(
        kind=kind if kind in KINDS else "", unit_id=whole_number(request.args.get("unit")),
        first=first, last=last, order="unit",
    )  # fmt: skip
    standing = Placement.state.in_((*RUNNING, *OVER))
    scope = standing & listed_for(current_user, today())
    found = registers.register_page(scope, asked, today=today(), page=page_number())
    return render_template(
        "placements/board.html", year=year, asked=asked, kinds=KINDS, words=words,
        lanes=lanes_of(found.rows, first, last), days=(last - first).days + 1,
        months=[(month, month_text(month), (date(year, month, 1) - first).days)
                for month in range(1, 13)],
        now_x=(today() - first).days if first <= today() <= last else None,
        page=Page(found.number, found.total), years=_years(), units=open_units(),
        **_common(),
    )  # fmt: skip


def _years() -> range:
    return range(today().year - YEARS_BACK, today().year + YEARS_AHEAD + 1)


def _year() -> int:
    year = whole_number(request.args.get("year"))
    return year if year in _years() else today().year


def _common() -> dict[str, object]:
    return {
        "told": register_words, "may_keep": may(current_user, KEEP),
        "may_propose": may(current_user, PROPOSE),
    }  # fmt: skip


def lanes_of(rows: list[PlacementRow], first: date, last: date) -> list[Lane]:
    """The rows person by person, as they stand; those without an end go on to the year's."""
    lanes = []
    for (staff_no, name, unit), own in groupby(
        rows, key=lambda row: (row.staff_no, row.person, row.unit)
    ):
        lane = Lane(name, staff_no, unit)
        free: list[date] = []  # the last day taken in each line of the lane
        for row in sorted(own, key=lambda one: one.from_on):
            start, end = max(row.from_on, first), min(row.last_on or last, last)
            at = next((n for n, taken in enumerate(free) if taken < start), len(free))
            free[at : at + 1] = [end]
            bar = Bar(row, (start - first).days, max(4, (end - start).days + 1))
            lane.bars.append((at, bar))
        lane.height = len(free)
        lanes.append(lane)
    return lanes


@bp.get("/ending")
@allow("placements.list")
def ending():
    """What ends by plan within so many days, the first end first."""
    days = whole_number(request.args.get("days"))
    days = days if days in WITHIN else NINETY
    scope = listed_for(current_user, today())
    conditions = (scope, ends_within(days, today()))
    name = _("Ends within %(num)d days", num=days)
    return _list("placements/ending.html", conditions, "end", name, days=days, offered=WITHIN)


@bp.get("/lacking")
@allow("placements.list")
def lacking():
    """What lacks a document, an assessment, an answer, an agreement or a signature."""
    what = request.args.get("what", "")
    what = what if what in LACKS else ""
    scope = listed_for(current_user, today())
    condition = lacks(what, today()) if what else lacks_any(today())
    return _list(
        "placements/lacking.html", (scope, condition), "-from", _("What is lacking"),
        what=what, offered=LACKS, tell_lacks=True,
    )  # fmt: skip


def _list(template: str, conditions, order: str, name: str, *, tell_lacks=False, **values):
    """A list of placements of every kind, or its workbook with ``as=xlsx``. Two queries."""
    whole = request.args.get("as") == "xlsx"
    size, total = PAGE_SIZE, registers.count_placements(*conditions)
    page = Page(1 if whole else page_number(), total)
    rows = registers.placement_rows(
        *conditions, order=order, today=today(), limit=None if whole else size,
        offset=(page.number - 1) * size, tell_lacks=tell_lacks,
    )  # fmt: skip
    if whole:
        more = [_("Lacks")] if tell_lacks else []
        table = [
            [*cells(row, ""), *([register_words.lacks_text(row)] if more else [])] for row in rows
        ]
        sheet = (name, [*headings(""), *more], table)
        return send_workbook(workbook([sheet]), f"{name} {today()}.xlsx")
    kept = {key: one for key, one in request.args.items() if key in {"days", "what"} and one}
    return render_template(
        template, rows=rows, page=page, words=words, **values, **_common(),
        export_url=url_for(str(request.endpoint), **kept, **{"as": "xlsx"}),
    )  # fmt: skip
