"""What a placement lacks: a document, an assessment, an answer, an agreement, a signature.

Each is a condition on ``Placement``, so that registers are filtered by it and one query tells all
of them.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import sqlalchemy as sa

from domain.placements.holding import COMPLETED, ENDED_EARLY, OVER, PROPOSED, RUNNING, STANDING
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT
from models import HandOverItem, Placement, PlacementReport, PlacementStep, PlacementTalk

(
    DECISION, DOCUMENT, AGREEMENT, HAND_OVER, ASSESSMENT, ANSWER, CONFIRMATION, SUCCESSOR,
) = LACKS = (
    "decision", "document", "agreement", "hand_over", "assessment", "answer", "confirmation",
    "successor",
)  # fmt: skip
Condition = sa.ColumnElement[bool]
EVER = (*RUNNING, *OVER)  # approved once, and not called off


def _decision(_today: date) -> Condition:
    return Placement.state == PROPOSED


def _document(_today: date) -> Condition:
    """Of a mentorship the agreement of the three is the paper."""
    return sa.and_(
        Placement.kind.in_((ROTATION, SECONDMENT)), Placement.state.in_(EVER),
        Placement.document_no == "",
    )  # fmt: skip


def _agreement(_today: date) -> Condition:
    """Those that came in from a file were agreed to elsewhere."""
    imported = sa.select(PlacementStep.placement_id).where(PlacementStep.act == "imported")
    agreed = (Placement.unit_agreed_at, Placement.mentor_agreed_at, Placement.mentee_agreed_at)
    return sa.and_(
        Placement.kind == MENTORSHIP, Placement.state.in_(STANDING),
        Placement.id.not_in(imported), sa.or_(*(one.is_(None) for one in agreed)),
    )  # fmt: skip


def _hand_over(today: date) -> Condition:
    """Once it has begun: no list at all, or a line of it that the receiver has not signed for."""
    listed = sa.select(HandOverItem.placement_id)
    unsigned = listed.where(HandOverItem.received_at.is_(None))
    return sa.and_(
        Placement.kind == ROTATION, Placement.state.in_(RUNNING), Placement.from_on <= today,
        sa.or_(Placement.id.not_in(listed), Placement.id.in_(unsigned)),
    )  # fmt: skip


def _assessment(_today: date) -> Condition:
    """It is over, and not every final opinion that its kind asks for is there.

    Those of the past that came in from a file, approved as they were written down, owe none.
    """
    return sa.and_(
        Placement.state.in_((COMPLETED, ENDED_EARLY)),
        Placement.approved_at != Placement.proposed_at,
    )


def _answer(_today: date) -> Condition:
    waiting = PlacementReport.answered_at.is_(None)
    return Placement.id.in_(sa.select(PlacementReport.placement_id).where(waiting))


def _confirmation(_today: date) -> Condition:
    waiting = PlacementTalk.state == "waiting"
    return Placement.id.in_(sa.select(PlacementTalk.placement_id).where(waiting))


def _successor(_today: date) -> Condition:
    """One of the pair was moved or left, and nobody was found to take it up."""
    after = sa.orm.aliased(Placement)
    found = sa.select(after.successor_of_id).where(
        after.successor_of_id.is_not(None), after.state.in_((*STANDING, *OVER))
    )
    return sa.and_(
        Placement.flagged_on.is_not(None), Placement.state.in_(RUNNING),
        Placement.id.not_in(found),
    )  # fmt: skip


_CONDITIONS: Mapping[str, Callable[[date], Condition]] = {
    DECISION: _decision, DOCUMENT: _document, AGREEMENT: _agreement, HAND_OVER: _hand_over,
    ASSESSMENT: _assessment, ANSWER: _answer, CONFIRMATION: _confirmation, SUCCESSOR: _successor,
}  # fmt: skip


def lacks(what: str, today: date) -> Condition:
    """The condition on ``Placement`` that it lacks ``what``, one of ``LACKS``."""
    return _CONDITIONS[what](today)


def lacks_any(today: date) -> Condition:
    return sa.or_(*(lacks(one, today) for one in LACKS))


def ends_within(days: int, today: date) -> Condition:
    """The condition that it ends by plan within so many days from today, today included."""
    return sa.and_(
        Placement.state.in_(RUNNING),
        Placement.planned_to_on.between(today, today + timedelta(days=days)),
    )
