"""The list of people with their figures: the secretary's desk, the leader's and HR's board."""

from flask import render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.clock import today
from blueprints.shared.errors import too_many_rows
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.hours_words import owed_sentence
from blueprints.shared.paging import Page, page_number
from domain.access import reach
from domain.hours.lists import PersonFigure, people_figures

PAGE_SIZE = 50
MOST_EXPORTED = 20_000


def figure_list(permission: str, title: str, text: str):
    """The page, or with ``as=xlsx`` the whole list as a spreadsheet."""
    covered, year = reach(current_user, permission), today().year
    if request.args.get("as") == "xlsx":
        rows, total = people_figures(covered, year, today=today(), size=MOST_EXPORTED)
        if total > MOST_EXPORTED:
            return too_many_rows(MOST_EXPORTED)
        return send_workbook(_sheet(rows, year), _("hours-%(year)d", year=year) + ".xlsx")
    number = page_number()
    rows, total = people_figures(covered, year, today=today(), page=number, size=PAGE_SIZE)
    return render_template(
        "hours/people.html", title=title, text=text, rows=rows, year=year,
        page=Page(number, total, PAGE_SIZE), owed_sentence=owed_sentence,
    )  # fmt: skip


def _sheet(rows: list[PersonFigure], year: int) -> bytes:
    headings = [
        _("Staff number"), _("Name"), _("Branch"), _("Unit"), _("Hours had"), _("Required"),
        _("Owed"), _("Entries waiting"),
    ]  # fmt: skip
    lines = [
        [
            row.staff_no, row.name, row.branch, row.unit, row.figure.total / 100,
            row.figure.requirement.total / 100, row.figure.owed / 100, row.waiting,
        ]
        for row in rows
    ]  # fmt: skip
    return workbook([(str(year), headings, lines)])
