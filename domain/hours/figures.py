"""The figure: hours had, asked and owed. Every page, list, export and command reads it here.

What is asked and owed comes from ``requirements``, the same functions as ``hours rehearse``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.hours.activities import Countable
from domain.hours.books import counts_for, sums_of
from domain.hours.engine import Activity, credit
from domain.hours.facts import Facts, facts_of
from domain.hours.ledger import activity_of, beside
from domain.hours.packs import InForce, NoPackInForce, Pack, Requirement, all_adopted
from domain.hours.requirements import Result, main_of, results, window_of

NOTHING_ADOPTED = InForce()
NOTHING_ASKED = Requirement(
    id="", main=False, parts={}, total=0, words={"zh": "没有要求", "en": "Nothing is asked"}
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A person's year: what was had, and every requirement that applies, in the pack's order.

    ``had`` has every line of the year by part, in hundredths of an hour. ``main`` is the
    requirement that the ring shows, over its own years and of the hours that count for it; for
    whom there is none, one that asks nothing. ``groups`` are those of the year's last day.
    """

    person_id: int
    year: int
    pack_id: int
    pack: Pack
    had: Mapping[str, int]
    results: Sequence[Result]
    main: Result
    groups: frozenset[str]
    today: date
    adopted: InForce

    @property
    def total(self) -> int:
        """The sum of every line of the year."""
        return sum(self.had.values())

    @property
    def requirement(self) -> Requirement:
        """The main one, as it is asked of this person: months that ask nothing are taken off."""
        return self.main.requirement

    @property
    def owed(self) -> int:
        return self.main.owed

    @property
    def share(self) -> float:
        """The ring: (required - owed) / required, in per cent."""
        return self.main.share

    @property
    def met(self) -> bool:
        return self.main.met

    @property
    def in_grace(self) -> bool:
        """Whether what the main one still asks is not yet due, although its last day is over."""
        return in_grace(self.main, self.today)

    @property
    def short(self) -> bool:
        """Whether the person stands on a list of who is short."""
        return not self.met and not self.in_grace

    def result(self, requirement_id: str) -> Result | None:
        """That of the requirement; of an empty id the main one."""
        if not requirement_id:
            return self.main
        return next((one for one in self.results if one.requirement.id == requirement_id), None)


def in_grace(result: Result, today: date) -> bool:
    """Whether a change of rank gives time beyond the last year, and it is not over."""
    late = result.due_on > date(result.last_year, 12, 31)
    return late and today <= result.due_on and not result.met


def year_end(year: int, today: date) -> date:
    """The day whose pack a year is judged by: its last, or today while it runs."""
    return min(date(year, 12, 31), max(today, date(year, 1, 1)))


@dataclass(frozen=True, slots=True)
class Rules:
    """The pack that judges a year, and that of the year before, which carries over."""

    year: int
    pack_id: int
    pack: Pack
    before_id: int | None = None
    before: Pack | None = None
    adopted: InForce = NOTHING_ADOPTED

    @property
    def packs(self) -> dict[int, Pack]:
        """Both, by id."""
        packs = {self.pack_id: self.pack}
        if self.before_id is not None and self.before is not None:
            packs[self.before_id] = self.before
        return packs

    @property
    def years(self) -> set[int]:
        """Every year whose hours the requirements look at."""
        wanted = {self.year}
        for one in self.pack.requirements:
            wanted.update(window_of(one, self.year))
        if self.before is not None and any(one.carries for one in self.before.requirements):
            wanted.add(self.year - 1)
        return wanted


def rules_of(
    years: Collection[int], today: date, adopted: InForce | None = None
) -> dict[int, Rules]:  # fmt: skip
    """The rules of each year that has any. One query, and none where ``adopted`` is known."""
    ends = {year: year_end(year, today) for one in years for year in (one - 1, one)}
    adopted = all_adopted() if adopted is None else adopted
    rules = {}
    for year in years:
        own = adopted.on(ends[year])
        before_id, before = adopted.on(ends[year - 1]) or (None, None)
        if own is not None:
            rules[year] = Rules(year, *own, before_id, before, adopted)
    return rules


