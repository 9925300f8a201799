"""Exempt periods: days on which nothing is asked of a person, as HR has recorded them.

With ``part_year = "by_month"`` in the pack, a requirement shrinks by every month of which more
than half of the days are exempt.
"""

from datetime import date, datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.hours.years import check_open
from domain.locks import lock_people
from models import ExemptPeriod, Person, db

KINDS = ("sick", "parental", "full_time_study")
REASONS = ("mistaken", "ended_early", "went_on", "other")  # why a period was taken out


class PeriodOutOfOrder(Exception):
    """The period would end before it begins."""


class AlreadyExempt(Exception):
    """The days meet those of another exempt period of the person."""

    def __init__(self, period: ExemptPeriod) -> None:
        super().__init__(f"period {period.id}")
        self.period = period


class PeriodSuperseded(Exception):
    """The period was taken out before."""


def add_period(
    person: Person, kind: str, *, from_on: date, to_on: date, document: str, actor: Actor,
    now: datetime,
) -> ExemptPeriod:  # fmt: skip
    """Keep the period, both days included; adds and flushes, the caller commits.

    Raises:
        PeriodOutOfOrder: it would end before it begins.
        AlreadyExempt: another standing period of the person shares a day with it.
        domain.hours.years.YearClosed: it touches a year whose books are closed.
    """
    if to_on < from_on:
        raise PeriodOutOfOrder
    lock_people(person.id)
    check_open(range(from_on.year, to_on.year + 1))
    other = db.session.scalars(
        sa.select(ExemptPeriod)
        .where(
            ExemptPeriod.person_id == person.id, ExemptPeriod.superseded_at.is_(None),
            ExemptPeriod.from_on <= to_on, ExemptPeriod.to_on >= from_on,
        )
        .limit(1)
    ).one_or_none()  # fmt: skip
    if other is not None:
        raise AlreadyExempt(other)
    period = ExemptPeriod(
        person_id=person.id, kind=kind, from_on=from_on, to_on=to_on, document=document,
        recorded_by=actor.account_id, recorded_at=now,
    )  # fmt: skip
    db.session.add(period)
    db.session.flush()
    audit.record(
        actor, "exempt.recorded", "person", person.id, at=now,
        after={"period": period.id, "from_on": from_on, "to_on": to_on},
    )  # fmt: skip
    return period


def supersede_period(period: ExemptPeriod, reason: str, *, actor: Actor, now: datetime) -> None:
    """The period no longer counts; its row stays, the trail keeps which of REASONS it was.

    Raises:
        PeriodSuperseded: somebody took it out before.
        domain.hours.years.YearClosed: it touches a year whose books are closed.
    """
    lock_people(period.person_id)
    db.session.refresh(period)
    if period.superseded_at is not None:
        raise PeriodSuperseded
    check_open(range(period.from_on.year, period.to_on.year + 1))
    period.superseded_at = now
    db.session.flush()
    audit.record(
        actor, "exempt.superseded", "person", period.person_id, at=now,
        before={"period": period.id, "from_on": period.from_on, "to_on": period.to_on},
        after={"reason": reason},
    )  # fmt: skip


def periods_of(person_id: int) -> list[ExemptPeriod]:
    """The standing periods of the person, the latest first. One query."""
    rows = db.session.scalars(
        sa.select(ExemptPeriod)
        .where(ExemptPeriod.person_id == person_id, ExemptPeriod.superseded_at.is_(None))
        .order_by(ExemptPeriod.from_on.desc(), ExemptPeriod.id)
    )
    return list(rows)
