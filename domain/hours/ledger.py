"""The ledger as it is and as it should be: what the engine says, what the lines sum up to."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Protocol

import sqlalchemy as sa

from domain.hours.engine import Activity, Credited, credit
from domain.hours.packs import Pack, packs_of
from models import Credit, StudyEntry, db

ENTRY = "study_entry"
Slot = tuple[int, int, str]  # entry, year, part
Years = Mapping[int, set[int]]  # of each person: at least one year
ACTIVITY = (  # in the order of an activity's fields
    StudyEntry.id, StudyEntry.kind, StudyEntry.studied_on, StudyEntry.minutes,
    StudyEntry.pack_id, StudyEntry.ends_on, StudyEntry.days, StudyEntry.half_days,
    StudyEntry.count, StudyEntry.level, StudyEntry.sessions, StudyEntry.part, StudyEntry.tags,
    StudyEntry.online, StudyEntry.leave_hundredths, StudyEntry.topic,
)  # fmt: skip


class Countable(Protocol):
    """What an entry must tell to be counted: a row of the table, or what a list keeps of it."""

    @property
    def kind(self) -> str: ...
    @property
    def studied_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def minutes(self) -> int: ...
    @property
    def days(self) -> int: ...
    @property
    def half_days(self) -> int: ...
    @property
    def count(self) -> int: ...
    @property
    def level(self) -> str: ...
    @property
    def sessions(self) -> int: ...
    @property
    def part(self) -> str: ...
    @property
    def tags(self) -> str: ...
    @property
    def online(self) -> bool | None: ...
    @property
    def leave_hundredths(self) -> int: ...
    @property
    def topic(self) -> str: ...


def activity_of(entry: Countable, pack_id: int, *, entry_id: int) -> Activity:
    """The entry, or what is to become one, as the engine sees it, judged by the pack."""
    return Activity(
        entry_id, entry.kind, entry.studied_on, entry.minutes, pack_id, entry.ends_on, entry.days,
        entry.half_days, entry.count, entry.level, entry.sessions, entry.part, entry.tags,
        entry.online, entry.leave_hundredths, entry.topic,
    )  # fmt: skip


def years_of(entry: StudyEntry) -> set[int]:
    """Every calendar year that the entry touches."""
    return set(range(entry.studied_on.year, (entry.ends_on or entry.studied_on).year + 1))


def answers(
    years: Years, packs: Mapping[int, Pack] | None = None
) -> dict[int, dict[Slot, Credited]]:
    """The engine's answer for the confirmed entries of each person in their years.

    Two queries, and one where the packs are given.
    """
    activities = _confirmed_of(years)
    if packs is None:
        packs = packs_of({one.pack_id for many in activities.values() for one in many})
    return defaultdict(dict, {
        person_id: {
            (one.activity.id, one.year, one.part): one
            for one in credit(many, packs)
            if one.year in years[person_id]
        }
        for person_id, many in activities.items()
    })  # fmt: skip


def _confirmed_of(years: Years) -> dict[int, list[Activity]]:
    """The confirmed entries of each person that touch their years. One query."""
    every = set[int]().union(*years.values())
    first, last = date(min(every), 1, 1), date(max(every), 12, 31)
    rows: Any = db.session.execute(
        sa.select(StudyEntry.person_id, *ACTIVITY).where(
            StudyEntry.person_id.in_(years), StudyEntry.state == "confirmed",
            StudyEntry.studied_on <= last,
            sa.or_(StudyEntry.studied_on >= first, StudyEntry.ends_on >= first),
            StudyEntry.pack_id.is_not(None),
        )
    )  # fmt: skip
    found: dict[int, list[Activity]] = defaultdict(list)
    for row in rows:
        one = Activity(*row[1:])
        if not years[row[0]].isdisjoint(one.years):
            found[row[0]].append(one)
    return found


def sums(years: Years) -> dict[int, dict[Slot, int]]:
    """What the ledger's lines of each person's years sum up to. One query."""
    every = set[int]().union(*years.values())
    rows = db.session.execute(
        sa.select(
            Credit.person_id, Credit.source_id, Credit.year, Credit.part,
            sa.func.sum(Credit.hundredths),
        )
        .where(
            Credit.person_id.in_(years), Credit.year.in_(every), Credit.source_kind == ENTRY
        )
        .group_by(Credit.person_id, Credit.source_id, Credit.year, Credit.part)
    )  # fmt: skip
    found: dict[int, dict[Slot, int]] = defaultdict(dict)
    for person_id, source_id, year, part, hundredths in rows:
        if year in years[person_id]:
            found[person_id][source_id, year, part] = int(hundredths)
    return found


def differences(
    wanted: Mapping[Slot, Credited], had: Mapping[Slot, int]
) -> list[tuple[Slot, Credited | None, int]]:
    """The slots whose answer is not what the lines sum up to, with both."""
    found = []
    for slot in sorted({*wanted, *had}):
        got, before = wanted.get(slot), had.get(slot, 0)
        if (got.hundredths if got is not None else 0) != before:
            found.append((slot, got, before))
    return found


def confirmed_activities(person_id: int, years: set[int]) -> list[Activity]:
    """The person's confirmed entries that touch the years. One query."""
    return activities_in(person_id, years, ("confirmed",))


def activities_in(
    person_id: int, years: set[int], states: tuple[str, ...], kinds: tuple[str, ...] = ()
) -> list[Activity]:
    """The person's entries that touch the years, in any of the states; without a pack left out.

    Where ``kinds`` are named, of these only.
    """
    if not years:
        return []
    asked = {
        "person": person_id, "first": date(min(years), 1, 1), "last": date(max(years), 12, 31)
    }  # fmt: skip
    rows = db.session.connection().execute(_activities_query(states, kinds), asked)
    found = (Activity(*row) for row in rows)
    return [one for one in found if not years.isdisjoint(one.years)]


@cache
def _activities_query(states: tuple[str, ...], kinds: tuple[str, ...]) -> Any:
    """Built once: to build a statement costs three times what running it does."""
    first: sa.BindParameter[date] = sa.bindparam("first")
    return sa.select(*ACTIVITY).where(
        StudyEntry.person_id == sa.bindparam("person"),
        sa.or_(*(StudyEntry.state == state for state in states)),
        sa.or_(*(StudyEntry.kind == kind for kind in kinds)) if kinds else sa.true(),
        StudyEntry.studied_on <= sa.bindparam("last"),
        sa.or_(StudyEntry.studied_on >= first, StudyEntry.ends_on >= first),
        StudyEntry.pack_id.is_not(None),
    )  # fmt: skip


def would_credit(person_id: int, one: Activity, pack: Pack) -> Credited | None:
    """What a waiting activity would come to, were it confirmed now under the pack.

    One over New Year is added up over its years. ``None`` when the pack has no rule for its
    kind or level. At most two queries.
    """
    confirmed = confirmed_activities(person_id, set(one.years))
    packs = packs_of({other.pack_id for other in confirmed} - {one.pack_id})
    packs[one.pack_id] = pack
    credited = credit([*confirmed, one], packs)
    shares = [got for got in credited if got.activity.id == one.id]
    if len(shares) < 2:  # noqa: PLR2004 - the common case: one year
        return shares[0] if shares else None
    return shares[0]._replace(
        hundredths=sum(got.hundredths for got in shares),
        uncapped_hundredths=sum(got.uncapped_hundredths for got in shares),
        cap=next((got.cap for got in shares if got.cap), ""),
    )
