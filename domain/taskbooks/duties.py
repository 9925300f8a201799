"""What of a task book is owed: a task that falls due, the review of a book that has ended.

Both are matters like any other. A task becomes one so many working days before its last day
as the reply times give its kind (``within``), by the daily command; it is closed when the task
is done or dropped, and comes back for a second look as the reply times say. Nothing commits.
"""

from datetime import date, datetime

import sqlalchemy as sa

from domain import audit
from domain.access import is_here
from domain.audit import Actor
from domain.confirmers import chain_on
from domain.matters import (
    Taken,
    close_matter,
    find_matter,
    move_matter,
    raise_matter,
    reopen_matter,
)
from domain.matters.kinds import TASK, TASK_BOOK
from domain.matters.raising import NOBODY
from domain.matters.reckoning import hold_calendar, reckoning
from domain.notices import notify
from domain.taskbooks.reach import BRANCH, PERSON, PLACEMENT, READING_CLASS, UNIT
from domain.taskbooks.steps import OPEN_STATES
from models import Account, Matter, Person, Placement, ReadingClass, TaskBook, TaskItem, db

OPEN_TASKS = ("not_begun", "under_way", "put_off")
CLOSED = "closed"


def raise_due_tasks(*, today: date, actor: Actor, now: datetime) -> int:
    """Raise what falls due soon and is no matter yet, and raise again what was put off till then.

    How many; run twice, or by two at once, once is done. Two queries, and a few statements for
    each that is raised. A task that is late already is due today.
    """
    hold_calendar()
    horizon = _horizon(today)
    found = db.session.execute(
        sa.select(TaskItem, TaskBook.id, Person.id, Account.person_id, Matter.id)
        .join(TaskBook, TaskBook.id == TaskItem.book_id)
        .join(Person, Person.id == TaskItem.person_id)
        .outerjoin(Account, Account.id == TaskBook.written_by)
        .outerjoin(Matter, sa.and_(Matter.kind == TASK, Matter.source_id == TaskItem.id))
        .where(
            TaskItem.due_on <= horizon, TaskItem.state.in_(OPEN_TASKS),
            TaskItem.removed_at.is_(None), TaskBook.state.in_(OPEN_STATES),
            is_here(Person, today), sa.or_(Matter.id.is_(None), Matter.turn == NOBODY),
        )
        .order_by(TaskItem.id)
    ).all()  # fmt: skip
    for item, book_id, person_id, writer_id, known in found:
        due_on = max(item.due_on, now.date())
        if known is None:
            matter_id = _raise(item, writer_id, due_on, actor=actor, now=now)
        else:
            matter_id = known
            _raise_again(item, due_on, actor=actor, now=now)
        audit.record(
            actor, "task_book.task_due", "task_book", book_id, at=now,
            after={"task": item.id, "on": due_on},
        )  # fmt: skip
        notify("task", [person_id], matter_id=matter_id)
    return len(found)


def _horizon(today: date) -> date:
    """The last day on which a task is due soon."""
    calendar = reckoning()
    return calendar.days.after(today, calendar.times(today).of(TASK).within)


def _raise(
    item: TaskItem, writer_id: int | None, due_on: date, *, actor: Actor, now: datetime
) -> int:
    """Owed to who wrote the book, where it is not the same person."""
    return raise_matter(
        TASK, item.id, owed_by=item.person_id,
        owed_to=writer_id if writer_id != item.person_id else None, due_on=due_on,
        title=item.what, actor=actor, now=now,
    )  # fmt: skip


def _raise_again(item: TaskItem, due_on: date, *, actor: Actor, now: datetime) -> None:
    """What was put off, or taken up again after its matter was closed, is owed again."""
    matter = find_matter(TASK, item.id)
    if matter is not None:
        reopen_matter(matter, Taken("reopened", item.said), actor=actor, now=now, due_on=due_on)


def follow(item: TaskItem, *, actor: Actor, now: datetime, late_reason: str = "") -> None:
    """Bring the matter of a task, if it has one, to where the task stands now. One query."""
    matter = find_matter(TASK, item.id)
    if matter is None:
        return
    if item.state not in OPEN_TASKS:
        close_matter(
            TASK, item.id, outcome=item.state, proof=item.said, comes_back=item.state == "done",
            step=Taken("closed", item.said, late_reason), actor=actor, now=now,
        )  # fmt: skip
    elif item.due_on > _horizon(now.date()):  # raised again when that day comes near
        close_matter(
            TASK, item.id, outcome=item.state, step=Taken("closed", item.said), comes_back=False,
            actor=actor, now=now,
        )  # fmt: skip
    elif matter.state == CLOSED:
        _raise_again(item, max(item.due_on, now.date()), actor=actor, now=now)
    else:
        due_on = max(item.due_on, now.date()) if item.due_on != matter.due_on else matter.due_on
        move_matter(
            matter, due_on=due_on, owed_by=item.person_id, title=item.what, actor=actor, now=now
        )


def owe_review(book: TaskBook, *, actor: Actor, now: datetime) -> None:
    """A book that has ended is to be reviewed by whoever keeps it now. Four statements."""
    matter = find_matter(TASK_BOOK, book.id)
    if matter is not None:
        reopen_matter(matter, Taken("reopened"), actor=actor, now=now)
        return
    raise_matter(
        TASK_BOOK, book.id, owed_by=keeper_of(book, today=now.date()), title=book.title,
        actor=actor, now=now,
    )  # fmt: skip


def review_given(book: TaskBook, *, actor: Actor, now: datetime) -> None:
    """The review is there; the book comes back for a second look as the reply times say."""
    close_matter(TASK_BOOK, book.id, outcome="reviewed", proof=book.reached, actor=actor, now=now)


def review_not_owed(book: TaskBook, *, actor: Actor, now: datetime) -> None:
    """The book is under way again: no review is owed until it ends, nor a second look."""
    matter = close_matter(
        TASK_BOOK, book.id, outcome="under_way", comes_back=False, actor=actor, now=now
    )
    found = matter or find_matter(TASK_BOOK, book.id)
    if found is not None:
        found.look_back_on = None


def keeper_of(book: TaskBook, *, today: date) -> int | None:
    """The person who keeps the book: whose it is, who is placed, the secretary, the
    leader, a class's organiser.

    Two queries. Of several, who wrote it; of nobody, who wrote it once.
    """
    if book.subject_kind == PERSON:
        return book.subject_id
    if book.subject_kind == PLACEMENT:
        return db.session.get_one(Placement, book.subject_id).person_id
    if book.subject_kind == READING_CLASS:
        reading = db.session.get_one(ReadingClass, book.subject_id)
        if reading.organiser_id is not None:
            return reading.organiser_id
    writer = db.session.scalar(sa.select(Account.person_id).where(Account.id == book.written_by))
    chain, keepers = chain_on(today), set[int]()
    if book.subject_kind == BRANCH:
        keepers = chain.secretaries.get(book.subject_id, set())
    elif book.subject_kind == UNIT:
        units = chain.upward(book.subject_id)
        keepers = next((chain.leaders[unit] for unit in units if chain.leaders.get(unit)), set())
    return writer if writer in keepers else min(keepers, default=writer)
