"""What the engine takes in and gives back: activities, and what each comes to in a year."""

from datetime import date
from typing import NamedTuple, Protocol


class Amount(Protocol):
    """What tells how much was done: an entry, a line of the ledger, what a form holds."""

    @property
    def minutes(self) -> int: ...
    @property
    def days(self) -> int: ...
    @property
    def half_days(self) -> int: ...
    @property
    def count(self) -> int: ...
    @property
    def sessions(self) -> int: ...
    @property
    def level(self) -> str: ...


class Done(Amount, Protocol):
    """What was done, how much of it, and what overrides its kind."""

    @property
    def kind(self) -> str: ...
    @property
    def studied_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def part(self) -> str: ...
    @property
    def tags(self) -> str: ...
    @property
    def online(self) -> bool | None: ...
    @property
    def leave_hundredths(self) -> int: ...


class Countable(Done, Protocol):
    """All that an entry must tell to be counted: a row of the table, or what a list keeps of it."""

    @property
    def topic(self) -> str: ...


class Activity(NamedTuple):
    """Something that may be credited; ``pack_id`` names the pack it is judged by.

    From ``on`` to ``ends_on``, both days included; without the latter it is one day. Which of
    the amounts counts is the kind's to say; a ``count`` or ``sessions`` of 0 was left empty and
    is 1. ``part`` overrides the kind's, ``tags`` (ids joined by ``;``) are added to the kind's;
    ``online`` adds or removes the tag of that name where the pack has it, ``None`` does neither.
    ``leave_hundredths`` are credit hours missed, before caps. Activities of one kind with the
    same ``class_name`` are one class; without a name each is a class of its own.
    """

    id: int
    kind: str
    on: date
    minutes: int
    pack_id: int
    ends_on: date | None = None
    days: int = 0
    half_days: int = 0
    count: int = 0  # type: ignore[assignment]  # a tuple counts too; nobody asks it to here
    level: str = ""
    sessions: int = 0
    part: str = ""
    tags: str = ""
    online: bool | None = None
    leave_hundredths: int = 0
    class_name: str = ""

    @property
    def last_on(self) -> date:
        return self.ends_on or self.on

    @property
    def years(self) -> range:
        """The calendar years that it touches."""
        return range(self.on.year, self.last_on.year + 1)


class Credited(NamedTuple):
    """What one activity comes to in one year, in hundredths, and which rule and cap made it so.

    ``tags`` are ids in order, joined by ``;``. ``cap`` is the id of the cap that left least,
    ``LEAVE`` where leave struck the activity, empty where nothing was cut.
    """

    activity: Activity
    year: int
    part: str
    hundredths: int
    uncapped_hundredths: int
    rule: str
    cap: str
    tags: str = ""
