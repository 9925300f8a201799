"""Confirming: an entry is accepted, given back, taken back again or voided."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

import sqlalchemy as sa

from domain.attachments import carry_over
from domain.audit import Actor
from domain.entry_steps import refresh_in, state_of, take_step, take_steps
from domain.hours import ledger
from domain.hours.packs import NoPackInForce, packs_in_force
from domain.hours.settling import settle, settle_people
from domain.hours.years import check_open
from domain.locks import lock_people
from domain.matters.entries import entries_confirmed
from domain.matters.kinds import CORRECTION
from domain.matters.raising import close_matter
from domain.notices import notify
from models import Correction, EntryStep, StudyEntry, db

UNDO_WITHIN = timedelta(minutes=10)
CLAIMED = (  # what an entry that takes another's place has of it
    "kind", "studied_on", "ends_on", "start_time", "minutes", "days", "half_days", "count",
    "level", "topic", "material_id", "gained", "gained_html", "document", "submitted_at",
)  # fmt: skip


class TooLateToUndo(Exception):
    """The step cannot be taken back any more, or is not the actor's own."""


def confirm_entries(
    entries: Sequence[StudyEntry], *, actor: Actor, now: datetime,
    seen: Mapping[int, int] = MappingProxyType({}),
) -> list[EntryStep]:  # fmt: skip
    """Confirm what still waits and settle each owner's hours; the steps taken, in order.

    Whoever comes second finds nothing left to confirm: entries that no longer wait are
    passed over, and so are those that moved on from the version ``seen``, where it names one.
    The pack in force on the study day judges an entry from now on.

    Raises:
        domain.hours.years.YearClosed: an entry lies in a year whose books are closed.
        domain.hours.packs.NoPackInForce: an entry lies before the first of the rules.
    """
    lock_people(*{entry.person_id for entry in entries})
    _read_anew(entries)
    waiting = [
        entry
        for entry in entries
        if entry.state == "waiting" and seen.get(entry.id, entry.version) == entry.version
    ]
    check_open({year for entry in waiting for year in ledger.years_of(entry)})
    days = {entry.studied_on for entry in waiting}
    packs = packs_in_force(days)
    if len(packs) < len(days):
        raise NoPackInForce(min(days - packs.keys()))
    before = [state_of(entry) for entry in waiting]
    for entry in waiting:
        entry.state, entry.version = "confirmed", entry.version + 1
        entry.pack_id = entry.pack_id or packs[entry.studied_on][0]
    steps = take_steps(waiting, "confirmed", actor, now, before=before)
    entries_confirmed(waiting, actor=actor, now=now)
    _settle_owners(waiting, steps, now)
    return steps


def _settle_owners(
    entries: Sequence[StudyEntry], steps: Sequence[EntryStep], now: datetime
) -> None:
    """Settle each owner once; the line of an entry names its own step."""
    years: dict[int, set[int]] = defaultdict(set)
    causes, own = {}, {}
    for entry, step in zip(entries, steps, strict=True):
        years[entry.person_id] |= ledger.years_of(entry)
        causes[entry.person_id] = own[entry.id] = f"confirmed:{step.id}"
    settle_people(years, causes, own=own, now=now)


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
    return _void(entry, "", actor, now, back="waiting") or entry


def void_entry(entry: StudyEntry, reason: str, *, actor: Actor, now: datetime) -> StudyEntry | None:
    """Void a confirmed entry with the reason; also in a year that is closed.

    It comes back to its owner as a returned entry that names it, with the same proofs. What
    somebody recorded for many people comes back to nobody: who recorded it does so anew. A
    correction that was asked for is granted by it.

    Raises:
        domain.entry_steps.NotInState: it is not confirmed, or not any more.
    """
    lock_people(entry.person_id)
    refresh_in(entry, {"confirmed"})
    return _void(entry, reason, actor, now, back="returned")


def _void(
    entry: StudyEntry, reason: str, actor: Actor, now: datetime, *, back: str
) -> StudyEntry | None:
    before = state_of(entry)
    entry.state, entry.version = "voided", entry.version + 1
    step = take_step(entry, "voided", actor, now, before=before, reason=reason)
    _grant_what_was_asked(entry, reason, actor, now)
    again = None
    if entry.batch_id is None:
        again = _in_its_place(entry, back)
        take_step(again, "reopened" if back == "waiting" else back, actor, now, reason=reason)
    settle(entry.person_id, ledger.years_of(entry), cause=f"voided:{step.id}", now=now)
    return again


def _in_its_place(entry: StudyEntry, state: str) -> StudyEntry:
    again = StudyEntry(person_id=entry.person_id, replaces_id=entry.id, state=state)
    for name in CLAIMED:
        setattr(again, name, getattr(entry, name))
    db.session.add(again)
    db.session.flush()
    carry_over(entry.id, again.id)
    return again


def _grant_what_was_asked(entry: StudyEntry, reason: str, actor: Actor, now: datetime) -> None:
    asked = db.session.scalars(
        sa.select(Correction)
        .where(Correction.entry_id == entry.id, Correction.state == "open")
        .with_for_update()
    ).one_or_none()
    if asked is not None:
        asked.state, asked.answered_by, asked.answered_at = "granted", actor.account_id, now
        asked.answer = "" if reason == asked.wish else reason
        matter = close_matter(CORRECTION, asked.id, outcome="granted", actor=actor, now=now)
        if matter is not None:
            notify("correction", [entry.person_id], matter_id=matter.id)


def _read_anew(entries: Sequence[StudyEntry]) -> None:
    """Hold the entries and read them as they stand. One query, however many."""
    ids = [entry.id for entry in entries]
    db.session.scalars(
        sa.select(StudyEntry)
        .where(StudyEntry.id.in_(ids))
        .order_by(StudyEntry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
