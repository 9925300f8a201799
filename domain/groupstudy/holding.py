"""Gatherings held while they change."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from models import Base, GroupStudy, db

Row = TypeVar("Row", bound=Base)

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


def add_or_find(row: Row, find: Callable[[], Row | None]) -> Row:
    """Add a row of which there can be one; or the one that another was quicker to add. Flushes."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        found = find()
        if found is None:
            raise
        return found
    return row
