"""Progress of a task, as whoever is responsible reports it. The caller commits."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.audit import Actor
from domain.matters.by_hand import LateReasonMissing
from domain.taskbooks import duties
from domain.taskbooks.books import SETTLED, begin_book
from domain.taskbooks.items import OutsideTheBook
from domain.taskbooks.steps import AGREED, OPEN_STATES, hold, take_step
from domain.versions import change, next_version
from models import TaskBook, TaskItem, db

NOT_BEGUN, AT_WORK, DONE, PUT_OFF, DROPPED = (
    "not_begun", "under_way", "done", "put_off", "dropped",
)  # fmt: skip
STATES = (NOT_BEGUN, AT_WORK, DONE, PUT_OFF, DROPPED)
SAYS_SOMETHING = frozenset({DONE, PUT_OFF, DROPPED})  # the result, or the reason


class NotLater(Exception):
    """What is put off falls due on a later day than before, and not on one that is over."""


@dataclass(frozen=True, slots=True)
class Report:
    """How far a task is. ``said``: the result or the reason; ``put_off_to``: its new last day.

    ``late_reason``: why what is done after its last day is late.
    """

    state: str
    said: str
    put_off_to: date | None = None
    late_reason: str = ""


def report_progress(
    item: TaskItem, book: TaskBook, report: Report, *, version: int, today: date, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Say how far the task is; the first report of a book says as well that it is under way.

    Raises:
        domain.versions.Stale: somebody changed the task since ``version`` was read.
        NotLater, OutsideTheBook: of the day it is put off to.
        LateReasonMissing: it is done after its last day.
        domain.taskbooks.steps.NotInState: the book is a draft, or has ended.
    """
    hold(book, OPEN_STATES)
    db.session.refresh(item, with_for_update=True)
    next_version(item, version)
    if book.state == AGREED and report.state != NOT_BEGUN:
        begin_book(book, actor=actor, now=now)
    late = report.state == DONE != item.state and item.due_on < today
    if late and not report.late_reason:
        raise LateReasonMissing(item.due_on)
    reason = report.late_reason if late else ""
    values = change(item, _values(item, book, report, today))
    take_step(book, "reported", actor, now, item=item, reason=reason, values=values)
    duties.follow(item, actor=actor, now=now, late_reason=reason)


def _values(item: TaskItem, book: TaskBook, report: Report, today: date) -> dict[str, object]:
    values: dict[str, object] = {"state": report.state, "said": report.said}
    if report.state != item.state:
        values["settled_on"] = today if report.state in SETTLED else None
    if report.state == PUT_OFF:
        day = report.put_off_to
        if day is None or day <= item.due_on or day < today:
            raise NotLater
        if day > book.ends_on:
            raise OutsideTheBook(book)
        values |= {"due_on": day, "first_due_on": item.first_due_on or item.due_on}
    return values
