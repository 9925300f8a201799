"""A placement begins, is extended, ends, is called off, and is assessed. The caller commits."""

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from domain.access import Visitor
from domain.audit import Actor
from domain.matters import close_matter
from domain.matters.kinds import PLACEMENT_STEP
from domain.notices import notify
from domain.placements import asked_opinions, duties, moves, talk_credit
from domain.placements.deciders import check_decides
from domain.placements.holding import (
    APPROVED,
    ASSESSED,
    CANCELLED,
    COMPLETED,
    ENDED_EARLY,
    PROPOSED,
    RUNNING,
    UNDER_WAY,
    NotInState,
    hold,
    hold_with_people,
    people_of,
)
from domain.placements.leaving import follow_leavings
from domain.placements.moving_on import begin_if_due, complete_if_due, go, overtaken
from domain.placements.pairs import lift_flags
from domain.placements.proposals import check, check_apart, proposal_of
from domain.placements.proposing import NotYours
from domain.placements.reach import ROTATION, SECONDMENT, may_propose
from domain.placements.steps import take_step
from domain.versions import change
from models import Placement, db

CANCELLABLE = (PROPOSED, *RUNNING)
EXTENDABLE = (*RUNNING, COMPLETED)  # a paper may come late


class NotOfThisKind(Exception):
    """Rotations have no planned end: they are neither extended nor ended early."""


class NotLater(Exception):
    """An extension ends after the day planned so far, ``planned``."""

    def __init__(self, planned: date | None) -> None:
        super().__init__(str(planned))
        self.planned = planned


