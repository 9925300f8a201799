"""What was had, asked, carried and owed: one requirement, one person, a year or a window.

Pure functions. Whoever calls brings, for one person:

* ``Books`` (``domain.hours.books``): what was had in each year;
* a ``Standing``: groups with their days, exempt days, days of service;
* the pack that is in force on the year's last day, and that of the year before.

``results`` then gives every requirement that applies; ``main_of`` names the one that the ring
shows. The same functions stand behind ``flask hours rehearse`` and every page.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.hours.books import Books, Counts, Sums, counts_for, tagged
from domain.hours.pack_format import BY_MONTH, Pack, Requirement, TagMinimum, Times
from domain.hours.part_years import MONTHS, months_off, reduced
from domain.hours.standings import GroupSpan, Standing

Carried = Mapping[str, int]  # hundredths by the part they are carried into; "" is the total
NOTHING: Mapping[tuple[str, str], int] = {}


@dataclass(frozen=True, slots=True)
class Result:
    """One requirement over ``first_year`` to ``last_year`` (one year, or a window).

    ``requirement`` is what is asked of this person: months that ask nothing are taken off.
    Amounts are hundredths. ``had`` has every part that counts, ``tags`` every tag of the pack,
    both without what was carried in; ``had_tags`` what was had where a least amount of a tag is
    asked. ``times`` says of each least number of activities how many there were; ``carried`` is
    what the year before brought, ``carried_on`` what goes to the next.
    ``due_on`` is the last day of the year, or that of the grace after a change of rank.
    """

    requirement: Requirement
    first_year: int
    last_year: int
    had: Mapping[str, int]
    tags: Mapping[str, int]
    had_tags: Mapping[TagMinimum, int]
    times: tuple[tuple[Times, int], ...]
    carried: Carried
    carried_on: Carried
    months_off: int
    due_on: date

    @property
    def total(self) -> int:
        return sum(self.had.values())

    @property
    def required(self) -> Mapping[str, int]:
        return self.requirement.parts

    @property
    def required_total(self) -> int:
        return self.requirement.total

    @property
    def carried_in(self) -> int:
        return sum(self.carried.values())

    @property
    def carried_out(self) -> int:
        return sum(self.carried_on.values())

    @property
    def shortfalls(self) -> dict[str, int]:
        """What each part with a minimum lacks, after what was carried into it."""
        return {
            part: max(0, least - self.had.get(part, 0) - self.carried.get(part, 0))
            for part, least in self.required.items()
        }

    @property
    def lacking_tags(self) -> dict[TagMinimum, int]:
        return {one: max(0, one.hundredths - had) for one, had in self.had_tags.items()}

    @property
    def owed(self) -> int:
        """The largest of the total's shortfall, the parts' together, and any tag's."""
        return max(
            0,
            self.required_total - self.total - self.carried_in,
            sum(self.shortfalls.values()),
            *self.lacking_tags.values(),
        )

    @property
    def times_met(self) -> bool:
        return all(had >= asked.least for asked, had in self.times)

    @property
    def met(self) -> bool:
        return self.owed == 0 and self.times_met

    @property
    def share(self) -> float:
        """The ring: (required - owed) / required, in per cent."""
        asked = self.required_total
        return 100.0 if asked == 0 else 100 * (asked - min(self.owed, asked)) / asked

    def in_grace(self, today: date) -> bool:
        """Whether the time is over, but what is owed may still be met."""
        return date(self.last_year, 12, 31) < today <= self.due_on and not self.met


def results(
    pack: Pack, year: int, books: Books, standing: Standing, before: Pack | None = None,
    fixed: Mapping[str, Carried] | None = None,
) -> list[Result]:  # fmt: skip
    """Every requirement that applies to the person in the year, in the order of the pack.

    Of one with a window, the window that ends with the year, or holds it where it has an
    anchor. ``before``: the pack in force at the end of the year before, which says what is
    carried on from it; the same pack where it is not named. ``fixed``: what that year carried on
    by requirement, where its books are closed and nothing is worked out again.
    """
    found = []
    for one in pack.requirements:
        if one.window_years is None:
            carried = (
                _carried_into(one, before or pack, year - 1, books, standing)
                if fixed is None
                else fixed.get(one.id, {})
            )
            got = year_result(pack, one, year, books, standing, carried)
        else:
            got = window_result(pack, one, year, books, standing)
        if got is not None:
            found.append(got)
    return found


def main_of(found: Iterable[Result]) -> Result | None:
    """The result that the ring shows: the first of a main requirement, or else the first."""
    every = list(found)
    main = (one for one in every if one.requirement.main)
    return next(main, every[0] if every else None)


