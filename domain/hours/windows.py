"""Several years of one person side by side: the same figures as each year's own page."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa

from domain.hours.exempt import MONTHS, periods_of, reduced
from domain.hours.figures import Figure, figure_from, year_end
from domain.hours.packs import packs_in_force
from models import BranchMembership, CreditMonth, Person, Tenure, db

YEARS = 5


@dataclass(frozen=True, slots=True)
class YearOfWindow:
    """One year: what was had by part, and the figure where the year has rules."""

    year: int
    had: Mapping[str, int]
    figure: Figure | None

    @property
    def total(self) -> int:
        return sum(self.had.values())


@dataclass(frozen=True, slots=True)
class Window:
    """Calendar years in order, the last of them the one asked; amounts in hundredths."""

    years: list[YearOfWindow]

    @property
    def had(self) -> dict[str, int]:
        """What was had in each part, over all the years."""
        sums: dict[str, int] = defaultdict(int)
        for one in self.years:
            for part, hundredths in one.had.items():
                sums[part] += hundredths
        return dict(sums)

    @property
    def total(self) -> int:
        return sum(one.total for one in self.years)

    @property
    def required(self) -> int:
        """The sum of what the years asked; years without rules ask nothing."""
        return sum(one.figure.requirement.total for one in self.years if one.figure)

    @property
    def owed(self) -> int:
        """The sum of what each year owed at its end: one year's surplus pays no other's debt."""
        return sum(one.figure.owed for one in self.years if one.figure)


def window(person_id: int, last_year: int, *, today: date, length: int = YEARS) -> Window:
    """The person's ``length`` calendar years that end with ``last_year``. Four queries.

    A year in which the person was not here at all asks nothing.
    """
    years = range(last_year - length + 1, last_year + 1)
    had = _had(person_id, years)
    found = packs_in_force({year_end(year, today) for year in years})
    in_force = {year: found.get(year_end(year, today)) for year in years}
    exempt = [(one.from_on, one.to_on) for one in periods_of(person_id)]
    first, last = _years_here(person_id)
    found_years = []
    for year, rules in in_force.items():
        one = figure_from(person_id, year, rules, had[year], exempt) if rules else None
        if one is not None and not first <= year <= last:
            one = replace(one, requirement=reduced(one.requirement, MONTHS))
        found_years.append(YearOfWindow(year, had[year], one))
    return Window(found_years)


def _years_here(person_id: int) -> tuple[int, int]:
    """The years of the first day and of the last, by membership and tenure; wide open for none."""
    days = sa.union_all(*(
        sa.select(line.from_on).where(line.person_id == person_id, line.superseded_at.is_(None))
        for line in (BranchMembership, Tenure)
    )).subquery()  # fmt: skip
    first_on, left_on = db.session.execute(
        sa.select(
            sa.select(sa.func.min(days.c.from_on)).scalar_subquery(), Person.left_on
        ).where(Person.id == person_id)
    ).one()  # fmt: skip
    last_on = left_on - timedelta(days=1) if left_on is not None else date.max
    return (first_on or date.min).year, last_on.year


def _had(person_id: int, years: Collection[int]) -> dict[int, dict[str, int]]:
    rows = db.session.execute(
        sa.select(CreditMonth.year, CreditMonth.part, sa.func.sum(CreditMonth.hundredths))
        .where(CreditMonth.person_id == person_id, CreditMonth.year.in_(years))
        .group_by(CreditMonth.year, CreditMonth.part)
    )
    had: dict[int, dict[str, int]] = {year: {} for year in years}
    for year, part, hundredths in rows:
        had[year][part] = int(hundredths)
    return had
