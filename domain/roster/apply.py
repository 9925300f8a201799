"""Applying a plan: what is missing is opened, people are added and changed, roles asked for."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, NoResultFound

from domain import audit
from domain.accounts.everybody import open_accounts
from domain.accounts.grants import request_role
from domain.accounts.opening import PersonHasAccount, UsernameTaken
from domain.audit import Actor
from domain.locks import lock_people
from domain.organisation.changes import AlreadyClosed, ChangedSince, NameTaken, When
from domain.people.records import StillHere
from domain.people.spans import ClosedOn, DaysOutOfOrder, LinesOverlap, PersonGone
from domain.roster.adding import add_people
from domain.roster.changing import change_record
from domain.roster.moving import correct_starts, join_branches, take_posts
from domain.roster.opening import FirstDays, Places
from domain.roster.plans import Plan, PostKey, RowKind, RowPlan
from domain.roster.state import RosterState
from domain.versions import Stale
from models import Person, db

AT_ONCE = 500  # ids in one statement
OVERTAKEN = (
    IntegrityError, NoResultFound, AlreadyClosed, ChangedSince, ClosedOn, DaysOutOfOrder,
    LinesOverlap, NameTaken, PersonGone, PersonHasAccount, Stale, StillHere,
    UsernameTaken,
)  # fmt: skip


class PlanOvertaken(Exception):
    """Somebody changed the organisation since the plan was made; nothing of it may be kept."""


def apply_plan(
    plan: Plan,
    state: RosterState,
    *,
    today: date,
    actor: Actor,
    now: datetime,
    import_id: int | None = None,
) -> None:
    """Write what the plan says: all of it, or on ``PlanOvertaken`` the caller rolls back.

    ``state`` is what the plan was made from. Adds and flushes; the caller commits. People are
    added and moved in a few statements for all; other changes take some ten statements each.

    Raises:
        PlanOvertaken: the plan no longer fits what is recorded.
    """
    try:
        _apply(plan, state, today=today, actor=actor, now=now)
    except OVERTAKEN as overtaken:
        raise PlanOvertaken from overtaken
    audit.record(
        actor, "roster.applied", "import_file", import_id, at=now,
        after={str(kind): count for kind, count in plan.counts.items()},
    )  # fmt: skip


def _apply(plan: Plan, state: RosterState, *, today: date, actor: Actor, now: datetime) -> None:
    added, changed = plan.of_kind(RowKind.ADDED), plan.of_kind(RowKind.CHANGED)
    people = _hold(changed)
    places = Places(state)
    strands = _strands([*added, *changed])
    when = When(on=today, today=today, actor=actor, now=now)
    places.open_missing(plan.missing, strands, FirstDays([*added, *changed], today), when)
    places.set_strands(strands, when)
    ids = add_people(added, places, actor=actor, now=now)
    _change(changed, people, places, today=today, actor=actor, now=now)
    known = ((row.acts.person_id or 0, row) for row in changed)
    rows = [*zip(ids, added, strict=True), *known]
    usernames = [(person_id, row.acts.username or "") for person_id, row in rows]
    open_accounts(
        [one for one in usernames if one[1]], frozenset(state.accounts), actor=actor, now=now
    )
    for person_id, row in rows:
        _ask_roles(person_id, row, places, actor=actor, now=now)


def _change(
    rows: Sequence[RowPlan], people: dict[int, Person], places: Places, *, today: date,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    for row in rows:
        person = people[row.acts.person_id or 0]
        change_record(person, row.acts, today=today, actor=actor, now=now)
    db.session.flush()
    correct_starts([row for row in rows if row.acts.from_first], actor=actor, now=now)
    joining = [row for row in rows if row.acts.branch is not None]
    join_branches(joining, people, places, actor=actor, now=now)
    moving = [row for row in rows if row.acts.post is not None]
    take_posts(moving, people, places, actor=actor, now=now)


def _hold(rows: Sequence[RowPlan]) -> dict[int, Person]:
    """The people to be changed, held in the order of their ids until the transaction ends."""
    ids = sorted(row.acts.person_id for row in rows if row.acts.person_id is not None)
    found: dict[int, Person] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        lock_people(*some)
        query = sa.select(Person).where(Person.id.in_(some))
        people = db.session.scalars(query.execution_options(populate_existing=True))
        found |= {person.id: person for person in people}
    return found


def _strands(rows: Sequence[RowPlan]) -> dict[PostKey, str]:
    return dict(row.acts.strand for row in rows if row.acts.strand is not None)


def _ask_roles(
    person_id: int, row: RowPlan, places: Places, *, actor: Actor, now: datetime
) -> None:
    for asked in row.acts.roles:
        request_role(
            person_id, asked.role,
            places.branches[asked.branch] if asked.branch is not None else None,
            places.units[asked.unit] if asked.unit is not None else None,
            actor=actor, now=now,
        )  # fmt: skip
