"""What waits for a confirmer: entries and corrections asked for, and what is odd about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor
from domain.confirmers import TODAY, Chain, chain_on, owner_columns
from models import Correction, Person, StudyEntry, db

COUNTING = ("confirmed", "returned")  # besides waiting: what fills the same day


class Line(NamedTuple):
    """An entry as the queue lists it; ``correction_id`` of the open correction, if any."""

    id: int
    person_id: int
    kind: str
    studied_on: date
    ends_on: date | None
    start_time: time | None
    minutes: int
    days: int
    half_days: int
    count: int  # type: ignore[assignment]
    level: str
    sessions: int
    part: str
    tags: str
    online: bool | None
    leave_hundredths: int
    topic: str
    state: str
    submitted_at: datetime
    version: int
    correction_id: int | None

    @property
    def last_on(self) -> date:
        return self.ends_on or self.studied_on

    @property
    def person_days(self) -> list[tuple[int, date]]:
        """The person with each of the days, from the first to the last."""
        if self.ends_on is None:  # nearly all of them
            return [(self.person_id, self.studied_on)]
        span = (self.ends_on - self.studied_on).days + 1
        return [(self.person_id, self.studied_on + timedelta(days=n)) for n in range(span)]


class Owner(NamedTuple):
    """Somebody whose entries the visitor confirms, and where they belong."""

    id: int
    branch_id: int | None
    unit_id: int | None
    named_id: int | None
    name: str
    staff_no: str


class Absent(NamedTuple):
    """Somebody for whom the visitor confirms, and the last day that they are away."""

    name: str
    until: date


class Waiting(NamedTuple):
    """How many entries wait and since when the first; how many corrections are asked for."""

    entries: int
    since: datetime | None
    corrections: int


@dataclass(frozen=True, slots=True)
class Queue:
    """Everything that waits for one visitor, the longest waiting first.

    ``beside`` are the confirmed and returned entries of the same people and days.
    """

    lines: list[Line]
    asked: list[Line]
    beside: list[Line]
    owners: dict[int, Owner]
    chain: Chain

    def stood_in_for(
        self, visitor_id: int | None, owners: Iterable[Owner] | None = None
    ) -> list[Absent]:
        """Those who are away and for whom the visitor confirms entries (of these owners)."""
        found = {
            away
            for one in (self.owners.values() if owners is None else owners)
            for away in self.chain.stood_in_for(visitor_id or 0, one.id, one.branch_id, one.unit_id)
        }
        absent = [Absent(self.chain.names.get(one, ""), self.chain.until[one]) for one in found]
        return sorted(absent)

    def others_for(self, visitor_id: int | None, owner: Owner) -> list[str]:
        """The names of those who confirm the owner's entries today beside the visitor."""
        found = self.chain.confirmers(*owner[:4]) - {visitor_id}
        return sorted(self.chain.names.get(one, "") for one in found)


def queue(visitor: Visitor, *, today: date) -> Queue:
    """What waits for this visitor. Three queries, however many entries and people."""
    chain = chain_on(today)
    found = [row for row in _owners(visitor, today) if _is_for(visitor, chain, row)]
    owners = {row.id: Owner(*row[:6]) for row in found}
    if not owners:
        return Queue([], [], [], {}, chain)
    days = [day for row in found for day in (row.first_on, row.last_on) if day is not None]
    asked = {
        "owners": list(owners), "first": min(days, default=today), "last": max(days, default=today)
    }  # fmt: skip
    rows = db.session.connection().execute(_LINES, asked).all()
    lines = [Line._make(row) for row in rows]
    waiting = [one for one in lines if _waits(one)]
    beside = [one for one in lines if one.state in COUNTING and one.correction_id is None]
    busy = {day for one in waiting for day in one.person_days} if beside else set()
    return Queue(
        sorted(waiting, key=_oldest_first),
        sorted((one for one in lines if one.correction_id), key=lambda one: one.correction_id or 0),
        [one for one in beside if not busy.isdisjoint(one.person_days)],
        owners,
        chain,
    )


