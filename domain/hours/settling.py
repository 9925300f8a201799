"""Settling: the ledger gets signed differences, so that its sum is always the engine's answer."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from domain.hours.engine import Activity, Credited, credit
from domain.hours.ledger import ENTRY, Slot, line_of
from domain.hours.months import add_to_months
from domain.hours.packs import packs_of
from domain.locks import lock_people
from models import Credit, StudyEntry, db

AT_ONCE = 500  # ids in one statement


def settle(
    person_id: int, years: set[int], *, cause: str, now: datetime,
    own: Mapping[int, str] = MappingProxyType({}),
) -> int:  # fmt: skip
    """``settle_people`` for one person."""
    return settle_people({person_id: years}, {person_id: cause}, own=own, now=now)


def settle_people(
    years: Mapping[int, set[int]], causes: Mapping[int, str], *, now: datetime,
    own: Mapping[int, str] = MappingProxyType({}),
) -> int:  # fmt: skip
    """Append what the ledger lacks of the engine's answer, for people and their years; the lines.

    The monthly sums move with the lines. A person's cause names the step that made it necessary,
    such as ``confirmed:17``; of several steps at once, ``own`` names that of each entry. Four
    statements for each 500 people beside the inserts. Adds and flushes; the caller commits.
    Settling twice appends nothing the second time.
    """
    db.session.flush()  # the reads below go past the session
    ids, lines = sorted(years), 0
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        lines += _settle({one: years[one] for one in some}, causes, own, now)
    return lines


def _settle(
    years: Mapping[int, set[int]], causes: Mapping[int, str], own: Mapping[int, str], now: datetime
) -> int:
    lock_people(*years)
    wanted, had = _answers(years), _sums(years)
    lines = [
        line_of(person_id, slot, got, before, cause=own.get(slot[0], causes[person_id]), now=now)
        for person_id in years
        for slot, got, before in _differences(wanted[person_id], had[person_id])
    ]
    db.session.add_all(lines)
    db.session.flush()
    add_to_months(lines)
    return len(lines)


def _differences(
    wanted: Mapping[Slot, Credited], had: Mapping[Slot, int]
) -> list[tuple[Slot, Credited | None, int]]:
    """The slots whose answer is not what the lines sum up to, with both."""
    found = []
    for slot in sorted({*wanted, *had}):
        got, before = wanted.get(slot), had.get(slot, 0)
        if (got.hundredths if got is not None else 0) != before:
            found.append((slot, got, before))
    return found


def _answers(years: Mapping[int, set[int]]) -> dict[int, dict[Slot, Credited]]:
    """The engine's answer of each person in their years. Two queries."""
    activities = _activities(years)
    packs = packs_of({one.pack_id for many in activities.values() for one in many})
    return defaultdict(dict, {
        person_id: {
            (one.activity.id, one.year, one.part): one
            for one in credit(many, packs)
            if one.year in years[person_id]
        }
        for person_id, many in activities.items()
    })  # fmt: skip


def _activities(years: Mapping[int, set[int]]) -> dict[int, list[Activity]]:
    """The confirmed entries of each person that touch their years. One query."""
    first, last = _span(years.values())
    rows: Any = db.session.execute(
        sa.select(
            StudyEntry.person_id, StudyEntry.id, StudyEntry.kind, StudyEntry.studied_on,
            StudyEntry.minutes, StudyEntry.pack_id, StudyEntry.ends_on, StudyEntry.days,
            StudyEntry.half_days, StudyEntry.count, StudyEntry.level,
        ).where(
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


def _sums(years: Mapping[int, set[int]]) -> dict[int, dict[Slot, int]]:
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


def _span(years: Collection[set[int]]) -> tuple[date, date]:
    first, last = min(map(min, years)), max(map(max, years))
    return date(first, 1, 1), date(last, 12, 31)
