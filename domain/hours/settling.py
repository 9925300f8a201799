"""Settling: the ledger gets signed differences, so that its sum is always the engine's answer."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from domain.hours.engine import Credited
from domain.hours.ledger import ENTRY, Slot, Years, books, differences
from domain.hours.months import add_to_months
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
    years: Years, causes: Mapping[int, str], *, now: datetime,
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


def _settle(years: Years, causes: Mapping[int, str], own: Mapping[int, str], now: datetime) -> int:
    lock_people(*years)
    years, wanted, had = books(years)
    lines = [
        _line(person_id, slot, got, before, cause=own.get(slot[0], causes[person_id]), now=now)
        for person_id in years
        for slot, got, before in differences(wanted[person_id], had[person_id])
    ]
    db.session.add_all(lines)
    db.session.flush()
    add_to_months(lines)
    return len(lines)


def _line(
    person_id: int, slot: Slot, got: Credited | None, had: int, *, cause: str, now: datetime
) -> Credit:
    """The line that brings a slot from ``had`` to the engine's answer, or to nothing."""
    source_id, year, part, tags = slot
    values = _taken_back(source_id) if got is None else _given(got)
    amount = got.hundredths if got is not None else 0
    return Credit(
        person_id=person_id, source_kind=ENTRY, source_id=source_id, cause=cause, year=year,
        part=part, tags=tags, hundredths=amount - had, recorded_at=now, **values,
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
