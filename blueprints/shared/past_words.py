"""A file of past activities in words: what becomes of a row, and why one was refused."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.file_words import (
    CELL_REFUSALS,
    cell_sentence,
    column_heading,
    refusal_reason,
)
from domain.cells import Refusal
from domain.past_activities.columns import ACTIVITY_COLUMNS
from domain.past_activities.plans import PastKind, PastProblem, PastRowPlan

KINDS = {
    PastKind.READY: _l("Ready"),
    PastKind.UNCHANGED: _l("Unchanged"),
    PastKind.REFUSED: _l("Refused"),
}
REFUSALS = CELL_REFUSALS | {
    PastProblem.STAFF_NO_UNKNOWN: _l("nobody has this staff number"),
    PastProblem.STAFF_NO_ALIKE: _l("nobody has it; a number that differs only by zeros: %(found)s"),
    PastProblem.ID_TWICE: _l("the same person and activity id stand in row %(rows)s"),
    PastProblem.TWIN_ROW: _l(
        "row %(rows)s says the same of the same person; give each an activity id if both are meant"
    ),
    PastProblem.RECORDED_OTHERWISE: _l(
        "this activity id is recorded with other days or amounts, from %(day)s on; void that first"
    ),
    PastProblem.KIND_UNKNOWN: _l("the rules of that day know no such kind; expected one of: "
                                 "%(found)s"),
    PastProblem.NO_RULES: _l("no hours rules are in force on that day"),
    PastProblem.DAY_TO_COME: _l("it must be over: %(day)s is the last day to bring in"),
    PastProblem.ENDS_BEFORE: _l("the last day lies before the first"),
    PastProblem.YEAR_CLOSED: _l("the year %(found)s is closed"),
    PastProblem.AMOUNT_MISSING: _l("this kind counts by it: a number above 0 is expected"),
    PastProblem.AMOUNT_ELSEWHERE: _l("this kind does not count by it; leave it empty"),
    PastProblem.LEVEL_UNKNOWN: _l("this kind has no such level; expected one of: %(found)s"),
    PastProblem.PART_UNKNOWN: _l("the rules of that day have no such part; expected one of: "
                                 "%(found)s"),
    PastProblem.TAG_UNKNOWN: _l("the rules of that day have no such tag; expected some of: "
                                "%(found)s"),
    PastProblem.MORE_THAN_ITS_DAYS: _l("more than the %(limit)s days from first to last"),
    PastProblem.DAY_FULL: _l(
        "at most 16 hours a day count together; %(limit)s minutes are left on %(day)s"
    ),
}  # fmt: skip


def refusal_text(refusal: Refusal) -> str:
    """Why, and what was expected: a sentence without the column and the value."""
    return refusal_reason(refusal, REFUSALS)


def refusal_sentence(refusal: Refusal) -> str:
    """Column, value and reason in one sentence."""
    heading = column_heading(ACTIVITY_COLUMNS, refusal.field)
    return cell_sentence(heading, refusal.value, refusal_text(refusal))


def refusals_text(row: PastRowPlan) -> str:
    """Every reason of a row, for the last column of the refused rows and for the terminal."""
    return _("; ").join(refusal_sentence(one) for one in row.refusals)