def queue_length(visitor: Visitor, *, today: date) -> Waiting:
    """How much waits for this visitor. Two queries."""
    if visitor.person_id is None:
        return Waiting(0, None, 0)
    chain = chain_on(today)
    mine = [row for row in _owners(visitor, today) if _is_for(visitor, chain, row)]
    return Waiting(
        sum(row.waiting for row in mine),
        min((row.since for row in mine if row.since is not None), default=None),
        sum(row.asked for row in mine),
    )


def _waits(line: Line) -> bool:
    return line.state == "waiting" and line.correction_id is None


def _oldest_first(line: Line) -> tuple[datetime, int]:
    return line.submitted_at, line.id


def _owners(visitor: Visitor, today: date) -> Iterable[Any]:
    if visitor.person_id is None:
        return ()
    asked = {"today": today, "visitor": visitor.person_id}
    return db.session.connection().execute(_OPEN_BY_OWNER, asked)


def _is_for(visitor: Visitor, chain: Chain, row: Any) -> bool:
    return visitor.person_id in chain.confirmers(*row[:4])


def _open_by_owner() -> Any:
    """Every person with something open, but the visitor: how much, since when, on which days."""
    waiting = sa.select(
        StudyEntry.person_id, StudyEntry.submitted_at.label("since"), StudyEntry.studied_on,
        sa.func.coalesce(StudyEntry.ends_on, StudyEntry.studied_on).label("last_on"),
        sa.literal(1).label("waiting"), sa.literal(0).label("asked"),
    ).where(StudyEntry.state == "waiting")  # fmt: skip
    asked = (
        sa.select(
            StudyEntry.person_id, sa.null(), sa.null(), sa.null(), sa.literal(0), sa.literal(1)
        )
        .join(Correction, Correction.entry_id == StudyEntry.id)
        .where(Correction.state == "open")
    )
    each = sa.union_all(waiting, asked).subquery()
    of_owner = (
        sa.select(
            each.c.person_id, sa.func.sum(each.c.waiting).label("waiting"),
            sa.func.sum(each.c.asked).label("asked"), sa.func.min(each.c.since).label("since"),
            sa.func.min(each.c.studied_on).label("first_on"),
            sa.func.max(each.c.last_on).label("last_on"),
        )
        .where(each.c.person_id != sa.bindparam("visitor"))
        .group_by(each.c.person_id)
        .subquery()
    )  # fmt: skip
    return (
        owner_columns(TODAY)
        .add_columns(
            Person.name, Person.staff_no, of_owner.c.waiting, of_owner.c.asked, of_owner.c.since,
            of_owner.c.first_on, of_owner.c.last_on,
        )
        .join(of_owner, of_owner.c.person_id == Person.id)
    )  # fmt: skip


def _lines() -> Any:
    """The lines of some owners: what waits, what stands beside it, what a correction asks for."""
    columns = [getattr(StudyEntry, name) for name in Line._fields[:-1]]
    owned = StudyEntry.person_id.in_(sa.bindparam("owners", expanding=True))
    none, counts = sa.null(), sa.or_(*(StudyEntry.state == state for state in COUNTING))
    waiting = sa.select(*columns, sa.cast(none, sa.Integer)).where(
        owned, StudyEntry.state == "waiting"
    )
    first: Any = sa.bindparam("first")
    last: Any = sa.bindparam("last")
    beside = sa.select(*columns, none).where(
        owned, counts, StudyEntry.studied_on.between(first, last)
    )
    begun_before = sa.select(*columns, none).where(
        owned, counts, StudyEntry.studied_on < first, StudyEntry.ends_on >= first
    )
    asked = (
        sa.select(*columns, Correction.id)
        .join(Correction, Correction.entry_id == StudyEntry.id)
        .where(owned, Correction.state == "open")
    )
    return sa.union_all(waiting, beside, begun_before, asked)


_OPEN_BY_OWNER, _LINES = _open_by_owner(), _lines()  # built once: that costs more than they do
