"""Study entries as their owners keep them: logged, changed, withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.entry_steps import refresh_in, state_of, take_step
from domain.hours.packs import pack_in_force
from domain.locks import lock_people
from domain.rows import insert_now
from domain.versions import next_version
from models import StudyEntry, db

MOST_MINUTES_A_DAY = 16 * 60
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
    take_step(entry, "submitted", actor, now)
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
    refresh_in(entry, OWNERS_TO_CHANGE)
    next_version(entry, version)
    if claim.studied_on != entry.studied_on:
        _check_day(claim.studied_on, today)
    _check_room(entry.person_id, claim, but=entry.id)
    before = state_of(entry)
    for name, value in _columns(claim).items():
        setattr(entry, name, value)
    entry.state, entry.submitted_at = "waiting", now
    take_step(entry, "edited", actor, now, before=before)


def withdraw_entry(entry: StudyEntry, *, actor: Actor, now: datetime) -> None:
    """Take back an entry that is not confirmed; it no longer counts for the day.

    Raises:
        NotInState: it was decided meanwhile, or is withdrawn.
    """
    lock_people(entry.person_id)
    refresh_in(entry, OWNERS_TO_CHANGE)
    before = state_of(entry)
    entry.state, entry.version = "withdrawn", entry.version + 1
    take_step(entry, "withdrawn", actor, now, before=before)


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


def _columns(claim: Claim) -> dict[str, object]:
    return {
        "studied_on": claim.studied_on, "minutes": claim.minutes, "topic": claim.topic,
        "gained": claim.gained,
    }  # fmt: skip
