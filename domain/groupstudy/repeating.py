"""A gathering repeated: on which days, as what plan, and what a change does to the later ones."""

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta, tzinfo

from domain.access import Visitor
from domain.groupstudy.inviting import invited_to
from domain.groupstudy.planning import (
    MOST_REPEATED,
    Plan,
    edit_gathering,
    later_of_series,
    readings_of,
)
from models import GroupStudy

WEEKLY, FORTNIGHTLY, MONTH_WEEKDAY, MONTH_DAY = RHYTHMS = (
    "weekly", "fortnightly", "month_weekday", "month_day",
)  # fmt: skip
STEPS = {WEEKLY: timedelta(weeks=1), FORTNIGHTLY: timedelta(weeks=2)}
A_WEEK = 7
MONTHS = 12


class UntilTooEarly(Exception):
    """It would be repeated until a day on or before its first."""


class TooOften(Exception):
    """More than ``MOST_REPEATED`` gatherings at once; ``last_on`` is the last day that fits."""

    def __init__(self, last_on: date) -> None:
        super().__init__(str(last_on))
        self.last_on = last_on


def days_repeated(
    first: date, rhythm: str, until: date, *, without: Collection[date] = ()
) -> list[date]:
    """The days from ``first`` to ``until``, both included, but for those ``without``.

    By month it is the day of the same number, or the last of a shorter month; or the same
    weekday in the same week of the month, a fifth one being the last. ``first`` was chosen by
    hand and stays, whatever day it is.

    Raises:
        UntilTooEarly, TooOften.
    """
    if until <= first:
        raise UntilTooEarly
    found, number = [first], 1
    while (day := _nth(first, rhythm, number)) <= until:
        number += 1
        if day in without:
            continue
        if len(found) == MOST_REPEATED:
            raise TooOften(found[-1])
        found.append(day)
    return found


def _nth(first: date, rhythm: str, number: int) -> date:
    """The day that comes ``number`` steps after the first."""
    if rhythm in STEPS:
        return first + number * STEPS[rhythm]
    months = first.year * MONTHS + first.month - 1 + number
    begins = date(months // MONTHS, months % MONTHS + 1, 1)
    last = _last_of_month(begins)
    if rhythm == MONTH_DAY:
        return begins.replace(day=min(first.day, last.day))
    day = begins + timedelta(
        days=(first.weekday() - begins.weekday()) % A_WEEK + (first.day - 1) // A_WEEK * A_WEEK
    )
    return day if day <= last else day - timedelta(days=A_WEEK)


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def plan_on(plan: Plan, day: date, zone: tzinfo) -> Plan:
    """The same plan on another day: at the same time by the clocks of the zone."""
    starts, ends = (one.astimezone(zone).time() for one in (plan.starts_at, plan.ends_at))
    return replace(
        plan, held_on=day, starts_at=datetime.combine(day, starts, zone),
        ends_at=datetime.combine(day, ends, zone),
    )  # fmt: skip


def plan_of(gathering: GroupStudy) -> Plan:
    """The plan as it is stored. Two queries."""
    others = {"invited", "readings"}
    values = {
        one.name: getattr(gathering, one.name) for one in fields(Plan) if one.name not in others
    }
    readings = tuple((one.title, one.material_id) for one in readings_of(gathering.id))
    return Plan(**values, invited=invited_to(gathering.id), readings=readings)


def edit_later(
    gathering: GroupStudy, before: Plan, after: Plan, visitor: Visitor, *, zone: tzinfo,
    now: datetime,
) -> int:  # fmt: skip
    """Change what differs between the plans in the later ones of the series as well; how many.

    They are moved by as many days as the first was, and keep what was not changed in it.

    Raises:
        As ``domain.groupstudy.planning.edit_gathering``.
    """
    moved = after.held_on - before.held_on
    times = {"held_on", "starts_at", "ends_at"}
    names = [
        one.name for one in fields(Plan)
        if one.name not in times and getattr(before, one.name) != getattr(after, one.name)
    ]  # fmt: skip
    later = later_of_series(gathering, visitor)
    for one in later:
        kept = plan_of(one)
        wanted = replace(kept, **{name: getattr(after, name) for name in names})
        wanted = _at_times_of(wanted, before, after, kept.held_on + moved, zone)
        if wanted != kept:
            edit_gathering(one, wanted, visitor, version=one.version, now=now)
    return len(later)


def _at_times_of(plan: Plan, before: Plan, after: Plan, day: date, zone: tzinfo) -> Plan:
    """On the day; beginning and end as in ``after``, where they were changed there."""
    starts, ends = (
        _changed(getattr(before, name), getattr(after, name), getattr(plan, name), zone)
        for name in ("starts_at", "ends_at")
    )
    return replace(
        plan, held_on=day, starts_at=datetime.combine(day, starts, zone),
        ends_at=datetime.combine(day, ends, zone),
    )  # fmt: skip


def _changed(was: datetime, became: datetime, own: datetime, zone: tzinfo) -> time:
    """The time of day that was changed here, or else its own."""
    before, after = was.astimezone(zone).time(), became.astimezone(zone).time()
    return after if before != after else own.astimezone(zone).time()
