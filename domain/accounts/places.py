"""How long a person is in the place that a role is for, by what is recorded today."""

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa

from domain.access import units_about
from models import BranchMembership, Person, Post, Tenure, db

_Span = tuple[date, date | None]  # first and last day, both included
_A_DAY = timedelta(days=1)


def first_day_outside(
    person_id: int, today: date, *, branch_id: int | None = None, unit_id: int | None = None
) -> date | None:
    """The first day, not before today, on which the person is in the place no more.

    The place is the branch, or any post in, above or below the unit, or with neither the
    organisation. ``None`` when no end is recorded; today when the person is outside already.
    The caller holds the person's row. Two queries.
    """
    left_on = db.session.scalar(sa.select(Person.left_on).where(Person.id == person_id))
    ends = [left_on]
    if branch_id is not None:
        ends.append(_first_gap(_in_branch(person_id, branch_id), today))
    elif unit_id is not None:
        ends.append(_first_gap(_about_unit(person_id, unit_id), today))
    known = [day for day in ends if day is not None]
    return max(today, min(known)) if known else None


def _first_gap(spans: Iterable[_Span], today: date) -> date | None:
    """The first day from today on that none of the spans covers; they come by first day."""
    day = today
    for from_on, to_on in spans:
        if from_on > day:
            break
        if to_on is None:
            return None
        day = max(day, to_on + _A_DAY)
    return day


def _in_branch(person_id: int, branch_id: int) -> list[_Span]:
    rows = db.session.execute(
        sa.select(BranchMembership.from_on, BranchMembership.to_on)
        .where(
            BranchMembership.person_id == person_id,
            BranchMembership.branch_id == branch_id,
            BranchMembership.superseded_at.is_(None),
        )
        .order_by(BranchMembership.from_on)
    )
    return [(from_on, to_on) for from_on, to_on in rows]


def _about_unit(person_id: int, unit_id: int) -> list[_Span]:
    rows = db.session.execute(
        sa.select(Tenure.from_on, Tenure.to_on)
        .join(Post, Post.id == Tenure.post_id)
        .where(
            Tenure.person_id == person_id,
            Post.unit_id.in_(units_about(unit_id)),
            Tenure.superseded_at.is_(None),
        )
        .order_by(Tenure.from_on)
    )
    return [(from_on, to_on) for from_on, to_on in rows]
