"""A second look found that a task, or a whole book, does not hold: it is taken up again."""

from datetime import datetime

from domain.audit import Actor
from domain.matters.kinds import TASK, TASK_BOOK
from domain.taskbooks.books import SETTLED, reopen_book
from domain.taskbooks.steps import ENDED, REVIEWED, take_step
from domain.versions import change
from models import Matter, TaskBook, TaskItem, db


def take_up_again(matter: Matter, reason: str, *, actor: Actor, now: datetime) -> None:
    """Bring the source of a matter that was opened again along; nothing for other kinds.

    The book of such a task is under way again, and so is a book itself. The caller commits.
    """
    if matter.kind == TASK:
        item = db.session.get_one(TaskItem, matter.source_id)
        book = db.session.get_one(TaskBook, item.book_id, with_for_update=True)
        _reopen(book, reason, actor, now)
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
