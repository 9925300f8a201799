"""The lists of matters: mine, owed to me, my branch's or unit's, all; also as a workbook."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from blueprints.matters.blueprint import bp
from blueprints.shared import matter_words as words
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.counts import remember_owed
from blueprints.shared.errors import too_many_rows
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.paging import Page, page_number, whole_number
from domain.access import may, reach
from domain.matters import lists
from domain.matters.lists import ALL, ANY, CLOSED, LATE, MINE, OPEN, OWED, PEOPLE, Line, Wanted
from domain.matters.standing import Standing, standing

PAGE_SIZE = 50
MOST_EXPORTED = 20_000
STATES = {OPEN: _l("Not closed"), LATE: _l("Late"), CLOSED: _l("Already closed"), ANY: _l("All")}
OLDER = (7, 14, 30, 90)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the lists: its words, its address, how many are open in it."""

    name: str
    text: str
    url: str
    number: int | None


@bp.get("/matters")
@allow("matters.see")
def index():
    """At most eight queries, however many matters."""
    asked, held = wanted(), standing(current_user, today=today())
    if request.args.get("as") == "xlsx":
        return _exported(held, asked)
    numbers = lists.counts(held)
    remember_owed(numbers.mine)
    rows, total = lists.matters(held, asked, page=page_number(), size=PAGE_SIZE)
    return render_template(
        "matters/index.html", rows=rows, page=Page(page_number(), total, PAGE_SIZE), asked=asked,
        tabs=_tabs(asked, numbers), words=words, states=STATES, ages=OLDER,
        kinds={name: one.label for name, one in words.KIND_WORDS.items()},
        export_url=url_for("matters.index", **arguments(asked), **{"as": "xlsx"}),
        may_write=may(current_user, "matters.write") and current_user.person_id is not None,
    )  # fmt: skip


def wanted() -> Wanted:
    """What the address asks for; what it does not know goes without saying."""
    whose, state, kind = (request.args.get(name, "") for name in ("whose", "state", "kind"))
    allowed = {MINE, OWED, ALL, *([PEOPLE] if _has_people() else [])}
    older = whole_number(request.args.get("older"))
    return Wanted(
        whose if whose in allowed else MINE,
        state if state in STATES else OPEN,
        kind if kind in words.KIND_WORDS else "",
        older if older in OLDER else 0,
    )


def arguments(asked: Wanted) -> dict[str, object]:
    """The same as arguments of an address, without what goes without saying."""
    given = {"whose": asked.whose, "state": asked.state, "kind": asked.kind, "older": asked.older}
    usual = {"whose": MINE, "state": OPEN, "kind": "", "older": 0}
    return {name: value for name, value in given.items() if value != usual[name]}


def _has_people() -> bool:
    covered = reach(current_user, "matters.see")
    return bool(covered.branch_ids or covered.unit_ids)


def _people_word() -> str:
    return _("My unit's") if reach(current_user, "matters.see").unit_ids else _("My branch's")


def _tabs(asked: Wanted, numbers: lists.Counts) -> list[Tab]:
    found = [(MINE, _("Mine to do"), numbers.mine), (OWED, _("Owed to me"), numbers.owed)]
    if _has_people():
        found.append((PEOPLE, _people_word(), numbers.people))
    found.append((ALL, _("All"), None))
    others = {name: value for name, value in arguments(asked).items() if name != "whose"}
    return [
        Tab(name, text, url_for("matters.index", whose=name, **others), number)
        for name, text, number in found
    ]


def _exported(held: Standing, asked: Wanted):
    rows, total = lists.matters(held, asked, page=1, size=MOST_EXPORTED)
    if total > MOST_EXPORTED:
        return too_many_rows(MOST_EXPORTED)
    headings = [
        _("Kind"), _("Matter"), _("About"), _("Lies with"), _("Owed to"), _("Raised on"),
        _("Due on"), _("Days late"), _("Level"), _("State"),
    ]  # fmt: skip
    name = _("Matters")
    content = workbook([(name, headings, [_line(row) for row in rows])])
    return send_workbook(content, f"{name} {today()}.xlsx")


def _line(row: Line) -> list:
    late = (today() - row.due_on).days if row.is_late(today()) else None
    return [
        words.kind_text(row), words.shown(row), row.about, words.with_whom(row), row.owed_to,
        row.raised_on, row.due_on, late, row.level or None, words.state_text(row),
    ]  # fmt: skip
