"""Reading the requirements of a rule pack, and refusing those that nobody could meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.hours.fields import Expected, Fields
from domain.hours.kind_parsing import Standing, standing_of
from domain.hours.pack_format import (
    YEAR,
    Cap,
    Carry,
    Group,
    Kind,
    Requirement,
    TagMinimum,
    Times,
    Words,
)

MOST_YEARS, MOST_MONTHS = 50, 120
EARLIEST_YEAR, LATEST_YEAR = 1950, 2200


@dataclass(frozen=True, slots=True)
class Known:
    """What a pack has declared so far, by id."""

    parts: dict[str, Words]
    tags: dict[str, Words]
    kinds: dict[str, Kind]
    groups: dict[str, Group]


def read_requirements(top: Fields, known: Known, otherwise: Standing) -> tuple[Requirement, ...]:
    """The requirements in the order of the file; at least one is a main one."""
    rows = top.rows("requirements")
    requirements = tuple(_requirement(one, known, otherwise) for one in rows)
    if not any(one.main for one in requirements):
        top.refuse("requirements", Expected.A_MAIN_ONE)
    return requirements


def _requirement(fields: Fields, known: Known, otherwise: Standing) -> Requirement:
    counts = fields.texts("counts", known.parts)
    counts_tags = fields.texts("counts_tags", known.tags)
    asked = fields.table("parts", optional=True)
    least = {part: asked.amount(part) for part in asked.names(known.parts)}
    source, confirmed = standing_of(fields, otherwise)
    requirement = Requirement(
        fields.text("id"), fields.flag("main", default=False), least, fields.amount("total"),
        fields.words(),
        groups=fields.texts("groups", known.groups),
        counts=counts,
        counts_tags=counts_tags,
        tags=tuple(_tag_minimum(one, known, counts) for one in fields.tables("tags")),
        times=tuple(_times(one, known) for one in fields.tables("times")),
        window_years=fields.number_or_none("window_years", least=2, most=MOST_YEARS),
        anchor_year=fields.number_or_none("anchor_year", least=EARLIEST_YEAR, most=LATEST_YEAR),
        grace_months=fields.number("grace_months", default=0, most=MOST_MONTHS),
        carries=tuple(_carry(one, known, counts) for one in fields.tables("carry")),
        source=source,
        confirmed=confirmed,
    )  # fmt: skip
    _check_counted(asked, least, counts)
    _check_window(fields, requirement)
    _check_minimums(fields, requirement)
    fields.done()
    return requirement


def _tag_minimum(fields: Fields, known: Known, counts: Sequence[str]) -> TagMinimum:
    minimum = TagMinimum(
        fields.choice("tag", known.tags), fields.choice("part", known.parts, default=""),
        fields.amount("credit"),
    )  # fmt: skip
    if counts and minimum.part and minimum.part not in counts:
        fields.refuse("part", Expected.COUNTED)
    fields.done()
    return minimum


def _times(fields: Fields, known: Known) -> Times:
    times = Times(
        fields.choice("kind", known.kinds, default=""),
        fields.choice("tag", known.tags, default=""), fields.number("least"),
    )  # fmt: skip
    if bool(times.kind) == bool(times.tag):
        fields.refuse("kind", Expected.KIND_OR_TAG)
    fields.done()
    return times


def _carry(fields: Fields, known: Known, counts: Sequence[str]) -> Carry:
    from_part = fields.choice("from", known.parts, default="")
    carry = Carry(
        from_part, fields.choice("to", known.parts, default=from_part),
        fields.amount("limit", above_zero=True) if "limit" in fields else None,
    )  # fmt: skip
    if counts and from_part and from_part not in counts:
        fields.refuse("from", Expected.COUNTED)
    fields.done()
    return carry


def _check_counted(asked: Fields, least: Mapping[str, int], counts: Sequence[str]) -> None:
    for part in least:
        if counts and part not in counts:
            asked.refuse(part, Expected.COUNTED)


def _check_window(fields: Fields, requirement: Requirement) -> None:
    if requirement.window_years is None:
        if requirement.anchor_year is not None:
            fields.refuse("anchor_year", Expected.NEEDS_WINDOW)
    elif requirement.carries:
        fields.refuse("carry", Expected.ONE_YEAR_ONLY)


def _check_minimums(fields: Fields, requirement: Requirement) -> None:
    """Refuse a total below what its parts, or one of its tags, already ask."""
    of_parts = sum(requirement.parts.values())
    if requirement.total < of_parts:
        fields.refuse("total", Expected.SUM_OF_PARTS, least=of_parts)
    of_tag = max((one.hundredths for one in requirement.tags), default=0)
    if requirement.total < of_tag:
        fields.refuse("total", Expected.TAG_MINIMUM, least=of_tag)


def check_room(
    rows: Sequence[Fields], caps: Sequence[Cap], requirements: Sequence[Requirement]
) -> None:
    """Refuse a cap of the year that leaves less than what a requirement asks of the same hours.

    Not where hours may be carried in beside them.
    """
    alone = [one for one in requirements if not one.carries]
    for row, cap in zip(rows, caps, strict=True):
        for one in alone if cap.per == YEAR and not cap.kind else ():
            least = _asked_of(cap, one)
            if cap.hundredths * (one.window_years or 1) < least:
                row.refuse("credit", Expected.ROOM_FOR, least=least, found=one.id)


def _asked_of(cap: Cap, requirement: Requirement) -> int:
    """What the requirement asks of the hours that the cap limits, whatever else there is."""
    if cap.tag:
        minimums = requirement.tags
        same = (m.hundredths for m in minimums if m.tag == cap.tag and cap.part in {"", m.part})
        return max(same, default=0)
    if not cap.part or requirement.counts == (cap.part,):
        return requirement.total
    return requirement.parts.get(cap.part, 0)
