"""The tasks of a book: written, changed, taken out of a draft. The caller commits."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.access import has_left
from domain.audit import Actor
from domain.taskbooks import duties
from domain.taskbooks.reach import PersonHasLeft
from domain.taskbooks.steps import DRAFT, WRITABLE, hold, take_step
from domain.versions import change, next_version
from models import Person, TaskBook, TaskItem, db
from models.taskbooks import FIVE_TESTS

PERSON_WANTING, PERSON_LEFT = "person", "left"
UNTESTED, OVER = "untested", "over"


class DueBeforeToday(Exception):
    """A task cannot fall due before the day on which its day is chosen."""


class StartsAfterDue(Exception):
    """The task begins after the day on which it is due."""


class OutsideTheBook(Exception):
    """A day of the task is not among the days of the book; ``book`` has them."""

    def __init__(self, book: TaskBook) -> None:
        super().__init__(f"task book {book.id}")
        self.book = book


class TaskSettled(Exception):
    """It is done or dropped: taken up again first, it may be changed."""


@dataclass(frozen=True, slots=True)
class TaskText:
    """What its writer says of a task. ``tests``: each of the five, with what is wanting."""

    what: str
    measure: str
    due_on: date
    person: Person
    tests: dict[str, str]
    phase: str = ""
    starts_on: date | None = None

    def values(self) -> dict[str, object]:
        return {
            "what": self.what, "measure": self.measure, "phase": self.phase,
            "starts_on": self.starts_on, "due_on": self.due_on, "person_id": self.person.id,
            **{name: self.tests[name] for name in FIVE_TESTS},
        }  # fmt: skip


def first_day(item: TaskItem) -> date:
    return item.starts_on or item.due_on


def wanting(item: TaskItem, person: Person | None, today: date) -> list[str]:
    """What a task still lacks to be agreed: a person who is here, the tests asked, a day ahead."""
    found = []
    if person is None:
        found.append(PERSON_WANTING)
    elif has_left(person, today):
        found.append(PERSON_LEFT)
    if any(getattr(item, name) is None for name in FIVE_TESTS):
        found.append(UNTESTED)
    if item.due_on < today:
        found.append(OVER)
    return found


def write_item(
    book: TaskBook, text: TaskText, *, reason: str = "", today: date, actor: Actor, now: datetime
) -> TaskItem:
    """A new task of the book.

    Raises:
        DueBeforeToday, StartsAfterDue, OutsideTheBook, PersonHasLeft.
        domain.taskbooks.steps.NotInState: the book has ended.
    """
    hold(book, WRITABLE)
    if text.due_on < today:
        raise DueBeforeToday
    _check(book, text, today)
    item = TaskItem(
        book_id=book.id, state="not_begun", said="", version=1, **text.values()
    )  # fmt: skip
    db.session.add(item)
    take_step(book, "item_written", actor, now, item=item, reason=reason)
    return item


def edit_item(
    item: TaskItem, book: TaskBook, text: TaskText, *, version: int, reason: str = "",
    today: date, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Other words, another day, another person; a day that is over may stay, not be chosen.

    Raises:
        domain.versions.Stale: somebody changed the task since ``version`` was read.
        TaskSettled, and those of ``write_item``.
    """
    hold(book, WRITABLE)
    _hold_item(item, version)
    if item.state in {"done", "dropped"}:
        raise TaskSettled
    if text.due_on < today and text.due_on != item.due_on:
        raise DueBeforeToday
    _check(book, text, today)
    values = change(item, text.values())
    take_step(book, "item_edited", actor, now, item=item, reason=reason, values=values)
    duties.follow(item, actor=actor, now=now)


def remove_item(item: TaskItem, book: TaskBook, *, actor: Actor, now: datetime) -> None:
    """Take a task out of a draft; of an agreed book, it is dropped with a reason instead.

    Raises:
        domain.taskbooks.steps.NotInState: the book is no draft.
    """
    hold(book, frozenset({DRAFT}))
    if item.removed_at is None:
        item.removed_at = now
        take_step(book, "item_removed", actor, now, item=item)


def _hold_item(item: TaskItem, version: int) -> None:
    db.session.refresh(item, with_for_update=True)
    next_version(item, version)


def _check(book: TaskBook, text: TaskText, today: date) -> None:
    if text.starts_on is not None and text.starts_on > text.due_on:
        raise StartsAfterDue
    if text.due_on > book.ends_on or (text.starts_on or text.due_on) < book.starts_on:
        raise OutsideTheBook(book)
    if has_left(text.person, today):
        raise PersonHasLeft(text.person)