def year_result(
    pack: Pack, requirement: Requirement, year: int, books: Books, standing: Standing,
    carried: Carried = {},  # noqa: B006 - nobody writes into it
) -> Result | None:  # fmt: skip
    """The year against the requirement; ``None`` where it does not apply to the person.

    ``carried``: what the year before carries on (its result's ``carried_on``).
    """
    return _result(pack, requirement, range(year, year + 1), books, standing, carried)


def window_result(
    pack: Pack, requirement: Requirement, year: int, books: Books, standing: Standing
) -> Result | None:
    """The window of the year against the requirement; ``None`` where it does not apply."""
    return _result(pack, requirement, window_of(requirement, year), books, standing, {})


def window_of(requirement: Requirement, year: int) -> range:
    """The years of the window that ends with the year, or holds it where there is an anchor."""
    length = requirement.window_years or 1
    if requirement.anchor_year is None:
        return range(year - length + 1, year + 1)
    first = year - (year - requirement.anchor_year) % length
    return range(first, first + length)


def _result(
    pack: Pack, requirement: Requirement, years: range, books: Books, standing: Standing,
    carried: Carried,
) -> Result | None:  # fmt: skip
    day = standing.last_day_here(years[-1])
    span = standing.belongs(requirement.groups, day) if requirement.groups else None
    off = sum(months_off(pack, requirement, year, standing) for year in years)
    if not _applies(pack, requirement, span, off=off, of=MONTHS * len(years)):
        return None
    asked = reduced(requirement, off)
    sums = _counted(asked, [books.sums.get(year, NOTHING) for year in years])
    had = _had(pack, asked, sums)
    return Result(
        asked, years[0], years[-1], had, {tag: tagged(sums, tag) for tag in pack.tags},
        {one: tagged(sums, one.tag, one.part) for one in asked.tags},
        _times(asked, [books.counts.get(y, NOTHING) for y in years]),
        carried, _carried_on(asked, had), off, _due_on(requirement, years[-1], span),
    )  # fmt: skip


def _applies(
    pack: Pack, requirement: Requirement, span: GroupSpan | None, *, off: int, of: int
) -> bool:
    """By the group at the year's end, or by any month in the group where months count."""
    if not requirement.groups:
        return True
    return off < of if pack.rank_change == BY_MONTH else span is not None


def _counted(requirement: Requirement, years: Iterable[Sums]) -> dict[tuple[str, str], int]:
    """The sums of the years, of the parts and tags that count."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for one in years:
        for (part, tags), hundredths in one.items():
            if counts_for(requirement, part, tags):
                sums[part, tags] += hundredths
    return sums


def _had(pack: Pack, requirement: Requirement, sums: Sums) -> dict[str, int]:
    """By part: every one that counts, and whatever else was had under another pack."""
    had = dict.fromkeys(requirement.counts or pack.parts, 0)
    for (part, _tags), hundredths in sums.items():
        had[part] = had.get(part, 0) + hundredths
    return had


def _times(requirement: Requirement, years: list[Counts]) -> tuple[tuple[Times, int], ...]:
    """How often there was what the requirement asks a number of."""
    return tuple(
        (
            asked,
            sum(
                number
                for counts in years
                for (kind, tags), number in counts.items()
                if asked.kind == kind or (asked.tag and asked.tag in tags.split(";"))
            ),
        )
        for asked in requirement.times
    )


def _carried_into(
    requirement: Requirement, pack: Pack, year: int, books: Books, standing: Standing
) -> Carried:
    """What the year before carries on for the same requirement, where it applied."""
    same = next((one for one in pack.requirements if one.id == requirement.id), None)
    if same is None or not same.carries or not books.sums.get(year):
        return {}
    got = year_result(pack, same, year, books, standing)
    return {} if got is None else got.carried_on


def _carried_on(requirement: Requirement, had: Mapping[str, int]) -> dict[str, int]:
    """The own surplus that goes on; what one rule took is no longer there for the next."""
    surplus = max(0, sum(had.values()) - requirement.total)
    of_part = {part: had[part] - requirement.parts.get(part, 0) for part in had}
    carried: dict[str, int] = defaultdict(int)
    for rule in requirement.carries:
        left = max(0, min(of_part.get(rule.from_part, 0), surplus)) if rule.from_part else surplus
        amount = left if rule.limit is None else min(left, rule.limit)
        if amount:
            carried[rule.to_part] += amount
            surplus -= amount
            if rule.from_part:
                of_part[rule.from_part] -= amount
    return dict(carried)


def _due_on(requirement: Requirement, year: int, span: GroupSpan | None) -> date:
    """The last day of the year, or of the months of grace after a change of rank."""
    end = date(year, 12, 31)
    if span is None or not span.by_rank_change or not requirement.grace_months:
        return end
    return max(end, months_after(span.first, requirement.grace_months))


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of that month where it has no such day."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
