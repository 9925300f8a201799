"""Speakers in their turn, and replies."""

from models import GroupStudy


def parts(gathering: GroupStudy, *, holds: bool) -> dict[str, object]:
    """What the page of the gathering shows of it."""
    return {}
