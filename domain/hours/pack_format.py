"""What a rule pack says, and how it is read from TOML, checked field by field.

The format is described in content/README.md.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from domain.hours.fields import Fields, PackRefused

Words = Mapping[str, str]  # "zh" and "en"
MINUTES, DAYS, LEVEL = "minutes", "days", "level"  # what a kind asks for
HALF_DAYS, COUNT, SESSIONS, ACTIVITY = "half_days", "count", "sessions", "activity"
ONLINE = "online"
PERSON, OFFICE = "person", "office"  # who may log it
FULL, BY_MONTH = "full", "by_month"
CONFIRM_WITHIN_DAYS = 7  # where a pack does not say


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of study, what it ``asks`` for, and how that becomes credit.

    Of minutes, ``per`` minutes make ``credit_hundredths``; a day makes ``credit_hundredths``
    and a half day ``half_day_hundredths``; of a level, each counts ``level_hundredths``.
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
    leave_at_most: Fraction | None = None

    @property
    def rate(self) -> Fraction:
        """Credit hours (exact) for one minute, or for one day."""
        return Fraction(self.credit_hundredths, 100 * self.per)


@dataclass(frozen=True, slots=True)
class Cap:
    """The most hundredths of a kind that count in a year."""

    id: str
    kind: str
    hundredths: int
    words: Words


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a calendar year asks, in hundredths: in each part, and in all."""

    id: str
    main: bool
    parts: Mapping[str, int]
    total: int
    words: Words


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
    confirm_within_days: int
    part_year: str  # "full" or "by_month"
    parts: Mapping[str, Words]
    kinds: Mapping[str, Kind]
    caps: tuple[Cap, ...]
    requirements: tuple[Requirement, ...]
    tags: Mapping[str, Words] = field(default_factory=dict)
    groups: Mapping[str, Any] = field(default_factory=dict)

    @property
    def main_requirement(self) -> Requirement:
        return next(one for one in self.requirements if one.main)

    def earliest(self, today: date) -> date:
        """The first study day that may still be entered today."""
        earliest = date.fromordinal(today.toordinal() - self.back_dating_days)
        if (today.month, today.day) <= self.last_year_until:
            return min(earliest, date(today.year - 1, 1, 1))
        return earliest


def parse_pack(text: str, file: str) -> Pack:
    """The pack of a TOML text.

    Raises:
        PackRefused: naming the file, the field and what was expected.
    """
    try:
        top = Fields(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        raise PackRefused(file, "", str(error)) from None
    parts = {one.text("id"): one.words() for one in top.rows("parts", ("id", "zh", "en"))}
    kinds = {one.text("id"): _kind(one, parts) for one in top.rows("kinds")}
    caps = tuple(_cap(one, kinds) for one in top.rows("caps", optional=True))
    requirements = tuple(_requirement(one, parts) for one in top.rows("requirements"))
    if sum(one.main for one in requirements) != 1:
        raise PackRefused(file, "requirements", "exactly one must be the main one")
    back = top.table("back_dating")
    pack = Pack(
        top.text("id"), top.number("version"), top.day("effective_from"),
        top.day("effective_to", optional=True), top.flag("confirmed"),
        top.table("title").words(), top.table("source").words(), back.number("days"),
        back.month_day("last_year_until"), _confirm_within(top),
        top.choice("part_year", {FULL, BY_MONTH}, default=FULL), parts, kinds, caps, requirements,
    )  # fmt: skip
    back.done()
    top.done()
    return pack


def _confirm_within(top: Fields) -> int:
    confirmation = top.table("confirmation", optional=True)
    days = confirmation.number("within_days", default=CONFIRM_WITHIN_DAYS)
    confirmation.done()
    return days


def _kind(fields: Fields, parts: Mapping[str, Words]) -> Kind:
    convert = fields.table("convert")
    asks = convert.choice("of", {MINUTES, DAYS, LEVEL})
    rows = fields.rows("levels") if asks == LEVEL else []
    if asks == LEVEL and not rows:
        raise PackRefused(fields.file, fields.path("levels"), "at least one level")
    kind = Kind(
        fields.text("id"), fields.choice("part", set(parts)), fields.words(),
        per=convert.number("per") if asks == MINUTES else 1,
        credit_hundredths=convert.amount("credit") if asks != LEVEL else 0,
        asks=asks,
        half_day_hundredths=convert.amount("half_day") if asks == DAYS else 0,
        levels={one.text("id"): one.words() for one in rows},
        level_hundredths={one.text("id"): one.amount("credit") for one in rows},
        by=fields.choice("by", {PERSON, OFFICE}, default=PERSON),
    )  # fmt: skip
    for one in (*rows, convert, fields):
        one.done()
    return kind


def _cap(fields: Fields, kinds: Mapping[str, Kind]) -> Cap:
    fields.choice("per", {"year"})
    cap = Cap(
        fields.text("id"), fields.choice("kind", set(kinds)), fields.amount("credit"),
        fields.words(),
    )  # fmt: skip
    fields.done()
    return cap


def _requirement(fields: Fields, parts: Mapping[str, Words]) -> Requirement:
    asked = fields.table("parts")
    least = {part: asked.amount(part) for part in asked.names(set(parts))}
    requirement = Requirement(
        fields.text("id"), fields.flag("main"), least, fields.amount("total"), fields.words()
    )
    if requirement.total < sum(least.values()):
        raise PackRefused(fields.file, fields.path("total"), "at least the sum of its parts")
    fields.done()
    return requirement
