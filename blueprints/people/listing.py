"""The list of people, and the same list as a workbook."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from blueprints.people.blueprint import bp
from blueprints.people.words import OFFICES
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.paging import Page, page_number, whole_number
from domain import access
from domain.organisation import lists, tree
from domain.people.lists import ALL, HERE, LEFT, ORDERS, PeoplePage, people_page

STATES = {HERE: _l("Here"), LEFT: _l("Left"), ALL: _l("All")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks of the list, as far as the visitor may ask it."""

    text: str
    unit_id: int | None
    branch_id: int | None
    state: str
    order: str

    @property
    def arguments(self) -> dict[str, str]:
        """The same as arguments of an address, without the empty ones and without the order."""
        kept = {
            "text": self.text, "unit": self.unit_id, "branch": self.branch_id,
            "state": "" if self.state == HERE else self.state,
        }  # fmt: skip
        return {name: str(value) for name, value in kept.items() if value}


def wanted() -> Wanted:
    """Read from the address; only HR asks for those who left."""
    order = request.args.get("order", "name")
    state = request.args.get("state", HERE)
    may_edit = access.may(current_user, "people.edit")
    return Wanted(
        text=request.args.get("text", "").strip(),
        unit_id=whole_number(request.args.get("unit")) or None,
        branch_id=whole_number(request.args.get("branch")) or None,
        state=state if state in STATES and may_edit else HERE,
        order=order if order.removeprefix("-") in ORDERS else "name",
    )


def found(asked: Wanted, *, page: int, size: int | None) -> PeoplePage:
    return people_page(
        access.reach(current_user, "people.list"), today=today(), text=asked.text,
        unit_id=asked.unit_id, branch_id=asked.branch_id, state=asked.state, order=asked.order,
        page=page, size=size,
    )  # fmt: skip


@bp.get("")
@allow("people.list")
def index():
    asked = wanted()
    people = found(asked, page=page_number(), size=50)
    units = tree.open_units()
    return render_template(
        "people/index.html", asked=asked, rows=people.rows, page=Page(people.number, people.total),
        units=units, paths={node.unit_id: " / ".join(node.path) for node in units},
        branches=lists.open_branches(), states=STATES, offices=OFFICES,
        may_edit=access.may(current_user, "people.edit"),
        order_url=url_for("people.index", **asked.arguments, order=""),
        export_url=url_for("people.workbook_of_people", **asked.arguments, order=asked.order),
    )  # fmt: skip


@bp.get("/list.xlsx")
@allow("people.list")
def workbook_of_people():
    """Exactly the rows and columns of the list, all pages of it."""
    rows = found(wanted(), page=1, size=None).rows
    paths = {node.unit_id: " / ".join(node.path) for node in tree.open_units()}
    headings = [_("Name"), _("Unit"), _("Branch")]
    table = [[row.name, paths.get(row.unit_id, row.unit), row.branch] for row in rows]
    if access.may(current_user, "people.edit"):
        headings = [_("Staff number"), *headings, _("Office"), _("Post"), _("Rank"), _("Left on")]
        table = [
            [row.staff_no, *short, str(OFFICES[row.office]), row.post, row.rank, row.left_on]
            for row, short in zip(rows, table, strict=True)
        ]
    name = _("People")
    return send_workbook(workbook([(name, headings, table)]), f"{name} {today()}.xlsx")
