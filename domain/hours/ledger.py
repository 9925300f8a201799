"""The ledger as it is and as it should be: what the engine says, what the lines sum up to."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.hours.activities import Countable
from domain.hours.engine import Activity, Credited, credit
from domain.hours.pack_format import CLASS
from domain.hours.packs import Pack, get_pack, packs_of
from models import Credit, RulePack, StudyEntry, db

ENTRY = "study_entry"
Slot = tuple[int, int, str, str]  # entry, year, part, tags
Years = Mapping[int, set[int]]  # of each person: at least one year
Answers = dict[Slot, Credited]
Judged = tuple[list[Activity], dict[int, Pack]]  # activities, and the packs that judge them
ACTIVITY = (  # in the order of an activity's fields
    StudyEntry.id, StudyEntry.kind, StudyEntry.studied_on, StudyEntry.minutes,
    StudyEntry.pack_id, StudyEntry.ends_on, StudyEntry.days, StudyEntry.half_days,
    StudyEntry.count, StudyEntry.level, StudyEntry.sessions, StudyEntry.part, StudyEntry.tags,
    StudyEntry.online, StudyEntry.leave_hundredths, StudyEntry.topic,
)  # fmt: skip


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


def books(years: Years) -> tuple[Years, dict[int, Answers], dict[int, dict[Slot, int]]]:
    """What the engine answers and what the lines sum up to, of each person in their years.

    Where a cap of a class is in play, a person's years are all that have an activity or a
    line: such a cap knows no years. Three queries, and three more for those people.
    """
    activities, had, pack_ids = _confirmed_of(years), *_lines_of(years)
    packs = packs_of(pack_ids | {one.pack_id for many in activities.values() for one in many})
    if any(cap.per == CLASS for pack in packs.values() for cap in pack.caps):
        years = _all_years(years)
        activities, had, pack_ids = _confirmed_of(years), *_lines_of(years)
        packs = packs_of(pack_ids | {one.pack_id for many in activities.values() for one in many})
    return years, answers(activities, packs, years), had


def answers(
    activities: Mapping[int, list[Activity]], packs: Mapping[int, Pack], years: Years
) -> dict[int, Answers]:
    """The engine's answer for the activities of each person, of their years. No query."""
    return defaultdict(dict, {
        person_id: {
            (one.activity.id, one.year, one.part, one.tags): one
            for one in credit(many, packs)
            if one.year in years[person_id]
        }
        for person_id, many in activities.items()
    })  # fmt: skip


def _all_years(years: Years) -> dict[int, set[int]]:
    """Every year in which the people have a judged entry, beside those named. One query."""
    found = {person_id: set(own) for person_id, own in years.items()}
    last_on = sa.func.coalesce(StudyEntry.ends_on, StudyEntry.studied_on)
    rows: Any = db.session.execute(
        sa.select(StudyEntry.person_id, StudyEntry.studied_on, last_on).where(
            StudyEntry.person_id.in_(years), StudyEntry.pack_id.is_not(None)
        )
    )
    for person_id, first, last in rows:
        found[person_id].update(range(first.year, last.year + 1))
    return found


def _confirmed_of(years: Years) -> dict[int, list[Activity]]:
    """The confirmed entries of each person that touch their years. One query."""
    every = set[int]().union(*years.values())
    asked = {"first": date(min(every), 1, 1), "last": date(max(every), 12, 31)}
    rows = db.session.connection().execute(_CONFIRMED, {"people": list(years), **asked}).all()
    found: dict[int, list[Activity]] = defaultdict(list)
    for person_id, *values in rows:
        one = Activity._make(values)
        if not years[person_id].isdisjoint(one.years):
            found[person_id].append(one)
    return found


_CONFIRMED = sa.select(StudyEntry.person_id, *ACTIVITY).where(
    StudyEntry.person_id.in_(sa.bindparam("people", expanding=True)),
    StudyEntry.state == "confirmed", StudyEntry.studied_on <= sa.bindparam("last"),
    sa.or_(
        StudyEntry.studied_on >= sa.bindparam("first"),
        StudyEntry.ends_on >= sa.bindparam("first"),
    ),
    StudyEntry.pack_id.is_not(None),
)  # fmt: skip


