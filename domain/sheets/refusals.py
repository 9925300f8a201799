"""Why a file was not read. Each refusal carries what a page needs to name it, never wording."""

from collections.abc import Sequence


class SheetRefused(Exception):
    """A file that was not read. ``filename`` is the name it came with."""

    filename: str = ""


class NotASpreadsheet(SheetRefused):
    """The content is none of .xlsx, .xls, .ods and .csv, whatever the name says."""


class EncryptedSheet(SheetRefused):
    """The file opens only with a password."""


class TruncatedSheet(SheetRefused):
    """The file is damaged or was cut short on its way.

    ``row`` is the row at which reading stopped, None when the file could not be opened at all.
    """

    def __init__(self, row: int | None = None) -> None:
        super().__init__(row)
        self.row = row


class UnknownEncoding(SheetRefused):
    """The text is neither UTF-8 nor GB18030."""


class EmptySheet(SheetRefused):
    """Nothing is written in the file, or nothing below the headings."""


class MissingColumns(SheetRefused):
    """Required columns are absent: ``headings`` holds a (Chinese, English) pair for each."""

    def __init__(self, headings: Sequence[tuple[str, str]]) -> None:
        super().__init__(headings)
        self.headings = tuple(headings)


class DuplicateHeading(SheetRefused):
    """One column is named twice: ``headings`` as written, ``cells`` where they stand."""

    def __init__(self, headings: Sequence[str], cells: Sequence[str]) -> None:
        super().__init__(headings, cells)
        self.headings = tuple(headings)
        self.cells = tuple(cells)


class FormulaFound(SheetRefused):
    """Cells hold formulas: ``cells`` names the first 20 (``花名册!B7``, in text ``B7``)."""

    def __init__(self, cells: Sequence[str], count: int) -> None:
        super().__init__(cells, count)
        self.cells = tuple(cells)
        self.count = count


class TooManyRows(SheetRefused):
    """More than ``limit`` rows below the headings; ``count`` were found."""

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(count, limit)
        self.count = count
        self.limit = limit


class UnsafeSheet(SheetRefused):
    """The file would cost more than a sheet of its size may.

    ``limit`` names the measure it broke: ``unpacked``, ``entries``, ``ratio``, ``doctype``,
    ``twin_entries``, ``false_size`` or ``area``.
    """

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit
