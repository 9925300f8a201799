"""The agreement of a mentorship by its three parties: the unit, the mentor and the mentee.

Each agrees once to the points as they stand; other points are to be agreed to anew. The caller
commits.
"""

from datetime import date, datetime

from domain.access import Visitor
from domain.audit import Actor
from domain.matters import close_matter
from domain.matters.kinds import PLACEMENT_STEP
from domain.placements import duties
from domain.placements.holding import (
    APPROVED,
    CANCELLED,
    PROPOSED,
    TURNED_DOWN,
    hold,
    hold_with_people,
)
from domain.placements.moving_on import (
    AGREED_AT,
    MENTEE,
    MENTOR,
    PARTIES,
    UNIT,
    begin_if_due,
    has_agreed,
)
from domain.placements.reach import MENTORSHIP, may_approve
from domain.placements.steps import take_step
from domain.versions import change, next_version
from models import Placement

DUTIES = {
    UNIT: duties.UNIT_AGREEMENT, MENTOR: duties.MENTOR_AGREEMENT, MENTEE: duties.MENTEE_AGREEMENT,
}  # fmt: skip


class NotAParty(Exception):
    """The visitor is none of the parties, or the one of them has agreed already."""


def parties_of(placement: Placement, visitor: Visitor, *, decides: bool) -> list[str]:
    """As which parties the visitor can agree now. No query.

    ``decides``: ``domain.placements.reach.may_approve`` of the visitor.
    """
    if placement.kind != MENTORSHIP or placement.state not in (PROPOSED, APPROVED):
        return []
    own = visitor.person_id
    found = [
        party
        for party, person_id in ((MENTOR, placement.mentor_id), (MENTEE, placement.person_id))
        if own is not None and own == person_id and not has_agreed(placement, party)
    ]
    if decides and not has_agreed(placement, UNIT):
        found.append(UNIT)
    return found


def _check_party(placement: Placement, party: str, visitor: Visitor, today: date) -> None:
    decides = may_approve(placement, visitor, today=today)
    if party not in parties_of(placement, visitor, decides=decides):
        raise NotAParty


def ask_parties(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """Ask those who have not agreed."""
    people = {
        UNIT: duties.who_speaks_for(placement.unit_id, placement, today=now.date()),
        MENTOR: placement.mentor_id, MENTEE: placement.person_id,
    }  # fmt: skip
    for party, person_id in people.items():
        if not has_agreed(placement, party):
            duties.ask(placement, DUTIES[party], person_id, actor=actor, now=now)


def ask_anew(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """The points are others now: nobody has agreed to them."""
    forgotten = {AGREED_AT[party]: None for party in PARTIES if has_agreed(placement, party)}
    for party in PARTIES:
        if has_agreed(placement, party):
            setattr(placement, AGREED_AT[party], None)
    placement.unit_agreed_by = None
    if forgotten:
        take_step(placement, "to_agree_anew", actor, now)
    for party in PARTIES:
        duties.settle(placement, DUTIES[party], outcome="dropped", actor=actor, now=now)
    ask_parties(placement, actor=actor, now=now)


def agree(
    placement: Placement, party: str, visitor: Visitor, *, version: int, today: date, now: datetime
) -> None:
    """The party agrees to the points; whoever is the last of them lets it begin on its day.

    Raises:
        NotAParty.
        domain.placements.holding.NotInState: it is neither proposed nor approved.
        domain.versions.Stale: the points were changed since they were read.
    """
    hold_with_people(placement, PROPOSED, APPROVED)
    _check_party(placement, party, visitor, today)
    next_version(placement, version)
    setattr(placement, AGREED_AT[party], now)
    if party == UNIT:
        placement.unit_agreed_by = visitor.account_id
    take_step(placement, f"{party}_agreed", visitor.actor, now)
    duties.settle(placement, DUTIES[party], outcome="agreed", actor=visitor.actor, now=now)
    begin_if_due(placement, today=today, actor=visitor.actor, now=now)


def decline(
    placement: Placement, party: str, reason: str, visitor: Visitor, *, today: date, now: datetime
) -> None:
    """The party does not agree, so there is no pair: turned down, or called off once approved.

    Raises:
        NotAParty.
        domain.placements.holding.NotInState.
    """
    hold(placement, PROPOSED, APPROVED)
    _check_party(placement, party, visitor, today)
    state, actor = TURNED_DOWN if placement.state == PROPOSED else CANCELLED, visitor.actor
    values = change(placement, {"state": state, "end_reason": reason})
    placement.version += 1
    take_step(placement, f"{party}_declined", actor, now, reason=reason, values=values)
    close_matter(
        PLACEMENT_STEP, placement.id, outcome="declined", actor=actor, now=now, comes_back=False
    )
    duties.settle_all(placement, actor=actor, now=now)
