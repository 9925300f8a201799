"""What figures are made of: the sums of people's years, and what decides what is asked of them.

One statement reads all of it, for one person or for thousands, and only what the packs ask.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from domain.hours.books import Books, counts_of
from domain.hours.engine import judge
from domain.hours.fact_queries import (
    CARRIED,
    CLOSED,
    EXEMPT,
    LEFT,
    NAMED,
    OFFICE,
    PARTY,
    RANK,
    SERVICE,
    SUMS,
    facts_statement,
)
from domain.hours.ledger import confirmed_of_kinds
from domain.hours.pack_format import BY_MONTH, Pack, Requirement
from domain.hours.packs import packs_of
from domain.hours.requirements import Carried
from domain.hours.standings import (
    Days,
    GroupSpan,
    Standing,
    group_spans,
    groups_named,
    spans_as_said,
)
from models import db

A_DAY = timedelta(days=1)


@dataclass(slots=True)
class Facts:
    """Of one person. Days are first and last, both included; without the latter it goes on."""

    sums: dict[int, dict[tuple[str, str], int]] = field(default_factory=lambda: defaultdict(dict))
    counts: Mapping[int, Mapping[tuple[str, str], int]] = field(default_factory=dict)
    exempt: list[tuple[date, date]] = field(default_factory=list)
    ranks: list[tuple[str, date, date | None]] = field(default_factory=list)
    offices: list[tuple[str, date, date | None]] = field(default_factory=list)
    party: list[Days] = field(default_factory=list)
    service: list[date] = field(default_factory=list)  # first days in a post or branch
    left: list[Days] = field(default_factory=list)  # days away between leaving and returning
    named: list[tuple[date, str]] = field(default_factory=list)  # groups that a file names
    carried: dict[tuple[int, str], dict[str, int]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    closed: set[int] = field(default_factory=set)

    @property
    def books(self) -> Books:
        return Books(self.sums, self.counts)

    def fixed(self, year: int) -> Mapping[str, Carried] | None:
        """What the year carried on, by requirement, if its books are closed."""
        if year not in self.closed:
            return None
        return {name: into for (of, name), into in self.carried.items() if of == year}

    def standing(self, pack: Pack) -> Standing:
        """The person before the requirements of the pack."""
        spans: tuple[GroupSpan, ...] = ()
        if pack.groups:
            spans = group_spans(
                pack.groups, ranks=self.ranks, party=self.party, offices=self.offices
            ) + tuple(_from_files(self, pack))
        return Standing(spans, tuple(self.exempt), tuple(_here(self)))


def facts_of(
    person_ids: Collection[int], years: Collection[int], packs: Collection[Pack]
) -> dict[int, Facts]:
    """The facts of each person for these years, as far as the packs ask for them.

    One query, however many people; two more for whom a number of activities is asked.
    """
    of_one = len(person_ids) == 1
    asked = {
        "people": next(iter(person_ids)) if of_one else json.dumps(sorted(person_ids)),
        "years": sorted(years), "first": date(min(years), 1, 1), "last": date(max(years), 12, 31),
    }  # fmt: skip
    found = {one: Facts() for one in person_ids}
    dialect = "" if of_one else db.session.get_bind().dialect.name
    rows = db.session.connection().execute(facts_statement(_wanted(packs), dialect), asked)
    for row in rows:
        for facts in found.values() if row.what == CLOSED else (found[row.person_id],):
            _READERS[row.what](facts, row)
    _count(found, years, packs)
    return found


def _wanted(packs: Collection[Pack]) -> frozenset[int]:
    """Which facts the packs ask for."""
    wanted = {SUMS, SERVICE, LEFT}
    groups = [group for pack in packs for group in pack.groups.values()]
    if any(group.ranks for group in groups):
        wanted |= {RANK, NAMED}
    if groups:
        wanted.add(NAMED)
    if any(group.offices for group in groups):
        wanted.add(OFFICE)
    if any(group.party_member for group in groups):
        wanted.add(PARTY)
    if any(pack.part_year == BY_MONTH for pack in packs):
        wanted.add(EXEMPT)
    if any(one.carries for pack in packs for one in pack.requirements):
        wanted |= {CARRIED, CLOSED}
    return frozenset(wanted)


def _put_sum(facts: Facts, row: Any) -> None:
    facts.sums[row.year][row.text, row.other] = int(row.number)


def _put_carried(facts: Facts, row: Any) -> None:
    facts.carried[row.year, row.text][row.other] = row.number


def _put_left(facts: Facts, row: Any) -> None:
    back = None if row.to_on is None else row.to_on - A_DAY
    if back is None or back >= row.from_on:
        facts.left.append((row.from_on, back))


_READERS: dict[int, Callable[[Facts, Any], None]] = {
    SUMS: _put_sum,
    EXEMPT: lambda facts, row: facts.exempt.append((row.from_on, row.to_on)),
    RANK: lambda facts, row: facts.ranks.append((row.text, row.from_on, row.to_on)),
    OFFICE: lambda facts, row: facts.offices.append((row.text, row.from_on, row.to_on)),
    PARTY: lambda facts, _row: facts.party.append((date.min, None)),
    SERVICE: lambda facts, row: facts.service.append(row.from_on),
    LEFT: _put_left,
    NAMED: lambda facts, row: facts.named.append((row.from_on, row.text)),
    CARRIED: _put_carried,
    CLOSED: lambda facts, row: facts.closed.add(row.year),
}


def _count(found: Mapping[int, Facts], years: Collection[int], packs: Collection[Pack]) -> None:
    """How many activities of the kinds and tags there were that requirements name.

    Two queries, and none where nobody is under such a requirement.
    """
    requirements = [(pack, one) for pack in packs for one in pack.requirements if one.times]
    people = [
        person_id
        for person_id, facts in found.items()
        if any(_may_apply(one, pack, facts) for pack, one in requirements)
    ]
    if not people:
        return
    asked = [times for _pack, one in requirements for times in one.times]
    kinds = None if any(one.tag for one in asked) else {one.kind for one in asked}
    activities = confirmed_of_kinds(people, years, kinds)
    judging = packs_of({one.pack_id for many in activities.values() for one in many})
    for person_id, many in activities.items():
        found[person_id].counts = counts_of(judge(many, judging))


def _may_apply(requirement: Requirement, pack: Pack, facts: Facts) -> bool:
    spans = facts.standing(pack).spans
    return not requirement.groups or any(one.group in requirement.groups for one in spans)


def _here(facts: Facts) -> Iterable[Days]:
    """The days of service: from the first post or branch on, without those between leaving and
    coming back. Of whom nothing is recorded, none: they were always here.
    """
    first = min(facts.service, default=None)
    if first is None and not facts.left:
        return
    begin = first or date.min
    for away_from, away_to in sorted(facts.left):
        if begin < away_from:
            yield begin, away_from - A_DAY
        if away_to is None:
            return
        begin = max(begin, away_to + A_DAY)
    yield begin, None


def _from_files(facts: Facts, pack: Pack) -> Iterable[GroupSpan]:
    """The groups that imported activities name, for the days before the first post."""
    said = ((day, groups_named(pack.groups, text.split(";"))) for day, text in sorted(facts.named))
    until = min((first for _rank, first, _last in facts.ranks), default=None)
    for span in spans_as_said(said):
        if until is None:
            yield span
        elif span.first < until:
            last = until - A_DAY
            yield replace(span, last=last if span.last is None else min(span.last, last))
