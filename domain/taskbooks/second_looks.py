"""A second look found that a task, or a whole book, does not hold: it is taken up again."""

from datetime import datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.matters.kinds import TASK, TASK_BOOK
from domain.taskbooks.books import SETTLED, reopen_book
from domain.taskbooks.steps import ENDED, REVIEWED, take_step
from domain.versions import change
from models import Matter, TaskBook, TaskItem, db


def hold_book_of(matter: Matter) -> None:
    """Hold the book of a task's or book's matter until the transaction ends; one query, or none.

    Whoever changes a book holds it before the matter: so does who is to open the matter again,
    or the two would wait for each other.
    """
    if matter.kind in {TASK, TASK_BOOK}:
        of_task = sa.select(TaskItem.book_id).where(TaskItem.id == matter.source_id)
        book_id = of_task.scalar_subquery() if matter.kind == TASK else matter.source_id
        db.session.execute(sa.select(TaskBook.id).where(TaskBook.id == book_id).with_for_update())


def take_up_again(matter: Matter, reason: str, *, actor: Actor, now: datetime) -> None:
    """Bring the source of a matter that was opened again along; nothing for other kinds.

    ``hold_book_of`` comes before the matter is held.

    The book of such a task is under way again, and so is a book itself. The caller commits.
    """
    if matter.kind == TASK:
        item = db.session.get_one(TaskItem, matter.source_id)
        book = db.session.get_one(TaskBook, item.book_id, with_for_update=True)
        _reopen(book, reason, actor, now)
        db.session.refresh(item, with_for_update=True)
        if item.state in SETTLED:
            item.version += 1
            values = change(item, {"state": "under_way", "settled_on": None})
            take_step(book, "reported", actor, now, item=item, reason=reason, values=values)
    elif matter.kind == TASK_BOOK:
        book = db.session.get_one(TaskBook, matter.source_id, with_for_update=True)
        _reopen(book, reason, actor, now)


def _reopen(book: TaskBook, reason: str, actor: Actor, now: datetime) -> None:
    if book.state in {ENDED, REVIEWED}:
        reopen_book(book, reason, actor=actor, now=now)
