"""Entries that somebody else records for people: many rows at once, confirmed and settled."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.entry_steps import state_of
from domain.hours.ledger import years_of
from domain.hours.settling import settle_people
from domain.matters.entries import entry_waits
from models import EntryBatch, EntryStep, StudyEntry, db
from models.base import Base

FORM, IMPORT = "form", "import"
LONGEST_TITLE = 200


def add_batch(kind: str, title: str, *, actor: Actor, now: datetime) -> EntryBatch:
    """A batch, ``FORM`` or ``IMPORT``, named by its activity or its file; flushes."""
    batch = EntryBatch(
        kind=kind, title=title[:LONGEST_TITLE], recorded_by=actor.account_id, recorded_at=now
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def enter_rows(
    rows: Sequence[Mapping[str, Any]], act: str, *, actor: Actor, now: datetime
) -> list[int]:
    """Insert entries with one step each, and settle the hours of those that are confirmed.

    ``rows`` are the columns of entries, the same for each, with their state; ``act`` is the
    step. The caller holds the people's rows and commits. Their ids in the same order. A few
    statements for all of them.
    """
    if not rows:
        return []
    ids = _insert_all(StudyEntry, rows)
    steps = [
        {"entry_id": entry_id, "act": act, "actor_id": actor.account_id, "at": now, "reason": ""}
        for entry_id in ids
    ]
    step_ids = _insert_all(EntryStep, steps)
    causes: dict[int, int] = {}
    years: dict[int, set[int]] = defaultdict(set)
    for entry_id, step_id, row in zip(ids, step_ids, rows, strict=True):
        entry = StudyEntry(**row)  # of no session: what it tells of itself is asked
        audit.record(
            actor, f"entry.{act}", "study_entry", entry_id, at=now, after=state_of(entry)
        )  # fmt: skip
        if entry.state == "waiting":  # whoever recorded it waits for a confirmer too
            entry.id = entry_id
            entry_waits(entry, actor=actor, now=now)
        if entry.state == "confirmed":
            causes[entry.person_id] = step_id
            years[entry.person_id] |= years_of(entry)
    settle_people(years, {one: f"{act}:{step_id}" for one, step_id in causes.items()}, now=now)
    return ids


def _insert_all(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert the rows in a few statements; their ids in the order given."""
    key = sa.inspect(model).primary_key[0]
    inserted = sa.insert(model).returning(key, sort_by_parameter_order=True)
    return list(db.session.scalars(inserted, list(rows)))
