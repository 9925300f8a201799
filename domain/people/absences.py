"""Absences: a person is away from a day to a day, and a deputy acts meanwhile."""

from datetime import date, datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.people.lines import lock_person
from domain.people.records import check_acts_for
from domain.people.spans import DaysOutOfOrder
from models import Absence, Person, db


class AlreadyAway(Exception):
    """The days meet those of another absence of the person."""

    def __init__(self, absence: Absence) -> None:
        super().__init__(f"absence {absence.id}")
        self.absence = absence


def record_absence(
    person: Person,
    deputy: Person | None,
    *,
    from_on: date,
    to_on: date,
    actor: Actor,
    now: datetime,
) -> Absence:
    """The person is away, both days included; adds and flushes, the caller commits.

    Raises:
        DaysOutOfOrder: it would end before it begins.
        NotToBeNamed: the deputy is the person, or has left by then.
        AlreadyAway: another absence that was not cancelled shares a day with it.
    """
    lock_person(person.id)
    if to_on < from_on:
        raise DaysOutOfOrder
    if deputy is not None:
        check_acts_for(deputy, person, to_on)
    other = db.session.scalars(
        sa.select(Absence)
        .where(
            Absence.person_id == person.id, Absence.cancelled_at.is_(None),
            Absence.from_on <= to_on, Absence.to_on >= from_on,
        )
        .limit(1)
    ).one_or_none()  # fmt: skip
    if other is not None:
        raise AlreadyAway(other)
    absence = Absence(
        person_id=person.id, deputy_id=deputy.id if deputy is not None else None,
        from_on=from_on, to_on=to_on, recorded_at=now, recorded_by_id=actor.account_id,
    )  # fmt: skip
    db.session.add(absence)
    db.session.flush()
    audit.record(
        actor, "absence.recorded", "person", person.id, at=now,
        after={
            "absence": absence.id, "deputy": absence.deputy_id, "from_on": from_on, "to_on": to_on,
        },
    )  # fmt: skip
    return absence


def cancel_absence(absence: Absence, *, actor: Actor, now: datetime) -> None:
    """The absence no longer counts, and the deputy acts no more; cancelling twice is once."""
    lock_person(absence.person_id)
    db.session.refresh(absence)
    if absence.cancelled_at is not None:
        return
    absence.cancelled_at = now
    db.session.flush()
    audit.record(
        actor, "absence.cancelled", "person", absence.person_id, at=now,
        before={"absence": absence.id},
    )  # fmt: skip
