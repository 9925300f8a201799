"""Entries as screens list them: one's own, and those that wait for a confirmer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor
from domain.confirmers import TODAY, chain_on, owner_columns, owners_for
from models import Account, EntryStep, Person, StudyEntry, db

HAS_WAITING = sa.exists().where(StudyEntry.person_id == Person.id, StudyEntry.state == "waiting")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry in the queue, with its owner."""

    id: int
    person_id: int
    name: str
    staff_no: str
    kind: str
    studied_on: date
    minutes: int
    topic: str
    gained: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of an entry with the name of who took it, and the reason given, if any."""

    act: str
    at: datetime
    who: str
    reason: str


def queue(visitor: Visitor, *, today: date) -> list[Waiting]:
    """The entries that wait for this visitor, the longest waiting first. Three queries."""
    owners = owners_for(visitor, HAS_WAITING, today=today)
    if not owners:
        return []
    rows: Any = db.session.execute(
        sa.select(
            StudyEntry.id, Person.id, Person.name, Person.staff_no, StudyEntry.kind,
            StudyEntry.studied_on, StudyEntry.minutes, StudyEntry.topic, StudyEntry.gained,
            StudyEntry.submitted_at,
        )
        .join(Person, Person.id == StudyEntry.person_id)
        .where(StudyEntry.state == "waiting", Person.id.in_(owners))
        .order_by(StudyEntry.submitted_at, StudyEntry.id)
    )  # fmt: skip
    return [Waiting(*row) for row in rows]


def queue_length(visitor: Visitor, *, today: date) -> tuple[int, datetime | None]:
    """How many entries wait for this visitor, and since when the first. Two queries."""
    if visitor.person_id is None:
        return 0, None
    chain = chain_on(today)
    asked = {"today": today, "visitor": visitor.person_id}
    rows = db.session.connection().execute(_WAITING_BY_OWNER, asked)
    mine = [row for row in rows if visitor.person_id in chain.confirmers(*row[:4])]
    return sum(row.number for row in mine), min((row.since for row in mine), default=None)


_WAITING = (
    sa.select(
        StudyEntry.person_id,
        sa.func.count(StudyEntry.id).label("number"),
        sa.func.min(StudyEntry.submitted_at).label("since"),
    )
    .where(StudyEntry.state == "waiting", StudyEntry.person_id != sa.bindparam("visitor"))
    .group_by(StudyEntry.person_id)
    .subquery()
)
_WAITING_BY_OWNER = (
    owner_columns(TODAY)
    .add_columns(_WAITING.c.number, _WAITING.c.since)
    .join(_WAITING, _WAITING.c.person_id == Person.id)
)


class OpenEntry(NamedTuple):
    """One of one's own entries, as much of it as home shows."""

    id: int
    kind: str
    studied_on: date
    minutes: int
    topic: str
    state: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class OpenEntries:
    """What stands open of one's own: waiting and returned, oldest first; and the latest of all."""

    waiting: list[OpenEntry]
    returned: list[tuple[OpenEntry, str]]  # with the reason given
    latest: OpenEntry | None


def open_entries(person_id: int) -> OpenEntries:
    """The person's open entries and the latest one. One query."""
    found = db.session.connection().execute(_OPEN, {"person": person_id})
    both = [(OpenEntry._make(row[:-1]), row[-1] or "") for row in found]
    rows, reasons = [row for row, _ in both], [reason for _, reason in both]
    return OpenEntries(
        [row for row in rows if row.state == "waiting"],
        [
            (row, reason)
            for row, reason in zip(rows, reasons, strict=True)
            if row.state == "returned"
        ],
        max(rows, key=lambda row: row.id, default=None),
    )


_LATEST = (
    sa.select(sa.func.max(StudyEntry.id))
    .where(StudyEntry.person_id == sa.bindparam("person"), StudyEntry.state != "withdrawn")
    .scalar_subquery()
)
_REASON = (
    sa.select(EntryStep.reason)
    .where(EntryStep.entry_id == StudyEntry.id, EntryStep.act == "returned")
    .order_by(EntryStep.id.desc())
    .limit(1)
    .correlate(StudyEntry)
    .scalar_subquery()
)
_OPEN = (
    sa.select(*(getattr(StudyEntry, name) for name in OpenEntry._fields), _REASON)
    .where(
        StudyEntry.person_id == sa.bindparam("person"),
        sa.or_(
            StudyEntry.state == "waiting", StudyEntry.state == "returned", StudyEntry.id == _LATEST
        ),
    )
    .order_by(StudyEntry.submitted_at, StudyEntry.id)
)


def entries_to_decide(visitor: Visitor, ids: Sequence[int], *, today: date) -> list[StudyEntry]:
    """Of these entries, those whose owners this visitor confirms, whatever their state."""
    owner = sa.exists().where(StudyEntry.person_id == Person.id, StudyEntry.id.in_(ids))
    owners = owners_for(visitor, owner, today=today)
    found = db.session.scalars(
        sa.select(StudyEntry)
        .where(StudyEntry.id.in_(ids), StudyEntry.person_id.in_(owners))
        .order_by(StudyEntry.person_id, StudyEntry.studied_on, StudyEntry.id)
    )
    return list(found)


def own_entries(
    person_id: int, *, states: Sequence[str] = (), year: int | None = None, page: int = 1,
    size: int = 30,
) -> tuple[list[StudyEntry], int]:  # fmt: skip
    """A page of the person's entries, latest study day first, and how many there are in all."""
    wanted = [StudyEntry.person_id == person_id]
    if states:
        wanted.append(StudyEntry.state.in_(states))
    if year is not None:
        wanted.append(StudyEntry.studied_on.between(date(year, 1, 1), date(year, 12, 31)))
    total = db.session.scalars(sa.select(sa.func.count(StudyEntry.id)).where(*wanted)).one()
    rows = db.session.scalars(
        sa.select(StudyEntry)
        .where(*wanted)
        .order_by(StudyEntry.studied_on.desc(), StudyEntry.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return list(rows), total


def last_topics(person_id: int, most: int = 3) -> list[StudyEntry]:
    """The person's latest entries on different topics, to log the same again. One query."""
    rows = db.session.scalars(
        sa.select(StudyEntry)
        .where(StudyEntry.person_id == person_id, StudyEntry.state != "withdrawn")
        .order_by(StudyEntry.id.desc())
        .limit(20)
    )
    latest: dict[str, StudyEntry] = {}
    for row in rows:
        latest.setdefault(row.topic, row)
    return list(latest.values())[:most]


def steps_of(entry_id: int) -> list[StepTaken]:
    """Everything done to the entry, in order. One query."""
    rows = db.session.execute(
        sa.select(
            EntryStep.act, EntryStep.at,
            sa.func.coalesce(Person.name, Account.username, ""), EntryStep.reason,
        )
        .outerjoin(Account, Account.id == EntryStep.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(EntryStep.entry_id == entry_id)
        .order_by(EntryStep.id)
    )  # fmt: skip
    return [StepTaken(*row) for row in rows]
