"""What was recorded for many, as far as the reader reaches, and whom one may record for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.access import Reach, people_within
from domain.hours.ledger import ENTRY
from models import (
    Account,
    Credit,
    EntryBatch,
    FormerStaffNumber,
    Person,
    StudyEntry,
    db,
)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch, with what of it is in reach: how many people, entries, and those that stand."""

    id: int
    kind: str
    title: str
    recorded_at: datetime
    who: str
    first_on: date
    last_on: date
    people: int
    entries: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """An entry of a batch: whose it is, its state, and the hundredths that it came to."""

    id: int
    person_id: int
    staff_no: str
    name: str
    kind: str
    studied_on: date
    ends_on: date | None
    minutes: int
    days: int
    half_days: int
    count: int
    level: str
    sessions: int
    topic: str
    document: str
    state: str
    hundredths: int


def batch_rows(
    covered: Reach, *, today: date, page: int = 1, size: int = 50
) -> tuple[list[BatchRow], int]:
    """A page of the batches with anybody in reach, the latest first, and how many. Two queries."""
    total = db.session.scalar(
        sa.select(sa.func.count(sa.distinct(StudyEntry.batch_id)))
        .join(Person, Person.id == StudyEntry.person_id)
        .where(StudyEntry.batch_id.is_not(None), people_within(covered, today))
    )
    query = _batches(covered, today).limit(size).offset((page - 1) * size)
    rows: Any = db.session.execute(query)
    return [BatchRow(*row) for row in rows], total or 0


def find_batch(batch_id: int, covered: Reach, *, today: date) -> BatchRow | None:
    """The batch, if anybody of it is in reach. One query."""
    query = _batches(covered, today).where(EntryBatch.id == batch_id)
    row: Any = db.session.execute(query).one_or_none()
    return BatchRow(*row) if row is not None else None


def _batches(covered: Reach, today: date) -> Any:
    who = sa.func.coalesce(sa.func.min(_RECORDER.name), sa.func.min(Account.username), "")
    confirmed = sa.func.sum(sa.case((StudyEntry.state == "confirmed", 1), else_=0))
    last_on = sa.func.max(sa.func.coalesce(StudyEntry.ends_on, StudyEntry.studied_on))
    return (
        sa.select(
            EntryBatch.id, EntryBatch.kind, EntryBatch.title, EntryBatch.recorded_at, who,
            sa.func.min(StudyEntry.studied_on), last_on,
            sa.func.count(sa.distinct(StudyEntry.person_id)), sa.func.count(StudyEntry.id),
            confirmed,
        )
        .join(StudyEntry, StudyEntry.batch_id == EntryBatch.id)
        .join(Person, Person.id == StudyEntry.person_id)
        .outerjoin(Account, Account.id == EntryBatch.recorded_by)
        .outerjoin(_RECORDER, _RECORDER.id == Account.person_id)
        .where(people_within(covered, today))
        .group_by(EntryBatch.id, EntryBatch.kind, EntryBatch.title, EntryBatch.recorded_at)
        .order_by(EntryBatch.id.desc())
    )  # fmt: skip


_RECORDER = sa.orm.aliased(Person)


def batch_entries(
    batch_id: int, covered: Reach, *, today: date, page: int = 1, size: int = 50
) -> list[BatchEntry]:
    """A page of the batch's entries in reach, by name. One query."""
    got = (
        sa.select(sa.func.coalesce(sa.func.sum(Credit.hundredths), 0))
        .where(
            Credit.source_kind == ENTRY, Credit.source_id == StudyEntry.id,
            Credit.person_id == StudyEntry.person_id,
        )
        .correlate(StudyEntry)
        .scalar_subquery()
    )  # fmt: skip
    rows: Any = db.session.execute(
        sa.select(
            StudyEntry.id, Person.id, Person.staff_no, Person.name, StudyEntry.kind,
            StudyEntry.studied_on, StudyEntry.ends_on, StudyEntry.minutes, StudyEntry.days,
            StudyEntry.half_days, StudyEntry.count, StudyEntry.level, StudyEntry.sessions,
            StudyEntry.topic, StudyEntry.document, StudyEntry.state, got,
        )
        .join(Person, Person.id == StudyEntry.person_id)
        .where(StudyEntry.batch_id == batch_id, people_within(covered, today))
        .order_by(Person.search_key, Person.staff_no, StudyEntry.studied_on, StudyEntry.id)
        .limit(size)
        .offset((page - 1) * size)
    )  # fmt: skip
    return [BatchEntry(*row) for row in rows]


def entries_to_void(
    batch_id: int, covered: Reach, *, today: date, own_person_id: int | None, most: int,
    entry_id: int | None = None,
) -> list[StudyEntry]:  # fmt: skip
    """The batch's confirmed entries of people in reach, never one's own; the first ``most``.

    With ``entry_id`` only this one. One query.
    """
    query = (
        sa.select(StudyEntry)
        .join(Person, Person.id == StudyEntry.person_id)
        .where(
            StudyEntry.batch_id == batch_id, StudyEntry.state == "confirmed",
            people_within(covered, today),
        )
        .order_by(StudyEntry.person_id, StudyEntry.id)
        .limit(most)
    )  # fmt: skip
    if own_person_id is not None:
        query = query.where(StudyEntry.person_id != own_person_id)
    if entry_id is not None:
        query = query.where(StudyEntry.id == entry_id)
    return list(db.session.scalars(query))


def batch_activity(batch_id: int) -> StudyEntry | None:
    """An entry of the batch that tells what all were recorded for. One query."""
    return db.session.scalars(
        sa.select(StudyEntry)
        .where(StudyEntry.batch_id == batch_id)
        .order_by(StudyEntry.id)
        .limit(1)
    ).one_or_none()


def people_by_number(
    numbers: Collection[str], covered: Reach, *, today: date
) -> dict[str, tuple[int, str]]:
    """Id and name of the people in reach by the numbers they carry or carried. One query."""
    if not numbers:
        return {}
    carried = (
        sa.select(FormerStaffNumber.staff_no, FormerStaffNumber.person_id)
        .where(FormerStaffNumber.staff_no.in_(numbers))
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.staff_no, carried.c.staff_no)
        .outerjoin(carried, carried.c.person_id == Person.id)
        .where(
            sa.or_(Person.staff_no.in_(numbers), carried.c.staff_no.is_not(None)),
            people_within(covered, today),
        )
    ).all()
    former = {old: (row_id, name) for row_id, name, _, old in rows if old is not None}
    return former | {new: (row_id, name) for row_id, name, new, _ in rows if new in numbers}


def people_named(
    ids: Collection[int], covered: Reach, *, today: date
) -> list[tuple[int, str, str]]:
    """Id, staff number and name of the people in reach, by name. One query."""
    rows = db.session.execute(
        sa.select(Person.id, Person.staff_no, Person.name)
        .where(Person.id.in_(ids), people_within(covered, today))
        .order_by(Person.search_key, Person.staff_no)
    )
    return [(row[0], row[1], row[2]) for row in rows]
