"""The rotation radar: who is due to move in a year and why, as a page and as a workbook."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.placements import due_words, register_words
from blueprints.placements.blueprint import bp
from blueprints.shared import rotation_words
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.conversion_words import word
from blueprints.shared.exports import Cell, send_workbook, workbook
from blueprints.shared.paging import Page, own_arguments, page_number, whole_number
from blueprints.shared.rotation_words import DUE_STATES, POST_KINDS, limit_text, source_text
from domain.access import may, people_within, reach
from domain.organisation.tree import open_units, with_below
from domain.placements.due import DueLine, radar_of
from domain.placements.reach import LIST

PAGE_SIZE = 50
YEARS_BACK, YEARS_AHEAD = 1, 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks of the radar, without what is not to be asked."""

    year: int
    unit_id: int
    post: str
    state: str

    def takes(self, line: DueLine, units: frozenset[int]) -> bool:
        """``units``: that of the filter and those below it."""
        return (
            (not self.unit_id or line.due.post.unit_id in units)
            and (not self.post or self.post in line.due.post.kinds)
            and (not self.state or line.due.state == self.state)
        )


@bp.get("/due")
@allow("placements.list")
def due_list():
    """Six queries, however many are due."""
    asked, units = _wanted(), open_units()
    everyone = people_within(reach(current_user, LIST), today())
    radar = radar_of(everyone, asked.year, today=today())
    below = with_below(asked.unit_id, units)
    lines = [line for line in radar.lines if asked.takes(line, below)]
    if request.args.get("as") == "xlsx":
        name = _("Due to move in %(year)d", year=asked.year)
        return send_workbook(workbook([_sheet(name, lines)]), f"{name} {today()}.xlsx")
    page = Page(page_number(), len(lines), PAGE_SIZE)
    first = (page.number - 1) * PAGE_SIZE
    kept = {name: one for name, one in own_arguments().items() if one and name != "page"}
    return render_template(
        "placements/due.html", asked=asked, radar=radar, page=page, words=due_words,
        told=rotation_words, word=word, places=register_words,
        lines=lines[first : first + PAGE_SIZE], units=units, years=_years(), states=DUE_STATES,
        post_kinds=POST_KINDS, filtered=bool(asked.unit_id or asked.post or asked.state),
        may_keep=may(current_user, "placements.keep"), own_id=current_user.person_id,
        propose=url_for("placements.new", kind="rotation", person=""),
        export_url=url_for("placements.due_list", **{**kept, "as": "xlsx"}),
    )  # fmt: skip


def _years() -> range:
    return range(today().year - YEARS_BACK, today().year + YEARS_AHEAD + 1)


def _wanted() -> Wanted:
    year = whole_number(request.args.get("year"))
    post, state = request.args.get("post", ""), request.args.get("state", "")
    return Wanted(
        year=year if year in _years() else today().year,
        unit_id=whole_number(request.args.get("unit")),
        post=post if post in POST_KINDS else "",
        state=state if state in DUE_STATES else "",
    )


def _sheet(name: str, lines: list[DueLine]) -> tuple[str, list[str], list[list[Cell]]]:
    headings = [
        _("Name"), _("Unit"), _("Post"), _("In the post since"), _("Limit reached on"),
        _("Clause"), _("Source"), _("All limits reached"), _("State"), _("Reason"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            line.person.name, line.due.post.unit, line.due.post.title, line.due.since,
            line.due.limit_on, word(line.due.clause.words), source_text(line.due.limits[0]),
            "\n".join(limit_text(one) for one in line.due.limits),
            str(DUE_STATES[line.due.state]), due_words.why_text(line),
        ]
        for line in lines
    ]  # fmt: skip
    return name, headings, rows
