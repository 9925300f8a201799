"""Everything dated about one person, as the rows of the record's page."""

from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from models import (
    Absence,
    Branch,
    BranchMembership,
    Departure,
    FormerStaffNumber,
    Person,
    Post,
    Tenure,
    Unit,
    db,
)


@dataclass(frozen=True, slots=True)
class BranchLine:
    line_id: int
    branch: str
    office: str | None
    from_on: date
    to_on: date | None
    recorded_at: datetime
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class PostLine:
    line_id: int
    unit_id: int
    unit: str
    post: str
    rank: str
    main: bool
    from_on: date
    to_on: date | None
    document_no: str
    document_on: date | None
    recorded_at: datetime
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    absence_id: int
    from_on: date
    to_on: date
    deputy: str  # a name; empty for nobody
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """Lines are the latest first; ``confirmer`` is the number and name of who is named, or none."""

    branches: list[BranchLine] = field(default_factory=list)
    posts: list[PostLine] = field(default_factory=list)
    absences: list[AbsenceLine] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)
    former_numbers: list[FormerStaffNumber] = field(default_factory=list)
    confirmer: Person | None = None


def history_of(person: Person) -> History:
    """All of it, superseded lines too. Five queries, and one for the confirmer."""
    return History(
        branches=_branches(person.id),
        posts=_posts(person.id),
        absences=_absences(person.id),
        departures=list(
            db.session.scalars(
                sa.select(Departure)
                .where(Departure.person_id == person.id)
                .order_by(Departure.left_on.desc())
            )
        ),
        former_numbers=list(
            db.session.scalars(
                sa.select(FormerStaffNumber)
                .where(FormerStaffNumber.person_id == person.id)
                .order_by(FormerStaffNumber.until_on.desc())
            )
        ),
        confirmer=db.session.get(Person, person.confirmer_id) if person.confirmer_id else None,
    )


def _branches(person_id: int) -> list[BranchLine]:
    rows = db.session.execute(
        sa.select(
            BranchMembership.id, Branch.name, BranchMembership.office, BranchMembership.from_on,
            BranchMembership.to_on, BranchMembership.recorded_at, BranchMembership.superseded_at,
        )
        .join(Branch, Branch.id == BranchMembership.branch_id)
        .where(BranchMembership.person_id == person_id)
        .order_by(BranchMembership.from_on.desc(), BranchMembership.id.desc())
    )  # fmt: skip
    return [BranchLine(*row) for row in rows]


def _posts(person_id: int) -> list[PostLine]:
    rows = db.session.execute(
        sa.select(
            Tenure.id, Unit.id, Unit.name, Post.title, Tenure.rank, Tenure.main, Tenure.from_on,
            Tenure.to_on, Tenure.document_no, Tenure.document_on, Tenure.recorded_at,
            Tenure.superseded_at,
        )
        .join(Post, Post.id == Tenure.post_id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(Tenure.person_id == person_id)
        .order_by(Tenure.from_on.desc(), Tenure.id.desc())
    )  # fmt: skip
    return [PostLine(*list(row)) for row in rows]


def _absences(person_id: int) -> list[AbsenceLine]:
    rows = db.session.execute(
        sa.select(
            Absence.id, Absence.from_on, Absence.to_on, sa.func.coalesce(Person.name, ""),
            Absence.cancelled_at,
        )
        .outerjoin(Person, Person.id == Absence.deputy_id)
        .where(Absence.person_id == person_id)
        .order_by(Absence.from_on.desc(), Absence.id.desc())
    )  # fmt: skip
    return [AbsenceLine(*row) for row in rows]
