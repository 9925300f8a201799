from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.hours import charts, sheets
from blueprints.hours.asked import Asked, Shown, asked, own_page, page_of
from blueprints.hours.bars import asked_of
from blueprints.hours.blueprint import bp
from blueprints.shared.access import allow
from blueprints.shared.clock import hours_text, month_text, today
from blueprints.shared.exports import send_workbook
from blueprints.shared.figure_words import ring_of
from blueprints.shared.hours_words import (
    kind_word,
    line_sentence,
    line_tags,
    pack_text,
    part_word,
    sum_rows,
    topic_text,
)
from blueprints.shared.uncredited_words import uncredited_text
from domain.access import may, reach
from domain.hours.figures import figure, waiting_for
from domain.hours.packs import NoPackInForce
from domain.hours.statements import (
    Line,
    by_requirement,
    minutes_by_day,
    statement,
    study_days,
    total_of,
)
from domain.hours.uncredited import uncredited
from domain.hours.windows import window

TABS = 5  # years


@bp.get("")
@allow("entry.log")
def mine():
    """My hours: the ring with its sentence, and every line under it. At most eight queries."""
    return _page(own_page(), asked())


@bp.get("/<staff_no>")
@allow("hours.see")
def person(staff_no: str):
    """The same figure and lines of a person within reach, from the same functions."""
    shown = page_of(staff_no)
    return redirect(url_for("hours.mine")) if shown.own else _page(shown, asked())


@bp.get("/<staff_no>/statement.xlsx")
@allow("hours.see")
def export(staff_no: str):
    """The lines as the same address of the page shows them, with the same total."""
    shown, wanted = page_of(staff_no), asked()
    if wanted.five:
        five = window(shown.id, wanted.year, today=today())
        content = sheets.of_years(five)
        name = _("hours-%(staff_no)s-%(first)d-%(last)d", staff_no=shown.staff_no,
                 first=five.years[0].year, last=wanted.year)  # fmt: skip
    else:
        lines = wanted.lines.chosen(statement(shown.id, wanted.year))
        content = sheets.of_lines(lines, str(wanted.year))
        name = _("hours-%(staff_no)s-%(year)d", staff_no=shown.staff_no, year=wanted.year)
    return send_workbook(content, f"{name}.xlsx")


def _page(shown: Shown, wanted: Asked):
    return _five_years(shown, wanted) if wanted.five else _year(shown, wanted)


def _year(shown: Shown, wanted: Asked):
    try:
        own = figure(shown.id, wanted.year, today=today())
    except NoPackInForce:
        abort(404)
    studied = study_days(shown.id, wanted.year)
    waiting = waiting_for(own, [one for one in studied if one.state == "waiting"])
    every = statement(shown.id, wanted.year)
    lines = wanted.lines.chosen(every)
    return render_template(
        "hours/person.html", **_frame(shown, wanted), figure=own, ring=ring_of(own, waiting),
        requirements=asked_of(own.pack, by_requirement(own), today()), lines=lines,
        total=hours_text(total_of(lines)),
        whole=hours_text(own.total), months=charts.months(every), every=every,
        heat=charts.heat(wanted.year, minutes_by_day(studied, wanted.year), today()),
        choices=_choices(every), rules=pack_text(own.pack), line_sentence=line_sentence,
        sum_rows=sum_rows, topic_text=topic_text, line_tags=line_tags,
        uncredited=uncredited(own, studied, every), uncredited_text=uncredited_text,
    )  # fmt: skip


def _five_years(shown: Shown, wanted: Asked):
    five = window(shown.id, wanted.year, today=today())
    return render_template(
        "hours/five_years.html", **_frame(shown, wanted), window=five,
        bars_of_years=charts.years(five), parts=sheets.parts_of(five), total=hours_text(five.total),
        required=hours_text(five.required), owed=hours_text(five.owed),
        windows=asked_of(five.years[-1].figure.pack, five.windowed, today()) if five.windowed
        else [],
    )  # fmt: skip


def _frame(shown: Shown, wanted: Asked) -> dict[str, object]:
    """What stands around the figures: tabs, exports, and what else there is of this person."""
    export_url = url_for(
        "hours.export", staff_no=shown.staff_no, year=wanted.year,
        **({"years": "5"} if wanted.five else wanted.arguments),
    )  # fmt: skip
    certificates = None
    if shown.own:
        certificates = url_for("hours.own_certificates")
    elif reach(current_user, "certificate.issue").everyone:
        certificates = url_for("hours.certificates", staff_no=shown.staff_no)
    return {
        "shown": shown, "wanted": wanted, "year": wanted.year, "export_url": export_url,
        "certificates_url": certificates, "may_keep": may(current_user, "hours.keep"),
        "years": range(today().year, today().year - TABS, -1),
    }  # fmt: skip


def _choices(lines: list[Line]) -> dict[str, dict[object, str]]:
    """What the filter offers: the parts, kinds and months that have lines."""
    in_order = sorted({line.month for line in lines})
    return {
        "part": {line.part: part_word(line.pack, line.part) for line in lines},
        "kind": {line.rule: kind_word(line.pack, line.rule) for line in lines},
        "month": {month: month_text(month) for month in in_order},
    }
