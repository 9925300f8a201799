"""Who decides on a placement: never those in it."""

from datetime import date

from domain.access import Visitor
from domain.placements.proposing import NotYours
from domain.placements.reach import is_own, may_approve
from models import Placement


class OwnPlacement(Exception):
    """Nobody decides on a placement in which they are placed, guide or take over."""


def check_decides(placement: Placement, visitor: Visitor, *, today: date) -> None:
    """Whether the visitor decides on it. At most one query.

    Raises:
        OwnPlacement, domain.placements.proposing.NotYours.
    """
    if is_own(placement, visitor):
        raise OwnPlacement
    if not may_approve(placement, visitor, today=today):
        raise NotYours
