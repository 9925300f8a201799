"""Experience by strand, computed from posts held: a matrix of people, as a page and a workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField
from wtforms.validators import Optional

from blueprints.placements import experience_words as words
from blueprints.placements import register_words
from blueprints.placements.blueprint import bp
from blueprints.placements.experience_words import COLUMNS
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.conversion_words import word
from blueprints.shared.exports import Cell, send_workbook, workbook
from blueprints.shared.forms import QueryForm, in_our_time
from blueprints.shared.paging import Page, own_arguments, page_number, whole_number
from blueprints.shared.saving import after_answer
from domain import audit
from domain.access import may, people_within, reach
from domain.organisation.tree import Node, open_units, with_below
from domain.placements.experience import ExperienceRow, experience_rows, mentees_now
from domain.placements.reach import KEEP, LIST
from domain.placements.rotation_rules import rules_on

PAGE_SIZE = 50
SINGLE = "single"
LACKING: Mapping[str, object] = {
    "documents": _l("Without documents"), "meetings": _l("Without meetings"),
    "affairs": _l("Without affairs"), "grass_roots": _l("Without the grass roots"),
    "seconded": _l("Never seconded"), SINGLE: _l("A single line of experience"),
}  # fmt: skip
ORDERS = ("staff_no", "name", *COLUMNS, "lectures")


class AskedForm(QueryForm):
    """The day up to which time counts; empty for today."""

    as_of = DateField(_l("Reckoned up to"), [Optional(), in_our_time])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks of the matrix, without what is not to be asked."""

    form: AskedForm
    as_of: date
    unit_id: int
    lacking: str
    order: str

    def takes(self, row: ExperienceRow, units: frozenset[int]) -> bool:
        """``units``: that of the filter and those below it."""
        if self.unit_id and row.unit_id not in units:
            return False
        if self.lacking == SINGLE:
            return bool(row.experience.single)
        return not self.lacking or not row.experience.months(self.lacking)

    def sorted(self, rows: list[ExperienceRow]) -> list[ExperienceRow]:
        name = self.order.removeprefix("-")
        return sorted(rows, key=lambda row: _key(row, name), reverse=self.order.startswith("-"))


def _key(row: ExperienceRow, name: str) -> str | int:
    if name in COLUMNS:
        return row.experience.months(name)
    return row.lectures if name == "lectures" else str(getattr(row, name))


@bp.get("/experience")
@allow("placements.list")
def experience():
    """At most eight queries, however many people."""
    asked, units = _wanted(), open_units()
    everyone = people_within(reach(current_user, LIST), today())
    rows = experience_rows(everyone, asked.as_of)
    below = with_below(asked.unit_id, units)
    rows = asked.sorted([row for row in rows if asked.takes(row, below)])
    _note_look(asked, len(rows))
    if request.args.get("as") == "xlsx" and not asked.form.errors:
        name = _("Experience as of %(day)s", day=asked.as_of)
        return send_workbook(workbook([_sheet(name, rows)]), f"{name}.xlsx")
    return _page(asked, rows, units)


def _note_look(asked: Wanted, people: int) -> None:
    """That somebody looked at the experience of so many, once it is shown."""
    actor, at = current_user.actor, now()
    told = {"people": people, "as_of": asked.as_of, "unit": asked.unit_id or None}
    after_answer(
        lambda: audit.record(actor, "experience.viewed", "experience", None, at=at, after=told)
    )


def _page(asked: Wanted, rows: list[ExperienceRow], units: list[Node]):
    page = Page(page_number(), len(rows), PAGE_SIZE)
    shown = rows[(page.number - 1) * PAGE_SIZE :][:PAGE_SIZE]
    kept = {name: one for name, one in own_arguments().items() if one and name != "page"}
    html = render_template(
        "placements/experience.html", asked=asked, rows=shown, page=page, units=units, words=words,
        word=word, told=register_words, may_keep=may(current_user, KEEP),
        lacking=LACKING, columns=COLUMNS, guided=mentees_now([row.person_id for row in shown]),
        book=rules_on(asked.as_of), filtered=bool(asked.unit_id or asked.lacking),
        proposes=may(current_user, "placements.propose"),
        order_url=lambda order: url_for("placements.experience", **{**kept, "order": order}),
        export_url=url_for("placements.experience", **{**kept, "as": "xlsx"}),
    )  # fmt: skip
    return html, 422 if asked.form.errors else 200


def _wanted() -> Wanted:
    form = AskedForm(request.args)
    form.validate()
    lacking, order = request.args.get("lacking", ""), request.args.get("order", "")
    return Wanted(
        form=form,
        as_of=today() if form.errors else form.as_of.data or today(),
        unit_id=whole_number(request.args.get("unit")),
        lacking=lacking if lacking in LACKING else "",
        order=order if order.removeprefix("-") in ORDERS else "staff_no",
    )


def _sheet(
    name: str, rows: list[ExperienceRow]
) -> tuple[str, list[str], list[list[Cell]]]:  # fmt: skip
    headings = [
        _("Name"), _("Staff number"), _("Unit"), _("Post"), _("Rank"),
        *(_("%(strand)s (months)", strand=label) for label in COLUMNS.values()),
        _("Months in all"), _("Lectures given"), _("A single line of experience"),
        _("Months by rank"),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [
            row.name, row.staff_no, row.unit, row.post, row.rank,
            *(row.experience.months(one) for one in COLUMNS),
            row.experience.total, row.lectures, words.strand_text(row.experience.single),
            words.ranks_text(row.experience),
        ]
        for row in rows
    ]  # fmt: skip
    return name, headings, lines
