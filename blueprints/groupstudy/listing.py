"""The list of gatherings that the visitor may open; as Excel exactly what is shown."""

from datetime import date
from itertools import groupby

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.groupstudy import words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.plan_forms import WantedForm
from blueprints.shared.access import allow
from blueprints.shared.clock import time_text, today
from blueprints.shared.errors import too_many_rows
from blueprints.shared.exports import Cell, send_workbook, workbook
from blueprints.shared.paging import Page, own_arguments, page_number, whole_number
from domain.access import may
from domain.groupstudy import lists
from domain.groupstudy.holding import CORRECTED
from domain.groupstudy.lists import HELD, OWN, Row, Wanted
from domain.groupstudy.reach import HOLD

PAGE_SIZE, MOST_EXPORTED = 30, 5_000


@bp.get("")
@allow("group_study.see")
def index():
    """Four queries, however many gatherings."""
    form, number = _wanted_form(), page_number()
    asked = _wanted(form)
    if request.args.get("as") == "xlsx":
        rows, total = lists.gathering_rows(current_user, asked, today=today(), size=MOST_EXPORTED)
        if total > MOST_EXPORTED:
            return too_many_rows(MOST_EXPORTED)
        name = _("Group study")
        return send_workbook(workbook([_sheet(name, rows)]), f"{name} {today()}.xlsx")
    rows, total = lists.gathering_rows(
        current_user, asked, today=today(), page=number, size=PAGE_SIZE
    )
    kept = {name: value for name, value in own_arguments().items() if value and name != "page"}
    return render_template(
        "groupstudy/index.html", words=words, form=form, page=Page(number, total, PAGE_SIZE),
        parts=[(part, list(found)) for part, found in groupby(rows, lambda row: row.part)],
        filtered=bool(kept), holds=may(current_user, HOLD),
        month=request.args.get("month", "") if asked.first_on else "",
        export_url=url_for("groupstudy.index", **{**kept, "as": "xlsx"}),
    )  # fmt: skip


def _wanted_form() -> WantedForm:
    form = WantedForm(request.args)
    form.whose.choices = [("", _("All I may see")), (OWN, _("That concern me"))]
    if may(current_user, HOLD):
        form.whose.choices.insert(1, (HELD, _("Those I hold")))
    form.kind.choices = [("", _("All kinds")), *words.KINDS.items()]
    states = {code: text for code, text in words.STATES.items() if code != CORRECTED}
    form.state.choices = [("", _("All states")), *states.items()]
    form.branch.choices = [
        ("", _("All branches")),
        *((str(branch_id), name) for branch_id, name in lists.branches_listed(current_user)),
    ]
    form.validate()
    return form


def _wanted(form: WantedForm) -> Wanted:
    """What the form asks, without what is not to be asked."""
    asked = {
        name: form[name].data or ""
        for name in ("whose", "kind", "state")
        if (form[name].data or "") in {code for code, _label in form[name].choices}
    }
    first, last = _month(request.args.get("month", ""))
    return Wanted(
        **asked, branch_id=whole_number(form.branch.data) or None, first_on=first, last_on=last,
        text=(form.text.data or "").strip()[:60],
    )  # fmt: skip


def _month(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of ``2026-11``; of anything else none."""
    year, _sign, month = text.partition("-")
    try:
        first = date(whole_number(year), whole_number(month), 1)
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    except ValueError:
        return None, None
    return first, date.fromordinal(after.toordinal() - 1)


def _sheet(name: str, rows: list[Row]) -> tuple[str, list[str], list[list[Cell]]]:
    headings = [
        _("Day"), _("Begins at"), _("Ends at"), _("Kind"), _("Study topic"), _("Who holds it"),
        _("Who leads"), _("Place"), _("State"), _("There"), _("Expected"),
        _("Guests"), _("My attendance"),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [
            row.held_on, time_text(row.starts_at), time_text(row.ends_at),
            str(words.KINDS[row.kind]), row.topic, row.holder, row.leader, row.place,
            str(words.STATES[row.state]), row.there if row.expected else None,
            row.expected or None, row.guests or None, str(words.ATTENDANCE.get(row.own, "")),
        ]
        for row in rows
    ]  # fmt: skip
    return name, headings, lines
