"""The year-end table of a branch: on the page, on paper, as spreadsheet and as Word file."""

from flask import abort, current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.desk.blueprint import bp
from blueprints.desk.year_end_files import sheet_of, word_of
from blueprints.desk.year_end_words import heading_of, remarks_of, table_of
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.exports import send_workbook
from blueprints.shared.paging import whole_number
from blueprints.shared.word_files import send_word
from domain.access import reach
from domain.hours.packs import NoPackInForce
from domain.hours.year_end import YearEnd, branches_within, year_end_table
from models import Branch

YEARS = 5


@bp.get("/desk/year-end")
@allow("year_end.see")
def year_end():
    """The table; ``as=xlsx`` and ``as=docx`` give the same as files. Six queries."""
    branches = branches_within(reach(current_user, "year_end.see"))
    shown = _table(_branch(branches), _year())
    organisation = current_app.config["ORGANISATION"]
    name = _("year-end-table-%(branch)s-%(year)d", branch=shown.branch.name, year=shown.year)
    if request.args.get("as") == "xlsx":
        return send_workbook(sheet_of(shown, organisation), f"{name}.xlsx")
    if request.args.get("as") == "docx":
        return send_word(word_of(shown, organisation), f"{name}.docx")
    return render_template(
        "hours/year_end.html", shown=shown, table=table_of(shown), organisation=organisation,
        heading=heading_of(shown), remarks_of=remarks_of, branches=branches,
        years=range(today().year, today().year - YEARS, -1),
        address=url_for("desk.year_end", branch=shown.branch.id, year=shown.year),
    )  # fmt: skip


def _branch(branches: list[Branch]) -> Branch:
    """The one of the address, or the first; 404 for one out of reach."""
    if "branch" not in request.args:
        return branches[0] if branches else abort(404)
    wanted = whole_number(request.args["branch"])
    return next((one for one in branches if one.id == wanted), None) or abort(404)


def _year() -> int:
    year = whole_number(request.args.get("year", str(today().year)))
    return year if today().year - YEARS < year <= today().year else abort(404)


def _table(branch: Branch, year: int) -> YearEnd:
    try:
        return year_end_table(branch, year, today=today())
    except NoPackInForce:
        abort(404)
