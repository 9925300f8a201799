"""Gatherings held while they change."""

from models import GroupStudy, db

PLANNED, OPEN, CLOSED, CANCELLED, CORRECTED = (
    "planned", "open", "closed", "cancelled", "corrected",
)  # fmt: skip


class NotInState(Exception):
    """The gathering is in another state than the step asks for; ``found`` is as it stands."""

    def __init__(self, found: GroupStudy) -> None:
        super().__init__(f"gathering {found.id} is {found.state}")
        self.found = found


def hold(gathering: GroupStudy, *states: str) -> None:
    """Read it anew and hold it until the transaction ends; any state, where none is named.

    Raises:
        NotInState: with the gathering as it stands.
    """
    db.session.refresh(gathering, with_for_update=True)
    if states and gathering.state not in states:
        raise NotInState(gathering)


def keep_still(gathering: GroupStudy, *states: str) -> None:
    """Let nobody change its state meanwhile; others who take part may do the same.

    Raises:
        NotInState: with the gathering as it stands.
    """
    db.session.refresh(gathering, with_for_update={"read": True})
    if states and gathering.state not in states:
        raise NotInState(gathering)
