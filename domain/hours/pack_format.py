"""What a rule pack says. ``pack_parsing`` reads it from TOML; content/README.md describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

Words = Mapping[str, str]  # "zh" and "en"
MINUTES, DAYS, LEVEL = "minutes", "days", "level"  # what a kind asks for
HALF_DAYS, COUNT, SESSIONS, ACTIVITY = "half_days", "count", "sessions", "activity"
ASKS = (MINUTES, DAYS, HALF_DAYS, COUNT, SESSIONS, LEVEL, ACTIVITY)
EXACT, DOWN, UP, NEAREST = "exact", "down", "up", "nearest"  # how steps are counted
PERSON, OFFICE = "person", "office"  # who may log it
FULL, BY_MONTH = "full", "by_month"
GROUP_AT_YEAR_END = "group_at_year_end"
SHARE, LAST_DAY, FIRST_DAY = "share", "last_day", "first_day"  # over New Year
YEAR, CLASS = "year", "class"  # what a cap is over, beside ACTIVITY
OFFICES = ("secretary", "deputy_secretary", "committee")
ONLINE = "online"  # the tag that an activity's ``online`` sets
LEAVE = "leave"  # stands for a cap where leave struck an activity
ONCE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Band:
    """Whole amounts from ``first`` to ``last`` (both included, ``None``: no end) and their credit.

    Without ``per`` the credit is flat; with it, ``per`` of the whole amount make the credit.
    """

    first: int
    last: int | None
    hundredths: int
    per: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of study, what it ``asks`` for, and how that becomes credit.

    ``per`` of what it asks for make ``credit_hundredths``, in proportion or in whole steps as
    ``rounding`` says; a day makes ``credit_hundredths`` and a half day ``half_day_hundredths``;
    of a level, each counts ``level_hundredths``; where there are ``bands``, the one that holds
    the amount says. ``multiple`` multiplies any of it. Leave of more than ``leave_at_most`` of
    the uncapped credit leaves nothing.
    """

    id: str
    part: str
    words: Words
    per: int
    credit_hundredths: int
    asks: str = MINUTES
    half_day_hundredths: int = 0
    levels: Mapping[str, Words] = field(default_factory=dict)
    level_hundredths: Mapping[str, int] = field(default_factory=dict)
    by: str = PERSON
    tags: tuple[str, ...] = ()
    rounding: str = EXACT
    multiple: Fraction = ONCE
    bands: tuple[Band, ...] = ()
    leave_at_most: Fraction | None = None
    source: Words = field(default_factory=dict)
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Cap:
    """The most hundredths that count per ``per``: year, class or activity.

    It limits what is of its ``kind``, ``part`` and ``tag``; an empty one means any.
    """

    id: str
    kind: str
    hundredths: int
    words: Words
    per: str = YEAR
    part: str = ""
    tag: str = ""
    source: Words = field(default_factory=dict)
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Who belongs: whoever meets all that is given. A rank is written as in the roster."""

    id: str
    words: Words
    ranks: frozenset[str] = frozenset()
    party_member: bool = False
    offices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TagMinimum:
    """The least hundredths with a tag, in one ``part`` or (empty) in all that count."""

    tag: str
    part: str
    hundredths: int


@dataclass(frozen=True, slots=True)
class Times:
    """The least number of activities of a ``kind``, or with a ``tag``; one of the two is empty."""

    kind: str
    tag: str
    least: int


@dataclass(frozen=True, slots=True)
class Carry:
    """What of a surplus goes on to the next year; an empty part stands for the total.

    ``limit``: the most hundredths, ``None`` for all of it.
    """

    from_part: str
    to_part: str
    limit: int | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a calendar year or a window of ``window_years`` asks, in hundredths.

    ``groups`` empty: it asks everybody. ``counts`` and ``counts_tags`` empty: every part, with
    any tag or none; otherwise only these parts, and only with one of these tags.
    """

    id: str
    main: bool
    parts: Mapping[str, int]
    total: int
    words: Words
    groups: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    counts_tags: tuple[str, ...] = ()
    tags: tuple[TagMinimum, ...] = ()
    times: tuple[Times, ...] = ()
    window_years: int | None = None
    anchor_year: int | None = None
    grace_months: int = 0
    carries: tuple[Carry, ...] = ()
    source: Words = field(default_factory=dict)
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a rule pack, ready to count with."""

    id: str
    version: int
    effective_from: date
    effective_to: date | None
    confirmed: bool
    title: Words
    source: Words
    back_dating_days: int
    last_year_until: tuple[int, int]  # month, day
    part_year: str  # "full" or "by_month"
    parts: Mapping[str, Words]
    kinds: Mapping[str, Kind]
    caps: tuple[Cap, ...]
    requirements: tuple[Requirement, ...]
    tags: Mapping[str, Words] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    rank_change: str = GROUP_AT_YEAR_END  # or "by_month"
    over_new_year: str = SHARE
    # What the engine found out about kinds, parts and tags of this pack, so as to do it once.
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def main_requirement(self) -> Requirement:
        """Of the main ones the first that asks everybody by the year, or else the first."""
        main = [one for one in self.requirements if one.main]
        for_all = (one for one in main if not one.groups and one.window_years is None)
        return next(for_all, main[0])

    def earliest(self, today: date) -> date:
        """The first study day that may still be entered today."""
        earliest = date.fromordinal(today.toordinal() - self.back_dating_days)
        if (today.month, today.day) <= self.last_year_until:
            return min(earliest, date(today.year - 1, 1, 1))
        return earliest
