"""Who the two sides of a talk are, and what each may do about it; and the talks of a placement.

Of a mentorship the sides are mentor and mentee; of a secondment who is seconded, and whoever
decides on it or leads the host unit.
"""

import sqlalchemy as sa

from domain.access import Visitor
from domain.placements.holding import COMPLETED, ENDED_EARLY, OVER, UNDER_WAY
from domain.placements.reach import ROTATION, SECONDMENT, is_own
from models import Person, Placement, PlacementTalk, db

TALKING = (UNDER_WAY, ENDED_EARLY, COMPLETED)  # the last talks are often written down late
ANSWERING = (UNDER_WAY, *OVER)  # what waits is answered, and put right, once it is assessed too
PERSON, MENTOR, UNIT = "person", "mentor", "unit"
WAITING, CONFIRMED, RETURNED = "waiting", "confirmed", "returned"


def may_log(placement: Placement, visitor: Visitor, *, decides: bool) -> bool:
    """Whether the visitor is a side, and talks are written down in its state. No query.

    ``decides``: ``domain.placements.reach.may_talk`` of the visitor.
    """
    if placement.kind == ROTATION or placement.state not in TALKING:
        return False
    return visitor.person_id is not None and _side(placement, visitor, decides=decides) is not None


def may_answer(
    placement: Placement, talk: PlacementTalk, visitor: Visitor, *, decides: bool
) -> bool:  # fmt: skip
    """Whether the visitor is the side that did not log the talk. No query."""
    side = _side(placement, visitor, decides=decides)
    if side is None or visitor.person_id is None:
        return False
    return (side == PERSON) != (talk.logged_by_id == placement.person_id)


def may_void(talk: PlacementTalk, visitor: Visitor, *, decides: bool) -> bool:
    """Whether the visitor takes back that it was so: who confirmed it, or who decides. No query."""
    confirmed = visitor.person_id is not None and visitor.person_id == talk.confirmed_by_id
    return confirmed or decides


def _side(placement: Placement, visitor: Visitor, *, decides: bool) -> str | None:
    if is_own(placement, visitor):
        return PERSON if visitor.person_id == placement.person_id else MENTOR
    return UNIT if placement.kind == SECONDMENT and decides else None


def talks_of(placement: Placement) -> list[tuple[PlacementTalk, str]]:
    """Its talks with who logged each, the latest first. One query."""
    rows = db.session.execute(
        sa.select(PlacementTalk, Person.name)
        .join(Person, Person.id == PlacementTalk.logged_by_id)
        .where(PlacementTalk.placement_id == placement.id)
        .order_by(PlacementTalk.held_on.desc(), PlacementTalk.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def find_talk(placement: Placement, talk_id: int) -> PlacementTalk | None:
    talk = db.session.get(PlacementTalk, talk_id)
    return talk if talk is not None and talk.placement_id == placement.id else None
