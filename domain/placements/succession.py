"""A pair that succeeds another one: of the same mentee, and one at a time. The caller commits."""

import sqlalchemy as sa

from domain.placements.holding import OVER, RUNNING, STANDING
from domain.placements.reach import MENTORSHIP
from models import Placement, db


class NoPairToSucceed(Exception):
    """What it would succeed is no pair of the same mentee that runs, or is succeeded already."""


def check_succession(
    kind: str, mentee_id: int, former_id: int | None, *, besides: int | None = None
) -> None:
    """Whether it may succeed ``former_id``; at most two queries.

    ``besides`` is itself, written down already: the pair before may be over meanwhile.

    Raises:
        NoPairToSucceed.
    """
    if former_id is None:
        return
    former = db.session.get(Placement, former_id)
    states = RUNNING if besides is None else (*RUNNING, *OVER)
    fits = kind == MENTORSHIP and former is not None and is_pair_of(former, mentee_id)
    if not fits or former is None or former.state not in states:
        raise NoPairToSucceed
    other = sa.exists().where(
        Placement.successor_of_id == former_id, Placement.state.in_((*STANDING, *OVER)),
        Placement.id.is_distinct_from(besides),
    )  # fmt: skip
    if db.session.scalar(sa.select(other)):
        raise NoPairToSucceed


def is_pair_of(placement: Placement, mentee_id: int) -> bool:
    return placement.kind == MENTORSHIP and placement.person_id == mentee_id
