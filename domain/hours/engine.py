"""The engine: activities and packs in, credit out. Pure, exact, the same in any order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from domain.hours.pack_format import DAYS, LEVEL, Cap, Kind, Pack


class Activity(NamedTuple):
    """Something that may be credited; ``pack_id`` names the pack it is judged by.

    From ``on`` to ``ends_on``, both days included; without the latter it is one day. Which of
    the amounts counts is the kind's to say; a ``count`` of 0 was left empty and is 1.
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
    """What one activity comes to in one year, in hundredths, and which rule and cap made it so."""

    activity: Activity
    year: int
    part: str
    hundredths: int
    uncapped_hundredths: int
    rule: str
    cap: str


def credit(activities: Iterable[Activity], packs: Mapping[int, Pack]) -> list[Credited]:
    """Credit a person's activities, by last day, first day and id; caps fill up in that order.

    One that lies over New Year is credited in each of its years. An activity of a kind or level
    that its pack does not know comes to nothing and is left out. All versions of a pack share
    the room of a cap.
    """
    used: dict[tuple[str, str, int], int] = defaultdict(int)
    credited = []
    for activity in sorted(activities, key=lambda one: (one.last_on, one.on, one.id)):
        pack = packs[activity.pack_id]
        kind = pack.kinds.get(activity.kind)
        amount = None if kind is None else worth(kind, activity)
        if kind is None or amount is None:
            continue
        caps = caps_of(pack, kind.id)
        for year, share in shares(amount, activity.on, activity.last_on):
            rooms = [(pack.id, cap.id, year) for cap in caps]
            got, by = _capped(share, caps, [used[room] for room in rooms])
            for room in rooms:
                used[room] += got
            credited.append(Credited(activity, year, kind.part, got, share, kind.id, by))
    return credited


def worth(kind: Kind, activity: Activity) -> int | None:
    """The hundredths of an activity before any cap; ``None`` for a level that is not there."""
    if kind.asks == DAYS:
        days, halves = activity.days, activity.half_days
        return days * kind.credit_hundredths + halves * kind.half_day_hundredths
    if kind.asks == LEVEL:
        each = kind.level_hundredths.get(activity.level)
        return None if each is None else each * (activity.count or 1)
    return worth_of_minutes(kind.credit_hundredths, kind.per, activity.minutes)


@lru_cache(maxsize=4096)
def worth_of_minutes(credit_hundredths: int, per: int, minutes: int) -> int:
    """Hundredths for the minutes where ``per`` minutes make ``credit_hundredths``."""
    return half_up(Fraction(credit_hundredths * minutes, per))


def shares(amount: int, first: date, last: date) -> list[tuple[int, int]]:
    """The amount by calendar year, shared by days; both ends count.

    Earlier years are rounded half up, the last takes the rest. The shares sum up to the amount.
    """
    if first.year == last.year:
        return [(first.year, amount)]
    days, left, found = (last - first).days + 1, amount, []
    for year in range(first.year, last.year):
        of_year = (date(year, 12, 31) - max(first, date(year, 1, 1))).days + 1
        share = min(left, half_up(Fraction(amount * of_year, days)))
        found.append((year, share))
        left -= share
    return [*found, (last.year, left)]


def _capped(amount: int, caps: list[Cap], used: list[int]) -> tuple[int, str]:
    """What the caps leave of the amount, and the id of the one that leaves least."""
    by = ""
    for cap, so_far in zip(caps, used, strict=True):
        left = max(0, cap.hundredths - so_far)
        if left < amount:
            amount, by = left, cap.id
    return amount, by


def caps_of(pack: Pack, kind: str) -> list[Cap]:
    return [cap for cap in pack.caps if cap.kind == kind]


def half_up(amount: Fraction) -> int:
    """The nearest whole number; a half goes up. For amounts that are not negative."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
