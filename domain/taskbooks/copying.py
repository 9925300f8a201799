"""A copy of a book as the start of another: its tasks on the same days of the new time."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from domain.taskbooks.steps import QUESTIONS
from models import Person, TaskBook, TaskItem, TaskRehearsal, db

FEBRUARY_29 = (2, 29)


def fill(book: TaskBook, source: TaskBook, *, today: date, now: datetime) -> None:
    """Add copies of the tasks and rehearsals that stand in ``source``; no progress comes along.

    A day moves with the first day of the book: by whole years where both begin on the same
    day of a year. The five tests are to be asked again; who has left is left out. Questions
    that are answered already stay. Three queries.
    """
    book.copied_from_id = source.id
    for name in QUESTIONS:
        if not getattr(book, name):
            setattr(book, name, getattr(source, name))
    here = _here(source, today)
    for item in db.session.scalars(
        sa.select(TaskItem)
        .where(TaskItem.book_id == source.id, TaskItem.removed_at.is_(None))
        .order_by(TaskItem.id)
    ):
        db.session.add(
            TaskItem(
                book_id=book.id, what=item.what, measure=item.measure, phase=item.phase,
                starts_on=_moved(item.starts_on, source, book) if item.starts_on else None,
                due_on=_moved(item.first_due_on or item.due_on, source, book),
                person_id=item.person_id if item.person_id in here else None,
                state="not_begun", said="", version=1,
            )
        )  # fmt: skip
    for row in db.session.scalars(
        sa.select(TaskRehearsal)
        .where(TaskRehearsal.book_id == source.id, TaskRehearsal.superseded_at.is_(None))
        .order_by(TaskRehearsal.id)
    ):
        db.session.add(
            TaskRehearsal(
                book_id=book.id, risk=row.risk, answer=row.answer, added_at=now,
                person_id=row.person_id if row.person_id in here else None,
            )
        )  # fmt: skip
    db.session.flush()


def _here(source: TaskBook, today: date) -> set[int]:
    """Of the people named in the book, those who have not left."""
    named = sa.union(
        *(sa.select(model.person_id).where(model.book_id == source.id)
          for model in (TaskItem, TaskRehearsal))
    )  # fmt: skip
    return set(
        db.session.scalars(
            sa.select(Person.id).where(
                Person.id.in_(named), sa.or_(Person.left_on.is_(None), Person.left_on > today)
            )
        )
    )


def _moved(day: date, source: TaskBook, book: TaskBook) -> date:
    """The same day of the new book's time, kept within it."""
    begins, began = book.starts_on, source.starts_on
    if (begins.month, begins.day) == (began.month, began.day):
        year = day.year + begins.year - began.year
        leap = (day.month, day.day) == FEBRUARY_29
        moved = date(year, 3, 1) - timedelta(days=1) if leap else day.replace(year=year)
    else:
        moved = day + (begins - began)
    return min(max(moved, begins), book.ends_on)
