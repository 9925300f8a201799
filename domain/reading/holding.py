"""Rows held while they change."""

from models import ReadingClass, ReadingMaterial, db


class NotInState(Exception):
    """The class is in another state than the step asks for; ``reading`` is as it stands."""

    def __init__(self, reading: ReadingClass) -> None:
        super().__init__(f"reading class {reading.id} is {reading.state}")
        self.reading = reading


class FromFiles(Exception):
    """The text comes from files and is read-only here until it is detached from them."""


def hold(reading: ReadingClass, *states: str) -> None:
    """Read the class anew and hold it until the transaction ends; any state, where none is named.

    Raises:
        NotInState: with the class as it stands.
    """
    db.session.refresh(reading, with_for_update=True)
    if states and reading.state not in states:
        raise NotInState(reading)


def keep_still(material: ReadingMaterial) -> None:
    """Let nobody write the material until the transaction ends; others may do the same."""
    db.session.refresh(material, with_for_update={"read": True})


def hold_material(material: ReadingMaterial) -> None:
    """Read the material anew and hold it until the transaction ends."""
    db.session.refresh(material, with_for_update=True)
