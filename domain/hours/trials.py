"""A loaded pack held against a year's real activities: whose figure it would change, and why.

Nothing is written. Every confirmed activity is judged anew by the pack, as if it had always
been in force, and set against the figures as they stand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.access import is_here
from domain.hours.activities import Activity
from domain.hours.books import Books, counts_of, sums_of
from domain.hours.engine import Judged, Unruled, judge
from domain.hours.facts import Facts
from domain.hours.figures import Figure, Rules, facts_for, figures, nothing_asked
from domain.hours.ledger import confirmed_between
from domain.hours.pack_format import CLASS, Pack
from domain.hours.packs import NoPackInForce
from domain.hours.requirements import Result, main_of, results
from models import Credit, Person, db

AT_ONCE = 1000  # people
ByKind = Mapping[str, int]  # hundredths


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody whose figure would be another one. ``before`` is ``None`` where no rules were.

    ``kinds``: the hundredths of the year by kind that differ, before and after; ``unruled``: how
    many activities of the year the pack has no rule for, by reason and kind.
    """

    staff_no: str
    name: str
    before: Figure | None
    after: Result
    had: int  # all hours of the year, after
    kinds: Mapping[str, tuple[int, int]]
    unruled: Mapping[tuple[Unruled, str], int]

    @property
    def had_before(self) -> int:
        return self.before.total if self.before is not None else 0


@dataclass(frozen=True, slots=True)
class Trial:
    """What the pack would have made of the year. ``activities`` are those that end in it."""

    pack: Pack
    year: int
    people: int
    activities: int
    unruled: int
    changes: list[Change]


def try_pack(pack_id: int, pack: Pack, year: int, *, today: date) -> Trial:
    """Judge the year by the pack. A handful of queries for each thousand people."""
    rules = Rules(year, pack_id, pack, pack)
    activities = confirmed_between(*_days(rules))
    names = _names(activities, today)
    ids = list(names)
    changes: list[Change] = []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        old, facts, kinds = (
            _figures(some, year, today),
            facts_for([rules], some),
            _kinds(some, year),
        )
        for one in some:
            before = old.get(one)
            own = _Own(before, facts[one], kinds.get(one, {}), activities.get(one, ()))
            change = _change(names[one], own, rules)
            if change is not None:
                changes.append(change)
    of_year = [
        one for many in activities.values() for one in many if one.last_on.year == year
    ]  # fmt: skip
    unruled = sum(_is_unruled(one, rules) for one in of_year)
    return Trial(pack, year, len(names), len(of_year), unruled, changes)


@dataclass(frozen=True, slots=True)
class _Own:
    """What one person brings to it."""

    before: Figure | None
    facts: Facts
    kinds: ByKind
    activities: Iterable[Activity]


def _days(rules: Rules) -> tuple[date, date]:
    """From the first to the last day that the requirements, or caps of a class, look at."""
    if any(cap.per == CLASS for cap in rules.pack.caps):
        return date.min, date.max
    return date(min(rules.years), 1, 1), date(max(rules.years), 12, 31)


def _names(activities: Iterable[int], today: date) -> dict[int, tuple[str, str]]:
    """Staff number and name of everybody who is here, or has an activity, by name."""
    rows = db.session.execute(
        sa.select(Person.id, Person.staff_no, Person.name, is_here(Person, today))
        .where(Person.merged_into_id.is_(None))
        .order_by(Person.search_key, Person.staff_no)
    ).all()
    busy = set(activities)
    return {row[0]: (row[1], row[2]) for row in rows if row[3] or row[0] in busy}


def _figures(ids: list[int], year: int, today: date) -> Mapping[int, Figure]:
    try:
        return figures(ids, year, today=today)
    except NoPackInForce:
        return {}


def _kinds(ids: list[int], year: int) -> dict[int, dict[str, int]]:
    """The hundredths of the year by kind, as the ledger has them. One query."""
    rows = db.session.execute(
        sa.select(Credit.person_id, Credit.rule, sa.func.sum(Credit.hundredths))
        .where(Credit.person_id.in_(ids), Credit.year == year)
        .group_by(Credit.person_id, Credit.rule)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for person_id, kind, hundredths in rows:
        found[person_id][kind] = int(hundredths)
    return found


def _change(name: tuple[str, str], own: _Own, rules: Rules) -> Change | None:
    """What would change for a person; ``None`` for nothing."""
    pack, year = rules.pack, rules.year
    packs = {one.pack_id: pack for one in own.activities}
    judged = list(judge(own.activities, packs))
    lines = [line for one in judged for line in one.lines]
    books = Books(sums_of(lines), counts_of(judged))
    standing, fixed = own.facts.standing(pack), own.facts.fixed(year - 1)
    found = results(pack, year, books, standing, pack, fixed)
    kinds: dict[str, int] = defaultdict(int)
    had: dict[str, int] = defaultdict(int)
    for line in lines:
        if line.year == year:
            kinds[line.rule] += line.hundredths
            had[line.part] += line.hundredths
    after = main_of(found) or nothing_asked(year, had)
    total = sum(had.values())
    if _said(own.before.main if own.before else None, own.before) == _said(after, total):
        return None
    return Change(
        *name, own.before, after, total, _differing(own.kinds, kinds), _unruled(judged, year)
    )


def _said(result: Result | None, had: Figure | int | None) -> tuple[object, ...] | None:
    """What a figure says, to be compared."""
    if result is None:
        return None
    total = had.total if isinstance(had, Figure) else had
    return (
        total, result.total, result.required_total, result.owed, result.met, result.carried_in,
        result.due_on,
    )  # fmt: skip


def _differing(before: ByKind, after: ByKind) -> dict[str, tuple[int, int]]:
    return {
        kind: (before.get(kind, 0), after.get(kind, 0))
        for kind in dict.fromkeys([*before, *after])
        if before.get(kind, 0) != after.get(kind, 0)
    }


def _unruled(judged: Iterable[Judged], year: int) -> Counter[tuple[Unruled, str]]:
    return Counter(
        (one.unruled, one.activity.kind)
        for one in judged
        if one.unruled is not None and one.activity.last_on.year == year
    )


def _is_unruled(activity: Activity, rules: Rules) -> bool:
    [judged] = judge([activity], {activity.pack_id: rules.pack})
    return judged.unruled is not None
