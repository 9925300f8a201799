"""Who the two sides of a talk are, and what each may do about it; and the talks of a placement.

Of a mentorship the sides are mentor and mentee; of a secondment who is seconded, and whoever
decides on it.
"""

from datetime import date

import sqlalchemy as sa

from domain.access import Visitor
from domain.placements.holding import COMPLETED, ENDED_EARLY, UNDER_WAY
from domain.placements.reach import ROTATION, SECONDMENT, is_own, may_approve
from models import Placement, PlacementTalk, db

TALKING = (UNDER_WAY, ENDED_EARLY, COMPLETED)  # the last talks are often written down late
WAITING, CONFIRMED, RETURNED = "waiting", "confirmed", "returned"


def may_log(placement: Placement, visitor: Visitor, *, today: date) -> bool:
    """Whether the visitor is a side, and talks are written down in its state. One query or none."""
    if placement.kind == ROTATION or placement.state not in TALKING:
        return False
    return _side_of(placement, visitor, today=today) is not None


def may_answer(
    placement: Placement, talk: PlacementTalk, visitor: Visitor, *, today: date
) -> bool:  # fmt: skip
    """Whether the visitor is the other side of a talk that waits. One query or none."""
    return talk.state == WAITING and is_other_side(placement, talk, visitor, today=today)


def may_void(placement: Placement, talk: PlacementTalk, visitor: Visitor, *, today: date) -> bool:
    """Whether the visitor takes back that it was confirmed: who did, or who decides. One query."""
    if talk.state != CONFIRMED:
        return False
    confirmed = visitor.person_id is not None and visitor.person_id == talk.confirmed_by_id
    return confirmed or may_approve(placement, visitor, today=today)


def _side_of(placement: Placement, visitor: Visitor, *, today: date) -> str | None:
    """``person``, ``mentor``, or ``unit`` of a secondment; ``None`` where the visitor is none."""
    if is_own(placement, visitor):
        return "person" if visitor.person_id == placement.person_id else "mentor"
    if placement.kind == SECONDMENT and may_approve(placement, visitor, today=today):
        return "unit"
    return None


def is_other_side(
    placement: Placement, talk: PlacementTalk, visitor: Visitor, *, today: date
) -> bool:
    side = _side_of(placement, visitor, today=today)
    if side is None or visitor.person_id is None:
        return False
    logged_by_person = talk.logged_by_id == placement.person_id
    return (side == "person") != logged_by_person


def talks_of(placement: Placement) -> list[PlacementTalk]:
    """Its talks, the latest first. One query."""
    return list(
        db.session.scalars(
            sa.select(PlacementTalk)
            .where(PlacementTalk.placement_id == placement.id)
            .order_by(PlacementTalk.held_on.desc(), PlacementTalk.id.desc())
        )
    )


def find_talk(placement: Placement, talk_id: int) -> PlacementTalk | None:
    talk = db.session.get(PlacementTalk, talk_id)
    return talk if talk is not None and talk.placement_id == placement.id else None
