"""Working days: Monday to Friday, but for the days that the holiday table names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

A_DAY = timedelta(days=1)
SATURDAY = 5
MOST_DAYS_OFF = 60  # in a row; a table that says more would keep a date from ever coming


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """``exceptions``: whether a day is worked, where its weekday does not say."""

    exceptions: Mapping[date, bool]

    def is_working(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def after(self, day: date, number: int) -> date:
        """The working day that comes so many working days after the day; it is not counted."""
        left, idle = number, 0
        while left and idle < MOST_DAYS_OFF:
            day += A_DAY
            if self.is_working(day):
                left, idle = left - 1, 0
            else:
                idle += 1
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie after ``first``, up to ``last``; 0 where it is not later."""
        days = (last - first).days
        return sum(self.is_working(first + n * A_DAY) for n in range(1, days + 1))
