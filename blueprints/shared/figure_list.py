"""People with their figures: the list of the secretary, the organiser, the leader and HR."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from blueprints.shared.clock import joined, today
from blueprints.shared.conversion_words import word
from blueprints.shared.errors import too_many_rows
from blueprints.shared.exports import Cell, send_workbook, workbook
from blueprints.shared.figure_words import grace_text, owed_sentence
from blueprints.shared.paging import Page, page_number, whole_number
from domain.access import may, reach
from domain.hours.lists import (
    ORDERS,
    STATES,
    ListFilter,
    PersonFigure,
    by_branch,
    people_figures,
    totals,
)
from domain.hours.packs import NoPackInForce
from domain.name_order import place_key
from domain.organisation.tree import Node, open_units

PAGE_SIZE = 50
MOST_EXPORTED = 20_000
YEARS = 5
STATE_WORDS = dict(zip(STATES, (
    _l("Short or met"), _l("Short"), _l("Met"), _l("Not due yet"), _l("No study for 30 days"),
    _l("No study for 60 days"), _l("No study for 90 days"),
), strict=True))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks of the list."""

    year: int
    unit_id: int | None
    branch_id: int | None
    rank: str
    state: str
    order: str
    group: str = ""
    requirement: str = ""

    @property
    def arguments(self) -> dict[str, str]:
        """The filter as arguments of an address, without the order and without empty ones."""
        given = {
            "unit": self.unit_id, "branch": self.branch_id, "rank": self.rank,
            "group": self.group, "requirement": self.requirement, "state": self.state,
            "year": "" if self.year == today().year else self.year,
        }  # fmt: skip
        return {name: str(value) for name, value in given.items() if value}

    def lines(self, units: list[Node]) -> ListFilter:
        wanted = frozenset(_below(self.unit_id, units)) if self.unit_id else frozenset()
        return ListFilter(
            wanted, self.branch_id, self.rank, self.state, self.order, self.group,
            self.requirement)  # fmt: skip


def figure_list(permission: str, title: str, text: str, *, compared: bool = False):
    """The page, or with ``as=xlsx`` every row of it as a spreadsheet.

    ``compared`` puts the branches with their averages on top. Five queries.
    """
    wanted, day = _wanted(), today()
    try:
        everybody = people_figures(reach(current_user, permission), wanted.year, today=day)
    except NoPackInForce:
        abort(404)
    units = open_units()
    rows = wanted.lines(units).chosen(everybody, min(day, date(wanted.year, 12, 31)))
    if request.args.get("as") == "xlsx":
        if len(rows) > MOST_EXPORTED:
            return too_many_rows(MOST_EXPORTED)
        name = _("hours-%(year)d", year=wanted.year)
        return send_workbook(_sheet(rows, wanted.year), f"{name}.xlsx")
    last = Page(1, len(rows), PAGE_SIZE).pages
    page = Page(min(page_number(), last), len(rows), PAGE_SIZE)
    here, arguments = request.endpoint, wanted.arguments
    return render_template(
        "hours/people.html", title=title, text=text, wanted=wanted, page=page,
        rows=rows[(page.number - 1) * PAGE_SIZE : page.number * PAGE_SIZE], sums=totals(rows),
        owed_text=_owed_text, branches=by_branch(everybody) if compared else [],
        choices=_choices(everybody, units), compared_sums=totals(everybody) if compared else None,
        order_url=url_for(here, **arguments, order=""),
        export_url=url_for(here, **arguments, order=wanted.order, **{"as": "xlsx"}),
        year_end=may(current_user, "year_end.see"),
    )  # fmt: skip


def _wanted() -> Wanted:
    order, state = request.args.get("order", "name"), request.args.get("state", "")
    year = whole_number(request.args.get("year", str(today().year)))
    if not today().year - YEARS < year <= today().year:
        abort(404)
    return Wanted(
        year, whole_number(request.args.get("unit")) or None,
        whole_number(request.args.get("branch")) or None, request.args.get("rank", ""),
        state if state in STATES else "", order if order in ORDERS else "name",
        request.args.get("group", ""), request.args.get("requirement", ""),
    )  # fmt: skip


def _choices(everybody: list[PersonFigure], units: list[Node]) -> dict[str, Mapping]:
    """What the filter offers: only what somebody on the list is in, or holds."""
    parents = {node.unit_id: node.parent_id for node in units}
    offered: set[int | None] = set()
    for row in everybody:
        unit_id = row.unit_id
        while unit_id is not None and unit_id not in offered:
            offered.add(unit_id)
            unit_id = parents.get(unit_id)
    named = {row.branch_id: row.branch for row in everybody if row.branch_id is not None}
    return {
        "unit": {node.unit_id: " / ".join(node.path) for node in units if node.unit_id in offered},
        "branch": dict(sorted(named.items(), key=lambda one: place_key(one[1]))),
        "rank": {rank: rank for rank in sorted({row.rank for row in everybody} - {""})},
        "group": _groups(everybody),
        "requirement": _requirements(everybody),
        "state": STATE_WORDS,
        "year": {year: str(year) for year in range(today().year, today().year - YEARS, -1)},
    }


def _groups(everybody: list[PersonFigure]) -> dict[str, str]:
    """The groups of the rules that somebody on the list is in."""
    held = {group for row in everybody for group in row.figure.groups}
    groups = everybody[0].figure.pack.groups.values() if everybody else ()
    return {one.id: word(one.words) for one in groups if one.id in held}


def _requirements(everybody: list[PersonFigure]) -> dict[str, str]:
    """The requirements that apply to somebody on the list."""
    asked = {one.requirement.id for row in everybody for one in row.figure.results}
    requirements = everybody[0].figure.pack.requirements if everybody else ()
    return {one.id: word(one.words) for one in requirements if one.id in asked}


def _owed_text(row: PersonFigure) -> str:
    """What the person owes and why, and until when where that is not due yet."""
    said = owed_sentence(row.figure.pack, row.result)
    if row.grace:
        said = joined([said, grace_text(row.result)])
    return said


def _below(unit_id: int, units: list[Node]) -> set[int]:
    """The unit and all below it; the tree names those above first."""
    found = {unit_id}
    for node in units:
        if node.parent_id in found:
            found.add(node.unit_id)
    return found


def _sheet(rows: list[PersonFigure], year: int) -> bytes:
    headings = [
        _("Staff number"), _("Name"), _("Branch"), _("Unit"), _("Rank"), _("Requirement"),
        _("Owed, and why"),
        _("Last study day"), _("Entries waiting"), _("Owed"), _("Required"), _("Hours had"),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [
            row.staff_no, row.name, row.branch, row.unit, row.rank,
            word(row.result.requirement.words), _owed_text(row), row.last_on, row.waiting,
            row.result.owed / 100, row.result.required_total / 100, row.result.total / 100,
        ]
        for row in rows
    ]  # fmt: skip
    sums = totals(rows)
    lines.append([
        "", _("Total"), "", "", "", "", "", None, sums.waiting, sums.owed / 100,
        sums.required / 100, sums.had / 100,
    ])  # fmt: skip
    return workbook([(str(year), headings, lines)])
