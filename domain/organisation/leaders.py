"""Roles that lapse because the tree, not the person, moved."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.accounts import grants
from domain.organisation.changes import When
from domain.people.places import units_above, units_served_on
from models import Account, Grant, db


def lapse_of_branch(branch_id: int, when: When) -> None:
    """Every role for the branch ends with the day."""
    for person_id in holders_for_branch(branch_id, when.on):
        grants.lapse_grants(
            person_id, on=when.on, actor=when.actor, now=when.now, branch_id=branch_id
        )


def lapse_of_unit(unit_id: int, when: When) -> None:
    """Every role for the unit ends with the day."""
    for person_id in holders_for_unit(unit_id, when.on):
        grants.lapse_grants(
            person_id, on=when.on, actor=when.actor, now=when.now, unit_ids=frozenset({unit_id})
        )


def holders_for_branch(branch_id: int, day: date) -> list[int]:
    """Ids of the people with a role for the branch after the day. One query."""
    return _holders(Grant.branch_id == branch_id, day)


def holders_for_unit(unit_id: int, day: date) -> list[int]:
    """Ids of the people with a role for the unit after the day. One query."""
    return _holders(Grant.unit_id == unit_id, day)


def leaders_serving(unit_id: int, day: date) -> dict[int, set[int]]:
    """Who leads the unit or one above it, with the units they serve in on the day."""
    holders = _holders(Grant.unit_id.in_(units_above({unit_id})), day)
    return {person_id: units_served_on(person_id, day) for person_id in holders}


def lapse_of_units_left(served: dict[int, set[int]], when: When) -> None:
    """After a move: those of ``leaders_serving`` lose the units they no longer serve in."""
    for person_id, units in served.items():
        left = units - units_served_on(person_id, when.on)
        grants.lapse_grants(
            person_id, on=when.on, actor=when.actor, now=when.now, unit_ids=frozenset(left)
        )


def _holders(which: sa.ColumnElement[bool], day: date) -> list[int]:
    query: sa.Select[Any] = (
        sa.select(Account.person_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(
            which, Account.person_id.is_not(None),
            sa.or_(Grant.ends_on.is_(None), Grant.ends_on > day),
        )
        .order_by(Account.person_id)
        .distinct()
    )  # fmt: skip
    return list(db.session.scalars(query))
