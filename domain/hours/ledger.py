"""The ledger as it is and as it should be: what the engine says, what the lines sum up to."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from domain.hours.engine import Activity, Credited, credit
from domain.hours.packs import Pack, packs_of
from models import Credit, StudyEntry, db

ENTRY = "study_entry"
Slot = tuple[int, int, str]  # entry, year, part


def years_of(entry: StudyEntry) -> set[int]:
    """Every calendar year that the entry touches."""
    return set(range(entry.studied_on.year, (entry.ends_on or entry.studied_on).year + 1))


def answers(
    person_id: int, years: Collection[int], packs: Mapping[int, Pack] | None = None
) -> dict[Slot, Credited]:
    """The engine's answer for the person's confirmed entries in these years.

    Two queries, and one where the packs are given.
    """
    activities = confirmed_activities(person_id, set(years))
    if packs is None:
        packs = packs_of({one.pack_id for one in activities})
    return {
        (one.activity.id, one.year, one.part): one
        for one in credit(activities, packs)
        if one.year in years
    }


def sums(person_id: int, years: Collection[int]) -> dict[Slot, int]:
    """What the ledger's lines of these years sum up to; 0 where there is none. One query."""
    rows = db.session.execute(
        sa.select(Credit.source_id, Credit.year, Credit.part, sa.func.sum(Credit.hundredths))
        .where(Credit.person_id == person_id, Credit.year.in_(years), Credit.source_kind == ENTRY)
        .group_by(Credit.source_id, Credit.year, Credit.part)
    )
    found: dict[Slot, int] = defaultdict(int)
    for source_id, year, part, hundredths in rows:
        found[source_id, year, part] = int(hundredths)
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
    return [one for one in map(Activity._make, rows) if not years.isdisjoint(one.years)]


@cache
def _activities_query(states: tuple[str, ...], kinds: tuple[str, ...]) -> Any:
    """Built once: to build a statement costs three times what running it does."""
    first: sa.BindParameter[date] = sa.bindparam("first")
    return sa.select(
        StudyEntry.id, StudyEntry.kind, StudyEntry.studied_on, StudyEntry.minutes,
        StudyEntry.pack_id, StudyEntry.ends_on, StudyEntry.days, StudyEntry.half_days,
        StudyEntry.count, StudyEntry.level,
    ).where(
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


def line_of(
    person_id: int, slot: Slot, got: Credited | None, had: int, *, cause: str, now: datetime
) -> Credit:
    """The line that brings a slot from ``had`` to the engine's answer, or to nothing."""
    source_id, year, part = slot
    values = _taken_back(source_id) if got is None else _given(got)
    amount = got.hundredths if got is not None else 0
    return Credit(
        person_id=person_id, source_kind=ENTRY, source_id=source_id, cause=cause, year=year,
        part=part, hundredths=amount - had, recorded_at=now, **values,
    )  # fmt: skip


def _given(got: Credited) -> dict[str, Any]:
    return {
        "on": got.activity.on, "minutes": got.activity.minutes, "rule": got.rule, "cap": got.cap,
        "uncapped_hundredths": got.uncapped_hundredths, "pack_id": got.activity.pack_id,
    }  # fmt: skip


def _taken_back(source_id: int) -> dict[str, Any]:
    """What a void takes back: the activity as it stands in its entry."""
    entry = db.session.get_one(StudyEntry, source_id)
    return {
        "on": entry.studied_on, "minutes": entry.minutes, "rule": entry.kind, "cap": "",
        "uncapped_hundredths": 0, "pack_id": entry.pack_id,
    }  # fmt: skip
