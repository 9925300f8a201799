"""Placements held while they change, and the states through which one goes."""

from domain.locks import lock_people
from models import Placement, db

(
    PROPOSED, TURNED_DOWN, APPROVED, UNDER_WAY, ENDED_EARLY, COMPLETED, ASSESSED, CANCELLED,
) = STATES = (
    "proposed", "turned_down", "approved", "under_way", "ended_early", "completed", "assessed",
    "cancelled",
)  # fmt: skip
RUNNING = (APPROVED, UNDER_WAY)  # counts against limits; those to come too
STANDING = (PROPOSED, *RUNNING)  # neither refused nor over: what a new one may not overlap
OVER = (ENDED_EARLY, COMPLETED, ASSESSED)


class NotInState(Exception):
    """The placement is in another state than the step asks for; ``found`` is as it stands."""

    def __init__(self, found: Placement) -> None:
        super().__init__(f"placement {found.id} is {found.state}")
        self.found = found


def hold(placement: Placement, *states: str) -> None:
    """Read it anew and hold it until the transaction ends; any state, where none is named.

    Raises:
        NotInState: with the placement as it stands.
    """
    db.session.refresh(placement, with_for_update=True)
    if states and placement.state not in states:
        raise NotInState(placement)


def hold_with_people(placement: Placement, *states: str) -> None:
    """``hold``, with those concerned held before: the order in which everybody takes these.

    Raises:
        NotInState: with the placement as it stands.
    """
    lock_people(*people_of(placement))
    hold(placement, *states)


def people_of(placement: Placement) -> list[int]:
    """Ids of who is placed, who guides and who takes over; never empty."""
    own = (placement.person_id, placement.mentor_id, placement.receiver_id)
    return [one for one in own if one is not None]
