"""Study entries as their owners keep them: logged, changed, withdrawn."""

from datetime import date, datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.claims import (
    COUNTING,
    MOST_MINUTES_A_DAY,
    SELF_STUDY,
    Claim,
    DayRefused,
    DaysDoNotFit,
    DayTooFull,
    KindRefused,
    LooksTwice,
    check_claim,
    minutes_on,
)
from domain.entry_steps import refresh_in, state_of, take_step
from domain.locks import lock_people
from domain.rows import insert_apart
from domain.versions import next_version
from models import Attendance, ClassMember, StudyEntry, db

__all__ = [
    "COUNTING", "MOST_MINUTES_A_DAY", "OWNERS_TO_CHANGE", "SELF_STUDY", "Claim", "DayRefused",
    "DayTooFull", "DaysDoNotFit", "IsCredit", "KindRefused", "LooksTwice", "columns_of",
    "edit_entry", "is_credit", "log_entry", "minutes_on", "withdraw_entry",
]  # fmt: skip
OWNERS_TO_CHANGE = frozenset({"waiting", "returned"})


class IsCredit(Exception):
    """The entry is what somebody was credited with for a gathering or a reading class."""


def is_credit(entry: StudyEntry) -> bool:
    """Whether it stands for a gathering or a reading class: it says what these were. One query."""
    of_gathering = sa.exists().where(Attendance.entry_id == entry.id)
    of_class = sa.exists().where(ClassMember.entry_id == entry.id)
    return db.session.scalar(sa.select(sa.or_(of_gathering, of_class))) is True


def log_entry(
    person_id: int, claim: Claim, *, today: date, actor: Actor, now: datetime,
    accepted: bool = False,
) -> StudyEntry:  # fmt: skip
    """Add an entry that waits for its confirmer. The caller commits.

    What comes back is apart from the session: nobody changes it.

    Raises:
        KindRefused: the rules know no such kind for persons, or it asks for other amounts.
        DayRefused: the day is in the future, or further back than the rules allow.
        SpanTooLong: its days are more than a year.
        DaysDoNotFit: more days are claimed than lie between the first and the last.
        domain.hours.packs.NoPackInForce: there are no rules for its first day.
        DayTooFull: a day, over all entries that count, would pass 16 hours.
        domain.hours.years.YearClosed: the books of its year are closed.
        LooksTwice: it looks like another entry; not when that is ``accepted``.
    """
    lock_people(person_id)
    material_id = check_claim(person_id, claim, today=today, accepted=accepted)
    values = {
        "person_id": person_id, "state": "waiting", "submitted_at": now, "version": 1,
        "part": claim.part, "tags": claim.tags, **columns_of(claim, material_id),
    }  # fmt: skip
    entry = insert_apart(StudyEntry, values)
    take_step(entry, "submitted", actor, now)
    return entry


def edit_entry(
    entry: StudyEntry, claim: Claim, *, version: int, today: date, actor: Actor, now: datetime,
    accepted: bool = False,
) -> None:  # fmt: skip
    """Change an entry that is not confirmed; a returned one goes back to wait.

    Its kind stays, and so does a material whose title is still the topic.

    Raises:
        NotInState: it was decided meanwhile, or withdrawn.
        IsCredit: it may be withdrawn, and nothing else.
        domain.versions.Stale: it was changed since ``version`` was read.
        And as ``log_entry``, but for the kind; days that stay are not judged again.
    """
    lock_people(entry.person_id)
    refresh_in(entry, OWNERS_TO_CHANGE)
    if is_credit(entry):
        raise IsCredit
    next_version(entry, version)
    keeps, before = (entry.studied_on, entry.ends_on), state_of(entry)
    material_id = check_claim(
        entry.person_id, claim, today=today, but=entry.id, accepted=accepted, keeps=keeps
    )
    if claim.topic == entry.topic:
        material_id = material_id or entry.material_id
    for name, value in columns_of(claim, material_id).items():
        if name != "kind":
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


def columns_of(claim: Claim, material_id: int | None = None) -> dict[str, object]:
    """The columns of an entry that say what the claim says."""
    return {
        "kind": claim.kind, "studied_on": claim.studied_on, "ends_on": claim.ends_on,
        "start_time": claim.start_time, "minutes": claim.minutes, "days": claim.days,
        "half_days": claim.half_days, "count": claim.count, "level": claim.level,
        "sessions": claim.sessions, "leave_hundredths": claim.leave_hundredths,
        "online": claim.online, "topic": claim.topic, "material_id": material_id,
        "gained": claim.gained,
        "gained_html": claim.gained_html, "document": claim.document,
    }  # fmt: skip