def figures(
    person_ids: Collection[int], year: int, *, today: date, main_only: bool = False,
    adopted: InForce | None = None,
) -> dict[int, Figure]:  # fmt: skip
    """The figure of each person for the year. Two queries, however many people.

    One or two more where a requirement asks for a number of activities. With ``main_only`` no
    requirement but the main one is in the figure, and none is looked at in vain.

    Raises:
        domain.hours.packs.NoPackInForce: the year has no rules.
    """
    rules = rules_of({year}, today, adopted).get(year)
    if rules is None:
        raise NoPackInForce(year_end(year, today))
    facts = facts_for([rules], person_ids, main_only=main_only)
    return {
        one: figure_from(one, rules, facts[one], today=today, main_only=main_only)
        for one in person_ids
    }


def facts_for(
    rules: Collection[Rules], person_ids: Collection[int], years: Collection[int] = (),
    *, main_only: bool = False,
) -> dict[int, Facts]:  # fmt: skip
    """What these figures are made of, and the sums of the ``years``. One query, as a rule."""
    packs = {pack_id: pack for one in rules for pack_id, pack in one.packs.items()}
    wanted = set(years).union(*(one.years for one in rules))
    return facts_of(person_ids, wanted, packs, main_only=main_only)


def figure_from(
    person_id: int, rules: Rules, facts: Facts, *, today: date, main_only: bool = False
) -> Figure:
    """The figure of the facts under the rules. No query."""
    pack, year = rules.pack, rules.year
    standing = facts.standing(pack)
    found = results(pack, year, facts.books, standing, rules.before, facts.fixed(year - 1))
    had: dict[str, int] = {}
    for (part, _tags), hundredths in facts.sums.get(year, {}).items():
        had[part] = had.get(part, 0) + hundredths
    main = main_of(found) or nothing_asked(year, had)
    last = standing.last_day_here(year)
    groups = frozenset(one.group for one in standing.spans if one.holds(last))
    shown = [main] if main_only and found else found
    return Figure(
        person_id, year, rules.pack_id, pack, had, shown, main, groups, today, rules.adopted
    )


def nothing_asked(year: int, had: Mapping[str, int]) -> Result:
    """The result of somebody to whom no requirement applies."""
    return Result(NOTHING_ASKED, year, year, had, {}, {}, (), {}, {}, 0, date(year, 12, 31))


def figure(
    person_id: int, year: int, *, today: date, main_only: bool = False,
    adopted: InForce | None = None,
) -> Figure:  # fmt: skip
    """The one figure of a person's year; the same function as for lists."""
    found = figures([person_id], year, today=today, main_only=main_only, adopted=adopted)
    return found[person_id]


class WaitingEntry(Countable, Protocol):
    """An entry that waits: a row of the table, or what a list keeps of it."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, in hundredths: in the figure's year, and of the hours that count for the ring."""

    total: int = 0
    counting: int = 0


def waiting_for(figure: Figure, entries: Sequence[WaitingEntry]) -> Waiting:
    """What these entries would add to the figure if all were confirmed now, caps included.

    Each is judged by the pack of its day, as it will be once it is confirmed; without one it
    adds nothing. One query, and none when nothing waits in the years of the figure.
    """
    years = {figure.year, *range(figure.main.first_year, figure.main.last_year + 1)}
    touching = [
        one
        for one in entries
        if not years.isdisjoint(activity_of(one, figure.pack_id, entry_id=one.id).years)
    ]
    if not touching:
        return Waiting()
    judged = [(one, figure.adopted.on(one.studied_on)) for one in touching]
    imagined = [
        activity_of(one, found[0], entry_id=one.id) for one, found in judged if found is not None
    ]
    rules = dict(found for _one, found in judged if found is not None)
    if not imagined:
        return Waiting()
    touched = {year for one in imagined for year in one.years}
    confirmed, packs = beside(figure.person_id, touched, *rules.values())
    packs |= rules
    after = _counted(figure, [*confirmed, *imagined], packs)
    before = _counted(figure, confirmed, packs)
    return Waiting(after.total - before.total, after.counting - before.counting)


def _counted(figure: Figure, activities: list[Activity], packs: Mapping[int, Pack]) -> Waiting:
    main, total, counting = figure.main, 0, 0
    for year, sums in sums_of(credit(activities, packs)).items():
        if year == figure.year:
            total = sum(sums.values())
        if main.first_year <= year <= main.last_year:
            counting += sum(
                hundredths
                for (part, tags), hundredths in sums.items()
                if counts_for(main.requirement, part, tags)
            )
    return Waiting(total, counting)
