"""What every act upon a unit, branch or post has in common: its day, its row, its name.

The acts add and flush; the caller commits. A day lies neither in the future (ADR 0003) nor
before the last act upon the same record, so the tree of a past day can be told from the rows.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.audit import Actor
from models import Branch, OrganisationChange, Post, Unit, db

Record = Unit | Branch | Post
NOUNS: Mapping[type[Record], str] = {Unit: "unit", Branch: "branch", Post: "post"}
TEXTS = frozenset({"name", "title"})  # these go into the trail as digests


class NotYet(Exception):
    """The day lies in the future."""

    def __init__(self, day: date) -> None:
        super().__init__(str(day))
        self.day = day


class ChangedSince(Exception):
    """The record was opened, or changed, after the day; ``day`` is when it was last changed."""

    def __init__(self, day: date) -> None:
        super().__init__(str(day))
        self.day = day


class AlreadyClosed(Exception):
    """The record stands no more, so nothing is done to it."""

    def __init__(self, record: Record) -> None:
        super().__init__(f"{type(record).__name__} {record.id}")
        self.record = record


class NameTaken(Exception):
    """An open record of the same place has the name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class When:
    """An act's day, the day it is done on, who does it, and the instant."""

    on: date
    today: date
    actor: Actor
    now: datetime


def open_for_change(record: Record, when: When) -> None:
    """Hold the record's row and read it afresh; refuse a day on which nothing may be done to it.

    Raises:
        NotYet, ChangedSince, AlreadyClosed: see there.
    """
    check_day(when)
    db.session.refresh(record, with_for_update=True)
    if record.closed_on is not None:
        raise AlreadyClosed(record)
    last = db.session.scalar(
        sa.select(sa.func.max(OrganisationChange.on)).where(
            OrganisationChange.noun == NOUNS[type(record)],
            OrganisationChange.noun_id == record.id,
        )
    )
    if when.on < (last or record.opened_on):
        raise ChangedSince(last or record.opened_on)


def check_day(when: When) -> None:
    """Refuse a day in the future.

    Raises:
        NotYet: it is.
    """
    if when.on > when.today:
        raise NotYet(when.on)


def add_record(record: Record, name: str, when: When) -> None:
    """Add a new unit, branch or post, with its row of changes and of the trail.

    Raises:
        NotYet: its day lies in the future.
        NameTaken: an open record of the same place has the name.
    """
    check_day(when)
    with naming(name):
        db.session.add(record)
    _note(record, "opened", {}, _opened(record), when)


def change_record(record: Record, kind: str, values: Mapping[str, Any], when: When) -> None:
    """Write the columns that differ, and what they were before; nothing when none does.

    Raises:
        NameTaken: an open record of the same place has the name.
    """
    before = {
        name: getattr(record, name) for name, new in values.items() if getattr(record, name) != new
    }
    if not before:
        return
    with naming(record.title if isinstance(record, Post) else record.name, values):
        for name in before:
            setattr(record, name, values[name])
    _note(record, kind, before, {name: values[name] for name in before}, when)


@contextmanager
def naming(name: str, values: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Flush what is done inside; a unique name that is taken is said by its own exception."""
    told = values or {}
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as refused:
        if "unique" not in str(refused.orig).lower():
            raise
        raise NameTaken(told.get("name") or told.get("title") or name) from refused


def add_records(records: Sequence[Record], when: When) -> None:
    """Add many at once, each on its own opening day, with its rows; as ``add_record``.

    Raises:
        NotYet, NameTaken: see ``add_record``; the name is that of the first.
    """
    if not records:
        return
    days = [replace(when, on=record.opened_on) for record in records]
    for day in days:
        check_day(day)
    first = records[0]
    with naming(first.title if isinstance(first, Post) else first.name):
        db.session.add_all(records)
    opened = list(zip(records, days, strict=True))
    db.session.add_all([_change(one, "opened", {}, _opened(one), day) for one, day in opened])
    db.session.flush()
    for record, day in opened:
        _tell(record, "opened", {}, _opened(record), day)


def _opened(record: Record) -> dict[str, Any]:
    columns = {"name", "title", "parent_id", "unit_id", "outside"}
    return {name: getattr(record, name) for name in columns if hasattr(record, name)}


def _note(
    record: Record, kind: str, before: dict[str, Any], after: dict[str, Any], when: When
) -> None:
    db.session.add(_change(record, kind, before, after, when))
    db.session.flush()
    _tell(record, kind, before, after, when)


def _change(
    record: Record, kind: str, before: dict[str, Any], after: dict[str, Any], when: When
) -> OrganisationChange:
    return OrganisationChange(
        noun=NOUNS[type(record)], noun_id=record.id, kind=kind, on=when.on, before=_text(before),
        after=_text(after), recorded_at=when.now, recorded_by_id=when.actor.account_id,
    )  # fmt: skip


def _tell(
    record: Record, kind: str, before: dict[str, Any], after: dict[str, Any], when: When
) -> None:
    noun = NOUNS[type(record)]
    audit.record(
        when.actor, f"{noun}.{kind}", noun, record.id, at=when.now,
        before=_told(before), after=_told(after) | {"on": when.on},
    )  # fmt: skip


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: audit.digest(value) if name in TEXTS else value for name, value in values.items()}
