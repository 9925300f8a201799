"""A roster in words: why a file or a row was refused, and what a row changes."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.clock import full_day_text
from blueprints.shared.file_words import (
    CELL_REFUSALS,
    cell_sentence,
    column_heading,
    refusal_reason,
)
from blueprints.shared.role_words import ROLE_WORDS
from domain.cells import CellProblem, Refusal
from domain.roster.plans import Change, RowKind, RowPlan, RowProblem, Said
from domain.roster.row_lines import USUAL_TITLE
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
ROW_REFUSALS = CELL_REFUSALS | {
    CellProblem.UNIT_PATH: _l("expected names from the top down, with / between them"),
    CellProblem.STRAND_UNKNOWN: _l("expected documents, meetings, affairs or general"),
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
    return column_heading(ROSTER_COLUMNS, key)


def refusal_text(refusal: Refusal, *, terminal: bool = False) -> str:
    """Why, and what was expected: a sentence without the column and the value.

    ``terminal``: for a reader of the command, who has an option where a page has a box.
    """
    reasons = ROW_REFUSALS | TERMINAL_REFUSALS if terminal else ROW_REFUSALS
    return refusal_reason(refusal, reasons, title=USUAL_TITLE)


def refusal_sentence(refusal: Refusal, *, terminal: bool = False) -> str:
    """Column, value and reason in one sentence."""
    why = refusal_text(refusal, terminal=terminal)
    return cell_sentence(heading_text(refusal.field), refusal.value, why)


def refusals_text(row: RowPlan, *, terminal: bool = False) -> str:
    """Every reason of a row, for the last column of the refused rows and for the terminal."""
    return _("; ").join(refusal_sentence(one, terminal=terminal) for one in row.refusals)


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
