"""People with their figures, for those who may see them: in the order of names, never of hours."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.access import Reach, is_here, people_within, stands_on
from domain.hours.figures import Figure, figures
from models import Branch, BranchMembership, Person, Post, StudyEntry, Tenure, Unit, db


@dataclass(frozen=True, slots=True)
class PersonFigure:
    """One row: who, where, the figure, and how many entries wait."""

    staff_no: str
    name: str
    branch: str
    unit: str
    figure: Figure
    waiting: int


def people_figures(
    covered: Reach, year: int, *, today: date, page: int = 1, size: int = 50
) -> tuple[list[PersonFigure], int]:
    """A page of the people within reach who are here, and how many they are. Four queries.

    Raises:
        domain.hours.packs.NoPackInForce: the year has no rules.
    """
    here = sa.and_(people_within(covered, today), is_here(Person, today))
    total = db.session.scalars(sa.select(sa.func.count(Person.id)).where(here)).one()
    waiting = (
        sa.select(sa.func.count(StudyEntry.id))
        .where(StudyEntry.person_id == Person.id, StudyEntry.state == "waiting")
        .correlate(Person)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            Person.id, Person.staff_no, Person.name, Branch.name.label("branch"),
            Unit.name.label("unit"), waiting.label("waiting"),
        )
        .outerjoin(
            BranchMembership,
            sa.and_(BranchMembership.person_id == Person.id, stands_on(BranchMembership, today)),
        )
        .outerjoin(Branch, Branch.id == BranchMembership.branch_id)
        .outerjoin(
            Tenure, sa.and_(Tenure.person_id == Person.id, Tenure.main, stands_on(Tenure, today))
        )
        .outerjoin(Post, Post.id == Tenure.post_id)
        .outerjoin(Unit, Unit.id == Post.unit_id)
        .where(here)
        .order_by(Person.search_key, Person.staff_no)
        .limit(size)
        .offset((page - 1) * size)
    ).all()  # fmt: skip
    found = figures([row.id for row in rows], year, today=today)
    return [
        PersonFigure(
            row.staff_no, row.name, row.branch or "", row.unit or "", found[row.id], row.waiting
        )
        for row in rows
    ], total
