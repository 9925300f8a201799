"""Who may do what to which record: the one policy table, and the conditions it gives.

A visitor's roles add up. ``reach`` says how far a permission goes for a visitor; the same
reach gives the condition for one object, for lists, counts, searches and exports.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.selectable import CTE

from domain.audit import Actor
from domain.policy import HAND_ROLES, POLICY, Scope
from models import BranchMembership, Person, Post, Tenure, Unit


@dataclass(frozen=True, slots=True)
class GrantHeld:
    """A role that stands today, and the branch or unit it is for."""

    role: str
    branch_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """The people whom one permission of one visitor covers."""

    person_id: int | None = None
    branch_ids: frozenset[int] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, as read once for each request. Has what Flask-Login asks for."""

    account_id: int
    sign_in_id: int
    username: str
    hand: str | None = None
    person_id: int | None = None
    staff_no: str = ""
    name: str = ""
    branch_id: int | None = None
    branch_name: str = ""
    office: str | None = None
    grants: tuple[GrantHeld, ...] = ()
    is_confirmer: bool = False  # acts for somebody, or is named by HR
    language: str = ""
    theme: str = "auto"
    password_set_at: datetime | None = None
    totp_on: bool = False
    seen_at: datetime | None = None
    source: str = ""
    roles: frozenset[str] = field(init=False)  # of the policy table, held today

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.account_id)

    @property
    def line(self) -> str:
        """The second line under the name: the branch, or the username of a person without one.

        Empty where there is no person: the username stands above it already.
        """
        return "" if self.person_id is None else self.branch_name or self.username

    @property
    def actor(self) -> Actor:
        """Who signs the audit rows of what this visitor does."""
        return Actor(self.account_id, self.source)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", self._roles())

    def _roles(self) -> frozenset[str]:
        if self.hand is not None:
            return frozenset({HAND_ROLES[self.hand]})
        held = {grant.role for grant in self.grants}
        if self.person_id is not None:
            held.add("cadre")
        if self.is_confirmer:
            held.add("confirmer")
        return frozenset(held)


def may(visitor: Visitor, permission: str) -> bool:
    """Whether any role of the visitor has the permission at all. No query."""
    return not visitor.roles.isdisjoint(POLICY[permission])


def reach(visitor: Visitor, permission: str) -> Reach:
    """How far the permission goes for the visitor: the sum over the roles held. No query."""
    scopes = {role: POLICY[permission].get(role) for role in visitor.roles}
    return Reach(
        person_id=visitor.person_id if Scope.OWN in scopes.values() else None,
        branch_ids=frozenset(
            grant.branch_id
            for grant in visitor.grants
            if grant.branch_id is not None and scopes.get(grant.role) is Scope.BRANCH
        ),
        unit_ids=frozenset(
            grant.unit_id
            for grant in visitor.grants
            if grant.unit_id is not None and scopes.get(grant.role) is Scope.UNIT
        ),
        everyone=Scope.ALL in scopes.values(),
    )


def people_within(covered: Reach, today: date) -> sa.ColumnElement[bool]:
    """The condition on ``Person`` for the people covered; false when nobody is.

    A record that was merged into another is nobody's to open.
    """
    if covered.everyone:
        return Person.merged_into_id.is_(None)
    conditions: list[sa.ColumnElement[bool]] = []
    if covered.person_id is not None:
        conditions.append(Person.id == covered.person_id)
    if covered.branch_ids:
        conditions.append(Person.id.in_(members_of(covered.branch_ids, today)))
    if covered.unit_ids:
        conditions.append(Person.id.in_(staff_of(covered.unit_ids, today)))
    return sa.or_(sa.false(), *conditions)


def is_here(person: Any, today: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """The condition that a person (``Person`` or an alias of it) has not left by the day."""
    return sa.or_(person.left_on.is_(None), person.left_on > today)


def has_left(person: Person, today: date) -> bool:
    """``is_here`` of a row that was read, the other way round."""
    return person.left_on is not None and person.left_on <= today


def members_of(branch_ids: frozenset[int], today: date) -> sa.Select[Any]:
    """Ids of the people who are in one of the branches on the day."""
    return sa.select(BranchMembership.person_id).where(
        BranchMembership.branch_id.in_(branch_ids), stands_on(BranchMembership, today)
    )


def staff_of(unit_ids: frozenset[int], today: date) -> sa.Select[Any]:
    """Ids of the people whose main post on the day is in one of the units or below it."""
    return (
        sa.select(Tenure.person_id)
        .join(Post, Post.id == Tenure.post_id)
        .where(
            Post.unit_id.in_(sa.select(units_below(unit_ids).c.id)),
            Tenure.main,
            stands_on(Tenure, today),
        )
    )


def serving_about(unit_id: int, today: date) -> sa.Select[Any]:
    """Ids of the people with a post in the unit, below it or above it on the day."""
    return (
        sa.select(Tenure.person_id)
        .join(Post, Post.id == Tenure.post_id)
        .where(Post.unit_id.in_(units_about(unit_id)), stands_on(Tenure, today))
    )


def units_about(unit_id: int) -> sa.CompoundSelect[Any]:
    """Ids of the unit, of those above it and of those below it."""
    above = sa.select(Unit.id, Unit.parent_id).where(Unit.id == unit_id).cte(recursive=True)
    above = above.union(
        sa.select(Unit.id, Unit.parent_id).join(above, Unit.id == above.c.parent_id)
    )
    below = units_below(frozenset({unit_id}))
    return sa.union(sa.select(above.c.id), sa.select(below.c.id))


def units_below(unit_ids: frozenset[int]) -> CTE:
    """The units and everything below them, as a recursive query with one column, ``id``."""
    tree = sa.select(Unit.id).where(Unit.id.in_(unit_ids)).cte(recursive=True)
    return tree.union(sa.select(Unit.id).join(tree, Unit.parent_id == tree.c.id))


def stands_on(
    line: type[BranchMembership] | type[Tenure], day: date | sa.BindParameter[date]
) -> sa.ColumnElement[bool]:
    """The condition that a dated line holds on the day and has not been superseded."""
    return sa.and_(
        line.superseded_at.is_(None),
        line.from_on <= day,
        sa.or_(line.to_on.is_(None), line.to_on >= day),
    )
