"""Closing a year: its books are shut, and only a void with a reason touches them after it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.hours.carrying import fix_carry_overs
from models import ClosedYear, CreditMonth, StudyEntry, db
from models.base import on_sqlite

OPEN_STATES = ("waiting", "returned")


class YearClosed(Exception):
    """The books of the year are closed: nothing is logged or confirmed into it."""

    def __init__(self, year: int) -> None:
        super().__init__(str(year))
        self.year = year


class YearNotOver(Exception):
    """The year still runs, or is to come; only a year that is over can be closed."""

    def __init__(self, year: int) -> None:
        super().__init__(str(year))
        self.year = year


@dataclass(frozen=True, slots=True)
class YearBooks:
    """A year of the ledger: how many people have hours in it, how many in all, what is open."""

    year: int
    people: int
    hundredths: int
    waiting: int  # entries that begin in the year and still wait, or were returned
    closed: ClosedYear | None


def is_closed(year: int) -> bool:
    """One query."""
    return db.session.get(ClosedYear, year) is not None


def closed_among(years: Collection[int]) -> set[int]:
    """Those of the years whose books are closed. One query, and none without years."""
    if not years:
        return set()
    return set(db.session.scalars(sa.select(ClosedYear.year).where(ClosedYear.year.in_(years))))


def check_open(years: Collection[int]) -> None:
    """Refuse what would touch a closed year. One query, and none without years.

    On PostgreSQL whoever closes a year waits for every transaction that has asked this.

    Raises:
        YearClosed: naming the first that is.
    """
    if not years:
        return
    closed = db.session.scalars(
        sa.select(sa.func.min(ClosedYear.year)).where(ClosedYear.year.in_(years))
    ).one()
    if closed is not None:
        raise YearClosed(closed)


def close_year(year: int, document: str, *, today: date, actor: Actor, now: datetime) -> ClosedYear:
    """Close the books of a year that is over, and fix what it hands on; the caller commits.

    Raises:
        YearNotOver: it still runs.
        YearClosed: it is closed already.
    """
    if year >= today.year:
        raise YearNotOver(year)
    _lock_years()
    check_open({year})
    closed = ClosedYear(year=year, closed_by=actor.account_id, closed_at=now, document=document)
    db.session.add(closed)
    db.session.flush()
    carrying = fix_carry_overs(year, today=today)
    summed = _sums().get(year, (0, 0))
    audit.record(
        actor, "year.closed", "closed_year", year, at=now,
        after={"people": summed[0], "hundredths": summed[1], "carrying": carrying},
    )  # fmt: skip
    return closed


def books(today: date) -> list[YearBooks]:
    """Every year that has lines, open entries or was closed, and this one; latest first.

    Three queries.
    """
    summed, waiting = _sums(), _waiting()
    closed = {row.year: row for row in db.session.scalars(sa.select(ClosedYear))}
    years = {today.year, *summed, *waiting, *closed}
    return [
        YearBooks(year, *summed.get(year, (0, 0)), waiting.get(year, 0), closed.get(year))
        for year in sorted(years, reverse=True)
    ]


def _lock_years() -> None:
    """Wait for those who have asked whether a year is closed, and let nobody ask meanwhile."""
    if not on_sqlite():
        db.session.execute(sa.text("LOCK TABLE closed_years IN ACCESS EXCLUSIVE MODE"))


def _sums() -> dict[int, tuple[int, int]]:
    """Of each year: people who have hours, and the hundredths of all. From the monthly sums."""
    of_person = (
        sa.select(
            CreditMonth.year, CreditMonth.person_id,
            sa.func.sum(CreditMonth.hundredths).label("hundredths"),
        )
        .group_by(CreditMonth.year, CreditMonth.person_id)
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(
        sa.select(
            of_person.c.year,
            sa.func.sum(sa.case((of_person.c.hundredths != 0, 1), else_=0)),
            sa.func.sum(of_person.c.hundredths),
        ).group_by(of_person.c.year)
    )
    return {year: (int(people), int(hundredths)) for year, people, hundredths in rows}


def _waiting() -> dict[int, int]:
    year = sa.extract("year", StudyEntry.studied_on)
    rows = db.session.execute(
        sa.select(year, sa.func.count(StudyEntry.id))
        .where(StudyEntry.state.in_(OPEN_STATES))
        .group_by(year)
    )
    return {int(row[0]): int(row[1]) for row in rows}
