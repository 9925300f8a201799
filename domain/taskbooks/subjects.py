"""Whose task books can be: a person's, a branch's, a unit's, a reading class's, a placement's."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor, reach, units_below
from domain.name_order import place_key
from domain.placements.holding import people_of
from domain.placements.reach import books_kept_by
from domain.reading.reach import CLOSED, runs
from domain.taskbooks.reach import BRANCH, KEEP, NOBODY, PERSON, PLACEMENT, READING_CLASS, UNIT
from models import Branch, Person, Placement, ReadingClass, TaskBook, Unit, db

MOST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose a task book is; ``name`` of it (of a placement, of who is placed), ``slug``
    of a reading class.
    """

    kind: str
    id: int
    name: str
    slug: str = ""

    @property
    def code(self) -> str:
        """How a form names it: ``branch-3``."""
        return f"{self.kind}-{self.id}"


def subjects_kept(visitor: Visitor, *, besides: str = "") -> list[Subject]:
    """For whom the visitor may begin a book: oneself, open branches, open units, classes.

    ``besides``: the code of a placement, which is one of them where the visitor keeps its books.
    Two queries, one more for who runs classes, and one for the placement.
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
    return found + _placement_kept(visitor, besides)


def _placement_kept(visitor: Visitor, code: str) -> list[Subject]:
    kind, _dash, number = code.partition("-")
    if kind != PLACEMENT or not number.isdecimal() or int(number) > MOST_ID:
        return []
    row: Any = db.session.execute(
        sa.select(Placement.id, Person.name)
        .join(Person, Person.id == Placement.person_id)
        .where(Placement.id == int(number), books_kept_by(visitor))
    ).one_or_none()
    return [Subject(PLACEMENT, row.id, row.name)] if row is not None else []


def subject_of(book: TaskBook) -> Subject:
    """Whose the book is. One query; a kind that nothing is known of has no name."""
    if book.subject_kind == READING_CLASS:
        reading = db.session.get(ReadingClass, book.subject_id)
        named = (reading.title, reading.slug) if reading is not None else ("",)
        return Subject(READING_CLASS, book.subject_id, *named)
    if book.subject_kind == PLACEMENT:
        name = db.session.scalar(
            sa.select(Person.name)
            .join(Placement, Placement.person_id == Person.id)
            .where(Placement.id == book.subject_id)
        )
        return Subject(PLACEMENT, book.subject_id, name or "")
    model: Any = {PERSON: Person, BRANCH: Branch, UNIT: Unit}.get(book.subject_kind)
    row = db.session.get(model, book.subject_id) if model is not None else None
    return Subject(book.subject_kind, book.subject_id, row.name if row is not None else "")


def concerned(book: TaskBook) -> sa.ColumnElement[bool]:
    """The condition on ``Person`` for whom the keeper of the book may name beyond those listed:
    the sides of a placement. One query, or none.
    """
    if book.subject_kind != PLACEMENT:
        return NOBODY
    placement = db.session.get(Placement, book.subject_id)
    return NOBODY if placement is None else Person.id.in_(people_of(placement))
