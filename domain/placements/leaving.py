"""What leaving does to somebody's placements: they end with the day before, or never begin.

Of those in which the person is placed; a pair whose mentor left asks for a successor instead
(``domain.placements.pairs``). The caller commits.
"""

import json
from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.matters import close_matter
from domain.matters.kinds import PLACEMENT_STEP
from domain.notices import notify
from domain.people.spans import A_DAY
from domain.placements import agreeing, asked_opinions, duties, hand_over
from domain.placements.holding import (
    APPROVED,
    CANCELLED,
    ENDED_EARLY,
    RUNNING,
    STANDING,
    UNDER_WAY,
    NotInState,
    hold,
    people_of,
)
from domain.placements.moving_on import begin_if_due, complete_if_due, go
from domain.placements.reach import MENTORSHIP
from domain.placements.steps import take_step
from domain.versions import change
from models import Person, Placement, PlacementStep, db

LEFT = "left"  # the act


def follow_leavings(
    *, today: date, actor: Actor, now: datetime, people: Collection[int] = ()
) -> int:  # fmt: skip
    """End or call off what stands of those who have left by today; how many.

    Of these people, or of everybody. Run twice, once is done. One query, and a few for each.
    """
    moved = 0
    for placement, left_on in _standing_of_leavers(today, people):
        try:
            hold(placement, *STANDING)
        except NotInState:  # somebody ended it meanwhile
            continue
        _close(placement, left_on, actor, now)
        moved += 1
    return moved


def _standing_of_leavers(today: date, people: Collection[int]) -> list[tuple[Placement, date]]:
    query = (
        sa.select(Placement, Person.left_on)
        .join(Person, Person.id == Placement.person_id)
        .where(Person.left_on <= today, Placement.state.in_(STANDING))
    )
    if people:
        query = query.where(Person.id.in_(people))
    rows = db.session.execute(query.order_by(Placement.id))
    return [(row, left_on) for row, left_on in rows if left_on is not None]


def _close(placement: Placement, left_on: date, actor: Actor, now: datetime) -> None:
    """The lines of a rotation ended with the leaving itself: nothing is to be undone."""
    last = left_on - A_DAY
    begin_if_due(placement, today=last, actor=actor, now=now)
    if complete_if_due(placement, today=left_on, actor=actor, now=now):
        return
    if placement.state == UNDER_WAY and placement.from_on <= last:
        go(placement, ENDED_EARLY, LEFT, actor, now, values={"ended_on": last})
        for duty in (duties.SUCCESSOR, duties.RETURN):
            duties.settle(placement, duty, outcome="dropped", actor=actor, now=now)
    else:
        go(placement, CANCELLED, LEFT, actor, now)
        close_matter(
            PLACEMENT_STEP, placement.id, outcome="dropped", actor=actor, now=now,
            comes_back=False,
        )  # fmt: skip
        duties.settle_all(placement, actor=actor, now=now)
    notify(duties.TOPIC, people_of(placement))


def follow_return(person_id: int, *, since: datetime, actor: Actor, now: datetime) -> None:
    """A leaving recorded at ``since`` is taken back: what it ended or called off stands again.

    What only waited for a decision stays called off; it is proposed anew. Two queries, and a few
    for each placement.
    """
    steps = db.session.scalars(
        sa.select(PlacementStep)
        .join(Placement, Placement.id == PlacementStep.placement_id)
        .where(
            Placement.person_id == person_id, PlacementStep.act == LEFT, PlacementStep.at >= since
        )
        .order_by(PlacementStep.id)
    ).all()
    for step in steps:
        placement = db.session.get_one(Placement, step.placement_id)
        hold(placement)
        before, after = json.loads(step.before), json.loads(step.after)
        if placement.state == after["state"] and before["state"] in RUNNING:
            _reopen(placement, before["state"], actor, now)


def _reopen(placement: Placement, state: str, actor: Actor, now: datetime) -> None:
    values = change(placement, {"state": state, "ended_on": None})
    placement.version += 1
    take_step(placement, "left_undone", actor, now, values=values)
    asked_opinions.drop_phase(placement, asked_opinions.FINAL, actor=actor, now=now)
    if state == APPROVED:
        hand_over.follow(placement, actor=actor, now=now)
        if placement.kind == MENTORSHIP:
            agreeing.ask_parties(placement, actor=actor, now=now)
    notify(duties.TOPIC, people_of(placement))
