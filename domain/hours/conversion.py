"""From what was done to credit: exact until the one rounding, before any cap."""

from collections.abc import Callable

from domain.hours.activities import Activity
from domain.hours.pack_format import (
    ACTIVITY,
    COUNT,
    DAYS,
    DOWN,
    EXACT,
    HALF_DAYS,
    LEVEL,
    MINUTES,
    NEAREST,
    SESSIONS,
    UP,
    Band,
    Kind,
)

HALVES = 2  # days are counted in half days, so that bands over them stay in whole numbers
AMOUNTS: dict[str, Callable[[Activity], int]] = {
    MINUTES: lambda one: one.minutes,
    DAYS: lambda one: HALVES * one.days + one.half_days,
    HALF_DAYS: lambda one: one.half_days,
    COUNT: lambda one: one.count or 1,
    SESSIONS: lambda one: one.sessions or 1,
    LEVEL: lambda one: one.count or 1,
    ACTIVITY: lambda _one: 1,
}


def amount_of(kind: Kind, activity: Activity) -> int:
    """How much was done of what the kind asks for; of days the half days."""
    return AMOUNTS[kind.asks](activity)


def worth(kind: Kind, activity: Activity) -> int | None:
    """The hundredths of an activity before leave and caps.

    ``None`` for a level that is not there, and for an amount that no band holds.
    """
    times, by = kind.multiple.numerator, kind.multiple.denominator
    if kind.bands:
        return _in_band(kind, amount_of(kind, activity))
    if kind.asks == DAYS:
        days, halves = activity.days, activity.half_days
        whole = days * kind.credit_hundredths + halves * kind.half_day_hundredths
        return rounded(whole * times, by)
    if kind.asks == LEVEL:
        each = kind.level_hundredths.get(activity.level)
        return None if each is None else rounded(each * (activity.count or 1) * times, by)
    amount = amount_of(kind, activity)
    if kind.rounding == EXACT:
        return rounded(kind.credit_hundredths * amount * times, kind.per * by)
    steps = whole_steps(kind.rounding, amount, kind.per)
    return rounded(kind.credit_hundredths * steps * times, by)


def band_of(kind: Kind, amount: int) -> Band | None:
    """The band that holds the amount; of days, half a day above its last day still does."""
    unit = HALVES if kind.asks == DAYS else 1
    for band in kind.bands:
        if band.first * unit <= amount and (band.last is None or amount < (band.last + 1) * unit):
            return band
    return None


def _in_band(kind: Kind, amount: int) -> int | None:
    band = band_of(kind, amount)
    if band is None:
        return None
    times, by = kind.multiple.numerator, kind.multiple.denominator
    if band.per is None:
        return rounded(band.hundredths * times, by)
    per = band.per * (HALVES if kind.asks == DAYS else 1)
    if kind.rounding == EXACT:
        return rounded(band.hundredths * amount * times, per * by)
    return rounded(band.hundredths * whole_steps(kind.rounding, amount, per) * times, by)


def whole_steps(rounding: str, amount: int, per: int) -> int:
    """How many steps of ``per`` the amount makes: begun (up), whole (down), or the nearest."""
    if rounding == DOWN:
        return amount // per
    if rounding == UP:
        return -(-amount // per)
    if rounding == NEAREST:
        return rounded(amount, per)
    raise ValueError(rounding)


def rounded(numerator: int, denominator: int) -> int:
    """The nearest whole number to a fraction; a half goes up. For what is not negative."""
    return (2 * numerator + denominator) // (2 * denominator)
