"""The year-end table as spreadsheet and as Word file, with the figures of the page."""

from flask_babel import gettext as _

from blueprints.desk.year_end_words import Table, heading_of, table_of
from blueprints.shared.exports import Cell, printed_workbook
from blueprints.shared.word_files import add_line, add_table, new_document, word_bytes
from domain.hours.year_end import YearEnd

WIDTH = 267  # mm between the margins of a landscape page
NUMBER, STAFF_NO, NAME, HOURS, MET = 11, 22, 24, 21, 16  # mm


def signatures() -> list[str]:
    """The lines to be filled in by hand."""
    return [_("Branch secretary (signature):"), _("Date:"), _("Seal of the branch:")]


def sheet_of(shown: YearEnd, organisation: str) -> bytes:
    """As the Word file: hours as numbers, the sums, the rules, the lines for signature."""
    table, heading = table_of(shown), heading_of(shown)
    return printed_workbook(
        f"{shown.branch.name} {shown.year}",
        [line for line in (organisation, heading) if line],
        table.headings,
        [_cells(texts, table) for texts in [*table.rows, table.sums]],
        [_("Rules: %(rules)s", rules=table.rules), "", *signatures()],
    )


def _cells(texts: list[str], table: Table) -> list[Cell]:
    return [
        int(text.replace(".", "").replace("−", "-")) / 100
        if table.numbers_from <= column < table.numbers_to
        else text
        for column, text in enumerate(texts)
    ]


def word_of(shown: YearEnd, organisation: str) -> bytes:
    """A4 landscape; the headings come again on every page."""
    table, title = table_of(shown), heading_of(shown)
    document = new_document(title=title, author=organisation, landscape=True)
    if organisation:
        add_line(document, organisation, size=14, align="center")
    add_line(document, title, size=20, align="center", title=True, after=8)
    hours = table.numbers_to - table.numbers_from
    fixed = [NUMBER, STAFF_NO, NAME, *[HOURS] * hours, MET]
    add_table(
        document, table.headings, [*table.rows, table.sums], numbers_from=table.numbers_from,
        numbers_to=table.numbers_to, size=10.5, widths=[*fixed, max(25, WIDTH - sum(fixed))],
    )  # fmt: skip
    add_line(document, _("Rules: %(rules)s", rules=table.rules), size=9, after=14)
    add_line(document, ("　" * 10).join(signatures()), size=12)
    return word_bytes(document)
