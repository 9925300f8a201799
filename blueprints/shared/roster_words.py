"""A roster in words: why a file or a row was refused, and what a row changes."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import full_day_text, is_chinese
from blueprints.shared.role_words import ROLE_WORDS
from domain import sheets
from domain.roster.plans import Change, Refusal, RowKind, RowPlan, RowProblem, Said
from domain.roster.row_lines import USUAL_TITLE
from domain.roster_cells import CellProblem
from domain.roster_columns import ROSTER_COLUMNS

KINDS = {
    RowKind.ADDED: _l("Added"),
    RowKind.CHANGED: _l("Changed"),
    RowKind.UNCHANGED: _l("Unchanged"),
    RowKind.REFUSED: _l("Refused"),
}
FIELDS = {
    "staff_no": _l("Staff number"),
    "name": _l("Name"),
    "unit": _l("Unit"),
    "branch": _l("Branch"),
    "post": _l("Post"),
    "usual_post": _l("Post (none given, so the usual one)"),
    "rank": _l("Rank"),
    "strand": _l("Strand"),
    "in_post_since": _l("In post since"),
    "username": _l("Username"),
    "roles": _l("Roles asked for"),
    "party_member": _l("Party member"),
    "branch_office": _l("Branch office"),
    "effective_on": _l("Effective on"),
    "active": _l("Active"),
}
WORDS = {
    "strand": {
        "documents": _l("Documents"),
        "meetings": _l("Meetings"),
        "affairs": _l("Affairs"),
        "general": _l("General"),
    },
    "branch_office": {
        "secretary": _l("Branch secretary"),
        "deputy_secretary": _l("Deputy secretary"),
        "committee": _l("Committee member"),
    },
    "roles": ROLE_WORDS,
}
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
        "“%(file)s” holds no rows. The headings stand in one row, a person in each row below."
    ),
    sheets.UnsafeSheet: _l(
        "“%(file)s” unpacks to far more than a roster holds and was not opened. Copy the rows into "
        "a new workbook and choose that."
    ),
}
ROW_REFUSALS = {
    CellProblem.MISSING: _l("must be filled in"),
    CellProblem.TOO_LONG: _l("at most %(limit)s characters"),
    CellProblem.CONTROL_CHARACTER: _l("holds a character that cannot be shown; type it again"),
    CellProblem.STAFF_NO_SHAPE: _l("a staff number is 1 to 32 letters, digits or hyphens"),
    CellProblem.STAFF_NO_TWICE: _l("the same staff number stands in row %(rows)s"),
    CellProblem.STAFF_NO_ZEROS: _l(
        "row %(rows)s has a number that differs only by zeros in front or by capital letters"
    ),
    CellProblem.UNIT_PATH: _l("expected names from the top down, with / between them"),
    CellProblem.DATE_SHAPE: _l("expected a date like 2026-02-28, 2026.2.28 or 2026年2月28日"),
    CellProblem.DATE_IMPOSSIBLE: _l("the calendar has no such day between 1900 and 2100"),
    CellProblem.STRAND_UNKNOWN: _l("expected documents, meetings, affairs or general"),
    CellProblem.YES_NO_UNKNOWN: _l("expected yes or no"),
    CellProblem.BRANCH_OFFICE_UNKNOWN: _l("expected secretary, deputy secretary or member"),
    CellProblem.USERNAME_SHAPE: _l(
        "a username is 2 to 60 small letters, digits, dots, hyphens or underscores"
    ),
    CellProblem.ROLE_UNKNOWN: _l(
        "expected any of secretary, organiser, hr, leader, with ; between"
    ),
    CellProblem.ROLE_OF_A_HAND: _l(
        "administrator, security officer and auditor have accounts of their own and are not "
        "asked for here"
    ),
    RowProblem.STAFF_NO_ALIKE: _l(
        "%(found)s is known already and differs only by zeros in front or by capital letters; "
        "write the number in full"
    ),
    RowProblem.SAME_PERSON: _l("row %(rows)s is the same person under another number"),
    RowProblem.UNIT_MISSING: _l(
        "there is no unit %(found)s; open it first, or have missing ones created"
    ),
    RowProblem.UNIT_AMBIGUOUS: _l("several units are called so; write one of %(found)s"),
    RowProblem.BRANCH_MISSING: _l(
        "there is no branch %(found)s; open it first, or have missing ones created"
    ),
    RowProblem.POST_MISSING: _l(
        "there is no post %(found)s; open it first, or have missing ones created"
    ),
    RowProblem.USUAL_POST_MISSING: _l(
        "no post given: “%(title)s” would be opened in %(found)s; give the post, or have missing "
        "ones created"
    ),
    RowProblem.NEEDS_UNIT: _l("the person has no post yet: give the unit, and the post, too"),
    RowProblem.NEEDS_BRANCH: _l("the person is in no branch yet: give the branch too"),
    RowProblem.LATER_LINE: _l(
        "what is recorded begins on %(day)s, after the day of this row; correct that on the "
        "person's page, or write a later day"
    ),
    RowProblem.OVERLAPS_POST: _l(
        "this post is recorded from %(day)s, and another one stands in the way of that day; "
        "correct it on the person's page"
    ),
    RowProblem.STRAND_CONFLICT: _l(
        "row %(rows)s gives the same post another strand; a post has one"
    ),
    RowProblem.USERNAME_TAKEN: _l("the username belongs to somebody else; choose another"),
    RowProblem.USERNAME_TWICE: _l("the same username stands in row %(rows)s"),
    RowProblem.HAS_ACCOUNT: _l(
        "the person signs in as %(found)s; the administrator renames accounts"
    ),
    RowProblem.PERSON_LEFT: _l(
        "the person left on %(day)s; write yes under Active if they have come back"
    ),
    RowProblem.NOBODY_TO_LEAVE: _l("nobody has this staff number, so nobody can leave"),
    RowProblem.OWN_RECORD: _l("nobody ends their own service; another HR account does it"),
}

TERMINAL_REFUSALS = {
    RowProblem.UNIT_MISSING: _l(
        "there is no unit %(found)s; open it first, or run it with --create-missing"
    ),
    RowProblem.BRANCH_MISSING: _l(
        "there is no branch %(found)s; open it first, or run it with --create-missing"
    ),
    RowProblem.POST_MISSING: _l(
        "there is no post %(found)s; open it first, or run it with --create-missing"
    ),
    RowProblem.USUAL_POST_MISSING: _l(
        "no post given: “%(title)s” would be opened in %(found)s; give the post, or run it with "
        "--create-missing"
    ),
}


def heading_text(key: str) -> str:
    """The heading of a column as a file has it, in the reader's language."""
    column = next(column for column in ROSTER_COLUMNS if column.key == key)
    return column.zh if is_chinese() else column.en


