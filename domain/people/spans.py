"""What a dated line is: standing or superseded, covering a day, shortened, told to the trail."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain.audit import Actor
from models import Branch, BranchMembership, Person, Post, Tenure, db

Line = BranchMembership | Tenure
AnyLine = TypeVar("AnyLine", BranchMembership, Tenure)
A_DAY = timedelta(days=1)
COLUMNS: Mapping[type[Line], tuple[str, ...]] = {
    BranchMembership: ("branch_id", "office", "from_on", "to_on"),
    Tenure: ("post_id", "rank", "main", "from_on", "to_on", "document_no", "document_on"),
}
TOLD = ("id", "branch_id", "office", "post_id", "main", "from_on", "to_on")


class LinesOverlap(Exception):
    """A standing line of the person is in the way; ``line`` is ``None`` if another writer's."""

    def __init__(self, line: Line | None) -> None:
        super().__init__("" if line is None else f"{type(line).__name__} {line.id}")
        self.line = line


class ClosedOn(Exception):
    """The branch or post no longer stands on the day."""

    def __init__(self, record: Branch | Post, day: date) -> None:
        super().__init__(f"{type(record).__name__} {record.id} on {day}")
        self.record = record
        self.day = day


class PersonGone(Exception):
    """The person is not here on the day: left before it, or was merged into another."""

    def __init__(self, person: Person, day: date) -> None:
        super().__init__(f"person {person.id} on {day}")
        self.person = person
        self.day = day


class DaysOutOfOrder(Exception):
    """Something would end before it begins."""


def standing(model: type[AnyLine], person_id: int) -> Sequence[AnyLine]:
    """The person's lines that are not superseded, the earliest first. One query."""
    return db.session.scalars(
        sa.select(model)
        .where(model.person_id == person_id, model.superseded_at.is_(None))
        .order_by(model.from_on, model.id)
    ).all()


def covers(line: Line, day: date) -> bool:
    return line.from_on <= day and (line.to_on is None or line.to_on >= day)


def meet(one: Line, other: Line) -> bool:
    """Whether two lines share a day."""
    return (one.to_on is None or other.from_on <= one.to_on) and (
        other.to_on is None or one.from_on <= other.to_on
    )


def exclude(one: Line, other: Line) -> bool:
    """Whether two lines of one person may share no day: two branches, two main posts, a post."""
    if isinstance(one, Tenure) and isinstance(other, Tenure):
        return (one.main and other.main) or one.post_id == other.post_id
    return True


def last_day(person: Person, record: Branch | Post, on: date) -> date | None:
    """The last day that a line from ``on`` can have: the person and the record still there.

    Raises:
        PersonGone, ClosedOn: it could have no day at all.
    """
    if person.merged_into_id is not None or (person.left_on is not None and person.left_on <= on):
        raise PersonGone(person, on)
    if record.closed_on is not None and record.closed_on <= on:
        raise ClosedOn(record, on)
    ends = [day for day in (person.left_on, record.closed_on) if day is not None]
    return min(ends) - A_DAY if ends else None


def first_day_off(line: AnyLine, new: AnyLine | None, today: date) -> date | None:
    """The first day, not before today, on which ``line`` held and ``new`` says otherwise.

    ``None`` when ``new`` holds in the same place for as long, or ``line`` was over by today.
    """
    start = max(today, line.from_on)
    if not covers(line, start):
        return None
    if new is None or _place(new) != _place(line) or not covers(new, start):
        return start
    last = new.to_on
    if last is None or (line.to_on is not None and line.to_on <= last):
        return None
    return last + A_DAY


def _place(line: Line) -> int:
    return line.branch_id if isinstance(line, BranchMembership) else line.post_id


def says(line: Line, values: Mapping[str, Any]) -> bool:
    return all(getattr(line, name) == value for name, value in values.items())


def signed(values: Mapping[str, Any], actor: Actor, now: datetime) -> dict[str, Any]:
    return {**values, "recorded_at": now, "recorded_by_id": actor.account_id}


def told(line: Line | None) -> dict[str, Any] | None:
    """The line as the audit trail may hold it: ids and days, no document and no free text."""
    if line is None:
        return None
    return {name: getattr(line, name) for name in TOLD if hasattr(line, name)}


def end_line(line: AnyLine, *, on: date, actor: Actor, now: datetime) -> AnyLine | None:
    """Supersede the line; what remains is a line up to the day before, if anything does."""
    kept = cut_out(line, on, None, actor=actor, now=now)
    return kept[0] if kept else None


def left_beside(line: Line, first: date, last: date | None) -> list[tuple[date, date | None]]:
    """The days of the line before ``first`` and after ``last``, the earlier ones first.

    ``last`` is ``None`` for no end. The line shares a day with them.
    """
    before = [(line.from_on, first - A_DAY)] if line.from_on < first else []
    after = (
        [(last + A_DAY, line.to_on)]
        if last is not None and (line.to_on is None or line.to_on > last)
        else []
    )
    return [*before, *after]


def cut_out(
    line: AnyLine, first: date, last: date | None, *, actor: Actor, now: datetime
) -> list[AnyLine]:
    """Supersede the line; what it had beside these days is recorded anew, in up to two lines."""
    line.superseded_at = now
    db.session.flush()
    same = {name: getattr(line, name) for name in COLUMNS[type(line)]}
    return [
        add_line(
            type(line)(
                person_id=line.person_id,
                **signed(same | {"from_on": from_on, "to_on": to_on}, actor, now),
            )
        )
        for from_on, to_on in left_beside(line, first, last)
    ]


def end_all_lines(person_id: int, *, on: date, actor: Actor, now: datetime) -> None:
    """End every line that stands on the day or begins later; the caller holds the lock."""
    for membership in standing(BranchMembership, person_id):
        if membership.to_on is None or membership.to_on >= on:
            end_line(membership, on=on, actor=actor, now=now)
    for tenure in standing(Tenure, person_id):
        if tenure.to_on is None or tenure.to_on >= on:
            end_line(tenure, on=on, actor=actor, now=now)


def add_line(line: AnyLine) -> AnyLine:
    """Add and flush the line; only a writer who passed the lock by can be in its way.

    Raises:
        LinesOverlap: the database refused it.
    """
    try:
        with db.session.begin_nested():
            db.session.add(line)
    except IntegrityError as refused:
        raise LinesOverlap(None) from refused
    return line
