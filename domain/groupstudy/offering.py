"""What the form of a plan offers: who may hold it, who may lead it, what may be read."""

from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor, reach, stands_on, units_below
from domain.groupstudy.reach import HOLD
from domain.name_order import place_key
from domain.reading.reach import readable
from models import Branch, Person, Post, ReadingClass, ReadingMaterial, Tenure, Unit, db

BRANCH, UNIT = "branch", "unit"
MOST_OFFERED = 200  # materials


class Holder(NamedTuple):
    """A branch or a unit that may hold gatherings; ``code`` is how a form names it."""

    kind: str
    id: int
    name: str

    @property
    def code(self) -> str:
        return f"{self.kind}-{self.id}"


class MaterialOffered(NamedTuple):
    """A material of a reading class that the visitor may read."""

    id: int
    title: str
    class_title: str


def holders(visitor: Visitor) -> list[Holder]:
    """The open branches and units for which the visitor holds gatherings. Two queries."""
    covered = reach(visitor, HOLD)
    branches = sa.select(Branch.id, Branch.name).where(Branch.closed_on.is_(None))
    units = sa.select(Unit.id, Unit.name).where(Unit.closed_on.is_(None), ~Unit.outside)
    if not covered.everyone:
        below = sa.select(units_below(covered.unit_ids).c.id)
        branches = branches.where(Branch.id.in_(covered.branch_ids))
        units = units.where(Unit.id.in_(below))
    found = []
    for kind, query in ((BRANCH, branches), (UNIT, units)):
        rows: Any = sorted(db.session.execute(query), key=lambda row: place_key(row.name))
        found += [Holder(kind, *row) for row in rows]
    return found


def leaders_above(visitor: Visitor, today: date) -> sa.ColumnElement[bool]:
    """The condition on ``Person`` for who holds a leading post over the visitor's branches.

    In the units of the branches and those above them: they lead study in a branch of which
    they need not be a member.
    """
    covered = reach(visitor, HOLD)
    over = (
        sa.select(Unit.id, Unit.parent_id)
        .where(Unit.id.in_(sa.select(Branch.unit_id).where(Branch.id.in_(covered.branch_ids))))
        .cte(recursive=True)
    )
    over = over.union(sa.select(Unit.id, Unit.parent_id).join(over, Unit.id == over.c.parent_id))
    return Person.id.in_(
        sa.select(Tenure.person_id)
        .join(Post, Post.id == Tenure.post_id)
        .where(Post.leading, Post.unit_id.in_(sa.select(over.c.id)), stands_on(Tenure, today))
    )


def materials_offered(visitor: Visitor) -> list[MaterialOffered]:
    """Materials of reading classes that the visitor may read, the latest class first. One query."""
    rows: Any = db.session.execute(
        sa.select(ReadingMaterial.id, ReadingMaterial.title, ReadingClass.title)
        .join(ReadingClass, ReadingClass.id == ReadingMaterial.class_id)
        .where(ReadingMaterial.removed_at.is_(None), readable(visitor))
        .order_by(ReadingClass.id.desc(), ReadingMaterial.number)
        .limit(MOST_OFFERED)
    )
    return [MaterialOffered(*row) for row in rows]


def numbers_of(
    person_ids: frozenset[int], covered: sa.ColumnElement[bool]
) -> tuple[list[tuple[str, str]], frozenset[int]]:
    """Number and name of those whom the condition covers, and who the others are. One query."""
    if not person_ids:
        return [], frozenset()
    rows: Any = db.session.execute(
        sa.select(Person.id, Person.staff_no, Person.name)
        .where(Person.id.in_(person_ids), covered)
        .order_by(Person.search_key, Person.staff_no)
    ).all()
    return [(row.staff_no, row.name) for row in rows], person_ids - {row.id for row in rows}
