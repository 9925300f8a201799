"""What waits for a confirmer: entries and corrections asked for, and what is odd about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor
from domain.confirmers import Chain
from domain.matters.kinds import CORRECTION, ENTRY
from domain.matters.raising import OWING
from domain.matters.standing import Standing, standing
from models import Correction, Matter, StudyEntry, db

COUNTING = ("confirmed", "returned")  # besides waiting: what fills the same day


class Line(NamedTuple):
    """An entry as the queue lists it.

    ``due_on``: the last day in time for the answer; ``correction_id`` of what is asked for.
    """

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
    due_on: date | None
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
    held = standing(visitor, today=today)
    if not held.people:
        return Queue([], [], [], {}, held.chain)
    lines = [Line._make(row) for row in db.session.execute(_lines(held))]
    waiting = [one for one in lines if _waits(one)]
    asked = [one for one in lines if one.correction_id is not None]
    beside = [one for one in lines if one.state in COUNTING and one.correction_id is None]
    busy = {day for one in waiting for day in one.person_days} if beside else set()
    concerned = {one.person_id for one in (*waiting, *asked)}
    return Queue(
        sorted(waiting, key=_oldest_first),
        sorted(asked, key=lambda one: one.correction_id or 0),
        [one for one in beside if not busy.isdisjoint(one.person_days)],
        {one: Owner(*held.people[one]) for one in sorted(concerned)},
        held.chain,
    )


def _waits(line: Line) -> bool:
    return line.state == "waiting" and line.correction_id is None


def _oldest_first(line: Line) -> tuple[datetime, int]:
    return line.submitted_at, line.id


def _lines(held: Standing) -> Any:
    """What waits for the visitor, what stands beside it, what a correction asks for."""
    columns = [getattr(StudyEntry, name) for name in Line._fields[:-2]]
    none = sa.cast(sa.null(), sa.Integer)
    theirs = sa.and_(Matter.turn == OWING, held.answers())
    waiting = (
        sa.select(*columns, Matter.due_on, none.label("correction_id"))
        .join(Matter, sa.and_(Matter.kind == ENTRY, Matter.source_id == StudyEntry.id))
        .where(theirs, StudyEntry.state == "waiting")
        .cte("waiting")
    )
    asked = (
        sa.select(*columns, Matter.due_on, Correction.id)
        .join(Correction, Correction.entry_id == StudyEntry.id)
        .join(Matter, sa.and_(Matter.kind == CORRECTION, Matter.source_id == Correction.id))
        .where(theirs, Correction.state == "open")
    )
    of_owner = _span_of_owners(waiting)
    return sa.union_all(
        sa.select(waiting), asked,
        *(
            sa.select(*columns, sa.null(), none).select_from(of_owner).join(StudyEntry, one)
            for one in _beside(of_owner)
        ),
    )  # fmt: skip


def _span_of_owners(waiting: sa.CTE) -> sa.CTE:
    """The first and last day of what waits, by person."""
    last_on = sa.func.coalesce(waiting.c.ends_on, waiting.c.studied_on)
    return (
        sa.select(
            waiting.c.person_id, sa.func.min(waiting.c.studied_on).label("first_on"),
            sa.func.max(last_on).label("last_on"),
        )
        .group_by(waiting.c.person_id)
        .cte("of_owner")
    )  # fmt: skip


def _beside(of_owner: sa.CTE) -> list[sa.ColumnElement[bool]]:
    """Entries of the same people that count, on days between; those that begin before them."""
    theirs = sa.and_(
        StudyEntry.person_id == of_owner.c.person_id, StudyEntry.state.in_(COUNTING)
    )  # fmt: skip
    between = StudyEntry.studied_on.between(of_owner.c.first_on, of_owner.c.last_on)
    begun = sa.and_(
        StudyEntry.studied_on < of_owner.c.first_on, StudyEntry.ends_on >= of_owner.c.first_on
    )
    return [sa.and_(theirs, between), sa.and_(theirs, begun)]
