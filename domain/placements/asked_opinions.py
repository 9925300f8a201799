"""Which opinions are asked in a placement, by its kind and phase, and of whom.

One of an inside unit is signed by its leader, or the next one above; by HR where nobody leads
it. One of an outside unit is a scan, entered by HR. The caller commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from domain.access import Visitor, may, reach
from domain.audit import Actor
from domain.confirmers import chain_on
from domain.placements import duties
from domain.placements.holding import COMPLETED, ENDED_EARLY, OVER, UNDER_WAY, hold, people_of
from domain.placements.reach import APPROVE, KEEP, MENTORSHIP, ROTATION, SECONDMENT, is_own
from domain.placements.rotation_rules import rules_on
from domain.placements.steps import take_step
from models import Placement, PlacementOpinion, PlacementStep, Post, db

FIRST_MONTH, MID_TERM, FINAL = PHASES = ("first_month", "mid_term", "final")
HOME, HOST, UNIT, MENTOR, MENTEE = SIDES = ("home", "host", "unit", "mentor", "mentee")
PERSON, PAIR = "person", "pair"
CHECK_AFTER = 30  # days, where the rules name none: "first month"


@dataclass(frozen=True, slots=True)
class Asked:
    """An opinion that is asked: when, of whom, about whom."""

    phase: str
    side: str
    about: str

    @property
    def duty(self) -> str:
        """What its side owes: all that it says in the phase is owed at once."""
        return f"{self.phase}_{self.side}"


def _of_pair(phase: str) -> tuple[Asked, ...]:
    by_unit = tuple(Asked(phase, UNIT, about) for about in (MENTOR, MENTEE, PAIR))
    return (*by_unit, Asked(phase, MENTOR, MENTEE), Asked(phase, MENTEE, MENTOR))


ASKED: Mapping[str, tuple[Asked, ...]] = {
    MENTORSHIP: (*_of_pair(MID_TERM), *_of_pair(FINAL)),
    ROTATION: (Asked(FIRST_MONTH, UNIT, PERSON), Asked(FINAL, UNIT, PERSON)),
    SECONDMENT: (
        Asked(MID_TERM, HOST, PERSON), Asked(FINAL, HOST, PERSON), Asked(FINAL, HOME, PERSON),
    ),
}  # fmt: skip


def asked(placement: Placement) -> tuple[Asked, ...]:
    """Those of its kind, the first first."""
    return ASKED[placement.kind]


def is_open(placement: Placement, phase: str) -> bool:
    """Whether opinions of the phase are taken in its state, first ones and corrections."""
    if phase == FINAL:
        return placement.state in OVER
    return placement.state in (UNDER_WAY, *OVER)


def unit_of(placement: Placement, side: str) -> int | None:
    """The unit that a side is; ``None`` of a person. At most one query."""
    if side == HOST:
        return placement.host_unit_id
    if placement.kind == ROTATION and side == UNIT:
        post = db.session.get(Post, placement.to_post_id)
        return post.unit_id if post is not None else None
    return placement.unit_id if side in (HOME, UNIT) else None


def sides_of(placement: Placement, visitor: Visitor, *, today: date) -> frozenset[str]:
    """The sides for which the visitor signs. At most two queries, none for a plain cadre."""
    own = {MENTOR: placement.mentor_id, MENTEE: placement.person_id}
    if visitor.person_id is None:
        return frozenset()
    if placement.kind != MENTORSHIP:
        own = {}
    found = {side for side, one in own.items() if one == visitor.person_id}
    units = {HOME, HOST} if placement.kind == SECONDMENT else {UNIT}
    leads = reach(visitor, APPROVE).unit_ids
    if is_own(placement, visitor) or not (leads or may(visitor, KEEP)):
        return frozenset(found)
    chain, concerned = chain_on(today), set(people_of(placement))
    for side in units:
        upward = list(chain.upward(unit_of(placement, side)))
        led = any(chain.leaders.get(unit, set()) - concerned for unit in upward)
        if leads.intersection(upward) or (may(visitor, KEEP) and not led):
            found.add(side)
    return frozenset(found)


def ask_phase(
    placement: Placement, phase: str, *, due_on: date | None = None, actor: Actor, now: datetime
) -> None:
    """Ask every side of the phase for what it thinks."""
    people = {MENTOR: placement.mentor_id, MENTEE: placement.person_id}
    for duty, side in sorted({(one.duty, one.side) for one in asked(placement)
                              if one.phase == phase}):  # fmt: skip
        person_id = people.get(side) or duties.who_speaks_for(
            unit_of(placement, side), placement, today=now.date()
        )
        duties.ask(placement, duty, person_id, due_on=due_on, actor=actor, now=now)


def drop_phase(placement: Placement, phase: str, *, actor: Actor, now: datetime) -> None:
    """What was asked in the phase is not owed any more."""
    for duty in sorted({one.duty for one in asked(placement) if one.phase == phase}):
        duties.settle(placement, duty, outcome="dropped", actor=actor, now=now)


def lapse_finals(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """It goes on, so what was said at its end stands no more: it is asked at the new end."""
    drop_phase(placement, FINAL, actor=actor, now=now)
    said = db.session.scalars(
        sa.select(PlacementOpinion)
        .where(
            PlacementOpinion.placement_id == placement.id, PlacementOpinion.phase == FINAL,
            PlacementOpinion.superseded_at.is_(None),
        )
        .order_by(PlacementOpinion.id)
    ).all()  # fmt: skip
    for one in said:
        one.superseded_at = now
    if said:
        lapsed = {"opinions": [one.id for one in said]}
        take_step(placement, "opinions_lapsed", actor, now, values=(lapsed, {}))


def follow_state(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """What the state into which it has just gone asks: the first check, or the assessment."""
    if placement.state == UNDER_WAY and placement.kind == ROTATION:
        after = rules_on(placement.from_on).rotation.check_after_days or CHECK_AFTER
        due_on = max(placement.from_on + timedelta(days=after), now.date())
        ask_phase(placement, FIRST_MONTH, due_on=due_on, actor=actor, now=now)
    if placement.state in (COMPLETED, ENDED_EARLY):
        drop_phase(placement, MID_TERM, actor=actor, now=now)
        ask_phase(placement, FINAL, actor=actor, now=now)


def follow_mid_terms(*, today: date, actor: Actor, now: datetime) -> None:
    """Ask in those that are half over and were not asked. Run twice, once is done.

    One query, and a few for each that is half over.
    """
    duties_asked = [
        f"{duties.ASKED}{one.duty}" for of_kind in ASKED.values() for one in of_kind
        if one.phase == MID_TERM
    ]  # fmt: skip
    before = sa.exists().where(
        PlacementStep.placement_id == Placement.id, PlacementStep.act.in_(duties_asked)
    )
    running = db.session.scalars(
        sa.select(Placement)
        .where(
            Placement.state == UNDER_WAY, Placement.kind != ROTATION, Placement.from_on < today,
            Placement.planned_to_on >= today, ~before,
        )
        .order_by(Placement.id)
    )  # fmt: skip
    due = [one for one in running if half_over(one) <= today]
    for placement in due:
        hold(placement, UNDER_WAY)
        ask_phase(placement, MID_TERM, actor=actor, now=now)


def half_over(placement: Placement) -> date:
    """The day in the middle of it, as it is planned."""
    last = placement.planned_to_on or placement.from_on
    return placement.from_on + (last - placement.from_on) / 2
