"""Spreadsheets read safely into rows of text: .xlsx, .xls, .ods and .csv.

The kind of a workbook is told by its content, never by its name; only a name that says text is
read as delimited text. No file is parsed before it was measured; no formula is ever taken for a
value.
"""

from collections.abc import Iterator, Sequence

from domain.sheets.delimited import delimited_grids
from domain.sheets.refusals import (
    DuplicateHeading,
    EmptySheet,
    EncryptedSheet,
    FormulaFound,
    MissingColumns,
    NotASpreadsheet,
    SheetRefused,
    TooManyRows,
    TruncatedSheet,
    UnknownEncoding,
    UnsafeSheet,
)
from domain.sheets.tables import Column, Sheet, SheetRow, as_sheet
from domain.sheets.workbooks import Grid, compound_grids, zip_grids

__all__ = [
    "MOST_ROWS",
    "Column",
    "DuplicateHeading",
    "EmptySheet",
    "EncryptedSheet",
    "FormulaFound",
    "MissingColumns",
    "NotASpreadsheet",
    "Sheet",
    "SheetRefused",
    "SheetRow",
    "TooManyRows",
    "TruncatedSheet",
    "UnknownEncoding",
    "UnsafeSheet",
    "read_sheet",
]

MOST_ROWS = 50_000
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
COMPOUND_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCUMENT_SIGNATURE = b"%PDF"
TEXT_NAMES = (".csv", ".txt")


def read_sheet(
    content: bytes, filename: str, columns: Sequence[Column], *, most_rows: int = MOST_ROWS
) -> Sheet:
    """Read the first sheet that has every required column of ``columns``.

    Headings may be Chinese or English, in any order; columns that are not known are named and
    ignored. ``filename`` says whether text may be rows (.csv, .txt). ``most_rows`` counts the
    rows below the headings that are not wholly empty, itself included.

    Raises:
        SheetRefused: one of its kinds (``domain.sheets.refusals``); nothing was read.
    """
    try:
        return as_sheet(_grids(content, filename, most_rows), columns, most_rows)
    except SheetRefused as refusal:
        refusal.filename = filename
        raise


def _grids(content: bytes, filename: str, most_rows: int) -> Iterator[Grid]:
    if not content.strip():
        raise EmptySheet
    if content.startswith(ZIP_SIGNATURES):
        return zip_grids(content, most_rows)
    if content.startswith(COMPOUND_SIGNATURE):
        return compound_grids(content)
    is_text = filename.strip().lower().endswith(TEXT_NAMES)
    if content.startswith(DOCUMENT_SIGNATURE) or not is_text:
        raise NotASpreadsheet
    return delimited_grids(content)
