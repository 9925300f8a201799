"""Whose task books there are, who may see and keep them, and whom they may name.

A person keeps their own, a secretary the branch's, a leader those of the unit and the units
below it, an organiser those of reading classes, which the members see. Beyond that, secretary
and leader see the books of the people they answer for, and whoever is responsible for a task
sees the book it stands in. Drafts are seen by who keeps them.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain import access
from domain.access import Visitor, has_left, is_here, people_within, reach, units_below
from domain.name_order import place_key
from domain.reading.reach import CLOSED, classes_of, runs
from domain.taskbooks.steps import DRAFT, OPEN_STATES
from models import (
    Branch,
    BranchMembership,
    Person,
    Post,
    ReadingClass,
    TaskBook,
    TaskItem,
    TaskRehearsal,
    Tenure,
    Unit,
    db,
)

PERSON, BRANCH, UNIT, READING_CLASS = "person", "branch", "unit", "reading_class"
KEEP = "task_book.keep"
NUMBER_AT_END = re.compile(r"([A-Za-z0-9-]{1,32})\s*[)）]?$")
NOBODY: sa.ColumnElement[bool] = sa.false()
MOST_OFFERED = 300  # names beside a field: more are found by typing


class NobodyToName(Exception):
    """Nobody of that name or number is here whom the visitor may name."""


class SeveralToName(Exception):
    """More than one person has the name: the staff number tells them apart."""


class PersonHasLeft(Exception):
    """The person is not here any more; ``person`` tells who and since when."""

    def __init__(self, person: Person) -> None:
        super().__init__(f"person {person.id} left")
        self.person = person


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose a task book is; ``name`` of it, ``slug`` of a reading class."""

    kind: str
    id: int
    name: str
    slug: str = ""

    @property
    def code(self) -> str:
        """How a form names it: ``branch-3``."""
        return f"{self.kind}-{self.id}"


def kept_by(visitor: Visitor) -> sa.ColumnElement[bool]:
    """The condition on ``TaskBook`` for those that the visitor may write."""
    covered = reach(visitor, KEEP)
    conditions = [
        sa.and_(TaskBook.subject_kind == kind, TaskBook.subject_id.in_(ids))
        for kind, ids in (
            (PERSON, {covered.person_id} - {None}),
            (BRANCH, covered.branch_ids),
        )
        if ids
    ]
    if covered.unit_ids:
        below = sa.select(units_below(covered.unit_ids).c.id)
        conditions.append(sa.and_(TaskBook.subject_kind == UNIT, TaskBook.subject_id.in_(below)))
    if runs(visitor):
        conditions.append(TaskBook.subject_kind == READING_CLASS)
    return sa.or_(sa.false(), *conditions)


def seen_by(visitor: Visitor, today: date) -> sa.ColumnElement[bool]:
    """The condition on ``TaskBook`` for those that the visitor may read."""
    people = sa.select(Person.id).where(people_within(reach(visitor, "task_book.see"), today))
    theirs = [sa.and_(TaskBook.subject_kind == PERSON, TaskBook.subject_id.in_(people))]
    if visitor.person_id is not None:
        classes = classes_of(visitor.person_id)
        theirs.append(
            sa.and_(TaskBook.subject_kind == READING_CLASS, TaskBook.subject_id.in_(classes))
        )
    return sa.or_(
        kept_by(visitor),
        sa.and_(TaskBook.state != DRAFT, sa.or_(*theirs, has_task_of(visitor.person_id))),
    )


def has_task_of(person_id: int | None) -> sa.ColumnElement[bool]:
    """The condition that the person is responsible for a task of the book."""
    return sa.exists().where(
        TaskItem.book_id == TaskBook.id, TaskItem.person_id == person_id,
        TaskItem.removed_at.is_(None), sa.true() if person_id is not None else sa.false(),
    ).correlate(TaskBook)  # fmt: skip


def find_book(visitor: Visitor, book_id: int, *, today: date) -> tuple[TaskBook, bool] | None:
    """The book, if the visitor may read it, and whether they may write it. One query."""
    row = db.session.execute(
        sa.select(TaskBook, kept_by(visitor)).where(TaskBook.id == book_id, seen_by(visitor, today))
    ).one_or_none()
    return (row[0], bool(row[1])) if row is not None else None


def find_kept_book(visitor: Visitor, book_id: int) -> TaskBook | None:
    """The book, if the visitor may write it. One query."""
    return db.session.scalars(
        sa.select(TaskBook).where(TaskBook.id == book_id, kept_by(visitor))
    ).one_or_none()


def find_kept_item(visitor: Visitor, book_id: int, item_id: int) -> TaskItem | None:
    """A task of a book that the visitor may write. One query."""
    return _find_item(book_id, item_id, kept_by(visitor))


def find_item_to_report(visitor: Visitor, book_id: int, item_id: int) -> TaskItem | None:
    """A task whose progress is the visitor's to report: responsible, or keeping the book."""
    mine = sa.and_(
        TaskItem.person_id == visitor.person_id, TaskBook.state != DRAFT,
        sa.true() if visitor.person_id is not None else sa.false(),
    )  # fmt: skip
    return _find_item(book_id, item_id, sa.or_(mine, kept_by(visitor)))


def may_report(item: TaskItem, book: TaskBook, visitor: Visitor, *, keeps: bool) -> bool:
    """The same for a task that is read already. No query."""
    mine = visitor.person_id is not None and item.person_id == visitor.person_id
    return book.state in OPEN_STATES and (keeps or mine)