def confirmed_of_kinds(
    person_ids: Collection[int], years: Collection[int], kinds: Collection[str] | None
) -> dict[int, list[Activity]]:
    """The confirmed entries of the people that touch the years, of any kind or of these.

    One query.
    """
    asked = {
        "people": list(person_ids), "first": date(min(years), 1, 1),
        "last": date(max(years), 12, 31),
    }  # fmt: skip
    query = _CONFIRMED if kinds is None else _CONFIRMED.where(StudyEntry.kind.in_(sorted(kinds)))
    found: dict[int, list[Activity]] = defaultdict(list)
    for person_id, *values in db.session.connection().execute(query, asked):
        found[person_id].append(Activity._make(values))
    return found


def confirmed_between(first: date, last: date) -> dict[int, list[Activity]]:
    """Everybody's confirmed entries that touch these days. One query."""
    rows = db.session.connection().execute(
        sa.select(StudyEntry.person_id, *ACTIVITY).where(
            StudyEntry.state == "confirmed", StudyEntry.studied_on <= last,
            sa.or_(StudyEntry.studied_on >= first, StudyEntry.ends_on >= first),
            StudyEntry.pack_id.is_not(None),
        )
    )  # fmt: skip
    found: dict[int, list[Activity]] = defaultdict(list)
    for person_id, *values in rows:
        found[person_id].append(Activity._make(values))
    return found


def _lines_of(years: Years) -> tuple[dict[int, dict[Slot, int]], set[int]]:
    """What the lines of each person's years sum up to, and by which packs. One query."""
    every = sorted(set[int]().union(*years.values()))
    asked = {"people": list(years), "years": every}
    rows = db.session.connection().execute(_LINES, asked).all()
    found: dict[int, dict[Slot, int]] = defaultdict(dict)
    pack_ids = set()
    for person_id, source_id, year, part, tags, pack_id, hundredths in rows:
        pack_ids.add(pack_id)
        if year in years[person_id]:
            slot = (source_id, year, part, tags)
            found[person_id][slot] = found[person_id].get(slot, 0) + int(hundredths)
    return found, pack_ids


_SLOT = (Credit.person_id, Credit.source_id, Credit.year, Credit.part, Credit.tags, Credit.pack_id)
_LINES = (
    sa.select(*_SLOT, sa.func.sum(Credit.hundredths))
    .where(
        Credit.person_id.in_(sa.bindparam("people", expanding=True)),
        Credit.year.in_(sa.bindparam("years", expanding=True)), Credit.source_kind == ENTRY,
    )
    .group_by(*_SLOT)
)  # fmt: skip


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


def confirmed_activities(person_id: int, years: Collection[int]) -> Judged:
    """The person's confirmed entries that touch the years, and their packs. One query."""
    return _of_days(person_id, date(min(years), 1, 1), date(max(years), 12, 31))


def beside(person_id: int, years: Collection[int], *judging: Pack) -> Judged:
    """The person's confirmed entries that fill caps of these packs in the years, and theirs.

    Where a cap is over a class, all of them. One query.
    """
    if any(cap.per == CLASS for pack in judging for cap in pack.caps):
        return _of_days(person_id, date.min, date.max)
    return confirmed_activities(person_id, years)


def _of_days(person_id: int, first: date, last: date) -> Judged:
    asked = {"people": [person_id], "first": first, "last": last}
    rows = db.session.connection().execute(_WITH_PACKS, asked).all()
    packs = {row.pack_id: get_pack(row.pack_id, row.sha256) for row in rows}
    return [Activity._make(values) for _person_id, *values, _sha256 in rows], packs


_WITH_PACKS = _CONFIRMED.add_columns(RulePack.sha256).join(
    RulePack, RulePack.id == StudyEntry.pack_id
)


def would_credit(person_id: int, one: Activity, pack: Pack) -> Credited | None:
    """What a waiting activity would come to, were it confirmed now under the pack.

    One over New Year is added up over its years. ``None`` when the pack has no rule for its
    kind or level. One query.
    """
    confirmed, packs = beside(person_id, one.years, pack)
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
