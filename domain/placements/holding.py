"""Placements held while they change, and the states through which one goes."""

from models import Placement, db

(
    PROPOSED, TURNED_DOWN, APPROVED, UNDER_WAY, ENDED_EARLY, COMPLETED, ASSESSED, CANCELLED,
) = STATES = (
    "proposed", "turned_down", "approved", "under_way", "ended_early", "completed", "assessed",
    "cancelled",
)  # fmt: skip
RUNNING = (APPROVED, UNDER_WAY)  # counts against limits; those to come too
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