def _find_item(
    book_id: int, item_id: int, condition: sa.ColumnElement[bool]
) -> TaskItem | None:  # fmt: skip
    return db.session.scalars(
        sa.select(TaskItem)
        .join(TaskBook, TaskBook.id == TaskItem.book_id)
        .where(
            TaskItem.id == item_id, TaskItem.book_id == book_id, TaskItem.removed_at.is_(None),
            condition,
        )
    ).one_or_none()  # fmt: skip


def find_kept_rehearsal(visitor: Visitor, book_id: int, row_id: int) -> TaskRehearsal | None:
    """A line of the rehearsal of a book that the visitor may write. One query."""
    return db.session.scalars(
        sa.select(TaskRehearsal)
        .join(TaskBook, TaskBook.id == TaskRehearsal.book_id)
        .where(
            TaskRehearsal.id == row_id, TaskRehearsal.book_id == book_id,
            TaskRehearsal.superseded_at.is_(None), kept_by(visitor),
        )
    ).one_or_none()  # fmt: skip


def subjects_kept(visitor: Visitor) -> list[Subject]:
    """For whom the visitor may begin a book: oneself, open branches, open units, classes.

    Two queries, and one more for who runs classes.
    """
    covered = reach(visitor, KEEP)
    found = []
    if covered.person_id is not None:
        found.append(Subject(PERSON, covered.person_id, visitor.name))
    branches: Any = sa.select(Branch.id, Branch.name).where(
        Branch.id.in_(covered.branch_ids), Branch.closed_on.is_(None)
    )
    units: Any = sa.select(Unit.id, Unit.name).where(
        Unit.id.in_(sa.select(units_below(covered.unit_ids).c.id)), Unit.closed_on.is_(None)
    )
    for kind, query in ((BRANCH, branches), (UNIT, units)):
        rows = sorted(db.session.execute(query), key=lambda row: place_key(row.name))
        found += [Subject(kind, *row) for row in rows]
    if runs(visitor):
        classes = db.session.execute(
            sa.select(ReadingClass.id, ReadingClass.title)
            .where(ReadingClass.state != CLOSED)
            .order_by(ReadingClass.id.desc())
        )
        found += [Subject(READING_CLASS, row.id, row.title) for row in classes]
    return found


def subject_of(book: TaskBook) -> Subject:
    """Whose the book is. One query; a kind that nothing is known of has no name."""
    if book.subject_kind == READING_CLASS:
        reading = db.session.get(ReadingClass, book.subject_id)
        named = (reading.title, reading.slug) if reading is not None else ("",)
        return Subject(READING_CLASS, book.subject_id, *named)
    model: Any = {PERSON: Person, BRANCH: Branch, UNIT: Unit}.get(book.subject_kind)
    row = db.session.get(model, book.subject_id) if model is not None else None
    return Subject(book.subject_kind, book.subject_id, row.name if row is not None else "")


def to_be_named(
    visitor: Visitor, today: date, besides: sa.ColumnElement[bool] = NOBODY
) -> sa.ColumnElement[bool]:
    """The condition on ``Person`` for whom the visitor may make responsible: one lists them.

    ``besides``: who may be named here though the visitor does not list them.
    """
    listed = sa.or_(people_within(_listed(visitor), today), besides)
    return sa.or_(Person.id == visitor.person_id, sa.and_(listed, is_here(Person, today)))


def _listed(visitor: Visitor) -> access.Reach:
    if access.may(visitor, "people.list"):
        return reach(visitor, "people.list")
    return access.Reach()


def people_to_name(
    visitor: Visitor, *, today: date, besides: sa.ColumnElement[bool] = NOBODY
) -> list[tuple[str, str]]:
    """Name and staff number of the first of them, by name, to be offered. One query."""
    rows: Any = db.session.execute(
        sa.select(Person.name, Person.staff_no)
        .where(to_be_named(visitor, today, besides))
        .order_by(Person.search_key, Person.staff_no)
        .limit(MOST_OFFERED)
    )
    return [(row.name, row.staff_no) for row in rows]


def person_named(
    typed: str, visitor: Visitor, *, today: date, holder_id: int | None = None,
    besides: sa.ColumnElement[bool] = NOBODY,
) -> Person:  # fmt: skip
    """Who is meant by a name, a staff number, or a name with the number after it.

    ``holder_id`` is responsible already and may stay so, whoever writes. One or two queries.

    Raises:
        PersonHasLeft: one of those whom the visitor could name, or could once.
        SeveralToName, NobodyToName.
    """
    text = typed.strip()
    number = NUMBER_AT_END.search(text)
    asked = [Person.name == text]
    if number is not None:
        asked.append(Person.staff_no == number[1])
    may_name = sa.or_(to_be_named(visitor, today, besides), Person.id == holder_id)
    found = db.session.scalars(
        sa.select(Person).where(
            sa.or_(*asked), sa.or_(may_name, _once_to_be_named(visitor)),
            Person.merged_into_id.is_(None),
        )
    ).all()  # fmt: skip
    here = [one for one in found if not has_left(one, today)]
    if len(here) == 1:
        return here[0]
    if here:
        raise SeveralToName
    if found:
        raise PersonHasLeft(found[0])
    raise NobodyToName


def _once_to_be_named(visitor: Visitor) -> sa.ColumnElement[bool]:
    """Who has left, and was at any time among the people whom the visitor lists."""
    listed = _listed(visitor)
    if listed.everyone:
        return Person.left_on.is_not(None)
    members = sa.select(BranchMembership.person_id).where(
        BranchMembership.branch_id.in_(listed.branch_ids)
    )
    staff = (
        sa.select(Tenure.person_id)
        .join(Post, Post.id == Tenure.post_id)
        .where(Post.unit_id.in_(sa.select(units_below(listed.unit_ids).c.id)))
    )
    return sa.and_(
        Person.left_on.is_not(None), sa.or_(Person.id.in_(members), Person.id.in_(staff))
    )
