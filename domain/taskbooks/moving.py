"""The books of a branch or unit that was merged are those of the one that took its place."""

from datetime import datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.taskbooks.steps import take_step
from domain.versions import change
from models import TaskBook, db


def move_books(kind: str, from_id: int, to_id: int, *, actor: Actor, now: datetime) -> None:
    """Every book of ``kind`` changes hands, whatever its state. The caller commits."""
    books = db.session.scalars(
        sa.select(TaskBook)
        .where(TaskBook.subject_kind == kind, TaskBook.subject_id == from_id)
        .order_by(TaskBook.id)
    ).all()
    for book in books:
        values = change(book, {"subject_id": to_id})
        book.version += 1
        take_step(book, "moved", actor, now, values=values)
