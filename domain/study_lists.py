"""Entries of others: those that a visitor decides, those of a person, and the steps of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain.access import Visitor
from domain.hours import ledger
from domain.hours.packs import Pack, packs_of
from domain.matters.kinds import ENTRY
from domain.matters.standing import standing
from models import (
    Account,
    ClosedYear,
    Credit,
    EntryBatch,
    EntryStep,
    Material,
    Matter,
    Person,
    StudyEntry,
    db,
)


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of an entry with the name of who took it, and the reason given, if any."""

    act: str
    at: datetime
    who: str
    reason: str


def entries_to_decide(visitor: Visitor, ids: Sequence[int], *, today: date) -> list[StudyEntry]:
    """Of these entries, those that are this visitor's to answer, whatever their state.

    By its matter; where another entry has taken that over, by whose study the visitor
    confirms. Three queries.
    """
    owner = sa.exists().where(StudyEntry.person_id == Person.id, StudyEntry.id.in_(ids))
    held = standing(visitor, today=today, also=owner)
    without = sa.and_(Matter.id.is_(None), StudyEntry.person_id.in_(held.confirms))
    found = db.session.scalars(
        sa.select(StudyEntry)
        .outerjoin(Matter, sa.and_(Matter.kind == ENTRY, Matter.source_id == StudyEntry.id))
        .where(StudyEntry.id.in_(ids), sa.or_(held.answers(), without))
        .order_by(StudyEntry.person_id, StudyEntry.studied_on, StudyEntry.id)
    )
    return list(found)


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


@dataclass(frozen=True, slots=True)
class InFull:
    """An entry with all it says; ``material`` and ``source`` of what was chosen, or empty.

    ``credited`` are the hundredths that its lines in the ledger sum up to; ``replaced_by`` is
    the id of the entry that took its place; ``batch`` the activity it was recorded with;
    ``closed_year`` the first year of its days whose books are closed.
    """

    entry: StudyEntry
    material: str
    source: str
    credited: int
    replaced_by: int | None
    batch: str
    closed_year: int | None


def in_full(entry_ids: Sequence[int]) -> dict[int, InFull]:
    """The entries with what belongs to them, by id. One query."""
    credited = (
        sa.select(sa.func.coalesce(sa.func.sum(Credit.hundredths), 0))
        .where(Credit.source_kind == ledger.ENTRY, Credit.source_id == StudyEntry.id)
        .scalar_subquery()
    )
    later = sa.orm.aliased(StudyEntry)
    replaced_by = sa.select(later.id).where(later.replaces_id == StudyEntry.id).scalar_subquery()
    last_on = sa.func.coalesce(StudyEntry.ends_on, StudyEntry.studied_on)
    closed = (
        sa.select(sa.func.min(ClosedYear.year))
        .where(
            ClosedYear.year >= sa.extract("year", StudyEntry.studied_on),
            ClosedYear.year <= sa.extract("year", last_on),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            StudyEntry, sa.func.coalesce(Material.title, ""), sa.func.coalesce(Material.source, ""),
            credited, replaced_by, sa.func.coalesce(EntryBatch.title, ""), closed,
        )
        .outerjoin(Material, Material.id == StudyEntry.material_id)
        .outerjoin(EntryBatch, EntryBatch.id == StudyEntry.batch_id)
        .where(StudyEntry.id.in_(entry_ids))
    )  # fmt: skip
    return {
        row[0].id: InFull(row[0], row[1], row[2], int(row[3]), row[4], row[5], row[6])
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which of a person's entries: of a state, of a year; empty values ask for all."""

    state: str = ""
    year: int = 0


def entries_of(
    person_id: int, wanted: EntryFilter, *, page: int, size: int
) -> tuple[list[StudyEntry], int]:
    """A page of what the person handed in, latest day first, and how many. Two queries.

    Drafts are their owner's alone.
    """
    conditions = [StudyEntry.person_id == person_id, StudyEntry.state != "draft"]
    if wanted.state:
        conditions.append(StudyEntry.state == wanted.state)
    if wanted.year:
        first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
        conditions.append(StudyEntry.studied_on.between(first, last))
    total = db.session.scalars(sa.select(sa.func.count(StudyEntry.id)).where(*conditions)).one()
    rows = db.session.scalars(
        sa.select(StudyEntry)
        .where(*conditions)
        .order_by(StudyEntry.studied_on.desc(), StudyEntry.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return list(rows), total


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A line of the ledger about one entry; hundredths are signed. ``pack`` judged it."""

    recorded_at: datetime
    year: int
    part: str
    hundredths: int
    cap: str
    pack: Pack


def credit_lines(entry_id: int) -> list[CreditLine]:
    """What the ledger holds of the entry, in order. At most two queries."""
    rows = db.session.execute(
        sa.select(
            Credit.recorded_at, Credit.year, Credit.part, Credit.hundredths, Credit.cap,
            Credit.pack_id,
        )
        .where(Credit.source_kind == ledger.ENTRY, Credit.source_id == entry_id)
        .order_by(Credit.id)
    ).all()  # fmt: skip
    packs = packs_of({row.pack_id for row in rows})
    return [CreditLine(*row[:-1], packs[row.pack_id]) for row in rows]
