"""Bringing past activities in: every row that is ready becomes a confirmed entry."""

from datetime import datetime
from typing import Any

from domain import audit
from domain.audit import Actor
from domain.batches import IMPORT, add_batch, enter_rows
from domain.hours.years import check_open
from domain.past_activities.plans import NewEntry, PastKind, PastPlan


def apply_past(
    plan: PastPlan, filename: str, *, actor: Actor, now: datetime, import_id: int | None = None
) -> int | None:
    """Write the rows that are ready, in one batch; its id, ``None`` when there are none.

    ``plan`` was made from a state that holds the people. The entries are confirmed as the
    importer's own word and settled; the importer's own wait for their confirmer. Adds and
    flushes; the caller commits. Cost: a few statements for each 500 people.

    Raises:
        domain.hours.years.YearClosed: a year was closed since the plan was made.
    """
    entries = [row.entry for row in plan.of_kind(PastKind.READY) if row.entry is not None]
    check_open({year for one in entries for year in _years(one)})
    batch = add_batch(IMPORT, filename, actor=actor, now=now) if entries else None
    if batch is not None:
        rows = [_columns(one, batch.id, now) for one in entries]
        enter_rows(rows, "imported", actor=actor, now=now)
    audit.record(
        actor, "hours.applied", "import_file", import_id, at=now,
        after={str(kind): count for kind, count in plan.counts.items()}
        | {"batch": batch.id if batch is not None else None},
    )  # fmt: skip
    return batch.id if batch is not None else None


def _years(entry: NewEntry) -> range:
    return range(entry.studied_on.year, (entry.ends_on or entry.studied_on).year + 1)


def _columns(entry: NewEntry, batch_id: int, now: datetime) -> dict[str, Any]:
    return {
        "person_id": entry.person_id, "kind": entry.kind, "studied_on": entry.studied_on,
        "ends_on": entry.ends_on, "minutes": entry.minutes, "days": entry.days,
        "half_days": entry.half_days, "count": entry.count, "level": entry.level,
        "sessions": entry.sessions, "part": entry.part, "tags": entry.tags,
        "online": entry.online, "leave_hundredths": entry.leave_hundredths,
        "rank_group": entry.rank_group, "topic": entry.topic, "gained": "",
        "document": entry.document,
        "state": "waiting" if entry.own else "confirmed",
        "pack_id": None if entry.own else entry.pack_id, "batch_id": batch_id,
        "submitted_at": now, "version": 1,
    }  # fmt: skip
