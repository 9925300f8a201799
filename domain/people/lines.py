"""Dated lines: which branch a person is in, and which posts a person holds.

A line stands from a day to a day, both included. What a change takes away is never overwritten:
the old line is superseded, and a shorter one, recorded now, says up to when it did hold. So what
was known on an earlier day can still be told. Everything here adds and flushes; the caller
commits. Days may lie in the future. Each act takes the person's lock first.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from domain import audit
from domain.accounts import grants
from domain.audit import Actor
from domain.locks import lock_people
from domain.people.places import units_served_on
from domain.people.spans import (
    COLUMNS,
    AnyLine,
    ClosedOn,
    DaysOutOfOrder,
    Line,
    LinesOverlap,
    PersonGone,
    add_line,
    covers,
    end_line,
    exclude,
    first_day_off,
    last_day,
    meet,
    says,
    signed,
    standing,
    told,
)
from models import Branch, BranchMembership, Person, Post, Tenure, db

Place = TypeVar("Place", Branch, Post)

__all__ = [
    "ClosedOn",
    "DaysOutOfOrder",
    "Line",
    "LinesOverlap",
    "PersonGone",
    "correct_line",
    "end_post",
    "join_branch",
    "kept_open",
    "lapse_units_left",
    "leave_branch",
    "lock_person",
    "take_post",
]


def lock_person(person_id: int) -> Person:
    """Hold the person's row until the transaction ends, and read it afresh. Two queries."""
    lock_people(person_id)
    return db.session.get_one(Person, person_id, populate_existing=True)


def join_branch(
    person: Person,
    branch_id: int,
    *,
    on: date,
    office: str | None = None,
    actor: Actor,
    now: datetime,
) -> BranchMembership:
    """The person is in the branch from the day on; the branch of before ends the day before.

    ``office`` is ``secretary``, ``deputy_secretary``, ``committee`` or ``None``. Joining where
    one is, in the same office, changes nothing. The branch's opening day is not asked: a branch
    is often older than its record here. Who changes branch loses the secretary's role there.

    Raises:
        PersonGone: the person has left by that day.
        ClosedOn: the branch no longer stands on that day.
        LinesOverlap: a line begins after the day; it has to be corrected first.
    """
    lock_person(person.id)
    to_on = last_day(person, kept_open(Branch, branch_id), on)
    values = {"branch_id": branch_id, "office": office, "to_on": to_on}
    before = _in_the_way(standing(BranchMembership, person.id), on)
    current = before[0] if before else None
    if current is not None and says(current, values):
        return current
    for line in before:
        end_line(line, on=on, actor=actor, now=now)
    new = BranchMembership(person_id=person.id, from_on=on, **signed(values, actor, now))
    add_line(new)
    audit.record(
        actor, "person.joined_branch", "person", person.id, at=now,
        before=told(current), after=told(new),
    )  # fmt: skip
    if current is not None and current.branch_id != branch_id:
        grants.lapse_grants(person.id, on=on, actor=actor, now=now, branch_id=current.branch_id)
    return new


def leave_branch(
    person: Person, *, on: date, actor: Actor, now: datetime
) -> BranchMembership | None:
    """The person is in no branch from the day on; the line of before, or ``None`` for none.

    A line that begins after the day stays.
    """
    lock_person(person.id)
    lines = standing(BranchMembership, person.id)
    current = next((line for line in lines if covers(line, on)), None)
    if current is None:
        return None
    end_line(current, on=on, actor=actor, now=now)
    audit.record(
        actor, "person.left_branch", "person", person.id, at=now,
        before=told(current), after={"on": on},
    )  # fmt: skip
    grants.lapse_grants(person.id, on=on, actor=actor, now=now, branch_id=current.branch_id)
    return current


def take_post(  # noqa: PLR0913 - what an appointing document says
    person: Person,
    post_id: int,
    *,
    on: date,
    rank: str = "",
    main: bool = True,
    document_no: str = "",
    document_on: date | None = None,
    actor: Actor,
    now: datetime,
) -> Tenure:
    """The person holds the post from the day on; a main post ends the main post of before.

    Taking the post one holds, with the same rank and document, changes nothing. Who leaves a
    unit by it, with everything below that unit, loses the leader's role there.

    Raises:
        PersonGone: the person has left by that day.
        ClosedOn: the post no longer stands on that day.
        LinesOverlap: a line begins after the day, or the main post is to be a second one too.
    """
    lock_person(person.id)
    to_on = last_day(person, kept_open(Post, post_id), on)
    values = {
        "post_id": post_id, "rank": rank, "main": main, "document_no": document_no,
        "document_on": document_on, "to_on": to_on,
    }  # fmt: skip
    new = Tenure(person_id=person.id, from_on=on, **signed(values, actor, now))
    lines = [line for line in standing(Tenure, person.id) if exclude(line, new)]
    before = _in_the_way(lines, on)
    current = next((line for line in before if line.main == main), None)
    if current is not None and says(current, values):
        return current
    served = units_served_on(person.id, on)
    for line in before:
        if line.main and not main:
            raise LinesOverlap(line)
        end_line(line, on=on, actor=actor, now=now)
    add_line(new)
    audit.record(
        actor, "person.took_post", "person", person.id, at=now,
        before=told(current), after=told(new),
    )  # fmt: skip
    lapse_units_left(person.id, served, on=on, actor=actor, now=now)
    return new


