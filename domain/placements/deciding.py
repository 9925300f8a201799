"""A proposed placement is approved or turned down, by HR or the unit's leader, never one's own.

The caller commits.
"""

from datetime import date, datetime

from domain.access import Visitor
from domain.matters import close_matter
from domain.matters.kinds import PLACEMENT_STEP
from domain.notices import notify
from domain.placements import duties, hand_over, moves
from domain.placements.deciders import check_decides
from domain.placements.holding import (
    APPROVED,
    PROPOSED,
    TURNED_DOWN,
    hold,
    hold_with_people,
    people_of,
)
from domain.placements.moving_on import begin_if_due, complete_if_due
from domain.placements.pairs import flag_moved
from domain.placements.proposals import check, proposal_of
from domain.placements.proposing import home_of
from domain.placements.steps import take_step
from domain.versions import change, next_version
from models import Placement


def approve(
    placement: Placement, visitor: Visitor, *, version: int, today: date, now: datetime
) -> None:
    """What it does to the person's posts follows at once; it begins when its day is there.

    Raises:
        domain.placements.deciders.OwnPlacement, domain.placements.proposing.NotYours.
        domain.placements.holding.NotInState: it is decided on.
        domain.versions.Stale: it was changed since it was read.
        The exceptions of ``domain.placements.proposals.check``: what changed since is in the way.
        domain.people.spans.LinesOverlap: a later post is.
    """
    hold_with_people(placement, PROPOSED)
    check_decides(placement, visitor, today=today)
    next_version(placement, version)
    proposal = proposal_of(placement)
    check(placement.kind, proposal, besides=placement.id)
    values = change(placement, home_of(placement.kind, proposal, today=today))
    placement.state, placement.approved_at = APPROVED, now
    placement.approved_by = visitor.account_id
    moves.take_effect(placement, actor=visitor.actor, now=now)
    approved = (values[0], {**values[1], "on": today})
    take_step(placement, "approved", visitor.actor, now, values=approved)
    close_matter(PLACEMENT_STEP, placement.id, outcome="approved", actor=visitor.actor, now=now)
    notify(duties.TOPIC, people_of(placement))
    hand_over.follow(placement, actor=visitor.actor, now=now)
    if placement.tenure_id is not None:
        flag_moved(today=today, actor=visitor.actor, now=now, people=[placement.person_id])
    begin_if_due(placement, today=today, actor=visitor.actor, now=now)
    complete_if_due(placement, today=today, actor=visitor.actor, now=now)


def turn_down(
    placement: Placement, reason: str, visitor: Visitor, *, today: date, now: datetime
) -> None:
    """It is not to be, for the reason.

    Raises:
        domain.placements.deciders.OwnPlacement, domain.placements.proposing.NotYours.
        domain.placements.holding.NotInState: it is decided on.
    """
    hold(placement, PROPOSED)
    check_decides(placement, visitor, today=today)
    values = change(placement, {"state": TURNED_DOWN, "end_reason": reason})
    placement.version += 1
    actor = visitor.actor
    take_step(placement, "turned_down", actor, now, reason=reason, values=values)
    close_matter(PLACEMENT_STEP, placement.id, outcome="turned_down", actor=actor, now=now)
    duties.settle_all(placement, actor=actor, now=now)
    notify(duties.TOPIC, people_of(placement))
