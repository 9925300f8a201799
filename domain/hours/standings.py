"""Which groups a person belongs to and when: by rank, Party membership and branch office.

Pure: the spans come from dated lines of people, or from a file of activities.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.hours.pack_format import Group

A_DAY = timedelta(days=1)
Days = tuple[date, date | None]  # first and last, both included; without end


@dataclass(frozen=True, slots=True)
class GroupSpan:
    """Days on which a person belongs to a group.

    ``by_rank_change``: who held another rank before, and came into the group with this one; a
    requirement with ``grace_months`` gives time from ``first`` on.
    """

    group: str
    first: date
    last: date | None = None
    by_rank_change: bool = False

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Standing:
    """All that requirements need to know of a person beside the hours.

    ``exempt``: days on which nothing is asked (sick, parental, full-time study). ``here``: the
    days from joining to leaving; empty: always. Both matter by the month only where the pack
    has ``part_year = "by_month"``; ``here`` also says which years ask nothing at all, and on
    which day of a year the groups are looked at: its last, or the last that the person was here.
    """

    spans: tuple[GroupSpan, ...] = ()
    exempt: tuple[tuple[date, date], ...] = ()
    here: tuple[Days, ...] = ()

    def belongs(self, groups: Iterable[str], day: date) -> GroupSpan | None:
        """The latest span of any of the groups that holds the day."""
        wanted = set(groups)
        found = [one for one in self.spans if one.group in wanted and one.holds(day)]
        return max(found, key=lambda one: one.first, default=None)

    def last_day_here(self, year: int) -> date:
        """The last day of the year, or the last one in it that the person was here."""
        end = date(year, 12, 31)
        days = [
            min(last or end, end)
            for first, last in self.here
            if first <= end and (last is None or last.year >= year)
        ]
        return max(days, default=end)

    def is_here_in(self, year: int) -> bool:
        """Whether the person is here on any day of the year."""
        return not self.here or any(
            first.year <= year and (last is None or last.year >= year) for first, last in self.here
        )

    def away(self, year: int) -> list[tuple[date, date]]:
        """The days of the year on which nothing is asked: exempt, or not here."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return [*self.exempt, *_gaps(self.here, first, last)]


def _gaps(here: Iterable[Days], first: date, last: date) -> list[tuple[date, date]]:
    """The days from first to last that are in none of the spans; none without any spans."""
    spans = sorted((start, end or last) for start, end in here)
    gaps, free = [], first
    for start, end in spans:
        if free < start:
            gaps.append((free, min(start - A_DAY, last)))
        free = max(free, end + A_DAY)
        if free > last:
            return gaps
    return [*gaps, (free, last)] if spans else []


def group_spans(
    groups: Mapping[str, Group],
    *,
    ranks: Iterable[tuple[str, date, date | None]],
    party: Iterable[Days] = (),
    offices: Iterable[tuple[str, date, date | None]] = (),
) -> tuple[GroupSpan, ...]:
    """The spans of a person's groups, from the days of each rank, in the Party and in offices.

    ``ranks``: of the main posts, as the roster writes them; ``offices``: ids of the pack format
    (``secretary``, ``deputy_secretary``, ``committee``). Spans of one group that touch are one,
    so that another rank of the same group is no change.
    """
    held = list(ranks)
    spans = []
    for group in groups.values():
        conditions = []
        if group.ranks:
            conditions.append(_merged((a, b) for rank, a, b in held if rank in group.ranks))
        if group.party_member:
            conditions.append(_merged(party))
        if group.offices:
            conditions.append(
                _merged((a, b) for office, a, b in offices if office in group.offices)
            )
        for first, last in _all_of(conditions):
            changed = bool(group.ranks) and _rank_begins(held, group, first)
            spans.append(GroupSpan(group.id, first, last, changed))
    return tuple(spans)


def _rank_begins(held: Iterable[tuple[str, date, date | None]], group: Group, day: date) -> bool:
    """Whether a rank of the group begins on the day, and another was held before it."""
    ranks = list(held)
    begins = any(rank in group.ranks and first == day for rank, first, _ in ranks)
    return begins and any(first < day and rank not in group.ranks for rank, first, _ in ranks)


def _merged(days: Iterable[Days]) -> list[Days]:
    """The same days in as few spans as will do, in order."""
    merged: list[Days] = []
    for first, last in sorted(days, key=lambda one: (one[0], one[1] or date.max)):
        if merged and _touches(merged[-1][1], first):
            before, end = merged.pop()
            last = None if last is None or end is None else max(last, end)  # noqa: PLW2901
            merged.append((before, last))
        else:
            merged.append((first, last))
    return merged


def _touches(end: date | None, first: date) -> bool:
    return end is None or first <= end or first - end == A_DAY


def _all_of(conditions: list[list[Days]]) -> list[Days]:
    """The days that every condition holds on."""
    common = conditions[0]
    for spans in conditions[1:]:
        both = (
            (max(a, c), _sooner(b, d)) for a, b in common for c, d in spans
        )  # fmt: skip
        common = [(first, last) for first, last in both if last is None or first <= last]
    return _merged(common)


def _sooner(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def groups_named(groups: Mapping[str, Group], words: Iterable[str]) -> frozenset[str]:
    """The groups that are named by their id, or by a rank that alone makes a member of them."""
    said = set(words)
    return frozenset(
        one.id
        for one in groups.values()
        if one.id in said
        or (not one.party_member and not one.offices and not one.ranks.isdisjoint(said))
    )


def spans_as_said(said: Iterable[tuple[date, frozenset[str]]]) -> tuple[GroupSpan, ...]:
    """The spans of groups by what activities say, in the order in which they ended.

    What one says holds from its last day until another says otherwise; what the earliest says
    holds before it as well. Of one day the last word counts.
    """
    latest = dict(said)
    days = sorted(latest)
    spans = []
    for number, day in enumerate(days):
        before = latest[days[number - 1]] if number else frozenset[str]()
        for group in sorted(latest[day] - before):
            until = next((one for one in days[number:] if group not in latest[one]), None)
            spans.append(
                GroupSpan(
                    group, day if number else day.min, None if until is None else until - A_DAY,
                    by_rank_change=number > 0,
                )
            )  # fmt: skip
    return tuple(spans)
