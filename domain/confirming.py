"""Confirming: an entry is accepted, given back, taken back again or voided."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

import sqlalchemy as sa

from domain.attachments import carry_over
from domain.audit import Actor
from domain.entry_steps import refresh_in, state_of, take_step, take_steps
from domain.hours import ledger
from domain.hours.packs import get_packs_in_force
from domain.hours.settling import settle_people
from domain.hours.years import check_open, closed_among
from domain.locks import lock_owners, lock_people
from domain.matters.entries import entries_confirmed
from domain.matters.kinds import CORRECTION
from domain.matters.raising import close_matter
from domain.notices import notify
from models import Correction, EntryStep, StudyEntry, db

UNDO_WITHIN = timedelta(minutes=10)
CLAIMED = (  # what an entry that takes another's place has of it
    "kind", "studied_on", "ends_on", "start_time", "minutes", "days", "half_days", "count",
    "level", "sessions", "leave_hundredths", "part", "tags", "online", "rank_group",
    "topic", "material_id", "gained", "gained_html", "document", "submitted_at",
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
    _read_anew([entry.id for entry in entries])
    waiting = [
        entry
        for entry in entries
        if entry.state == "waiting" and seen.get(entry.id, entry.version) == entry.version
    ]
    check_open(_years_of(waiting))
    packs = get_packs_in_force({entry.studied_on for entry in waiting})
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
        causes[entry.person_id] = own[entry.id] = f"{step.act}:{step.id}"
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


def undo_steps(
    steps: Sequence[EntryStep], *, actor: Actor, now: datetime
) -> list[StudyEntry]:  # fmt: skip
    """Take back one's own confirmations and returns within ten minutes; what waits now.

    All of them or none. A confirmed entry is voided and comes back as a new one that names it.
    A few statements, however many.

    Raises:
        TooLateToUndo: ten minutes have passed, it is somebody else's step, more happened, or the
            year of a confirmed one was closed: nothing waits in it.
    """
    entries = _held_as_they_stand({step.entry_id for step in steps})
    if len(entries) < len(steps) or not all(
        _may_take_back(step, entries[step.entry_id], actor, now) for step in steps
    ):
        raise TooLateToUndo
    if _last_decisions(entries) != {step.id for step in steps}:
        raise TooLateToUndo
    returned = [one for one in entries.values() if one.state == "returned"]
    confirmed = [one for one in entries.values() if one.state == "confirmed"]
    if closed_among(_years_of(confirmed)):
        raise TooLateToUndo
    before = [state_of(entry) for entry in returned]
    for entry in returned:
        entry.state, entry.version = "waiting", entry.version + 1
    take_steps(returned, "reopened", actor, now, before=before)
    return returned + _void(confirmed, "", actor, now, back="waiting", closed=frozenset())


def _may_take_back(step: EntryStep, entry: StudyEntry, actor: Actor, now: datetime) -> bool:
    """The actor's own decision, still fresh, and the last that happened."""
    return (
        step.actor_id == actor.account_id
        and now - step.at <= UNDO_WITHIN
        and step.act in {"confirmed", "returned"}
        and entry.state == step.act
    )


def _last_decisions(ids: Collection[int]) -> set[int]:
    """Ids of the last step of each entry; what its owner asks of it decides nothing. One query."""
    return set(
        db.session.scalars(
            sa.select(sa.func.max(EntryStep.id))
            .where(EntryStep.entry_id.in_(ids), EntryStep.act.not_in(("asked", "declined")))
            .group_by(EntryStep.entry_id)
        )
    )


def void_entry(entry: StudyEntry, reason: str, *, actor: Actor, now: datetime) -> StudyEntry | None:
    """Void a confirmed entry with the reason; also in a year that is closed.

    It comes back to its owner as a returned entry that names it, with the same proofs. What
    somebody recorded for many people comes back to nobody: who recorded it does so anew; nor
    does what touches a closed year, where nothing could be handed in again. A correction that
    was asked for is granted by it.

    Raises:
        domain.entry_steps.NotInState: it is not confirmed, or not any more.
    """
    lock_people(entry.person_id)
    refresh_in(entry, {"confirmed"})
    closed = closed_among(ledger.years_of(entry))
    again = _void([entry], reason, actor, now, back="returned", closed=closed)
    return next(iter(again), None)


def void_entries(
    entries: Sequence[StudyEntry], reason: str, *, actor: Actor, now: datetime
) -> int:  # fmt: skip
    """``void_entry`` for many; those not confirmed any more are passed over. How many it voided.

    Each owner is settled once: a few statements, however many.
    """
    held = _held_as_they_stand({entry.id for entry in entries}).values()
    standing = [entry for entry in held if entry.state == "confirmed"]
    closed = closed_among(_years_of(standing))
    _void(standing, reason, actor, now, back="returned", closed=closed)
    return len(standing)


def _void(
    entries: Sequence[StudyEntry], reason: str, actor: Actor, now: datetime, *, back: str,
    closed: Collection[int],
) -> list[StudyEntry]:  # fmt: skip
    """Void the entries, which the caller holds; those that came in their place.

    What touches a ``closed`` year comes back to nobody.
    """
    if not entries:
        return []
    before = [state_of(entry) for entry in entries]
    for entry in entries:
        entry.state, entry.version = "voided", entry.version + 1
    steps = take_steps(entries, "voided", actor, now, before=before, reason=reason)
    _grant_what_was_asked(entries, reason, actor, now)
    to_return = [
        entry
        for entry in entries
        if entry.batch_id is None and ledger.years_of(entry).isdisjoint(closed)
    ]
    again = _in_their_place(to_return, back)
    take_steps(again, "reopened" if back == "waiting" else back, actor, now, reason=reason)
    _settle_owners(entries, steps, now)
    return again


def _years_of(entries: Sequence[StudyEntry]) -> set[int]:
    return {year for entry in entries for year in ledger.years_of(entry)}


def _in_their_place(entries: Sequence[StudyEntry], state: str) -> list[StudyEntry]:
    again = [
        StudyEntry(
            person_id=entry.person_id, replaces_id=entry.id, state=state,
            **{name: getattr(entry, name) for name in CLAIMED},
        )
        for entry in entries
    ]  # fmt: skip
    db.session.add_all(again)
    db.session.flush()
    carry_over([entry.id for entry in entries])
    return again


def _grant_what_was_asked(
    entries: Sequence[StudyEntry], reason: str, actor: Actor, now: datetime
) -> None:
    ids = [entry.id for entry in entries]
    asked = db.session.scalars(
        sa.select(Correction)
        .where(Correction.entry_id.in_(ids), Correction.state == "open")
        .with_for_update()
    )
    owners = {entry.id: entry.person_id for entry in entries}
    for one in asked:
        one.state, one.answered_by, one.answered_at = "granted", actor.account_id, now
        one.answer = "" if reason == one.wish else reason
        matter = close_matter(CORRECTION, one.id, outcome="granted", actor=actor, now=now)
        if matter is not None:
            notify("correction", [owners[one.entry_id]], matter_id=matter.id)


def _held_as_they_stand(ids: Collection[int]) -> dict[int, StudyEntry]:
    """Hold the owners, then the entries, and read these anew, by id. A few queries."""
    lock_owners(ids)
    return {one.id: one for one in _read_anew(ids)}


def _read_anew(ids: Collection[int]) -> Sequence[StudyEntry]:
    """Hold the entries and read them as they stand. One query, however many."""
    return db.session.scalars(
        sa.select(StudyEntry)
        .where(StudyEntry.id.in_(ids))
        .order_by(StudyEntry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
