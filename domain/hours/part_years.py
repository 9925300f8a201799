"""Months of a year that ask nothing, and what is left of a requirement without them."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from domain.hours.conversion import rounded
from domain.hours.pack_format import BY_MONTH, Pack, Requirement
from domain.hours.standings import Standing

MONTHS = 12


def exempt_months(spans: Iterable[tuple[date, date]], year: int) -> int:
    """How many months of the year have more than half of their days in the spans.

    Both days of a span are included; a day in two spans counts once.
    """
    return len(months_in(spans, year))


def months_in(spans: Iterable[tuple[date, date]], year: int) -> set[int]:
    """The months of the year that ``exempt_months`` counts."""
    days: set[int] = set()
    for first, last in spans:
        begin = max(first, date(year, 1, 1)).toordinal()
        days |= set(range(begin, min(last, date(year, 12, 31)).toordinal() + 1))
    if not days:
        return set()
    return {
        month
        for month in range(1, MONTHS + 1)
        if _days_of(days, year, month) * 2 > monthrange(year, month)[1]
    }


def _days_of(days: set[int], year: int, month: int) -> int:
    first = date(year, month, 1).toordinal()
    return sum(day in days for day in range(first, first + monthrange(year, month)[1]))


def reduced(requirement: Requirement, months: int) -> Requirement:
    """What is asked when so many months ask nothing: each minimum and the total by twelfths.

    Of a window the months of all its years. Each amount is rounded half up to the hundredth by
    itself; a least number of activities stays.
    """
    if months == 0:
        return requirement
    of = MONTHS * (requirement.window_years or 1)
    left = of - months
    return replace(
        requirement,
        parts={part: rounded(asked * left, of) for part, asked in requirement.parts.items()},
        total=rounded(requirement.total * left, of),
        tags=tuple(
            replace(one, hundredths=rounded(one.hundredths * left, of)) for one in requirement.tags
        ),
    )


def months_off(pack: Pack, requirement: Requirement, year: int, standing: Standing) -> int:
    """Months that ask nothing: away where part years count, out of the group where months do.

    A year without a day here asks nothing, whatever the pack says of part years.
    """
    if pack.part_year == BY_MONTH:
        off = months_in(standing.away(year), year)
    else:
        off = set() if standing.is_here_in(year) else set(range(1, MONTHS + 1))
    if requirement.groups and pack.rank_change == BY_MONTH:
        off = off | {
            month
            for month in range(1, MONTHS + 1)
            if not standing.belongs(requirement.groups, _month_end(year, month))
        }
    return len(off)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
