"""What the rule of study first asks in which period, and of which branches.

A period is judged to its end by the version in force on its first day: a new version rewrites
nothing that has begun. No query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.groupstudy.rules import Requirement, StudyFirst

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Demand:
    """One requirement in one period; ``to_on`` is its last day."""

    requirement: Requirement
    from_on: date
    to_on: date

    @property
    def key(self) -> tuple[str, date]:
        return self.requirement.id, self.from_on

    def holds(self, day: date) -> bool:
        return self.from_on <= day <= self.to_on

    def asked_of(self, opened_on: date, closed_on: date | None) -> bool:
        """Whether a branch of these days is asked: it stands on the last day of the period, and
        was opened before the last third of it. ``closed_on`` is the first day without it.
        """
        if closed_on is not None and closed_on <= self.to_on:
            return False
        days = (self.to_on - self.from_on).days + 1
        return 3 * (opened_on - self.from_on).days < 2 * days


def demands_of(year: int, rules: Sequence[StudyFirst]) -> list[Demand]:
    """Everything that is asked in the year, by the last day; ``rules``: the latest first."""
    found = []
    for month in MONTHS:
        first = date(year, month, 1)
        rule = next((one for one in rules if one.effective_from <= first), None)
        for requirement in rule.requirements if rule else ():
            from_on, to_on = requirement.period(first)
            if from_on == first:
                found.append(Demand(requirement, from_on, to_on))
    return sorted(found, key=lambda one: (one.to_on, -one.from_on.toordinal()))


def running(day: date, rules: Sequence[StudyFirst]) -> list[Demand]:
    """What is asked in the periods that hold the day."""
    return [one for one in demands_of(day.year, rules) if one.holds(day)]
