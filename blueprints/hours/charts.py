"""Bars and the map of study days, as numbers for the macros that draw them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from blueprints.shared.clock import full_day_text, hours_text, month_text, narrow_weekdays
from domain.hours.statements import Line
from domain.hours.windows import Window

STEP, LEFT, TOP = 16, 34, 24  # px: from day to day, and where the first one stands
SIZE = 13
SHADES = (1, 30, 60, 120)  # minutes from which the first to the fourth shade begins
MONTHS, WEEK = 12, 7


@dataclass(frozen=True, slots=True)
class Heat:
    """A year in weeks from Monday on: a square a day, by the minutes studied on it.

    ``cells`` are (x, y, shade); the running year ends with the week of today.
    """

    width: int
    cells: list[tuple[int, int, int]]
    months: list[tuple[int, str]]
    weekdays: list[tuple[int, str]]
    today: tuple[float, float] | None
    days: list[tuple[str, int]]  # as a table: the day and its minutes
    longest: int  # days in a row


def heat(year: int, minutes: Mapping[date, int], today: date) -> Heat:
    """The map of the year; days after today are left blank."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), today)
    all_days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    places = {day: _place(day, first) for day in all_days}
    cells = [(*places[day], _shade(minutes.get(day))) for day in all_days]
    months = [(places[day][0], month_text(day.month)) for day in all_days if day.day == 1]
    names = narrow_weekdays()
    mark = places.get(today)
    return Heat(
        places[last][0] + STEP, cells, months,
        [(TOP + STEP * number + 11, names[number]) for number in (0, 2, 4)],
        (mark[0] - 1.5, mark[1] - 1.5) if mark else None,
        [(full_day_text(day), minutes[day]) for day in sorted(minutes)],
        _longest(sorted(minutes)),
    )  # fmt: skip


def _place(day: date, first: date) -> tuple[int, int]:
    number = (day - first).days + first.weekday()
    return LEFT + STEP * (number // WEEK), TOP + STEP * (number % WEEK)


def _shade(minutes: int | None) -> int:
    """0 for a day without study; a paper's day, which has no minutes, is the first shade."""
    if minutes is None:
        return 0
    return max(1, sum(minutes >= least for least in SHADES))


def _longest(days: list[date]) -> int:
    longest = run = 0
    for number, day in enumerate(days):
        follows = number > 0 and (day - days[number - 1]).days == 1
        run = run + 1 if follows else 1
        longest = max(longest, run)
    return longest


def months(lines: Iterable[Line]) -> list[dict[str, object]]:
    """Twelve bars: the hours of each month, the tallest filling the chart."""
    sums = dict.fromkeys(range(1, MONTHS + 1), 0)
    for line in lines:
        sums[line.month] += line.hundredths
    return _bars([(month_text(number), str(number), had) for number, had in sums.items()])


def years(shown: Window) -> list[dict[str, object]]:
    return _bars([(str(one.year), str(one.year), one.total) for one in shown.years])


def _bars(rows: list[tuple[str, str, int]]) -> list[dict[str, object]]:
    tallest = max(1, *(had for _label, _short, had in rows))
    return [
        {
            "label": label, "short": short, "value_text": hours_text(had),
            "share": round(100 * max(0, had) / tallest, 2),
        }
        for label, short, had in rows
    ]  # fmt: skip
