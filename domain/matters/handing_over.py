"""Handing a matter over to somebody else, with a reason; and taking back what nobody holds."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.confirmers import Chain, chain_on, may_act
from domain.matters.by_hand import NotNow
from domain.matters.kinds import CONFIRMER, KINDS, of_duty
from domain.matters.raising import OWING, Taken, take_step
from domain.matters.reckoning import reckoning
from domain.notices import notify
from models import Matter, Person, db


class NotToHandTo(Exception):
    """It cannot be handed to the person; ``reason``: ``left``, ``role``, ``own`` or ``same``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def hand_over(
    matter: Matter, to: Person, reason: str, *, today: date, actor: Actor, now: datetime
) -> None:
    """From now on the person owes the answer, by the same day; the caller commits.

    Raises:
        domain.matters.by_hand.NotNow: it does not lie with who owes it, or cannot be handed over.
        NotToHandTo: the person has left or has no account, may not confirm, or is whom it is
            about or who owes it already.
    """
    kind = KINDS[matter.kind]
    if matter.turn != OWING or matter.state == "closed" or not kind.handed_over:
        raise NotNow(matter)
    if to.id == matter.owed_by_id:
        raise NotToHandTo("same")
    _check_here(to, today)
    if kind.duty == CONFIRMER:
        if to.id == matter.about_id:
            raise NotToHandTo("own")
        if to.id not in confirming_people(chain_on(today)):
            raise NotToHandTo("role")
    take_step(matter, Taken("handed_over", reason, to_id=to.id), actor, now)
    matter.owed_by_id = to.id
    if kind.duty != CONFIRMER:
        matter.about_id = to.id
    matter.rises_on = reckoning().rises(matter.kind, matter.due_on, matter.level, today)
    matter.version += 1
    db.session.flush()
    audit.record(actor, "matter.handed_over", "matter", matter.id, at=now, after={"person": to.id})
    notify("handed_over", [to.id], matter_id=matter.id)


def confirming_people(chain: Chain) -> set[int]:
    """Ids of those who are here on the chain's day and whose roles let them confirm entries.

    Secretaries, leaders, deputies of whoever is away, and the people whom HR named. One query.
    """
    found = {one for group in (chain.secretaries, chain.leaders) for ids in group.values()
             for one in ids}  # fmt: skip
    found |= {one for ids in chain.deputies.values() for one in ids}
    named = sa.select(Person.confirmer_id).where(Person.confirmer_id.is_not(None)).distinct()
    return (found | {one for one in db.session.scalars(named) if one is not None}) - chain.away


def people_to_hand_to(matter: Matter, *, today: date) -> list[tuple[str, str]]:
    """Staff number and name of everybody who may confirm it instead. Three queries."""
    ids = confirming_people(chain_on(today)) - {matter.about_id, matter.owed_by_id}
    rows = db.session.execute(
        sa.select(Person.staff_no, Person.name)
        .where(Person.id.in_(ids), may_act(Person, today))
        .order_by(Person.search_key, Person.staff_no)
    )
    return [(row.staff_no, row.name) for row in rows]


def _check_here(to: Person, today: date) -> None:
    here = sa.select(Person.id).where(Person.id == to.id, may_act(Person, today))
    if db.session.scalars(here).first() is None:
        raise NotToHandTo("left")


def hand_back_left(*, today: date, actor: Actor, now: datetime) -> int:
    """Duties handed to people who left, or may confirm no more, are duties again; how many."""
    pinned = db.session.scalars(
        sa.select(Matter)
        .where(
            Matter.turn == OWING, Matter.kind.in_(of_duty(CONFIRMER)),
            Matter.owed_by_id.is_not(None),
        )
        .order_by(Matter.id)
        .with_for_update()
    ).all()  # fmt: skip
    if not pinned:
        return 0
    able = _able({one.owed_by_id or 0 for one in pinned}, today)
    back = [one for one in pinned if one.owed_by_id not in able]
    for matter in back:
        take_step(matter, Taken("handed_back"), actor, now)
        matter.owed_by_id, matter.version = None, matter.version + 1
        audit.record(actor, "matter.handed_back", "matter", matter.id, at=now)
    db.session.flush()
    return len(back)


def _able(person_ids: Collection[int], today: date) -> set[int]:
    """Of these people, those who are here and may confirm, away or not."""
    chain = chain_on(today)
    here = db.session.scalars(
        sa.select(Person.id).where(Person.id.in_(person_ids), may_act(Person, today))
    )
    return set(here) & (confirming_people(chain) | chain.away)
