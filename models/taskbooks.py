"""Task books: what is to be done, by when, in which steps, by whom, and what became of it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

SUBJECT_KINDS = ("person", "branch", "unit", "reading_class", "lecture_series", "placement")
FIVE_TESTS = ("clear", "specific", "doable", "measurable", "assessable")


class TaskBook(Base):
    """One task book: whose it is, its days, the three questions before and the review after.

    ``subject_kind`` says in which table ``subject_id`` is. Texts change in place; what stood
    before stays in the step that changed it (``TaskStep``).
    """

    __tablename__ = "task_books"
    __table_args__ = (
        sa.CheckConstraint(
            "subject_kind IN ('person', 'branch', 'unit', 'reading_class', 'lecture_series',"
            " 'placement')",
            name="subject_kind_known",
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'agreed', 'under_way', 'ended', 'reviewed')", name="state_known"
        ),
        sa.CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        sa.Index("ix_task_books_subject", "subject_kind", "subject_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # the last day
    worth: Mapped[str] = mapped_column(sa.Text, default="")  # what it is worth
    measured_against: Mapped[str] = mapped_column(sa.Text, default="")  # whom it is measured by
    possible: Mapped[str] = mapped_column(sa.Text, default="")  # what is possible
    reached: Mapped[str] = mapped_column(sa.Text, default="")  # of the review, as the next two
    learned: Mapped[str] = mapped_column(sa.Text, default="")
    to_change: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[str] = mapped_column(sa.String(10), default="draft")
    copied_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("task_books.id"))
    written_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    written_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class TaskItem(Base):
    """One task of a book: what, by which measure it is done, by when, in which step, by whom.

    Each of the five tests holds what is wanting for the task to pass it: empty where it passes,
    null where nobody has been asked, as in a task copied from another book. Only a draft's
    tasks may lack the person. ``said`` is the result of what is done, or the reason why not.
    """

    __tablename__ = "task_items"
    __table_args__ = (
        sa.CheckConstraint("starts_on IS NULL OR starts_on <= due_on", name="days_in_order"),
        sa.CheckConstraint("length(measure) > 0", name="has_measure"),
        sa.CheckConstraint(
            "state IN ('not_begun', 'under_way', 'done', 'put_off', 'dropped')",
            name="state_known",
        ),
        sa.Index("ix_task_items_book", "book_id", "due_on"),
        sa.Index("ix_task_items_person", "person_id", "due_on"),
        sa.Index("ix_task_items_due", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("task_books.id"))
    what: Mapped[str] = mapped_column(sa.String(200))
    measure: Mapped[str] = mapped_column(sa.String(300))
    phase: Mapped[str] = mapped_column(sa.String(60), default="")
    starts_on: Mapped[date | None]
    due_on: Mapped[date]  # the last day on which it is in time
    first_due_on: Mapped[date | None]  # what it was before it was first put off
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    clear: Mapped[str | None] = mapped_column(sa.String(200))
    specific: Mapped[str | None] = mapped_column(sa.String(200))
    doable: Mapped[str | None] = mapped_column(sa.String(200))
    measurable: Mapped[str | None] = mapped_column(sa.String(200))
    assessable: Mapped[str | None] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(10), default="not_begun")
    said: Mapped[str] = mapped_column(sa.String(500), default="")
    settled_on: Mapped[date | None]  # the day it was done or dropped
    removed_at: Mapped[datetime | None]  # taken out of a draft
    version: Mapped[int] = mapped_column(default=1)


class TaskRehearsal(Base):
    """What may go wrong in a book, what is done then, and by whom; thought of before."""

    __tablename__ = "task_rehearsals"
    __table_args__ = (sa.Index("ix_task_rehearsals_book", "book_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("task_books.id"))
    risk: Mapped[str] = mapped_column(sa.String(300))
    answer: Mapped[str] = mapped_column(sa.String(300))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    added_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class TaskStep(Base):
    """What was done to a book or a task: who, when, why, and the values before and after.

    ``before`` and ``after`` are JSON objects of the columns that changed.
    """

    __tablename__ = "task_steps"
    __table_args__ = (
        sa.CheckConstraint(
            "act IN ('written', 'copied', 'edited', 'agreed', 'begun', 'ended', 'reviewed',"
            " 'reopened', 'moved', 'item_written', 'item_edited', 'item_removed', 'reported',"
            " 'rehearsed', 'unrehearsed')",
            name="act_known",
        ),
        sa.Index("ix_task_steps_book", "book_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("task_books.id"))
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("task_items.id"))
    act: Mapped[str] = mapped_column(sa.String(12))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    before: Mapped[str] = mapped_column(sa.Text, default="{}")
    after: Mapped[str] = mapped_column(sa.Text, default="{}")
