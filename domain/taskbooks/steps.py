"""Every change of a task book is a step: who, when, why, and the values before and after."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain import audit
from domain.audit import Actor
from domain.step_values import as_json
from models import TaskBook, TaskItem, TaskStep, db

DRAFT, AGREED, UNDER_WAY, ENDED, REVIEWED = "draft", "agreed", "under_way", "ended", "reviewed"
OPEN_STATES = frozenset({AGREED, UNDER_WAY})  # in which tasks are worked on
QUESTIONS = ("worth", "measured_against", "possible")  # before a book is agreed
WRITABLE = OPEN_STATES | {DRAFT}  # in which book and tasks may be changed


class NotInState(Exception):
    """The book is in another state than the step asks for; ``book`` is as it stands."""

    def __init__(self, book: TaskBook) -> None:
        super().__init__(f"task book {book.id} is {book.state}")
        self.book = book


def hold(book: TaskBook, states: frozenset[str]) -> None:
    """Read the book anew and hold it until the transaction ends.

    Raises:
        NotInState: with the book as it stands.
    """
    db.session.refresh(book, with_for_update=True)
    if book.state not in states:
        raise NotInState(book)


def take_step(
    book: TaskBook, act: str, actor: Actor, now: datetime, *, item: TaskItem | None = None,
    reason: str = "",
    values: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {}),
) -> None:  # fmt: skip
    """Keep the step and record it in the trail; flushes. ``values``: before and after."""
    before, after = values
    db.session.flush()
    db.session.add(
        TaskStep(
            book_id=book.id, item_id=item.id if item else None, act=act,
            actor_id=actor.account_id, at=now, reason=reason, before=as_json(before),
            after=as_json(after),
        )
    )  # fmt: skip
    db.session.flush()
    told: dict[str, Any] = {"state": book.state, "version": book.version}
    if item is not None:
        told |= {"task": item.id, "task_state": item.state, "on": item.due_on}
    audit.record(
        actor, f"task_book.{act}", "task_book", book.id, at=now,
        after={**told, "text": audit.digest(as_json(before) + as_json(after) + reason)},
    )  # fmt: skip
