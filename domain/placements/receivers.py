"""Who takes over at a rotation: named later, or another one. The caller commits."""

from datetime import date, datetime

from domain.access import Visitor
from domain.locks import lock_people
from domain.people.spans import PersonGone
from domain.placements import duties, hand_over
from domain.placements.holding import hold
from domain.placements.proposals import ReceiverOfOneself
from domain.placements.reach import may_approve
from domain.placements.steps import take_step
from domain.versions import change, next_version
from models import Person, Placement, db


def name_receiver(
    placement: Placement, person_id: int, visitor: Visitor, *, version: int, today: date,
    now: datetime,
) -> None:  # fmt: skip
    """Somebody else takes over; what was signed for stays signed.

    Raises:
        domain.placements.hand_over.NotTheGiver, domain.placements.proposals.ReceiverOfOneself,
        domain.people.spans.PersonGone.
        domain.placements.holding.NotInState, domain.versions.Stale.
    """
    lock_people(placement.person_id, person_id)
    hold(placement, *hand_over.WRITING)
    if not may_approve(placement, visitor, today=today):
        raise hand_over.NotTheGiver
    if person_id == placement.person_id:
        raise ReceiverOfOneself
    person = db.session.get_one(Person, person_id)
    if person.merged_into_id is not None or (
        person.left_on is not None and person.left_on <= today
    ):
        raise PersonGone(person, today)
    next_version(placement, version)
    before, after = change(placement, {"receiver_id": person_id})
    if not after:
        return
    told = ({"person": before["receiver_id"]}, {"person": person_id})
    take_step(placement, "receiver_named", visitor.actor, now, values=told)
    duties.settle(placement, duties.RECEIPT, outcome="dropped", actor=visitor.actor, now=now)
    hand_over.follow(placement, actor=visitor.actor, now=now)
