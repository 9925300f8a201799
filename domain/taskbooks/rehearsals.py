"""What may go wrong, thought of before: lines that are added and superseded. The caller commits."""

from datetime import date, datetime

from domain.access import has_left
from domain.audit import Actor
from domain.taskbooks.reach import PersonHasLeft
from domain.taskbooks.steps import WRITABLE, hold, take_step
from models import Person, TaskBook, TaskRehearsal, db


def add_rehearsal(
    book: TaskBook, *, risk: str, answer: str, person: Person | None, today: date, actor: Actor,
    now: datetime,
) -> TaskRehearsal:  # fmt: skip
    """What may go wrong, what is done then, and by whom.

    Raises:
        PersonHasLeft.
        domain.taskbooks.steps.NotInState: the book has ended.
    """
    hold(book, WRITABLE)
    if person is not None and has_left(person, today):
        raise PersonHasLeft(person)
    row = TaskRehearsal(
        book_id=book.id, risk=risk, answer=answer, person_id=person.id if person else None,
        added_at=now,
    )  # fmt: skip
    db.session.add(row)
    take_step(book, "rehearsed", actor, now, values=({}, {"risk": risk, "answer": answer}))
    return row


def take_out(row: TaskRehearsal, book: TaskBook, *, actor: Actor, now: datetime) -> None:
    """The line no longer stands; it is kept.

    Raises:
        domain.taskbooks.steps.NotInState: the book has ended.
    """
    hold(book, WRITABLE)
    if row.superseded_at is None:
        row.superseded_at = now
        stood = {"risk": row.risk, "answer": row.answer}
        take_step(book, "unrehearsed", actor, now, values=(stood, {}))
