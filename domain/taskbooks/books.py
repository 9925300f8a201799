"""Task books: written, changed, agreed, begun, ended, reviewed, opened again.

Everything here adds and flushes; the caller commits. Each raises ``steps.NotInState`` where
the book is in another state by now.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.taskbooks import copying, duties
from domain.taskbooks.items import first_day, wanting
from domain.taskbooks.steps import (
    AGREED,
    DRAFT,
    ENDED,
    OPEN_STATES,
    QUESTIONS,
    REVIEWED,
    UNDER_WAY,
    WRITABLE,
    hold,
    take_step,
)
from domain.taskbooks.subjects import Subject
from domain.versions import change, next_version
from models import Person, TaskBook, TaskItem, db

SETTLED = frozenset({"done", "dropped"})


class EndBeforeStart(Exception):
    """The last day comes before the first."""


class TasksOutside(Exception):
    """Tasks of the book lie outside these days; ``items`` are they."""

    def __init__(self, items: list[TaskItem]) -> None:
        super().__init__(f"{len(items)} tasks outside")
        self.items = items


class Unanswered(Exception):
    """Questions without an answer; ``names`` of the columns."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class NothingToDo(Exception):
    """The book has no task."""


class TasksNotReady(Exception):
    """Tasks that cannot be agreed yet, each with what is wanting (``items.wanting``)."""

    def __init__(self, items: list[tuple[TaskItem, list[str]]]) -> None:
        super().__init__(f"{len(items)} tasks not ready")
        self.items = items


class TasksOpen(Exception):
    """Tasks that are neither done nor dropped; ``items`` are they."""

    def __init__(self, items: list[TaskItem]) -> None:
        super().__init__(f"{len(items)} tasks open")
        self.items = items


@dataclass(frozen=True, slots=True)
class BookText:
    """What its writer says of a book; both days are included."""

    title: str
    starts_on: date
    ends_on: date
    worth: str = ""
    measured_against: str = ""
    possible: str = ""

    def values(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Review:
    """What is said afterwards: what was reached, what was learned, what is to change."""

    reached: str
    learned: str
    to_change: str


def write_book(
    subject: Subject, text: BookText, *, copy_of: TaskBook | None = None, today: date,
    actor: Actor, now: datetime,
) -> TaskBook:  # fmt: skip
    """A new draft; a copy begins with the tasks and rehearsals of another book.

    Raises:
        EndBeforeStart.
    """
    _check_days(text)
    book = TaskBook(
        subject_kind=subject.kind, subject_id=subject.id, state=DRAFT, version=1,
        written_by=actor.account_id, written_at=now, **text.values(),
    )  # fmt: skip
    db.session.add(book)
    db.session.flush()
    if copy_of is None:
        take_step(book, "written", actor, now)
    else:
        copying.fill(book, copy_of, today=today, now=now)
        take_step(book, "copied", actor, now, values=({}, {"copied_from_id": copy_of.id}))
    return book


def edit_book(
    book: TaskBook, text: BookText, *, version: int, reason: str = "", actor: Actor, now: datetime
) -> None:
    """Other words, other days.

    Raises:
        domain.versions.Stale: somebody changed the book since ``version`` was read.
        EndBeforeStart, TasksOutside, Unanswered: an agreed book keeps its three answers.
    """
    hold(book, WRITABLE)
    next_version(book, version)
    _check_days(text)
    if book.state != DRAFT:
        _check_answers(text)
    outside = [
        item
        for item in tasks_of(book)
        if item.due_on > text.ends_on or first_day(item) < text.starts_on
    ]
    if outside:
        raise TasksOutside(outside)
    take_step(book, "edited", actor, now, reason=reason, values=change(book, text.values()))


def agree_book(book: TaskBook, *, today: date, actor: Actor, now: datetime) -> None:
    """Open it: three answers, and every task with measure, person, day and the five tests asked.

    Raises:
        Unanswered, NothingToDo, TasksNotReady.
    """
    hold(book, frozenset({DRAFT}))
    _check_answers(book)
    items = _with_people(book)
    if not items:
        raise NothingToDo
    not_ready = [(item, lacks) for item, person in items if (lacks := wanting(item, person, today))]
    if not_ready:
        raise TasksNotReady(not_ready)
    _move(book, AGREED, "agreed", actor, now)


def begin_book(book: TaskBook, *, actor: Actor, now: datetime) -> None:
    """Work on it has begun; the first report of progress does the same."""
    hold(book, frozenset({AGREED}))
    _move(book, UNDER_WAY, "begun", actor, now)


def end_book(book: TaskBook, *, actor: Actor, now: datetime) -> None:
    """Every task is done or dropped.

    Raises:
        TasksOpen: some are neither.
    """
    hold(book, OPEN_STATES)
    remaining = [item for item in tasks_of(book) if item.state not in SETTLED]
    if remaining:
        raise TasksOpen(remaining)
    _move(book, ENDED, "ended", actor, now)
    duties.owe_review(book, actor=actor, now=now)


def review_book(
    book: TaskBook, review: Review, *, version: int, actor: Actor, now: datetime
) -> None:
    """Say what was reached, learned and is to change; said again, it takes the former's place.

    Raises:
        domain.versions.Stale: somebody changed the book since ``version`` was read.
    """
    hold(book, frozenset({ENDED, REVIEWED}))
    next_version(book, version)
    said = {name: getattr(review, name) for name in review.__slots__}
    values = change(book, said)
    book.state = REVIEWED
    take_step(book, "reviewed", actor, now, values=values)
    duties.review_given(book, actor=actor, now=now)


def reopen_book(book: TaskBook, reason: str, *, actor: Actor, now: datetime) -> None:
    """A second look found that it does not hold: it is under way again."""
    hold(book, frozenset({ENDED, REVIEWED}))
    _move(book, UNDER_WAY, "reopened", actor, now, reason=reason)
    duties.review_not_owed(book, actor=actor, now=now)


def tasks_of(book: TaskBook) -> list[TaskItem]:
    """The tasks that stand in it, by day. One query."""
    return list(
        db.session.scalars(
            sa.select(TaskItem)
            .where(TaskItem.book_id == book.id, TaskItem.removed_at.is_(None))
            .order_by(TaskItem.due_on, TaskItem.id)
        )
    )


def _move(
    book: TaskBook, state: str, act: str, actor: Actor, now: datetime, *, reason: str = ""
) -> None:
    values = change(book, {"state": state})
    book.version += 1
    take_step(book, act, actor, now, reason=reason, values=values)


def _check_days(text: BookText) -> None:
    if text.ends_on < text.starts_on:
        raise EndBeforeStart


def _check_answers(said: BookText | TaskBook) -> None:
    missing = [name for name in QUESTIONS if not getattr(said, name).strip()]
    if missing:
        raise Unanswered(missing)


def _with_people(book: TaskBook) -> list[tuple[TaskItem, Person | None]]:
    rows = db.session.execute(
        sa.select(TaskItem, Person)
        .outerjoin(Person, Person.id == TaskItem.person_id)
        .where(TaskItem.book_id == book.id, TaskItem.removed_at.is_(None))
        .order_by(TaskItem.due_on, TaskItem.id)
    )
    return [(item, person) for item, person in rows]
