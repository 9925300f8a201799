"""The steps of an entry: each is kept with who and when, and goes into the trail."""

from collections.abc import Sequence
from datetime import datetime
from itertools import repeat

from domain import audit
from domain.audit import Actor
from domain.matters.entries import follow_entries, follow_entry
from domain.rows import insert_apart
from models import EntryStep, StudyEntry, db
from models.base import flush

SOMETIMES = (  # what only some entries say: where the kind asks it, or a file has it
    "ends_on", "days", "half_days", "count", "level", "sessions", "leave_hundredths", "part",
    "tags", "online",
)  # fmt: skip


class NotInState(Exception):
    """The entry is in another state than the step asks for; ``entry`` is as it stands."""

    def __init__(self, entry: StudyEntry) -> None:
        super().__init__(f"entry {entry.id} is {entry.state}")
        self.entry = entry


def refresh_in(entry: StudyEntry, states: set[str] | frozenset[str]) -> None:
    """Read the entry anew and hold it; refuse it when it is in none of the states.

    Raises:
        NotInState: with the entry as it stands.
    """
    db.session.refresh(entry, with_for_update=True)
    if entry.state not in states:
        raise NotInState(entry)


def state_of(entry: StudyEntry) -> dict[str, object]:
    """What the trail keeps of an entry: its state, amounts and days, of its texts a digest."""
    told = {
        "state": entry.state, "minutes": entry.minutes, "on": entry.studied_on,
        "text": audit.digest(f"{entry.topic}\n{entry.gained}"),
    }  # fmt: skip
    for name in SOMETIMES:
        value = getattr(entry, name)
        if value or value is False:
            told["to_on" if name == "ends_on" else name] = value
    return told


def take_step(
    entry: StudyEntry, act: str, actor: Actor, now: datetime, *,
    before: dict[str, object] | None = None, reason: str = "",
) -> EntryStep:  # fmt: skip
    """Keep the step and record it in the trail, with what the entry was and is; flushes.

    The matter of the entry follows it. The step that comes back is apart from the session:
    nobody changes it.
    """
    flush()
    step = insert_apart(
        EntryStep,
        {
            "entry_id": entry.id, "act": act, "actor_id": actor.account_id, "at": now,
            "reason": reason,
        },
    )  # fmt: skip
    follow_entry(entry, act, reason, actor=actor, now=now)
    audit.record(
        actor, f"entry.{act}", "study_entry", entry.id, at=now, before=before,
        after=state_of(entry),
    )  # fmt: skip
    return step


def take_steps(
    entries: Sequence[StudyEntry], act: str, actor: Actor, now: datetime, *,
    before: Sequence[dict[str, object]] | None = None, reason: str = "",
) -> list[EntryStep]:  # fmt: skip
    """The same step for many entries, in their order; a few statements, however many; flushes."""
    steps = [
        EntryStep(entry_id=entry.id, act=act, actor_id=actor.account_id, at=now, reason=reason)
        for entry in entries
    ]
    db.session.add_all(steps)
    db.session.flush()
    follow_entries(entries, act, reason, actor=actor, now=now)
    for entry, was in zip(entries, before or repeat(None, len(entries)), strict=True):
        audit.record(
            actor, f"entry.{act}", "study_entry", entry.id, at=now, before=was,
            after=state_of(entry),
        )  # fmt: skip
    return steps
