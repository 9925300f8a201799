"""Confirming: an entry is accepted, given back, taken back again or voided."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.audit import Actor
from domain.entry_steps import refresh_in, state_of, take_step
from domain.hours import ledger
from domain.hours.packs import pack_in_force
from domain.locks import lock_people
from models import EntryStep, StudyEntry, db

UNDO_WITHIN = timedelta(minutes=10)


class TooLateToUndo(Exception):
    """The step cannot be taken back any more, or is not the actor's own."""


def confirm_entries(
    entries: Sequence[StudyEntry], *, actor: Actor, now: datetime
) -> list[EntryStep]:
    """Confirm what still waits and settle each owner's hours; the steps taken, in order.

    Whoever comes second finds nothing left to confirm: entries that no longer wait are
    passed over. The pack in force on the study day judges an entry from now on.
    """
    lock_people(*{entry.person_id for entry in entries})
    steps = []
    for entry in entries:
        db.session.refresh(entry, with_for_update=True)
        if entry.state != "waiting":
            continue
        before = state_of(entry)
        entry.state, entry.version = "confirmed", entry.version + 1
        if entry.pack_id is None:
            entry.pack_id, _ = pack_in_force(entry.studied_on)
        steps.append(take_step(entry, "confirmed", actor, now, before=before))
        ledger.settle(
            entry.person_id, {entry.studied_on.year}, cause=f"confirmed:{steps[-1].id}", now=now
        )
    return steps


def return_entry(entry: StudyEntry, reason: str, *, actor: Actor, now: datetime) -> EntryStep:
    """Give an entry back to its owner with the reason.

    Raises:
        NotInState: it no longer waits.
    """
    lock_people(entry.person_id)
    refresh_in(entry, {"waiting"})
    before = state_of(entry)
    entry.state, entry.version = "returned", entry.version + 1
    return take_step(entry, "returned", actor, now, before=before, reason=reason)


def undo_step(step: EntryStep, *, actor: Actor, now: datetime) -> StudyEntry:
    """Take back one's own confirmation or return within ten minutes; the entry that waits now.

    A confirmed entry is voided and comes back as a new one that names it.

    Raises:
        TooLateToUndo: ten minutes have passed, it is somebody else's step, or more happened.
    """
    entry = db.session.get_one(StudyEntry, step.entry_id)
    lock_people(entry.person_id)
    db.session.refresh(entry, with_for_update=True)
    if step.actor_id != actor.account_id or now - step.at > UNDO_WITHIN:
        raise TooLateToUndo
    if step.act not in {"confirmed", "returned"} or entry.state != step.act:
        raise TooLateToUndo
    if step.act == "returned":
        before = state_of(entry)
        entry.state, entry.version = "waiting", entry.version + 1
        take_step(entry, "reopened", actor, now, before=before)
        return entry
    return _void(entry, "", actor, now)


def _void(entry: StudyEntry, reason: str, actor: Actor, now: datetime) -> StudyEntry:
    before = state_of(entry)
    entry.state, entry.version = "voided", entry.version + 1
    step = take_step(entry, "voided", actor, now, before=before, reason=reason)
    again = StudyEntry(
        person_id=entry.person_id, kind=entry.kind, studied_on=entry.studied_on,
        minutes=entry.minutes, topic=entry.topic, gained=entry.gained, state="waiting",
        replaces_id=entry.id, submitted_at=entry.submitted_at,
    )  # fmt: skip
    db.session.add(again)
    db.session.flush()
    take_step(again, "reopened", actor, now)
    ledger.settle(entry.person_id, {entry.studied_on.year}, cause=f"voided:{step.id}", now=now)
    return again
