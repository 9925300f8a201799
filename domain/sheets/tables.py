"""A grid of text as a table: which row holds the headings, which column is which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from domain.sheets.measures import column_letters
from domain.sheets.refusals import DuplicateHeading, EmptySheet, MissingColumns, TooManyRows
from domain.sheets.workbooks import Grid

HEADINGS_WITHIN_ROWS = 10
IGNORED_IN_HEADINGS = str.maketrans("", "", " _-*.:\t\r\n\u3000\xa0")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a file may have, under its Chinese or its English heading."""

    key: str
    zh: str
    en: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not wholly empty.

    ``number`` is its row in the file as a spreadsheet numbers it; ``cells`` holds the text of
    every known column of the file, by key, and "" where the cell is empty. ``beyond`` is the
    first text to the right of the last heading: a comma too many shifts cells there.
    """

    number: int
    cells: dict[str, str]
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: the rows, and the headings that were not known and therefore ignored."""

    rows: list[SheetRow]
    unknown_headings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Layout:
    heading_row: int
    key_at: dict[int, str]
    missing: tuple[Column, ...]


def as_sheet(grids: Iterable[Grid], columns: Sequence[Column], most_rows: int) -> Sheet:
    """The first grid that has every required column, read below its headings.

    The headings stand in one of the first ten rows that are not empty, so a title may stand
    above them. Other grids (notes, earlier years) are not read, nor are their formulas.

    Raises:
        EmptySheet: no grid holds anything, or nothing stands below the headings.
        MissingColumns: no grid has every required column; told of the first that holds anything.
        DuplicateHeading: two columns of one meaning.
        FormulaFound: a formula anywhere in the grid.
        TooManyRows: more than ``most_rows`` below the headings.
    """
    missing: tuple[Column, ...] | None = None
    for grid in grids:
        layout = _layout(grid, columns)
        if layout is None:
            continue
        if not layout.missing:
            return _read(grid, layout, most_rows)
        if missing is None:
            missing = layout.missing
    if missing is None:
        raise EmptySheet
    raise MissingColumns([(column.zh, column.en) for column in missing])


def _layout(grid: Grid, columns: Sequence[Column]) -> _Layout | None:
    """The likeliest heading row: the first that lacks the fewest required columns."""
    meanings = {
        _folded(heading): column.key
        for column in columns
        for heading in (column.zh, column.en, column.zh + column.en)
    }
    best: _Layout | None = None
    written = (index for index, row in enumerate(grid.rows) if any(row))
    for index, _ in zip(written, range(HEADINGS_WITHIN_ROWS), strict=False):
        cells = enumerate(_folded(cell) for cell in grid.rows[index])
        key_at = {position: meanings[cell] for position, cell in cells if cell in meanings}
        present = set(key_at.values())
        missing = tuple(c for c in columns if c.required and c.key not in present)
        if best is None or len(missing) < len(best.missing):
            best = _Layout(index, key_at, missing)
    return best


def _folded(heading: str) -> str:
    """A heading without case, width, blanks, underscores, hyphens, stops and stars."""
    return normalize("NFKC", heading).casefold().translate(IGNORED_IN_HEADINGS)


def _read(grid: Grid, layout: _Layout, most_rows: int) -> Sheet:
    headings = grid.rows[layout.heading_row]
    _refuse_twins(headings, layout)
    below = range(layout.heading_row + 1, len(grid.rows))
    count = sum(1 for index in below if any(grid.rows[index]))
    if count > most_rows:
        raise TooManyRows(count, most_rows)
    grid.refuse_formulas()
    if not count:
        raise EmptySheet
    width = 1 + max(at for at, heading in enumerate(headings) if heading)
    rows = [
        SheetRow(
            index + 1, _cells(grid.rows[index], layout.key_at), _first(grid.rows[index][width:])
        )
        for index in below
        if any(grid.rows[index])
    ]
    unknown = [
        heading for at, heading in enumerate(headings) if heading and at not in layout.key_at
    ]
    return Sheet(rows, unknown)


def _cells(row: list[str], key_at: dict[int, str]) -> dict[str, str]:
    return {key: row[at] if at < len(row) else "" for at, key in key_at.items()}


def _first(cells: Iterable[str]) -> str:
    """The first cell that is not empty."""
    return next((cell for cell in cells if cell), "")


def _refuse_twins(headings: list[str], layout: _Layout) -> None:
    places: dict[str, list[int]] = {}
    for at, key in layout.key_at.items():
        places.setdefault(key, []).append(at)
    twins = [at for found in places.values() if len(found) > 1 for at in found]
    if twins:
        row = layout.heading_row + 1
        raise DuplicateHeading(
            [headings[at] for at in twins], [f"{column_letters(at + 1)}{row}" for at in twins]
        )