class EndOutOfRange(Exception):
    """The last day lies between ``first`` and ``last``, both included."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"{first} to {last}")
        self.first, self.last = first, last


def extend(
    placement: Placement, to_on: date, visitor: Visitor, *, document_no: str = "",
    document_on: date | None = None, reason: str = "", today: date, now: datetime,
) -> None:  # fmt: skip
    """Another last day, by another document; what was completed meanwhile goes on.

    Raises:
        NotOfThisKind, NotLater, and those of ``domain.placements.deciders.check_decides``.
        domain.placements.holding.NotInState.
        The exceptions of ``domain.placements.proposals.check``: the longer one is in the way.
    """
    hold_with_people(placement, *EXTENDABLE)
    check_decides(placement, visitor, today=today)
    if placement.kind == ROTATION:
        raise NotOfThisKind
    planned = placement.planned_to_on
    if planned is not None and to_on <= planned:
        raise NotLater(planned)
    values: dict[str, object] = {"planned_to_on": to_on}
    if document_no:
        values |= {"document_no": document_no, "document_on": document_on}
    if placement.state == COMPLETED:
        values |= {"state": UNDER_WAY, "ended_on": None}
    before, after = change(placement, values)
    check(placement.kind, proposal_of(placement), besides=placement.id)
    placement.version += 1
    take_step(
        placement, "extended", visitor.actor, now, reason=reason, values=(before, after)
    )  # fmt: skip
    asked_opinions.lapse_finals(placement, actor=visitor.actor, now=now)
    duties.settle(placement, duties.RETURN, outcome="dropped", actor=visitor.actor, now=now)
    notify(duties.TOPIC, people_of(placement))
    complete_if_due(placement, today=today, actor=visitor.actor, now=now)


def end_early(
    placement: Placement, on: date, reason: str, visitor: Visitor, *, today: date, now: datetime
) -> None:
    """It is over by the planned day; ``on`` is the last day of it, today or before.

    Raises:
        NotOfThisKind, EndOutOfRange, and those of ``domain.placements.deciders.check_decides``.
        domain.placements.holding.NotInState: it is not under way.
    """
    hold(placement, UNDER_WAY)
    check_decides(placement, visitor, today=today)
    if placement.kind == ROTATION:
        raise NotOfThisKind
    _check_day(on, placement.from_on, min(today, placement.planned_to_on or today))
    values = {"ended_on": on, "end_reason": reason}
    go(placement, ENDED_EARLY, "ended_early", visitor.actor, now, values=values, reason=reason)
    notify(duties.TOPIC, people_of(placement))


def complete(
    placement: Placement, on: date, visitor: Visitor, *, today: date, now: datetime
) -> None:
    """It is over as planned; ``on`` is its last day: that planned or a later one, not to come.

    Raises:
        EndOutOfRange, and those of ``domain.placements.deciders.check_decides``.
        domain.placements.holding.NotInState: it is not under way.
        domain.placements.proposals.SecondmentsOverlap: the next one began by then.
    """
    hold_with_people(placement, UNDER_WAY)
    check_decides(placement, visitor, today=today)
    _check_day(on, placement.planned_to_on or placement.from_on, today)
    if placement.kind == SECONDMENT:
        check_apart(replace(proposal_of(placement), planned_to_on=on), placement.id)
    go(placement, COMPLETED, "completed", visitor.actor, now, values={"ended_on": on})
    notify(duties.TOPIC, people_of(placement))


def cancel(
    placement: Placement, reason: str, visitor: Visitor, *, today: date, now: datetime
) -> None:
    """It is called off, as if it had never been: the lines that followed from it stand no more,
    and nobody is credited with its talks.

    Who may propose it calls off what is proposed; what is approved, who decides on it.

    Raises:
        domain.placements.deciders.OwnPlacement, domain.placements.proposing.NotYours.
        domain.placements.holding.NotInState: it is over.
        The exceptions of ``domain.placements.moves.undo``.
        As ``domain.placements.talk_credit.call_off_talks``.
    """
    hold_with_people(placement, *CANCELLABLE)
    if placement.state == PROPOSED:
        if not may_propose(placement.kind, placement.person_id, visitor, today=today):
            raise NotYours
    else:
        check_decides(placement, visitor, today=today)
    actor = visitor.actor
    if moves.undo(placement, actor=actor, now=now):
        lift_flags([placement.person_id], today=today, actor=actor, now=now)
    talk_credit.call_off_talks(placement, reason, actor=actor, now=now)
    values = {"end_reason": reason}
    go(placement, CANCELLED, "cancelled", actor, now, values=values, reason=reason)
    close_matter(
        PLACEMENT_STEP, placement.id, outcome="dropped", actor=actor, now=now, comes_back=False
    )
    duties.settle_all(placement, actor=actor, now=now)
    notify(duties.TOPIC, people_of(placement))


def mark_assessed(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """Every opinion that its kind asks for at the end is there; none is owed any more.

    Raises:
        domain.placements.holding.NotInState: it is not over, or assessed already.
    """
    hold(placement, COMPLETED, ENDED_EARLY)
    go(placement, ASSESSED, "assessed", actor, now)
    for phase in asked_opinions.PHASES:
        asked_opinions.drop_phase(placement, phase, actor=actor, now=now)


def follow_placements(*, today: date, actor: Actor, now: datetime) -> int:
    """Begin and complete what the day brings; how many. What is half over is asked about.

    Those of who has left end first. Run twice, once is done.

    Two queries, and a few for each that moves.
    """
    moved = follow_leavings(today=today, actor=actor, now=now)
    due = db.session.scalars(
        sa.select(Placement)
        .where(
            sa.or_(
                sa.and_(Placement.state == APPROVED, Placement.from_on <= today),
                sa.and_(Placement.state == UNDER_WAY, Placement.planned_to_on < today),
            )
        )
        .order_by(Placement.id)
    ).all()
    for placement in due:
        try:
            hold(placement, *RUNNING)
        except NotInState:  # somebody ended it meanwhile
            continue
        if overtaken(placement, today):
            go(placement, CANCELLED, "overtaken", actor, now)
            duties.settle_all(placement, actor=actor, now=now)
            moved += 1
            continue
        began = begin_if_due(placement, today=today, actor=actor, now=now)
        moved += began | complete_if_due(placement, today=today, actor=actor, now=now)
    asked_opinions.follow_mid_terms(today=today, actor=actor, now=now)
    return moved


def _check_day(on: date, first: date, today: date) -> None:
    if not first <= on <= today:
        raise EndOutOfRange(first, today)