def refusal_text(refusal: Refusal, *, terminal: bool = False) -> str:
    """Why, and what was expected: a sentence without the column and the value.

    ``terminal``: for a reader of the command, who has an option where a page has a box.
    """
    reasons = ROW_REFUSALS | TERMINAL_REFUSALS if terminal else ROW_REFUSALS
    return str(reasons[refusal.reason]) % {
        "title": USUAL_TITLE,
        "limit": refusal.limit or "",
        "rows": _(", ").join(str(row) for row in refusal.other_rows),
        "found": refusal.found,
        "day": full_day_text(refusal.day),
    }


def refusal_sentence(refusal: Refusal, *, terminal: bool = False) -> str:
    """Column, value and reason in one sentence."""
    why = refusal_text(refusal, terminal=terminal)
    values = {"heading": heading_text(refusal.field), "why": why}
    if not refusal.value:
        return _("%(heading)s: %(why)s", **values)
    return _("%(heading)s “%(value)s”: %(why)s", value=refusal.value, **values)


def refusals_text(row: RowPlan, *, terminal: bool = False) -> str:
    """Every reason of a row, for the last column of the refused rows and for the terminal."""
    return _("; ").join(refusal_sentence(one, terminal=terminal) for one in row.refusals)


def file_refusal_text(refusal: sheets.SheetRefused) -> str:
    """Why the file was not read, which place of it, and what was expected."""
    telling = _TELLING.get(type(refusal))
    if telling is not None:
        return telling(refusal)
    return str(FILE_REFUSALS[type(refusal)]) % {"file": refusal.filename}


def value_text(name: str, value: Said) -> str:
    """One value of a change in the reader's language; a dash for none."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, tuple):
        words = WORDS.get(name, {})
        between = _(", ") if words else " / "
        return between.join(str(words.get(one, one)) for one in value)
    if isinstance(value, str):
        return str(WORDS.get(name, {}).get(value, value))
    return full_day_text(value)


def change_text(change: Change) -> tuple[str, str, str]:
    """Field, before and after; leaving and coming back are said by their day."""
    if change.field == "active":
        before = _("Left on %(day)s", day=full_day_text(change.before)) if change.before else ""
        day = full_day_text(change.after)
        after = _("Back from %(day)s", day=day) if before else _("Leaves on %(day)s", day=day)
        return str(FIELDS["active"]), before or _("Here"), after
    return (
        str(FIELDS[change.field]),
        value_text(change.field, change.before),
        value_text(change.field, change.after),
    )


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
