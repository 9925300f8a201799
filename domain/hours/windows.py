"""Several years of one person side by side: the same figures as each year's own page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.hours.figures import Figure, facts_for, figure_from, rules_of
from domain.hours.requirements import Result

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

    @property
    def yearly(self) -> Result | None:
        """What the year itself asks, where the main requirement is one of a single year."""
        main = self.figure.main if self.figure is not None else None
        return main if main is not None and main.requirement.window_years is None else None


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
        return sum(one.yearly.required_total for one in self.years if one.yearly)

    @property
    def owed(self) -> int:
        """The sum of what each year owed at its end: one year's surplus pays no other's debt."""
        return sum(one.yearly.owed for one in self.years if one.yearly)

    @property
    def windowed(self) -> Sequence[Result]:
        """The requirements over several years, as they stand in the last of these."""
        last = self.years[-1].figure
        every = last.results if last is not None else ()
        return [one for one in every if one.requirement.window_years is not None]


def window(person_id: int, last_year: int, *, today: date, length: int = YEARS) -> Window:
    """The person's ``length`` calendar years that end with ``last_year``. Two queries."""
    years = range(last_year - length + 1, last_year + 1)
    rules = rules_of(years, today)
    facts = facts_for(rules.values(), [person_id], years)[person_id]
    found = []
    for year in years:
        own = rules.get(year)
        had: dict[str, int] = defaultdict(int)
        for (part, _tags), hundredths in facts.sums.get(year, {}).items():
            had[part] += hundredths
        shown = figure_from(person_id, own, facts, today=today) if own is not None else None
        found.append(YearOfWindow(year, dict(had), shown))
    return Window(found)
