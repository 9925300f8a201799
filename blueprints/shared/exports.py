"""The one place that writes .xlsx files: no cell of ours is ever a formula or a link."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from flask import Response

from blueprints.shared.sent_files import send_saved

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CELL_CHARACTERS = 32_767  # of the format
MOST_TITLE_CHARACTERS = 31  # of the format
NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LARGEST_EXACT = 10**15  # the format keeps 15 digits of a number
NARROWEST, WIDEST = 8, 60
ROWS_MEASURED = 200

Cell = str | int | float | Decimal | date | datetime | bool | None
SheetToWrite = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]


def workbook(sheets: Sequence[SheetToWrite], *, widths: Sequence[int] | None = None) -> bytes:
    """An .xlsx file of (title, headings, rows) sheets, written in memory.

    Headings are bold, stay in view and can be filtered. Days and instants become real ones
    (an aware instant is written as its own wall clock shows it); text stays text, whatever it
    looks like. ``widths`` in characters, for every sheet; without it, the widest of the first
    200 rows. Titles lose what the format forbids and are told apart.
    """
    stream = io.BytesIO()
    book = new_workbook(stream)
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    taken: set[str] = set()
    for title, headings, rows in sheets:
        sheet = book.add_worksheet(_title(title, taken))
        lines = list(rows)
        sheet.write_row(0, 0, headings, heading)
        for number, row in enumerate(lines, start=1):
            for column, value in enumerate(row):
                _write(sheet, (number, column), value, (day, instant))
        _set_widths(sheet, widths or _fitting(headings, lines))
        sheet.freeze_panes(1, 0)
        if headings:
            sheet.autofilter(0, 0, max(len(lines), 1), len(headings) - 1)
    book.close()
    return stream.getvalue()


def printed_workbook(
    title: str, above: Sequence[str], headings: Sequence[str], rows: Sequence[Sequence[Cell]],
    below: Sequence[str],
) -> bytes:  # fmt: skip
    """One sheet for paper: A4 across, one page wide, the headings again on every page.

    ``above`` the table stand lines across all of it, the last one large; ``below`` it others.
    """
    stream = io.BytesIO()
    book = new_workbook(stream)
    sheet = book.add_worksheet(_title(title, set()))
    edged = {"border": 1, "valign": "vcenter", "text_wrap": True}
    heading = book.add_format({**edged, "bold": True, "align": "center"})
    text, number = book.add_format(edged), book.add_format({**edged, "num_format": "0.00"})
    for line, words in enumerate(above, start=1):
        size = 16 if line == len(above) else 12
        across = book.add_format({"bold": line == len(above), "align": "center", "font_size": size})
        sheet.merge_range(line - 1, 0, line - 1, len(headings) - 1, words, across)
    top = len(above)
    sheet.write_row(top, 0, headings, heading)
    for line, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row):
            if isinstance(value, float):
                sheet.write_number(line, column, value, number)
            else:
                sheet.write_string(line, column, str(value), text)
    for line, words in enumerate(below, start=top + len(rows) + 2):
        sheet.write_string(line, 0, words)
    _set_widths(sheet, _fitting(headings, rows))
    _for_paper(sheet, top)
    book.close()
    return stream.getvalue()


def _for_paper(sheet: "Worksheet", heading_row: int) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading_row)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.6)  # inches
    sheet.center_horizontally()
    sheet.set_footer("&C&P / &N")


def new_workbook(stream: io.BytesIO) -> "Workbook":
    """An empty workbook that takes no text for a formula, a link or a number; close it."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only exports need it

    return Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )


def send_workbook(content: bytes, filename: str) -> Response:
    """Answer with an .xlsx file to be saved under ``filename``, Chinese or not."""
    return send_saved(content, WORKBOOK_TYPE, filename)


def _write(
    sheet: "Worksheet", place: tuple[int, int], value: Cell, formats: tuple["Format", "Format"]
) -> None:
    day, instant = formats
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(*place, value, instant)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, day)
    elif isinstance(value, int | float | Decimal) and abs(value) < LARGEST_EXACT:
        sheet.write_number(*place, value)
    else:
        sheet.write_string(*place, str(value)[:MOST_CELL_CHARACTERS])


def _title(title: str, taken: set[str]) -> str:
    """A title that the format allows and no other sheet of the file has."""
    wanted = " ".join(title.translate(NOT_IN_TITLES).split()).strip("'")[:MOST_TITLE_CHARACTERS]
    found, number = wanted or "1", 1
    while found.casefold() in taken:
        number += 1
        found = f"{wanted[: MOST_TITLE_CHARACTERS - 4]} {number}"
    taken.add(found.casefold())
    return found


def _fitting(headings: Sequence[str], lines: Sequence[Sequence[Cell]]) -> list[int]:
    sample = [headings, *lines[:ROWS_MEASURED]]
    columns = max((len(row) for row in sample), default=0)
    return [
        max(_width(row[column]) if column < len(row) else 0 for row in sample) + 2
        for column in range(columns)
    ]


def _set_widths(sheet: "Worksheet", widths: Sequence[int]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST))


def _width(value: Cell) -> int:
    """In Latin characters; an ideograph takes two."""
    text = "" if value is None else str(value)
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
