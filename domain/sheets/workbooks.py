"""The sheets of an .xlsx, .xls or .ods file as rows of text, once the file is known to be safe."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from domain.sheets.archives import entry_of, open_archive
from domain.sheets.compound import check_compound_file
from domain.sheets.measures import (
    Extent,
    elements_of,
    measure_excel_sheet,
    measure_open_document,
)
from domain.sheets.refusals import (
    EncryptedSheet,
    FormulaFound,
    NotASpreadsheet,
    TooManyRows,
    TruncatedSheet,
    UnsafeSheet,
)

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAIN_PART = "xl/workbook.xml"
RELATIONS_PART = "xl/_rels/workbook.xml.rels"
OPEN_DOCUMENT_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = "META-INF/manifest.xml"
MOST_KIND_BYTES = 200
LARGEST_EXACT = 10**15  # above it a spreadsheet has already rounded the last digits
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its name, and its rows of stripped text from row 1 of the sheet on."""

    name: str
    rows: list[list[str]]
    formulas: tuple[str, ...] = ()
    formula_count: int = 0

    def refuse_formulas(self) -> None:
        """Raise FormulaFound if a cell of this sheet holds one."""
        if self.formula_count:
            raise FormulaFound(self.formulas, self.formula_count)


def zip_grids(content: bytes, most_rows: int) -> Iterator[Grid]:
    """Every visible sheet of an .xlsx or .ods file, in its own order.

    Raises, beside what ``open_archive`` raises:
        NotASpreadsheet: another kind of zip file (a Word document, an archive).
        EncryptedSheet: an .ods with a password.
        TooManyRows, UnsafeSheet: a sheet reaches too far to be laid out.
    """
    archive = open_archive(content)
    names = set(archive.namelist())
    if MAIN_PART in names:
        return _excel_grids(content, archive, most_rows)
    if "mimetype" in names:
        with entry_of(archive, "mimetype") as stream:
            kind = stream.read(MOST_KIND_BYTES).strip()
        if kind == OPEN_DOCUMENT_TYPE:
            return _open_document_grids(content, archive, most_rows)
    raise NotASpreadsheet


def compound_grids(content: bytes) -> Iterator[Grid]:
    """Every visible sheet of an .xls file; raises as ``check_compound_file``."""
    check_compound_file(content)
    return _visible_grids(_load(content))


def _excel_grids(content: bytes, archive: zipfile.ZipFile, most_rows: int) -> Iterator[Grid]:
    parts = _sheet_parts(archive)
    workbook = _load(content)
    for name in _visible_names(workbook):
        if name not in parts:
            raise TruncatedSheet
        with entry_of(archive, parts[name]) as stream:
            extent = measure_excel_sheet(stream)
        _refuse_unbearable(extent, most_rows)
        formulas = tuple(f"{name}!{cell}" for cell in extent.formulas)
        yield Grid(name, _rows(workbook, name), formulas, extent.formula_count)


def _open_document_grids(
    content: bytes, archive: zipfile.ZipFile, most_rows: int
) -> Iterator[Grid]:
    listed = MANIFEST in archive.namelist()
    if listed and elements_of(archive, MANIFEST, "encryption-data"):
        raise EncryptedSheet
    with entry_of(archive, "content.xml") as stream:
        _refuse_unbearable(measure_open_document(stream), most_rows)
    yield from _visible_grids(_load(content))


def _visible_grids(workbook: "CalamineWorkbook") -> Iterator[Grid]:
    for name in _visible_names(workbook):
        yield Grid(name, _rows(workbook, name))


def _refuse_unbearable(extent: Extent, most_rows: int) -> None:
    if extent.bearable:
        return
    if extent.rows > most_rows + 1:
        raise TooManyRows(extent.rows - 1, most_rows)
    raise UnsafeSheet("area")


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The entry of the archive that holds each sheet, by the sheet's name."""
    entries = {entry.casefold(): entry for entry in archive.namelist()}
    target_of = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for attributes in elements_of(archive, RELATIONS_PART, "Relationship")
    }
    parts: dict[str, str] = {}
    for attributes in elements_of(archive, MAIN_PART, "sheet"):
        identity = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
        path = posixpath.normpath(posixpath.join("/xl", target_of.get(identity, ""))).lstrip("/")
        if path.casefold() in entries:
            parts[attributes.get("name", "")] = entries[path.casefold()]
    return parts


@contextmanager
def _damage_refused() -> Iterator[None]:
    """Turn what the reader of workbooks raises into a refusal.

    A damaged .xls makes it panic, which arrives as no ordinary exception and has no name that
    could be imported.
    """
    import python_calamine as calamine  # noqa: PLC0415 - most processes never read a sheet

    try:
        yield
    except calamine.PasswordError as error:
        raise EncryptedSheet from error
    except calamine.CalamineError as error:
        raise TruncatedSheet from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise TruncatedSheet from error


def _load(content: bytes) -> "CalamineWorkbook":
    from python_calamine import load_workbook  # noqa: PLC0415 - as above

    with _damage_refused():
        return load_workbook(io.BytesIO(content))


def _visible_names(workbook: "CalamineWorkbook") -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - as above

    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _rows(workbook: "CalamineWorkbook", name: str) -> list[list[str]]:
    with _damage_refused():
        sheet = workbook.get_sheet_by_name(name)
        return [[_text(value) for value in row] for row in sheet.iter_rows()]


def _text(value: str | float | date | time | timedelta) -> str:
    """A cell as text: whole numbers without decimals, real dates as ISO 8601, else as written.

    A number of more than 15 digits was rounded by the spreadsheet; it is given as the
    spreadsheet shows it (1.23456789012346E+17), so that no rule takes it for a number.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        if abs(value) >= LARGEST_EXACT:
            return f"{value:.15G}"
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != time() else value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def clean(text: str) -> str:
    """Text without blanks and invisible marks around it."""
    return text.strip().strip(INVISIBLE).strip() if text else ""
