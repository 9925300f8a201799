"""Delimited text as rows: UTF-8 with or without a mark, or GB18030."""

import csv
import io
import re
from collections.abc import Iterator

from domain.sheets.measures import MOST_NAMED_FORMULAS, column_letters
from domain.sheets.refusals import NotASpreadsheet, TruncatedSheet, UnknownEncoding
from domain.sheets.workbooks import Grid, clean

DELIMITERS = ",\t;"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|table)", re.IGNORECASE)


def delimited_grids(content: bytes) -> Iterator[Grid]:
    """The one sheet of a text file. Comma, tab or semicolon, whichever the first line has most.

    Rows are counted as a spreadsheet counts them: a quoted line break does not begin a row.
    Cells that start with ``=`` count as formulas.

    Raises:
        UnknownEncoding: neither UTF-8 nor GB18030 (UTF-16 among them).
        NotASpreadsheet: bytes or markup that no table of text holds.
        TruncatedSheet: a quote is never closed.
    """
    text = _decoded(content)
    if CONTROL.search(text) or MARKUP.match(text):
        raise NotASpreadsheet
    first_line = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    rows = list(_records(text, delimiter))
    formulas = [
        f"{column_letters(column)}{number}"
        for number, row in enumerate(rows, start=1)
        for column, cell in enumerate(row, start=1)
        if cell.startswith("=")
    ]
    yield Grid("", rows, tuple(formulas[:MOST_NAMED_FORMULAS]), len(formulas))


def _decoded(content: bytes) -> str:
    if content.startswith(UTF_16_MARKS):
        raise UnknownEncoding
    if b"\x00" in content:
        raise NotASpreadsheet
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
    raise UnknownEncoding


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    number = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
            yield [clean(cell) for cell in row]
    except csv.Error as error:
        raise TruncatedSheet(number + 1) from error
