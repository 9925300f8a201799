"""Branches and posts of many people at once: the rules of ``domain.people.lines``, for a roster.

One move by itself takes some twenty statements; here all of them together take a few dozen.
The people are held already, and the plan has found nothing in the way: what is, all the same,
came in between and is refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.accounts import grants
from domain.audit import Actor
from domain.people.places import units_served_on
from domain.people.spans import (
    A_DAY,
    COLUMNS,
    AnyLine,
    LinesOverlap,
    covers,
    exclude,
    last_day,
    signed,
    told,
)
from domain.roster.opening import Places
from domain.roster.plans import RowPlan
from models import Account, Branch, BranchMembership, Grant, Person, Post, Tenure, db

AT_ONCE = 500  # ids in one statement
Moved = list[tuple[AnyLine | None, AnyLine]]  # the main line of before, and the new one


def correct_starts(rows: Sequence[RowPlan], *, actor: Actor, now: datetime) -> None:
    """The tenures begin on the days of the rows; a wrong line is superseded, never overwritten.

    Raises:
        LinesOverlap: the line was superseded meanwhile.
        IntegrityError: the database found another line in the way.
    """
    starts = dict(row.acts.from_first for row in rows if row.acts.from_first is not None)
    moved: Moved[Tenure] = []
    for some in _chunks(list(starts)):
        query = sa.select(Tenure).where(Tenure.id.in_(some))
        for line in db.session.scalars(query.execution_options(populate_existing=True)):
            if line.superseded_at is not None:
                raise LinesOverlap(line)
            line.superseded_at = now
            values = {name: getattr(line, name) for name in COLUMNS[Tenure]}
            values["from_on"] = starts[line.id]
            moved.append((line, Tenure(person_id=line.person_id, **signed(values, actor, now))))
    db.session.flush()
    db.session.add_all([new for _, new in moved])
    db.session.flush()
    _note("person.line_corrected", moved, actor, now)


def join_branches(
    rows: Sequence[RowPlan], people: dict[int, Person], places: Places, *, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The people are in the branches of their rows, from the days of the rows on.

    Raises:
        LinesOverlap, PersonGone, ClosedOn: as ``domain.people.lines.join_branch``.
    """
    branches = _kept_open(Branch, {places.branches[row.acts.branch or ""] for row in rows})
    new = []
    for row in rows:
        person = people[row.acts.person_id or 0]
        branch_id = places.branches[row.acts.branch or ""]
        values = {
            "branch_id": branch_id, "office": row.acts.office, "from_on": row.acts.on,
            "to_on": last_day(person, branches[branch_id], row.acts.on),
        }  # fmt: skip
        new.append(BranchMembership(person_id=person.id, **signed(values, actor, now)))
    moved = _replace(BranchMembership, new, actor, now)
    _note("person.joined_branch", moved, actor, now)
    holders = _holders()
    for old, line in moved:
        if old is not None and old.branch_id != line.branch_id and line.person_id in holders:
            grants.lapse_grants(
                line.person_id, on=line.from_on, actor=actor, now=now, branch_id=old.branch_id
            )


def take_posts(
    rows: Sequence[RowPlan], people: dict[int, Person], places: Places, *, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The people hold the posts of their rows as main posts, from the days planned on.

    Raises:
        LinesOverlap, PersonGone, ClosedOn: as ``domain.people.lines.take_post``.
    """
    wanted = [(row.acts, row.acts.post, row.acts.post_from) for row in rows]
    posts = _kept_open(Post, {places.posts[key] for _, key, _ in wanted if key is not None})
    holders = _holders()
    new, served = [], {}
    for acts, key, from_on in wanted:
        if key is None or from_on is None:
            continue
        person, post = people[acts.person_id or 0], posts[places.posts[key]]
        values = {
            "post_id": post.id, "rank": acts.rank, "main": True, "from_on": from_on,
            "to_on": last_day(person, post, from_on),
        }  # fmt: skip
        new.append(Tenure(person_id=person.id, **signed(values, actor, now)))
        if person.id in holders:
            served[person.id] = units_served_on(person.id, from_on)
    moved = _replace(Tenure, new, actor, now)
    _note("person.took_post", moved, actor, now)
    for _, line in moved:
        before = served.get(line.person_id)
        left = before - units_served_on(line.person_id, line.from_on) if before else None
        if left:
            grants.lapse_grants(
                line.person_id, on=line.from_on, actor=actor, now=now, unit_ids=frozenset(left)
            )


def _kept_open(model: type[Branch] | type[Post], ids: set[int]) -> dict[int, Any]:
    """The branches or posts as they stand now; nobody closes them before the end."""
    found: dict[int, Any] = {}
    for some in _chunks(sorted(ids)):
        query = sa.select(model).where(model.id.in_(some)).order_by(model.id)
        rows: Iterable[Branch | Post] = db.session.scalars(
            query.with_for_update(read=True).execution_options(populate_existing=True)
        )
        for row in rows:
            found[row.id] = row
    return found


def _replace(
    model: type[AnyLine], new: list[AnyLine], actor: Actor, now: datetime
) -> "Moved[AnyLine]":
    """Supersede what covers the first day of each new line, keep what was before, add it."""
    standing = _standing(model, [line.person_id for line in new])
    moved: Moved[AnyLine] = []
    kept: list[AnyLine] = []
    for line in new:
        others = [other for other in standing[line.person_id] if exclude(other, line)]
        ended = [_not_later(other, line.from_on) for other in others]
        before = [other for other in ended if covers(other, line.from_on)]
        for other in before:
            other.superseded_at = now
            kept += _shortened(other, line.from_on, actor, now)
        moved.append((next((other for other in before if _is_main(other)), None), line))
    db.session.flush()
    db.session.add_all([*kept, *new])
    db.session.flush()
    return moved


def _not_later(line: AnyLine, day: date) -> AnyLine:
    if line.from_on > day:
        raise LinesOverlap(line)
    return line


def _shortened(line: AnyLine, on: date, actor: Actor, now: datetime) -> list[AnyLine]:
    """What remains of the line before the day, if anything does."""
    if line.from_on >= on:
        return []
    values = {name: getattr(line, name) for name in COLUMNS[type(line)]} | {"to_on": on - A_DAY}
    return [type(line)(person_id=line.person_id, **signed(values, actor, now))]


def _is_main(line: BranchMembership | Tenure) -> bool:
    return not isinstance(line, Tenure) or line.main


def _standing(model: type[AnyLine], people: Sequence[int]) -> dict[int, list[AnyLine]]:
    found: dict[int, list[AnyLine]] = defaultdict(list)
    for some in _chunks(people):
        query = sa.select(model).where(model.person_id.in_(some), model.superseded_at.is_(None))
        for line in db.session.scalars(query.execution_options(populate_existing=True)):
            found[line.person_id].append(line)
    return found


def _note(action: str, moved: "Moved[Any]", actor: Actor, now: datetime) -> None:
    for old, line in moved:
        audit.record(
            actor, action, "person", line.person_id, at=now, before=told(old), after=told(line)
        )


def _holders() -> set[int]:
    """The people who were given a role: few, and only theirs can lapse or lapse earlier."""
    query = (
        sa.select(Account.person_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Account.person_id.is_not(None))
    )
    return {person_id for person_id in db.session.scalars(query) if person_id is not None}


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
