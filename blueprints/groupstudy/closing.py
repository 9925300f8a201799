"""What was credited, and closing it."""

from models import GroupStudy


def parts(gathering: GroupStudy, *, holds: bool) -> dict[str, object]:
    """What the page of the gathering shows of it."""
    return {}