def end_post(tenure: Tenure, *, on: date, actor: Actor, now: datetime) -> None:
    """The person holds the post up to the day before, and from the day on no longer.

    Raises:
        LinesOverlap: the line was superseded, or had ended before that day.
    """
    lock_person(tenure.person_id)
    db.session.refresh(tenure)
    if tenure.superseded_at is not None or (tenure.to_on is not None and tenure.to_on < on):
        raise LinesOverlap(tenure)
    served = units_served_on(tenure.person_id, on)
    end_line(tenure, on=on, actor=actor, now=now)
    audit.record(
        actor, "person.ended_post", "person", tenure.person_id, at=now,
        before=told(tenure), after={"on": on},
    )  # fmt: skip
    lapse_units_left(tenure.person_id, served, on=on, actor=actor, now=now)


def correct_line(
    line: AnyLine, *, values: Mapping[str, Any], today: date, actor: Actor, now: datetime
) -> AnyLine | None:
    """Say what a line should have said; the wrong one is superseded, never overwritten.

    ``values`` holds the columns that change (``spans.COLUMNS``); none at all strikes the line
    out and answers ``None``. Who by it is out of the branch or unit, today or on a later day,
    loses the roles held there on that day, as with every other way of leaving.

    Raises:
        LinesOverlap: the line was corrected before, or would meet another one.
        DaysOutOfOrder: it would end before it begins.
    """
    lock_person(line.person_id)
    db.session.refresh(line)
    if line.superseded_at is not None:
        raise LinesOverlap(line)
    kept = {name: getattr(line, name) for name in COLUMNS[type(line)]}
    new = type(line)(person_id=line.person_id, **signed({**kept, **values}, actor, now))
    if new.to_on is not None and new.to_on < new.from_on:
        raise DaysOutOfOrder
    for other in standing(type(line), line.person_id) if values else ():
        if other is not line and exclude(other, new) and meet(other, new):
            raise LinesOverlap(other)
    off = first_day_off(line, new if values else None, today)
    served = units_served_on(line.person_id, off) if off is not None else set()
    line.superseded_at = now
    db.session.flush()
    if values:
        add_line(new)
    audit.record(
        actor, "person.line_corrected", "person", line.person_id, at=now,
        before=told(line), after=told(new) if values else None,
    )  # fmt: skip
    if off is not None:
        _lapse_branch_left(line, on=off, actor=actor, now=now)
        lapse_units_left(line.person_id, served, on=off, actor=actor, now=now)
    return new if values else None


def kept_open(model: type[Place], row_id: int) -> Place:
    """The branch or post as it stands now; nobody closes it before this transaction ends."""
    return db.session.get_one(model, row_id, populate_existing=True, with_for_update={"read": True})


def _in_the_way(lines: Sequence[AnyLine], on: date) -> list[AnyLine]:
    """The lines that cover the day.

    Raises:
        LinesOverlap: a line begins later: a change before it would have to rewrite it.
    """
    for line in lines:
        if line.from_on > on:
            raise LinesOverlap(line)
    return [line for line in lines if covers(line, on)]


def lapse_units_left(
    person_id: int, served: set[int], *, on: date, actor: Actor, now: datetime
) -> None:
    """Who serves in none of the units on the day any more leads none of those left."""
    left = served - units_served_on(person_id, on)
    if left:
        grants.lapse_grants(person_id, on=on, actor=actor, now=now, unit_ids=frozenset(left))


def _lapse_branch_left(line: Line, *, on: date, actor: Actor, now: datetime) -> None:
    if isinstance(line, BranchMembership):
        current = [one for one in standing(BranchMembership, line.person_id) if covers(one, on)]
        if all(one.branch_id != line.branch_id for one in current):
            person_id, branch_id = line.person_id, line.branch_id
            grants.lapse_grants(person_id, on=on, actor=actor, now=now, branch_id=branch_id)
