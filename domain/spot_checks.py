"""Spot checks: a random sample of confirmed entries that anybody can draw again.

Every entry has a number that nobody can foresee without the seed: the SHA-256 of the seed, a
colon and the entry's id. The sample are the entries with the smallest ones. The same seed
over the same entries gives the same sample on any machine and database; an entry that comes
in or goes out changes the sample by itself and at most one other.
"""

import hashlib
import heapq
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.access import Reach, people_within
from models import Account, Attachment, EntryStep, Person, StudyEntry, db

MOST_SAMPLED = 200


@dataclass(frozen=True, slots=True)
class Sampled:
    """An entry of the sample; ``who`` confirmed it and ``at`` when, ``proofs`` hang on it."""

    entry: StudyEntry
    name: str
    staff_no: str
    who: str
    at: datetime | None
    proofs: int


def draw_sample(
    covered: Reach, own_person_id: int | None, seed: str, *, first: date, last: date, size: int,
    today: date,
) -> tuple[list[Sampled], int]:  # fmt: skip
    """The sample by study day, and from how many it was drawn; both days are included.

    Confirmed entries of people within reach, never one's own. Two queries; the first reads an
    id for every entry of these days, about a second for a million.
    """
    found = db.session.scalars(
        sa.select(StudyEntry.id)
        .join(Person, Person.id == StudyEntry.person_id)
        .where(
            StudyEntry.state == "confirmed", StudyEntry.studied_on.between(first, last),
            people_within(covered, today),
            sa.true() if own_person_id is None else Person.id != own_person_id,
        )
        .order_by(StudyEntry.id)
    ).all()  # fmt: skip
    return _sampled(smallest(found, seed, size)), len(found)


def smallest(ids: Any, seed: str, size: int) -> list[int]:
    """So many of the ids: those with the smallest SHA-256 of seed and id."""
    return heapq.nsmallest(size, ids, key=lambda one: (_number(seed, one), one))


def _number(seed: str, entry_id: int) -> bytes:
    return hashlib.sha256(f"{seed}:{entry_id}".encode()).digest()


def _sampled(ids: list[int]) -> list[Sampled]:
    confirmer = sa.orm.aliased(Person)
    step = (
        sa.select(sa.func.max(EntryStep.id))
        .where(
            EntryStep.entry_id == StudyEntry.id,
            EntryStep.act.in_(("confirmed", "recorded", "imported")),
        )
        .correlate(StudyEntry)
        .scalar_subquery()
    )
    proofs = (
        sa.select(sa.func.count(Attachment.id))
        .where(Attachment.entry_id == StudyEntry.id, Attachment.removed_at.is_(None))
        .correlate(StudyEntry)
        .scalar_subquery()
    )
    rows: Any = db.session.execute(
        sa.select(
            StudyEntry, Person.name, Person.staff_no,
            sa.func.coalesce(confirmer.name, Account.username, ""), EntryStep.at, proofs,
        )
        .join(Person, Person.id == StudyEntry.person_id)
        .outerjoin(EntryStep, EntryStep.id == step)
        .outerjoin(Account, Account.id == EntryStep.actor_id)
        .outerjoin(confirmer, confirmer.id == Account.person_id)
        .where(StudyEntry.id.in_(ids))
        .order_by(StudyEntry.studied_on, StudyEntry.id)
    )  # fmt: skip
    return [Sampled(*row) for row in rows]
