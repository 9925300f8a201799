"""What one of those in a placement owes: a step says that it was asked, a matter that it is owed.

The matter's source is the step that asked; so one placement can ask many things, also the same
again. Its title is the duty, the placement's id and who is concerned. The caller commits.
"""

import json
from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.confirmers import chain_on, may_act
from domain.matters import close_matters, raise_matter
from domain.matters.kinds import PLACEMENT_DUTY
from domain.matters.raising import NOBODY
from domain.notices import notify
from domain.placements.holding import people_of
from domain.placements.steps import take_step
from domain.visitors import standing_grants
from models import Account, Grant, Matter, Person, Placement, PlacementStep, db

TOPIC = "placement"  # of notices
ASKED = "asked_"  # how the acts begin
UNIT_AGREEMENT, MENTOR_AGREEMENT, MENTEE_AGREEMENT = (
    "unit_agreement", "mentor_agreement", "mentee_agreement",
)  # fmt: skip
TALK, SUCCESSOR = "talk", "successor"
HAND_OVER, RECEIPT, RETURN = "hand_over", "receipt", "return"


def ask(
    placement: Placement, duty: str, person_id: int | None, *, row: int = 0,
    owed_to: int | None = None, due_on: date | None = None, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Ask it of the person; where there is nobody to ask, the page alone shows that it is open.

    ``row``: the talk, report or item that it is about. ``due_on``: without it, by the reply times.
    """
    if person_id is None:
        return
    after = {"row": row or None, "person": person_id}
    step = take_step(placement, f"{ASKED}{duty}", actor, now, values=({}, after))
    matter_id = raise_matter(
        PLACEMENT_DUTY, step.id, owed_by=person_id,
        owed_to=owed_to if owed_to != person_id else None, due_on=due_on,
        title=f"{duty} {placement.id} {_names(placement, person_id)}", actor=actor, now=now,
    )  # fmt: skip
    notify(TOPIC, [person_id], matter_id=matter_id)


def settle(
    placement: Placement, duty: str, *, row: int = 0, outcome: str = "done", actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """What was asked is done, or not owed any more; nothing where it was not asked."""
    steps = [one for one in _asked(placement, [f"{ASKED}{duty}"]) if _row(one) == row]
    _close(steps, outcome, actor, now)


def is_owed(placement: Placement, duty: str) -> bool:
    """Whether it was asked and is owed still. At most two queries."""
    ids = [one.id for one in _asked(placement, [f"{ASKED}{duty}"])]
    owed = sa.exists().where(
        Matter.kind == PLACEMENT_DUTY, Matter.source_id.in_(ids), Matter.turn != NOBODY
    )
    return bool(ids) and db.session.scalar(sa.select(owed)) is True


def settle_all(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """Nothing that was asked is owed any more."""
    _close(_asked(placement), "dropped", actor, now)


def _asked(placement: Placement, acts: Collection[str] = ()) -> list[PlacementStep]:
    which = (
        PlacementStep.act.in_(acts)
        if acts
        else PlacementStep.act.startswith(ASKED, autoescape=True)
    )
    return list(
        db.session.scalars(
            sa.select(PlacementStep).where(PlacementStep.placement_id == placement.id, which)
        )
    )


def _row(step: PlacementStep) -> int:
    return json.loads(step.after).get("row") or 0


def _close(steps: Collection[PlacementStep], outcome: str, actor: Actor, now: datetime) -> None:
    if steps:
        ids = [one.id for one in steps]
        close_matters(PLACEMENT_DUTY, ids, outcome=outcome, actor=actor, now=now)


def _names(placement: Placement, person_id: int) -> str:
    """Who is concerned beside the person who is asked, by name. One query."""
    others = [one for one in people_of(placement) if one != person_id] or [person_id]
    names = db.session.scalars(
        sa.select(Person.name).where(Person.id.in_(others)).order_by(Person.id)
    )
    return " · ".join(names)


def who_speaks_for(unit_id: int | None, placement: Placement, *, today: date) -> int | None:
    """Who answers for the unit in it: its leader, or the next one above, else one of HR.

    Never one of those concerned. One query, or two.
    """
    own = set(people_of(placement))
    chain = chain_on(today)
    for unit in chain.upward(unit_id):
        present = chain.leaders.get(unit, set()) - chain.away - own
        if present:
            return min(present)
    return db.session.scalar(
        sa.select(sa.func.min(Person.id))
        .join(Account, Account.person_id == Person.id)
        .join(Grant, Grant.account_id == Account.id)
        .where(
            Grant.role == "hr", standing_grants(today), may_act(Person, today),
            Person.id.not_in(own),
        )
    )  # fmt: skip
