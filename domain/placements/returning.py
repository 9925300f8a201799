"""Somebody seconded is back at the home post: said by them, or by who decides. The caller commits.

The home post goes on all the while, so nothing moves; this says that the person is there again.
"""

import json
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from domain.access import Visitor
from domain.placements import duties
from domain.placements.holding import OVER, hold
from domain.placements.reach import SECONDMENT, may_approve
from domain.placements.steps import take_step
from models import Placement, PlacementStep, db

RETURNED, EXTENDED = "returned", "extended"


class NotWhoReturns(Exception):
    """The visitor is neither who was seconded nor decides on it."""


class BackAlready(Exception):
    """It is written down already: back on ``on``."""

    def __init__(self, on: date) -> None:
        super().__init__(str(on))
        self.on = on


class ReturnOutside(Exception):
    """The day lies between ``first`` and ``last``, both included."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"{first} to {last}")
        self.first, self.last = first, last


def back_on(placement: Placement) -> date | None:
    """Since when they are back, if it is written down; an extension after it undoes it. One
    query, none of another kind.
    """
    if placement.kind != SECONDMENT:
        return None
    step = db.session.scalars(
        sa.select(PlacementStep)
        .where(
            PlacementStep.placement_id == placement.id, PlacementStep.act.in_((RETURNED, EXTENDED))
        )
        .order_by(PlacementStep.id.desc())
        .limit(1)
    ).first()
    if step is None or step.act == EXTENDED:
        return None
    return date.fromisoformat(json.loads(step.after)["back_on"])


def may_return(placement: Placement, visitor: Visitor, *, decides: bool) -> bool:
    """Whether the visitor says that they are back. No query."""
    if placement.kind != SECONDMENT or placement.state not in OVER:
        return False
    mine = visitor.person_id is not None and visitor.person_id == placement.person_id
    return decides or mine


def come_back(
    placement: Placement, on: date, visitor: Visitor, *, today: date, now: datetime
) -> None:
    """They are back since the day, which is after the last one there.

    Raises:
        NotWhoReturns, BackAlready, ReturnOutside.
        domain.placements.holding.NotInState: the secondment is not over.
    """
    hold(placement, *OVER)
    decides = may_approve(placement, visitor, today=today)
    if not may_return(placement, visitor, decides=decides):
        raise NotWhoReturns
    known = back_on(placement)
    if known is not None:
        raise BackAlready(known)
    first = (placement.ended_on or placement.from_on) + timedelta(days=1)
    if not first <= on <= today:
        raise ReturnOutside(first, today)
    take_step(placement, RETURNED, visitor.actor, now, values=({}, {"back_on": on}))
    duties.settle(placement, duties.RETURN, actor=visitor.actor, now=now)
