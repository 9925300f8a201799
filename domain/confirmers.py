"""Who confirms whose entries.

The confirmer is the first of these who is neither the owner nor away: the secretary of the
owner's branch, the deputy named in the secretary's absence, the leader of the owner's unit,
the leader of the unit above, and so on up, and last a person whom HR named.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa

from domain.access import is_here, stands_on
from domain.visitors import standing_grants
from models import (
    Absence,
    Account,
    BranchMembership,
    Grant,
    Person,
    Post,
    Tenure,
    Unit,
    db,
)

Day = date | sa.BindParameter[date]


@dataclass(slots=True)
class Chain:
    """The people who may come in question on a day, by branch and by unit.

    ``names`` of all of them; ``until``, the last day that those who are away are away.
    """

    secretaries: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    leaders: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    deputies: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    away: set[int] = field(default_factory=set)
    parents: Mapping[int, int | None] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    until: dict[int, date] = field(default_factory=dict)

    def of_branch(self, branch_id: int | None, owner: int) -> set[int]:
        """Who of the owner's branch confirms: present secretaries, else deputies of absent ones."""
        if branch_id is None:
            return set()
        secretaries = self.secretaries.get(branch_id, set())
        present = secretaries - self.away - {owner}
        if present:
            return present
        deputies = {one for away in secretaries & self.away for one in self.deputies[away]}
        return deputies - self.away - {owner}

    def of_unit(self, unit_id: int | None, owner: int) -> set[int]:
        """The present leaders of the nearest unit upward that has one other than the owner."""
        for unit in self.upward(unit_id):
            present = self.leaders.get(unit, set()) - self.away - {owner}
            if present:
                return present
        return set()

    def upward(self, unit_id: int | None) -> Iterator[int]:
        while unit_id is not None:
            yield unit_id
            unit_id = self.parents.get(unit_id)

    def confirmers(
        self, owner: int, branch_id: int | None, unit_id: int | None, named: int | None
    ) -> set[int]:
        """Ids of the people who confirm the owner's entries; empty when there is nobody."""
        found = self.of_branch(branch_id, owner) or self.of_unit(unit_id, owner)
        if found or named is None:
            return found
        return {named} - {owner} - self.away

    def levels(self, owner: int, unit_id: int | None, first: set[int]) -> Iterator[set[int]]:
        """``first``, then level by level those above the owner who are none of the levels below.

        A level are the present leaders of the nearest unit upward that has one more.
        """
        seen = set(first)
        yield seen
        for unit in self.upward(unit_id):
            more = self.leaders.get(unit, set()) - self.away - {owner} - seen
            if more:
                seen = seen | more
                yield more

    def level_of(
        self, visitor: int, owner: int, unit_id: int | None, first: set[int]
    ) -> int | None:
        """Which level the visitor is for the owner; ``None`` when they are on none."""
        levels = enumerate(self.levels(owner, unit_id, first))
        return next((level for level, people in levels if visitor in people), None)

    def at_level(self, owner: int, unit_id: int | None, first: set[int], level: int) -> set[int]:
        """The people of that level, and of no other; empty where nobody is so high."""
        return next(islice(self.levels(owner, unit_id, first), level, None), set())

    def stood_in_for(
        self, visitor: int, owner: int, branch_id: int | None, unit_id: int | None
    ) -> set[int]:
        """Those who are away and for whom the visitor confirms the owner's entries."""
        secretaries = self.secretaries.get(branch_id or 0, set()) - {owner}
        if visitor in secretaries:
            return set()
        leaders: set[int] = set()
        for unit in self.upward(unit_id):
            here = self.leaders.get(unit, set()) - {owner}
            if visitor in here:
                break
            leaders |= here
        return (secretaries or leaders) & self.away


def chain_on(today: date) -> Chain:
    """Everybody who confirms on the day. One query, however many people."""
    chain = Chain()
    parents: dict[int, int | None] = {}
    found = db.session.connection().execute(_CHAIN, {"today": today})
    for what, key, other, name, until in found:
        if what == "unit":
            parents[key] = other
            continue
        if other is not None:
            chain.names[other] = name
        if what == "secretary":
            chain.secretaries[key].add(other)
        elif what == "leader":
            chain.leaders[key].add(other)
        else:
            chain.away.add(key)
            chain.until[key] = max(until, chain.until.get(key, until))
            chain.deputies[key].update({other} - {None})
    chain.parents = parents
    return chain


def may_act(person: Any, today: Day) -> sa.ColumnElement[bool]:
    """The condition that a person (``Person`` or an alias) is here and has an open account."""
    account = sa.orm.aliased(Account)
    opened = sa.exists().where(account.person_id == person.id, account.disabled_at.is_(None))
    return sa.and_(is_here(person, today), opened)


def _chain_query(today: sa.BindParameter[date]) -> Any:
    """Secretaries by branch, leaders by unit, absences with deputies, units with parents."""
    holder = (
        sa.select(
            Grant.role, sa.func.coalesce(Grant.branch_id, Grant.unit_id), Account.person_id,
            Person.name, sa.cast(sa.null(), sa.Date),
        )
        .join(Account, Account.id == Grant.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            Grant.role.in_(("secretary", "leader")), standing_grants(today),
            Account.disabled_at.is_(None),
            is_here(Person, today),
        )
    )  # fmt: skip
    deputy = sa.orm.aliased(Person)
    absence = (
        sa.select(sa.literal("away"), Absence.person_id, deputy.id, deputy.name, Absence.to_on)
        .outerjoin(deputy, sa.and_(deputy.id == Absence.deputy_id, may_act(deputy, today)))
        .where(Absence.cancelled_at.is_(None), Absence.from_on <= today, Absence.to_on >= today)
    )
    unit = sa.select(
        sa.literal("unit"), Unit.id, Unit.parent_id, sa.literal(""), sa.null()
    ).where(Unit.closed_on.is_(None))  # fmt: skip
    return sa.union_all(holder, absence, unit)


TODAY = sa.bindparam("today", type_=sa.Date)
_CHAIN = _chain_query(TODAY)  # built once: to build it costs ten times what running it does


def branch_of(today: Day) -> Any:
    """A scalar subquery: the branch of ``Person`` on the day."""
    return (
        sa.select(BranchMembership.branch_id)
        .where(BranchMembership.person_id == Person.id, stands_on(BranchMembership, today))
        .correlate(Person)
        .scalar_subquery()
    )


def unit_of(today: Day) -> Any:
    """A scalar subquery: the unit of the main post of ``Person`` on the day."""
    return (
        sa.select(Post.unit_id)
        .join(Tenure, Tenure.post_id == Post.id)
        .where(Tenure.person_id == Person.id, Tenure.main, stands_on(Tenure, today))
        .correlate(Person)
        .scalar_subquery()
    )


def owner_columns(today: Day) -> Any:
    """A select of what ``Chain.confirmers`` asks of each owner, in its order."""
    named = sa.orm.aliased(Person)
    named_here = (
        sa.select(named.id)
        .where(named.id == Person.confirmer_id, may_act(named, today))
        .correlate(Person)
        .scalar_subquery()
    )
    return sa.select(Person.id, branch_of(today), unit_of(today), named_here)


def confirmers_of(person_id: int, *, today: date) -> list[Person]:
    """The people who confirm this person's entries today, by name. Three queries."""
    row = db.session.execute(owner_columns(today).where(Person.id == person_id)).one()
    found = chain_on(today).confirmers(*row)
    return list(
        db.session.scalars(
            sa.select(Person).where(Person.id.in_(found)).order_by(Person.name, Person.id)
        )
    )
