"""What the placements of two records come to, should they become one person's."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from domain.placements.experience import mentees_now
from domain.placements.holding import CANCELLED, TURNED_DOWN
from domain.placements.reach import SECONDMENT
from domain.placements.rotation_rules import rules_on
from models import Person, Placement, db


@dataclass(frozen=True, slots=True)
class Together:
    """``overlaps``: pairs of secondments on the same days. ``mentees``: guided now, where these
    are more than ``most``; else 0.
    """

    overlaps: int
    mentees: int
    most: int | None


def placed_as_one(kept: Person, merged: Person, *, today: date) -> Together:
    """What HR should put right after merging them. Three queries."""
    one, other = aliased(Placement), aliased(Placement)
    overlaps = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(one)
        .join(
            other,
            sa.and_(one.from_on <= _last(other), other.from_on <= _last(one)),
        )
        .where(_seconds(one, kept), _seconds(other, merged))
    )
    guided = sum(mentees_now([kept.id, merged.id]).values())
    most = rules_on(today).mentorship.most_mentees
    return Together(overlaps or 0, guided if most is not None and guided > most else 0, most)


def _seconds(placement: type[Placement], person: Person) -> sa.ColumnElement[bool]:
    return sa.and_(
        placement.person_id == person.id, placement.kind == SECONDMENT,
        placement.state.not_in((TURNED_DOWN, CANCELLED)),
    )  # fmt: skip


def _last(placement: type[Placement]) -> sa.ColumnElement[date]:
    return sa.func.coalesce(placement.ended_on, placement.planned_to_on, date.max)
