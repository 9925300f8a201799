"""An empty file for an office to fill in: headings, notes in both languages, drop-downs."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blueprints.shared.exports import new_workbook
from domain.sheets import MOST_ROWS, Column

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Note = tuple[str, str]  # in Chinese, in English
FILE_NOTES = (
    (
        "列的顺序可以改动，不认识的列会列出名称并忽略。",
        "Columns may stand in any order; unknown ones are named and ignored.",
    ),
    (
        "请勿使用公式；需要时先复制，再“选择性粘贴—数值”。",
        "No formulas: copy them and paste them as values first.",
    ),
    (f"一次最多 {MOST_ROWS} 行。", f"At most {MOST_ROWS} rows at a time."),
)
USUAL_WIDTH = 14


@dataclass(frozen=True, slots=True)
class SheetTemplate:
    """What an empty file holds. ``notes`` has a note for each column, by its key.

    ``choices``: what the drop-downs propose; ``days``: the columns of days; the others are text.
    ``rows``: texts that stand in it already, by column.
    """

    title: str
    columns: Sequence[Column]
    notes: Mapping[str, Note]
    general_notes: Sequence[Note]
    choices: Mapping[str, Sequence[str]]
    days: frozenset[str]
    widths: Mapping[str, int]
    rows: Sequence[Mapping[str, str]] = ()


def template_workbook(template: SheetTemplate) -> bytes:
    """An .xlsx file with the empty sheet (Chinese headings) and a sheet of notes.

    The drop-downs propose and warn, they do not forbid: English words are read too.
    """
    stream = io.BytesIO()
    book = new_workbook(stream)
    _add_empty_sheet(book, book.add_worksheet(template.title), template)
    _add_notes(book, book.add_worksheet("填写说明 Notes"), template)
    book.close()
    return stream.getvalue()


def _add_empty_sheet(book: "Workbook", sheet: "Worksheet", template: SheetTemplate) -> None:
    heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F1EDE4"})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, column in enumerate(template.columns):
        width = template.widths.get(column.key, USUAL_WIDTH)
        sheet.set_column(at, at, width, day if column.key in template.days else text)
        sheet.write_string(0, at, column.zh, heading)
        if column.key in template.choices:
            validation = {
                "validate": "list",
                "source": list(template.choices[column.key]),
                "error_type": "warning",
            }
            sheet.data_validation(1, at, MOST_ROWS, at, validation)
        for number, row in enumerate(template.rows, start=1):
            sheet.write_string(number, at, row.get(column.key, ""), text)
    sheet.freeze_panes(1, 2)


def _add_notes(book: "Workbook", sheet: "Worksheet", template: SheetTemplate) -> None:
    heading = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for at, width in enumerate((14, 16, 52, 52)):
        sheet.set_column(at, at, width, wrapped)
    sheet.write_row(0, 0, ("列名", "Heading", "说明", "Note"), heading)
    for number, column in enumerate(template.columns, start=1):
        sheet.write_row(number, 0, (column.zh, column.en, *template.notes[column.key]), wrapped)
    for number, note in enumerate(template.general_notes, start=len(template.columns) + 2):
        sheet.write_row(number, 2, note, wrapped)
    sheet.freeze_panes(1, 0)
