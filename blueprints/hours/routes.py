from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow, person_or_404
from blueprints.shared.clock import hours_text, month_text, today
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.hours_words import (
    kind_word,
    line_sentence,
    pack_text,
    part_word,
    ring_of,
    sum_rows,
    topic_text,
)
from blueprints.shared.paging import whole_number
from domain import study_lists
from domain.hours.figures import Figure, figure, waiting_hundredths
from domain.hours.packs import NoPackInForce
from domain.hours.statements import Line, folded, statement
from models import Person, db

bp = Blueprint("hours", __name__, url_prefix="/hours")
FIRST_YEAR = 2000


@bp.get("")
@allow("entry.log")
def mine():
    """My hours: the ring with its sentence, and every line under it."""
    return _page(db.session.get_one(Person, current_user.person_id), own=True)


@bp.get("/<staff_no>")
@allow("hours.see")
def person(staff_no: str):
    """The same figure and lines of a person within reach, from the same functions."""
    found = person_or_404(staff_no, "hours.see")
    if found.id == current_user.person_id:
        return redirect(url_for("hours.mine"))
    return _page(found, own=False)


@bp.get("/<staff_no>/statement.xlsx")
@allow("hours.see")
def export(staff_no: str):
    """The lines of a year as they stand on the page, as a spreadsheet."""
    found = person_or_404(staff_no, "hours.see")
    year = year_asked()
    rows = [_row(line) for line in folded(statement(found.id, year))]
    total = sum(row[-1] for row in rows)
    headings = [_("Day"), _("Topic"), _("Kind"), _("Part"), _("Minutes"), _("How"), _("Hours")]
    rows.append([None, _("Total"), "", "", None, "", total])
    content = workbook([(str(year), headings, rows)])
    name = _("hours-%(staff_no)s-%(year)d", staff_no=staff_no, year=year)
    return send_workbook(content, f"{name}.xlsx")


def _row(line: Line) -> list:
    return [
        line.on, topic_text(line.topic, line.pack, line.rule), kind_word(line.pack, line.rule),
        part_word(line.pack, line.part), line.minutes, line_sentence(line),
        line.hundredths / 100,
    ]  # fmt: skip


def year_asked() -> int:
    """The year of the address, this one when none is given; 404 for one that cannot be."""
    year = whole_number(request.args.get("year", str(today().year)))
    return year if FIRST_YEAR <= year <= today().year else abort(404)


def _page(found: Person, *, own: bool):
    year = year_asked()
    try:
        figure_shown = figure(found.id, year, today=today())
    except NoPackInForce:
        abort(404)
    open_entries = study_lists.open_entries(found.id)
    waiting = waiting_hundredths(figure_shown, open_entries.waiting)
    lines = folded(statement(found.id, year))
    return render_template(
        "hours/person.html", person=found, own=own, year=year, figure=figure_shown,
        ring=ring_of(figure_shown, waiting), parts=_parts(figure_shown), lines=lines,
        total=hours_text(figure_shown.total), line_sentence=line_sentence, sum_rows=sum_rows,
        topic_text=topic_text, months=_months(lines), rules=pack_text(figure_shown.pack),
        years=range(today().year, today().year - 5, -1),
    )  # fmt: skip


def _months(lines: list[Line]) -> list[dict[str, object]]:
    """Twelve bars: the hours of each month, the tallest filling the chart."""
    sums = [sum(line.hundredths for line in lines if line.on.month == n) for n in range(1, 13)]
    tallest = max(*sums, 1)
    return [
        {
            "label": month_text(number), "short": str(number), "value_text": hours_text(hundredths),
            "share": round(100 * max(0, hundredths) / tallest, 2),
        }
        for number, hundredths in enumerate(sums, start=1)
    ]  # fmt: skip


def _parts(shown: Figure) -> list[dict[str, object]]:
    """One bar for each part: what was had of what is asked."""
    bars = []
    for part in shown.pack.parts:
        had, asked = shown.had.get(part, 0), shown.requirement.parts.get(part, 0)
        bars.append(
            {
                "name": part_word(shown.pack, part), "had": hours_text(had),
                "asked": hours_text(asked), "owed": hours_text(max(0, asked - had)),
                "met": had >= asked, "share": min(100, round(100 * had / asked)) if asked else 100,
            }
        )  # fmt: skip
    return bars
