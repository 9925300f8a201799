"""Times held that differ from the plan so far that whoever closes the gathering says why."""

from datetime import timedelta

from domain.groupstudy.shares import Held
from models import GroupStudy

ANOTHER_DAY, BEFORE_OPENED, BEFORE_PLAN, LONG_AFTER = (
    "another_day", "before_opened", "before_plan", "long_after",
)  # fmt: skip
EARLIER, LONGER = timedelta(minutes=15), timedelta(minutes=30)  # more than these is far


class TimesDiffer(Exception):
    """A reason is wanting; ``ways``: as ``off_plan`` has them."""

    def __init__(self, ways: list[str]) -> None:
        super().__init__(", ".join(ways))
        self.ways = ways


def off_plan(gathering: GroupStudy, held: Held) -> list[str]:
    """How the times differ from the plan and from when it was opened; empty where not by far."""
    opened_at = gathering.opened_at or gathering.starts_at
    opened_at = opened_at.astimezone(held.starts_at.tzinfo)
    apart = {
        ANOTHER_DAY: opened_at.date() != held.on,
        BEFORE_OPENED: opened_at - held.starts_at > EARLIER,
        BEFORE_PLAN: gathering.starts_at - held.starts_at > EARLIER,
        LONG_AFTER: held.ends_at - gathering.ends_at > LONGER,
    }
    return [way for way, far in apart.items() if far]
