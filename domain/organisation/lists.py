"""The branches and posts of the organisation, as rows of a page."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.access import stands_on
from domain.name_order import place_key
from models import Branch, BranchMembership, OrganisationChange, Person, Post, Tenure, Unit, db


@dataclass(frozen=True, slots=True)
class BranchRow:
    branch_id: int
    name: str
    unit_id: int | None
    unit: str
    members: int
    secretary: str  # the name of who holds the office; empty for nobody


@dataclass(frozen=True, slots=True)
class PostRow:
    post_id: int
    unit_id: int
    unit: str
    title: str
    strand: str
    leading: bool
    key_post: bool
    grass_roots: bool
    term_years: int | None
    holders: str  # names, with blanks between; empty for nobody


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One act; ``before`` and ``after`` are JSON objects of the columns that changed."""

    on: date
    kind: str
    before: str
    after: str


def branch_rows(today: date) -> list[BranchRow]:
    """The open branches by name. Two queries."""
    members = sa.func.count(BranchMembership.id)
    rows = db.session.execute(
        sa.select(Branch.id, Branch.name, Branch.unit_id, Unit.name, members)
        .outerjoin(Unit, Unit.id == Branch.unit_id)
        .outerjoin(
            BranchMembership,
            sa.and_(BranchMembership.branch_id == Branch.id, stands_on(BranchMembership, today)),
        )
        .where(Branch.closed_on.is_(None))
        .group_by(Branch.id, Branch.name, Branch.unit_id, Unit.name)
    ).all()
    in_office = db.session.execute(
        sa.select(BranchMembership.branch_id, Person.name)
        .join(Person, Person.id == BranchMembership.person_id)
        .where(BranchMembership.office == "secretary", stands_on(BranchMembership, today))
    )
    secretaries = {row.branch_id: row.name for row in in_office}
    return [
        BranchRow(branch_id, name, unit_id, unit or "", count, secretaries.get(branch_id, ""))
        for branch_id, name, unit_id, unit, count in sorted(rows, key=lambda row: place_key(row[1]))
    ]


def open_branches() -> list[Branch]:
    """The open branches by name. One query."""
    found = db.session.scalars(sa.select(Branch).where(Branch.closed_on.is_(None)))
    return sorted(found, key=lambda branch: place_key(branch.name))


def post_rows(
    today: date, *, unit_id: int | None = None, whom: sa.ColumnElement[bool] | None = None
) -> list[PostRow]:
    """The open posts, of one unit where it is given, by unit and title. Two queries.

    ``whom``: the condition on ``Person`` for the holders that are named; all without it.
    """
    which = [Post.unit_id == unit_id] if unit_id is not None else []
    posts = db.session.execute(
        sa.select(
            Post.id, Post.unit_id, Unit.name, Post.title, Post.strand, Post.leading,
            Post.key_post, Post.grass_roots, Post.term_years,
        )
        .join(Unit, Unit.id == Post.unit_id)
        .where(Post.closed_on.is_(None), *which)
        .order_by(Post.title)
    ).all()  # fmt: skip
    holders: dict[int, str] = {}
    held = sa.select(Tenure.post_id, Person.name).join(Person, Person.id == Tenure.person_id)
    named = stands_on(Tenure, today) if whom is None else sa.and_(stands_on(Tenure, today), whom)
    for post_id, name in db.session.execute(
        held.where(named).order_by(Tenure.main.desc(), Tenure.from_on)
    ):
        holders[post_id] = f"{holders[post_id]} {name}" if post_id in holders else name
    in_order = sorted(posts, key=lambda row: (place_key(row.name), row.unit_id))
    return [PostRow(*row, holders.get(row.id, "")) for row in in_order]


@dataclass(frozen=True, slots=True)
class PostEver:
    """A post that is or was; ``closed_on`` is the first day it no longer stands."""

    post_id: int
    title: str
    closed_on: date | None
    unit_id: int
    unit: str


def posts_ever() -> list[PostEver]:
    """All posts, closed ones too, by title, those that stand first. One query."""
    rows = db.session.execute(
        sa.select(Post.id, Post.title, Post.closed_on, Unit.id, Unit.name).join(
            Unit, Unit.id == Post.unit_id
        )
    )
    found = [PostEver(*row) for row in rows]
    return sorted(found, key=lambda one: (one.closed_on is not None, place_key(one.title)))


def changes_of(noun: str, noun_id: int) -> list[ChangeRow]:
    """What was done to a unit, branch or post, the latest first. One query."""
    rows = db.session.execute(
        sa.select(
            OrganisationChange.on, OrganisationChange.kind, OrganisationChange.before,
            OrganisationChange.after,
        )
        .where(OrganisationChange.noun == noun, OrganisationChange.noun_id == noun_id)
        .order_by(OrganisationChange.on.desc(), OrganisationChange.id.desc())
    )  # fmt: skip
    return [ChangeRow(*row) for row in rows]
