"""A file of histories in words: what becomes of a row, why one was refused, what to look at."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.clock import full_day_text
from blueprints.shared.file_words import (
    CELL_REFUSALS,
    cell_sentence,
    column_heading,
    refusal_reason,
)
from domain.cells import CellProblem, Refusal
from domain.past_histories.columns import HISTORY_COLUMNS, TENURE
from domain.past_histories.plans import (
    HistoryKind,
    HistoryNote,
    HistoryPlan,
    HistoryProblem,
    Note,
)
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT

KINDS = {
    HistoryKind.ADDED: _l("Added"), HistoryKind.UNCHANGED: _l("Unchanged"),
    HistoryKind.REFUSED: _l("Refused"),
}  # fmt: skip
WHAT = {
    TENURE: _l("Post held"), ROTATION: _l("Rotation"), SECONDMENT: _l("Secondment"),
    MENTORSHIP: _l("Mentorship"),
}  # fmt: skip
REFUSALS = CELL_REFUSALS | {
    CellProblem.UNIT_PATH: _l("expected names from the top down, with / between them"),
    CellProblem.STRAND_UNKNOWN: _l("expected documents, meetings, affairs or general"),
    CellProblem.PERIOD_SHAPE: _l(
        "expected a month or a day like 2019.03, 2019-3, 2019年3月 or 2019.03.15; the end may be "
        "“至今”"
    ),
    CellProblem.HISTORY_KIND_UNKNOWN: _l("expected 任职, 轮岗, 挂职 or 传帮带"),
    HistoryProblem.STAFF_NO_UNKNOWN: _l("nobody has this staff number"),
    HistoryProblem.STAFF_NO_ALIKE: _l(
        "nobody has it; a number that differs only by zeros: %(found)s"
    ),
    HistoryProblem.NEEDED_BY_KIND: _l("must be filled in for this kind"),
    HistoryProblem.ENDS_BEFORE: _l("the last day lies before the first"),
    HistoryProblem.DAY_TO_COME: _l("it must not lie after today, %(day)s"),
    HistoryProblem.PERSON_GONE: _l("the person is no longer here from %(day)s on"),
    HistoryProblem.UNIT_UNKNOWN: _l(
        "no unit has this name; correct it, or choose that missing ones are created as outside "
        "units"
    ),
    HistoryProblem.UNIT_AMBIGUOUS: _l("several units are called so; write one of: %(found)s"),
    HistoryProblem.UNIT_CLOSED: _l("this unit no longer stood from %(day)s on"),
    HistoryProblem.POST_UNKNOWN: _l(
        "%(found)s has no post of this name; correct it, or choose that missing ones are created"
    ),
    HistoryProblem.POST_CLOSED: _l("this post no longer stood from %(day)s on"),
    HistoryProblem.TWIN_LINES: _l(
        "row %(rows)s says something else of the same person on some of these days"
    ),
    HistoryProblem.OVERLAPS_RECORDED: _l(
        "what is recorded from %(day)s on lies on some of these days: %(found)s. Enter it as a "
        "late paper if the record is wrong"
    ),
    HistoryProblem.RECORDED_OTHERWISE: _l(
        "recorded with another rank or document; enter it as a late paper if the record is wrong"
    ),
    HistoryProblem.PAPER_TOO_OLD: _l(
        "the paper is older than the person's first post, from %(day)s"
    ),
    HistoryProblem.PAPER_DATED_OTHERWISE: _l("the paper of this number is of %(day)s"),
    HistoryProblem.NO_HOME_POST: _l(
        "the person holds no main post on that day, over which the secondment could lie"
    ),
    HistoryProblem.MENTOR_UNKNOWN: _l("expected the staff number of the mentor; nobody has this"),
    HistoryProblem.MENTOR_SELF: _l("nobody is the mentor of oneself"),
    HistoryProblem.TOO_MANY_MENTEES: _l("a mentor guides at most %(limit)s at once by the rules"),
}  # fmt: skip
NOTES = {
    HistoryNote.GAP_BEFORE: _l("No post is recorded from %(first)s to %(last)s."),
    HistoryNote.PERHAPS_OCTOBER: _l(
        "Read as January; a spreadsheet writes 2019.10 like this as well. Look at it."
    ),
    HistoryNote.UNIT_OPENED: _l("A new outside unit: %(found)s."),
    HistoryNote.POST_OPENED: _l("A new post: %(found)s."),
    HistoryNote.STILL_RUNNING: _l("It is still in progress."),
}


def refusal_text(refusal: Refusal) -> str:
    """Why, and what was expected: a sentence without the column and the value."""
    return refusal_reason(refusal, REFUSALS)


def refusal_sentence(refusal: Refusal) -> str:
    """Column, value and reason in one sentence."""
    heading = column_heading(HISTORY_COLUMNS, refusal.field)
    return cell_sentence(heading, refusal.value, refusal_text(refusal))


def refusals_text(row: HistoryPlan) -> str:
    """Every reason of a row, for the last column of the refused rows and for the terminal."""
    return _("; ").join(refusal_sentence(one) for one in row.refusals)


def note_text(note: Note) -> str:
    return str(NOTES[note.about]) % {
        "found": note.found, "first": full_day_text(note.first), "last": full_day_text(note.last),
    }  # fmt: skip


def notes_text(notes: Sequence[Note]) -> str:
    return " ".join(note_text(one) for one in notes)


def added_text(row: HistoryPlan) -> str:
    """What a row adds: kind, post or counterpart, days."""
    one = row.placement or row.tenure
    if one is None:
        return ""
    first, last = _days(row)
    kind = WHAT[row.placement.kind if row.placement else TENURE]
    post = row.tenure.post.title if row.tenure is not None else row.placement.host_post
    parts = (str(kind), row.counterpart, post, f"{first} – {last}")
    return " · ".join(part for part in parts if part)


def _days(row: HistoryPlan) -> tuple[str, str]:
    if row.tenure is not None:
        first, last = row.tenure.from_on, row.tenure.to_on
    else:
        first, last = row.placement.from_on, row.placement.last_on
    return full_day_text(first), full_day_text(last) or _("now")
