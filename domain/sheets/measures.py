"""How far a sheet reaches and which of its cells hold formulas, read from its own XML.

The reader of workbooks lays a sheet out as a full rectangle, so one written cell at XFD1048576,
or one cell "repeated" a million times, would ask for terabytes. The XML is walked first.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat  # document types are refused, entities never resolved

from domain.sheets.archives import entry_of
from domain.sheets.refusals import TruncatedSheet, UnsafeSheet

MOST_CELLS = 5_000_000
MOST_NAMED_FORMULAS = 20
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True)
class Extent:
    """The rectangle from A1 that holds every written cell; formulas by their address."""

    rows: int = 0
    columns: int = 0
    formulas: list[str] = field(default_factory=list)
    formula_count: int = 0

    def take_in(self, row: int, column: int) -> None:
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)

    @property
    def bearable(self) -> bool:
        return self.rows * self.columns <= MOST_CELLS


def column_letters(column: int) -> str:
    """A for 1, Z for 26, AA for 27."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """1 for A, 26 for Z, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class _ExcelSheet:
    """Walks ``<row>`` and ``<c>``; a cell counts once something is written in it.

    A formula counts only under the prefix of the sheet itself: drop-down lists keep theirs
    under another one (``xm:f``).
    """

    def __init__(self) -> None:
        self.extent = Extent()
        self.formula_tag = ""
        self.row = 0
        self.column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        prefix, colon, local = name.rpartition(":")
        if local == "c":
            self._place_cell(attributes.get("r"))
        elif local in {"v", "is"}:
            self.extent.take_in(self.row, self.column)
        elif local == "row":
            reference = attributes.get("r", "")
            self.row = int(reference) if reference.isdecimal() else self.row + 1
            self.column = 0
        elif local == "worksheet":
            self.formula_tag = f"{prefix}{colon}f"
        elif name == self.formula_tag:
            self._note_formula()

    def _place_cell(self, reference: str | None) -> None:
        self.column += 1
        if reference is None:
            return
        match = REFERENCE.fullmatch(reference)
        if match is None:
            raise TruncatedSheet
        self.column, self.row = column_number(match[1]), int(match[2])

    def _note_formula(self) -> None:
        self.extent.formula_count += 1
        if len(self.extent.formulas) < MOST_NAMED_FORMULAS:
            self.extent.formulas.append(f"{column_letters(self.column)}{self.row}")


class _OpenDocument:
    """Walks every table of an OpenDocument content.xml, with its repeated rows and cells.

    Formulas are not looked for: the shown value of an .ods cell is taken.
    """

    def __init__(self) -> None:
        self.extent = Extent()
        self.row = self.column = 0
        self.row_repeats = self.cell_repeats = 1
        self.written_columns = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.row = 0
        elif name == "table:table-row":
            self.row_repeats = _repeats(attributes, "table:number-rows-repeated")
            self.column = self.written_columns = 0
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self.cell_repeats = _repeats(attributes, "table:number-columns-repeated")
            self.column += self.cell_repeats
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.written_columns = self.column
        elif name == "text:p":
            self.written_columns = self.column

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self.row += self.row_repeats
            if self.written_columns:
                self.extent.take_in(self.row, self.written_columns)


def _repeats(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not text.isdecimal():
        raise TruncatedSheet
    return int(text)


def measure_excel_sheet(stream: IO[bytes]) -> Extent:
    """The extent and the formulas of one ``xl/worksheets/sheetN.xml``.

    Raises:
        TruncatedSheet: the XML is not whole.
        UnsafeSheet: it declares a document type.
    """
    sheet = _ExcelSheet()
    walk_xml(stream, sheet.start)
    return sheet.extent


def measure_open_document(stream: IO[bytes]) -> Extent:
    """The extent of the largest rectangle over all tables of a ``content.xml``.

    Raises as ``measure_excel_sheet``.
    """
    document = _OpenDocument()
    walk_xml(stream, document.start, document.end)
    return document.extent


def walk_xml(
    stream: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
) -> None:
    """Call ``start`` (name with prefix, attributes) and ``end`` for every element.

    Raises as ``measure_excel_sheet``.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.ParseFile(stream)
    except (expat.ExpatError, LookupError) as error:  # LookupError: an encoding nobody knows
        raise TruncatedSheet from error


def elements_of(archive: zipfile.ZipFile, part: str, name: str) -> list[dict[str, str]]:
    """The attributes of every element of that name in one entry, under any prefix.

    Raises as ``measure_excel_sheet``, and where the entry is absent.
    """
    found: list[dict[str, str]] = []

    def note(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == name:
            found.append(attributes)

    with entry_of(archive, part) as stream:
        walk_xml(stream, note)
    return found


def _refuse_doctype(*_declaration: object) -> None:
    raise UnsafeSheet("doctype")
