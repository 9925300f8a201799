"""The organisation's zone as a calendar file has to tell it: when its clocks change, and to what.

Written here from the zone's own table: where the clocks go forward, icalendar 7.3 gives the new
wall clock as the moment of the change, where RFC 5545 asks for the old one.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone

A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)


@lru_cache(maxsize=16)
def zone_component(zone: ZoneInfo, first_year: int, last_year: int) -> "Timezone":
    """The VTIMEZONE of the years, both included."""
    from icalendar import Timezone  # noqa: PLC0415 - only calendars need it

    component = Timezone()
    component.add("tzid", zone.key)
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    component.add_component(_observance(at, zone, before=at.astimezone(zone).utcoffset()))
    while at < end:
        if _offset(at, zone) != _offset(at + A_DAY, zone):
            changes_at = _change(at, at + A_DAY, zone)
            component.add_component(_observance(changes_at, zone, before=_offset(at, zone)))
        at += A_DAY
    return component


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset()


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The minute in which the offset changes between the two."""
    while after - before > A_MINUTE:
        middle = before + (after - before) // 2
        middle = middle.replace(second=0, microsecond=0)
        if _offset(middle, zone) == _offset(before, zone):
            before = middle
        else:
            after = middle
    return after


def _observance(at: datetime, zone: ZoneInfo, *, before: timedelta):
    from icalendar import TimezoneDaylight, TimezoneStandard  # noqa: PLC0415

    local = at.astimezone(zone)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    part.add("dtstart", (at + before).replace(tzinfo=None))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", local.utcoffset())
    part.add("tzname", local.tzname())
    return part
