"""A placement goes from one state to the next: begun and completed by itself on its day.

The caller holds it and commits.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from domain.audit import Actor
from domain.placements import asked_opinions, duties
from domain.placements.holding import (
    APPROVED,
    CANCELLED,
    COMPLETED,
    ENDED_EARLY,
    OVER,
    UNDER_WAY,
    hold,
)
from domain.placements.reach import MENTORSHIP, SECONDMENT
from domain.placements.steps import take_step
from domain.placements.succession import is_pair_of
from domain.versions import change
from models import Placement, Tenure, db

UNIT, MENTOR, MENTEE = PARTIES = ("unit", "mentor", "mentee")  # of the agreement of a mentorship
AGREED_AT = {UNIT: "unit_agreed_at", MENTOR: "mentor_agreed_at", MENTEE: "mentee_agreed_at"}


def has_agreed(placement: Placement, party: str) -> bool:
    return getattr(placement, AGREED_AT[party]) is not None


def all_agreed(placement: Placement) -> bool:
    """Whether nothing is left to agree to; so of every other kind."""
    if placement.kind != MENTORSHIP:
        return True
    return all(has_agreed(placement, party) for party in PARTIES)


def begin_if_due(placement: Placement, *, today: date, actor: Actor, now: datetime) -> bool:
    """It begins by itself: approved, agreed to by all, and its first day has come.

    A rotation does only while the post that it brought is still held: a later paper may have
    put another in its place.
    """
    due = placement.state == APPROVED and placement.from_on <= today and all_agreed(placement)
    due = due and _post_stands(placement, today)
    if due:
        go(placement, UNDER_WAY, "began", actor, now)
        _follow_on(placement, actor, now)
    return due


def overtaken(placement: Placement, today: date) -> bool:
    """Whether a later paper took the post of a rotation away before it could begin."""
    due = placement.state == APPROVED and placement.from_on <= today
    return due and not _post_stands(placement, date.max)


def _post_stands(placement: Placement, by: date) -> bool:
    """Whether the post of a rotation is held for some time, from ``by`` on at the latest."""
    if placement.tenure_id is None:
        return True
    held = sa.exists().where(
        Tenure.person_id == placement.person_id, Tenure.post_id == placement.to_post_id,
        Tenure.superseded_at.is_(None), Tenure.from_on <= by,
        sa.or_(Tenure.to_on.is_(None), Tenure.to_on >= placement.from_on),
    )  # fmt: skip
    return db.session.scalar(sa.select(held)) is True


def _follow_on(placement: Placement, actor: Actor, now: datetime) -> None:
    """The pair that this one succeeds is over with the day before, if it was not before.

    One that has not begun is called off.
    """
    if placement.successor_of_id is None:
        return
    former = db.session.get_one(Placement, placement.successor_of_id)
    hold(former)
    if not is_pair_of(former, placement.person_id):
        return
    duties.settle(former, duties.SUCCESSOR, outcome="done", actor=actor, now=now)
    if former.state == UNDER_WAY:
        last = max(former.from_on, placement.from_on - timedelta(days=1))
        go(former, ENDED_EARLY, "succeeded", actor, now, values={"ended_on": last})
    elif former.state == APPROVED:
        go(former, CANCELLED, "succeeded", actor, now)
        duties.settle_all(former, actor=actor, now=now)


def complete_if_due(placement: Placement, *, today: date, actor: Actor, now: datetime) -> bool:
    """It completes by itself on the day after its planned end."""
    last = placement.planned_to_on
    due = placement.state == UNDER_WAY and last is not None and last < today
    if due:
        go(placement, COMPLETED, "completed", actor, now, values={"ended_on": last})
    return due


def go(
    placement: Placement, state: str, act: str, actor: Actor, now: datetime, *,
    values: Mapping[str, object] | None = None, reason: str = "",
) -> None:  # fmt: skip
    before, after = change(placement, {"state": state, **(values or {})})
    placement.version += 1
    take_step(placement, act, actor, now, reason=reason, values=(before, after))
    asked_opinions.follow_state(placement, actor=actor, now=now)
    if placement.kind == MENTORSHIP and state in OVER:
        duties.settle(placement, duties.SUCCESSOR, outcome="dropped", actor=actor, now=now)
    if placement.kind == SECONDMENT and state in (COMPLETED, ENDED_EARLY):
        home = duties.who_speaks_for(placement.unit_id, placement, today=now.date())
        duties.ask(placement, duties.RETURN, home, actor=actor, now=now)
