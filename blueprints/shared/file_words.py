"""A file that is brought in, in words: why it was not read, or a cell of it not taken."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import full_day_text, is_chinese
from domain import sheets
from domain.cells import CellProblem, Refusal
from domain.sheets import Column

FILE_REFUSALS = {
    sheets.NotASpreadsheet: _l(
        "“%(file)s” is not a spreadsheet. Save it as .xlsx, .xls, .ods or .csv and choose it again."
    ),
    sheets.EncryptedSheet: _l(
        "“%(file)s” opens only with a password. Save it without one and choose it again."
    ),
    sheets.UnknownEncoding: _l(
        "The text of “%(file)s” is neither UTF-8 nor GB18030. Save it as .xlsx or as CSV UTF-8."
    ),
    sheets.EmptySheet: _l(
        "“%(file)s” holds no rows. The headings stand in one row, and below it the rows to read."
    ),
    sheets.UnsafeSheet: _l(
        "“%(file)s” unpacks to far more than such a file holds and was not opened. Copy the rows "
        "into a new workbook and choose that."
    ),
}
CELL_REFUSALS = {
    CellProblem.MISSING: _l("must be filled in"),
    CellProblem.TOO_LONG: _l("at most %(limit)s characters"),
    CellProblem.CONTROL_CHARACTER: _l("holds a character that cannot be shown; type it again"),
    CellProblem.STAFF_NO_SHAPE: _l("a staff number is 1 to 32 letters, digits or hyphens"),
    CellProblem.STAFF_NO_TWICE: _l("the same staff number stands in row %(rows)s"),
    CellProblem.STAFF_NO_ZEROS: _l(
        "row %(rows)s has a number that differs only by zeros in front or by capital letters"
    ),
    CellProblem.DATE_SHAPE: _l("expected a date like 2026-02-28, 2026.2.28 or 2026年2月28日"),
    CellProblem.DATE_IMPOSSIBLE: _l("the calendar has no such day between 1900 and 2100"),
    CellProblem.YES_NO_UNKNOWN: _l("expected yes or no"),
    CellProblem.NUMBER_SHAPE: _l("expected a whole number, 0 or more"),
    CellProblem.NUMBER_TOO_LARGE: _l("at most %(limit)s"),
    CellProblem.HOURS_SHAPE: _l("expected hours like 6 or 6.50, 0 or more"),
    CellProblem.ACTIVITY_ID_SHAPE: _l(
        "an activity id is 1 to 40 letters, digits, dots, hyphens or underscores"
    ),
}


def column_heading(columns: Sequence[Column], key: str) -> str:
    """The heading of a column as a file has it, in the reader's language."""
    column = next(column for column in columns if column.key == key)
    return column.zh if is_chinese() else column.en


def refusal_reason(refusal: Refusal, reasons: Mapping, **values: object) -> str:
    """Why, and what was expected: a sentence without the column and the value."""
    return str(reasons[refusal.reason]) % {
        "limit": "" if refusal.limit is None else refusal.limit,
        "rows": _(", ").join(str(row) for row in refusal.other_rows),
        "found": refusal.found,
        "day": full_day_text(refusal.day),
        **values,
    }


def cell_sentence(heading: str, value: str, why: str) -> str:
    """Column, value and reason in one sentence."""
    if not value:
        return _("%(heading)s: %(why)s", heading=heading, why=why)
    return _("%(heading)s “%(value)s”: %(why)s", heading=heading, value=value, why=why)


def file_refusal_text(refusal: sheets.SheetRefused) -> str:
    """Why the file was not read, which place of it, and what was expected."""
    telling = _TELLING.get(type(refusal))
    if telling is not None:
        return telling(refusal)
    return str(FILE_REFUSALS[type(refusal)]) % {"file": refusal.filename}


def _missing_columns(refusal: sheets.MissingColumns) -> str:
    headings = (f"{zh} {en}" for zh, en in refusal.headings)
    return _(
        "“%(file)s” lacks the column %(headings)s. The headings stand in one of the first ten "
        "rows.",
        file=refusal.filename, headings=_(", ").join(headings),
    )  # fmt: skip


def _duplicate_heading(refusal: sheets.DuplicateHeading) -> str:
    return _(
        "“%(file)s” has one column twice: %(headings)s in %(cells)s. Delete one of them.",
        file=refusal.filename, headings=_(", ").join(refusal.headings),
        cells=_(", ").join(refusal.cells),
    )  # fmt: skip


def _formula_found(refusal: sheets.FormulaFound) -> str:
    return ngettext(
        "“%(file)s” has a formula in %(cells)s. Copy it and paste it as a value.",
        "“%(file)s” has %(num)d formulas, in %(cells)s. Copy them and paste them as values.",
        refusal.count, file=refusal.filename, cells=_(", ").join(refusal.cells),
    )  # fmt: skip


def _too_many_rows(refusal: sheets.TooManyRows) -> str:
    return _(
        "“%(file)s” has %(count)d rows; %(limit)d is the most at a time. Split it in parts.",
        file=refusal.filename, count=refusal.count, limit=refusal.limit,
    )  # fmt: skip


def _truncated(refusal: sheets.TruncatedSheet) -> str:
    if refusal.row is None:
        return _(
            "“%(file)s” is damaged or was cut short. Save it once more and choose it again.",
            file=refusal.filename,
        )
    return _(
        "“%(file)s” is damaged or was cut short at row %(row)d. Save it once more and choose it "
        "again.",
        file=refusal.filename, row=refusal.row,
    )  # fmt: skip


_TELLING: dict[type, Callable] = {
    sheets.MissingColumns: _missing_columns,
    sheets.DuplicateHeading: _duplicate_heading,
    sheets.FormulaFound: _formula_found,
    sheets.TooManyRows: _too_many_rows,
    sheets.TruncatedSheet: _truncated,
}
