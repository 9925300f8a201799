"""What a class asks of a member before it is credited, and what it is worth: as data."""

import json
from dataclasses import asdict, dataclass

READ = ("required", "all", "none")
# The most that a file or a form may say.
MOST_CHARACTERS, MOST_ATTEMPTS, MOST_DRAWN, WHOLE_PERCENT = 50_000, 99, 500, 100
MOST_OF = {"minutes": 60_000, "days": 366, "half_days": 366, "count": 999, "sessions": 999}
AMOUNTS = tuple(MOST_OF)


@dataclass(frozen=True, slots=True)
class Asked:
    """The rules of one class, as ``class.toml`` or its form says them.

    ``read``: which materials must be read. ``reflection_characters``: at least, white space
    not counted. ``talk``: the reflection is shared as an exchange talk. ``test``: the
    self-tests of those materials are passed, by ``pass_percent``, in at most ``attempts``
    (0: any number) of ``draw`` questions (0: all). The rest is what the whole class is worth,
    in what its kind is measured by.
    """

    read: str = "required"
    reflection: bool = True
    reflection_characters: int = 800
    talk: bool = False
    test: bool = False
    pass_percent: int = 60
    attempts: int = 0
    draw: int = 0
    minutes: int = 0
    days: int = 0
    half_days: int = 0
    count: int = 0
    sessions: int = 0

    def as_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def amounts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in AMOUNTS}


def asked_of(text: str) -> Asked:
    """The rules as a row keeps them (``ReadingClass.asks``)."""
    return Asked(**json.loads(text))
