"""Self-study entries: logged by their owner, confirmed or returned by the owner's confirmer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.hours import ledger
from domain.hours.packs import pack_in_force
from domain.locks import lock_people
from domain.rows import insert_now
from domain.versions import next_version
from models import EntryStep, StudyEntry, db

MOST_MINUTES_A_DAY = 16 * 60
UNDO_WITHIN = timedelta(minutes=10)
COUNTING = ("waiting", "confirmed", "returned")  # states that fill the day
OWNERS_TO_CHANGE = frozenset({"waiting", "returned"})


class DayTooFull(Exception):
    """The minutes do not fit into the day; ``minutes_left`` says how many would."""

    def __init__(self, minutes_left: int) -> None:
        super().__init__(f"{minutes_left} minutes are left")
        self.minutes_left = minutes_left


class DayRefused(Exception):
    """The day lies after ``latest`` or before ``earliest``, which are both open."""

    def __init__(self, earliest: date, latest: date) -> None:
        super().__init__(f"{earliest} to {latest}")
        self.earliest, self.latest = earliest, latest


class NotInState(Exception):
    """The entry is in another state than the step asks for; ``entry`` is as it stands."""

    def __init__(self, entry: StudyEntry) -> None:
        super().__init__(f"entry {entry.id} is {entry.state}")
        self.entry = entry


class TooLateToUndo(Exception):
    """The step cannot be taken back any more, or is not the actor's own."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the owner says: the day, whole minutes from 1, the topic, what was gained."""

    studied_on: date
    minutes: int
    topic: str
    gained: str


def log_entry(
    person_id: int, claim: Claim, *, today: date, actor: Actor, now: datetime
) -> StudyEntry:
    """Add an entry that waits for its confirmer. The caller commits.

    Raises:
        DayRefused: the day is in the future, or further back than the rules allow.
        DayTooFull: the day, over all entries that count, would pass 16 hours.
    """
    lock_people(person_id)
    _check_day(claim.studied_on, today)
    _check_room(person_id, claim)
    entry = insert_now(
        StudyEntry(
            person_id=person_id, kind="self_study", state="waiting", submitted_at=now, version=1,
            **_columns(claim),
        )
    )  # fmt: skip
    _step(entry, "submitted", actor, now)
    return entry


def edit_entry(
    entry: StudyEntry, claim: Claim, *, version: int, today: date, actor: Actor, now: datetime
) -> None:
    """Change an entry that is not confirmed; a returned one goes back to wait.

    Raises:
        NotInState: it was decided meanwhile, or withdrawn.
        domain.versions.Stale: it was changed since ``version`` was read.
        DayRefused, DayTooFull: as for ``log_entry``; a day that stays is not judged again.
    """
    lock_people(entry.person_id)
    _refresh_in(entry, OWNERS_TO_CHANGE)
    next_version(entry, version)
    if claim.studied_on != entry.studied_on:
        _check_day(claim.studied_on, today)
    _check_room(entry.person_id, claim, but=entry.id)
    before = _state(entry)
    for name, value in _columns(claim).items():
        setattr(entry, name, value)
    entry.state, entry.submitted_at = "waiting", now
    _step(entry, "edited", actor, now, before=before)


def withdraw_entry(entry: StudyEntry, *, actor: Actor, now: datetime) -> None:
    """Take back an entry that is not confirmed; it no longer counts for the day.

    Raises:
        NotInState: it was decided meanwhile, or is withdrawn.
    """
    lock_people(entry.person_id)
    _refresh_in(entry, OWNERS_TO_CHANGE)
    before = _state(entry)
    entry.state, entry.version = "withdrawn", entry.version + 1
    _step(entry, "withdrawn", actor, now, before=before)


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
        before = _state(entry)
        entry.state, entry.version = "confirmed", entry.version + 1
        if entry.pack_id is None:
            entry.pack_id, _ = pack_in_force(entry.studied_on)
        steps.append(_step(entry, "confirmed", actor, now, before=before))
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
    _refresh_in(entry, {"waiting"})
    before = _state(entry)
    entry.state, entry.version = "returned", entry.version + 1
    return _step(entry, "returned", actor, now, before=before, reason=reason)


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
        before = _state(entry)
        entry.state, entry.version = "waiting", entry.version + 1
        _step(entry, "reopened", actor, now, before=before)
        return entry
    return _void(entry, "", actor, now)


def _void(entry: StudyEntry, reason: str, actor: Actor, now: datetime) -> StudyEntry:
    before = _state(entry)
    entry.state, entry.version = "voided", entry.version + 1
    step = _step(entry, "voided", actor, now, before=before, reason=reason)
    again = StudyEntry(
        person_id=entry.person_id, kind=entry.kind, studied_on=entry.studied_on,
        minutes=entry.minutes, topic=entry.topic, gained=entry.gained, state="waiting",
        replaces_id=entry.id, submitted_at=entry.submitted_at,
    )  # fmt: skip
    db.session.add(again)
    db.session.flush()
    _step(again, "reopened", actor, now)
    ledger.settle(entry.person_id, {entry.studied_on.year}, cause=f"voided:{step.id}", now=now)
    return again


def _check_day(day: date, today: date) -> None:
    _, pack = pack_in_force(today)
    earliest = pack.earliest(today)
    if not earliest <= day <= today:
        raise DayRefused(earliest, today)


def _check_room(person_id: int, claim: Claim, but: int | None = None) -> None:
    db.session.flush()
    asked = {"person": person_id, "day": claim.studied_on, "but": but or 0}
    had = db.session.connection().execute(_MINUTES_OF_DAY, asked).scalar_one()
    left = MOST_MINUTES_A_DAY - int(had)
    if claim.minutes > left:
        raise DayTooFull(max(0, left))


_MINUTES_OF_DAY = sa.select(sa.func.coalesce(sa.func.sum(StudyEntry.minutes), 0)).where(
    StudyEntry.person_id == sa.bindparam("person"),
    StudyEntry.studied_on == sa.bindparam("day"),
    sa.or_(*(StudyEntry.state == state for state in COUNTING)),
    StudyEntry.id != sa.bindparam("but"),
)


def _refresh_in(entry: StudyEntry, states: set[str] | frozenset[str]) -> None:
    db.session.refresh(entry, with_for_update=True)
    if entry.state not in states:
        raise NotInState(entry)


def _columns(claim: Claim) -> dict[str, object]:
    return {
        "studied_on": claim.studied_on, "minutes": claim.minutes, "topic": claim.topic,
        "gained": claim.gained,
    }  # fmt: skip


def _state(entry: StudyEntry) -> dict[str, object]:
    return {
        "state": entry.state, "minutes": entry.minutes, "on": entry.studied_on,
        "text": audit.digest(f"{entry.topic}\n{entry.gained}"),
    }  # fmt: skip


def _step(
    entry: StudyEntry, act: str, actor: Actor, now: datetime, *,
    before: dict[str, object] | None = None, reason: str = "",
) -> EntryStep:  # fmt: skip
    step = insert_now(
        EntryStep(entry_id=entry.id, act=act, actor_id=actor.account_id, at=now, reason=reason)
    )
    audit.record(
        actor, f"entry.{act}", "study_entry", entry.id, at=now, before=before,
        after=_state(entry),
    )  # fmt: skip
    return step
