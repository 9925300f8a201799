"""What is said at the door: why a check-in or a mark was not taken, and what to do instead."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.groupstudy import words
from blueprints.shared.clock import moment_text, time_text
from domain.groupstudy.arrivals import CodeRefused, PageOfAnother
from domain.groupstudy.attendance import (
    BY_CODE,
    BY_LATE_CODE,
    BY_ROLL,
    BY_SHEET,
    LATE,
    THERE,
    AlreadyThere,
    ChangedMeanwhile,
    ReasonWanting,
)
from domain.groupstudy.codes import Verdict
from domain.groupstudy.group_files import ProofAdded
from domain.groupstudy.holding import CANCELLED, CLOSED, CORRECTED, OPEN, PLANNED, NotInState
from domain.groupstudy.late_check_ins import (
    ACCEPTED,
    REFUSED,
    ListedAlready,
    NotOpenThen,
    TooLate,
)
from domain.groupstudy.roll_call import StepTaken
from models import Attendance, GroupStudy, LateCheckIn

WAYS = {
    BY_CODE: _l("by the code"), BY_LATE_CODE: _l("by a code sent late"),
    BY_ROLL: _l("by roll call"), BY_SHEET: _l("from the sign-in sheet"),
}  # fmt: skip
ATTENDANCE_TAGS = {"present": "done", "late": "due", "absent": "due"}
CODES = {
    Verdict.EARLIER: _l(
        "This code has run out: it changes every 20 seconds. Scan the one that is on the screen "
        "now."
    ),
    Verdict.FUTURE: _l("This code is not shown yet. Scan the one that is on the screen now."),
    Verdict.OTHER: _l(
        "This code is not of this gathering. Scan the one that is on the screen in the room."
    ),
    Verdict.MALFORMED: _l("This is no code. It looks like 1H7XK2-ABCDEFGHIJ."),
}
NOT_OPEN = {
    PLANNED: _l("It is not open yet: whoever holds it opens it when it begins."),
    OPEN: _l("It is open: reload the page."),
    CLOSED: _l("It is closed. Whoever was there and is missing tells the person who held it."),
    CANCELLED: _l("It was cancelled: nobody checks in."),
    CORRECTED: _l("It was corrected after closing: nobody checks in."),
}
NOT_MARKED = {
    PLANNED: _l("Attendance is taken once it is open."),
    OPEN: _l("It is open already."),
    CLOSED: _l("It is closed: correct the attendance instead, with a reason."),
    CANCELLED: _l("It was cancelled: no attendance is taken."),
    CORRECTED: _l("It was corrected: its attendance stands."),
}
NOT_TAKEN = (ChangedMeanwhile, NotInState, ReasonWanting)


def refused_text(refused: Exception) -> str:
    """Why somebody was not checked in."""
    return str(_SAYING[type(refused)](refused))


def not_taken_text(refused: Exception) -> str:
    """Why a mark was not taken."""
    match refused:
        case ChangedMeanwhile(row=row):
            return _("Not taken: the mark is now “%(state)s”.", state=words.ATTENDANCE[row.state])
        case NotInState(found=found):
            return str(NOT_MARKED[found.state])
        case _:
            return _("Leave is given for a reason: write it.")


def there_text(row: Attendance) -> str:
    """``You checked in at 14:03, late, as a guest.``; empty for whoever is not there.

    Whom another marked did not check in.
    """
    if row.arrived_at is None or row.state not in THERE:
        return ""
    how = _(", late") if row.state == LATE else ""
    how += _(", as a guest") if row.guest else ""
    if row.way in {BY_ROLL, BY_SHEET}:
        return _("You are marked as there%(how)s.", how=how)
    return _("You checked in at %(time)s%(how)s.", time=time_text(row.arrived_at), how=how)


def late_text(late: LateCheckIn) -> str:
    """What became of a code that was sent late."""
    at = moment_text(late.slot_at)
    if late.state == ACCEPTED:
        return _("Your code of %(time)s was accepted.", time=at)
    if late.state == REFUSED:
        return _("Your code of %(time)s was not accepted: %(reason)s", time=at, reason=late.reason)
    return _("Your code of %(time)s is listed: whoever holds the gathering decides.", time=at)


def state_text(gathering: GroupStudy) -> str:
    """Why nobody can check in; empty while it is open."""
    return "" if gathering.state == OPEN else str(NOT_OPEN[gathering.state])


def history_line(step: StepTaken) -> dict[str, str]:
    """One change of a mark, as the line of steps shows it."""
    what = _(
        "%(was)s → %(became)s", was=words.ATTENDANCE[step.was], became=words.ATTENDANCE[step.became]
    )
    notes = [str(WAYS.get(step.way, "")), step.reason]
    if step.tapped_at is not None:
        notes.append(_("done at %(time)s without network", time=time_text(step.tapped_at)))
    note = " · ".join(one for one in notes if one)
    return {"time": moment_text(step.at), "who": step.who, "what": what, "note": note}


def proof_line(added: ProofAdded) -> dict[str, str]:
    """A proof that was added, as the line of steps shows it."""
    return {
        "time": moment_text(added.at), "who": added.who, "what": _("Proof of a leave added"),
        "note": added.name,
    }  # fmt: skip


_SAYING = {
    AlreadyThere: lambda one: there_text(one.row),
    CodeRefused: lambda one: CODES[one.judged.verdict],
    ListedAlready: lambda one: late_text(one.row),
    NotInState: lambda one: NOT_OPEN[one.found.state],
    NotOpenThen: lambda _one: _("The gathering was not open when this code was shown."),
    PageOfAnother: lambda _one: _(
        "This page was opened by somebody else. Scan the code yourself."
    ),
    TooLate: lambda _one: _(
        "This code was kept for more than 24 hours. Tell whoever held the gathering."
    ),
}  # fmt: skip
REFUSALS = tuple(_SAYING)
