"""The engine: activities and packs in, credit out. Pure, exact, the same in any order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from domain.hours.packs import Cap, Pack


class Activity(NamedTuple):
    """Something that may be credited; ``pack_id`` names the pack it is judged by."""

    id: int
    kind: str
    on: date
    minutes: int
    pack_id: int


class Credited(NamedTuple):
    """What one activity comes to, in hundredths, and which rule and cap made it so."""

    activity: Activity
    year: int
    part: str
    hundredths: int
    uncapped_hundredths: int
    rule: str
    cap: str


def credit(activities: Iterable[Activity], packs: Mapping[int, Pack]) -> list[Credited]:
    """Credit a person's activities, by study day and then id; caps fill up in that order.

    An activity of a kind that its pack does not know comes to nothing and is left out.
    """
    used: dict[tuple[int, str, int], int] = defaultdict(int)
    credited = []
    for activity in sorted(activities, key=lambda one: (one.on, one.id)):
        pack = packs[activity.pack_id]
        kind = pack.kinds.get(activity.kind)
        if kind is None:
            continue
        uncapped = worth(kind.credit_hundredths, kind.per, activity.minutes)
        amount, by, caps = uncapped, "", caps_of(pack, kind.id)
        for cap in caps:
            left = max(0, cap.hundredths - used[activity.pack_id, cap.id, activity.on.year])
            if left < amount:
                amount, by = left, cap.id
        for cap in caps:
            used[activity.pack_id, cap.id, activity.on.year] += amount
        credited.append(
            Credited(activity, activity.on.year, kind.part, amount, uncapped, kind.id, by)
        )
    return credited


@lru_cache(maxsize=4096)
def worth(credit_hundredths: int, per: int, minutes: int) -> int:
    """Hundredths for the minutes where ``per`` minutes make ``credit_hundredths``."""
    return half_up(Fraction(credit_hundredths * minutes, per))


def caps_of(pack: Pack, kind: str) -> list[Cap]:
    return [cap for cap in pack.caps if cap.kind == kind]


def half_up(amount: Fraction) -> int:
    """The nearest whole number; a half goes up. For amounts that are not negative."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
