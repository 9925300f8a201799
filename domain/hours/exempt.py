"""Exempt periods: days on which nothing is asked of a person, as HR has recorded them.

With ``part_year = "by_month"`` in the pack, a requirement shrinks by every month of which more
than half of the days are exempt.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.hours.engine import half_up
from domain.hours.pack_format import Requirement
from domain.hours.years import check_open
from domain.locks import lock_people
from models import ExemptPeriod, Person, db

KINDS = ("sick", "parental", "full_time_study")
REASONS = ("mistaken", "ended_early", "went_on", "other")  # why a period was taken out
MONTHS = 12


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


def exempt_months(spans: Iterable[tuple[date, date]], year: int) -> int:
    """How many months of the year have more than half of their days in the spans.

    Both days of a span are included; a day in two spans counts once.
    """
    days = set()
    for first, last in spans:
        begin = max(first, date(year, 1, 1)).toordinal()
        days |= set(range(begin, min(last, date(year, 12, 31)).toordinal() + 1))
    return sum(_exempt_days(days, year, month) * 2 > monthrange(year, month)[1]
               for month in range(1, MONTHS + 1))  # fmt: skip


def _exempt_days(days: set[int], year: int, month: int) -> int:
    first = date(year, month, 1).toordinal()
    return sum(day in days for day in range(first, first + monthrange(year, month)[1]))


def reduced(requirement: Requirement, months: int) -> Requirement:
    """What is asked when so many months are exempt: each part and the total by twelfths.

    Each is rounded half up to the hundredth by itself.
    """
    if months == 0:
        return requirement
    return replace(
        requirement,
        parts={part: _left(asked, months) for part, asked in requirement.parts.items()},
        total=_left(requirement.total, months),
    )


def _left(hundredths: int, months: int) -> int:
    return half_up(Fraction(hundredths * (MONTHS - months), MONTHS))
