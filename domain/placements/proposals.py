"""What is proposed, and what the rules refuse about it.

A proposal counts as much as what runs: of two that are sent at once and may not both stand, the
second finds the first. The caller holds the people (``lock_people``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import sqlalchemy as sa

from domain.hours.requirements import months_after
from domain.people.places import main_post_on
from domain.people.spans import A_DAY, ClosedOn, PersonGone
from domain.placements.holding import STANDING
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT
from domain.placements.rotation_book import MentorshipRules, SecondmentRules, Words
from domain.placements.rotation_rules import rules_on
from domain.placements.succession import check_succession
from models import Person, Placement, Post, Tenure, Unit, db


class EndBeforeStart(Exception):
    """It would end before it begins."""


class NoEnd(Exception):
    """A mentorship and a secondment are planned with their last day."""


class MentorOfOneself(Exception):
    """Somebody would be guided by themselves."""


class ReceiverOfOneself(Exception):
    """Somebody would hand over to themselves."""


class TooManyMentees(Exception):
    """The mentor would guide more than ``most`` at once; ``others`` are they by now.

    ``source``: of the rule that says so, in words.
    """

    def __init__(self, most: int, others: Sequence[Placement], source: Words) -> None:
        super().__init__(f"more than {most}")
        self.most, self.others, self.source = most, others, source


class LengthRefused(Exception):
    """It would last fewer or more months than ``rules`` let it."""

    def __init__(self, rules: MentorshipRules | SecondmentRules) -> None:
        super().__init__(f"{rules.least_months} to {rules.most_months} months")
        self.rules = rules


class PairStands(Exception):
    """The two are a pair in some of these days already: ``other``."""

    def __init__(self, other: Placement) -> None:
        super().__init__(f"placement {other.id}")
        self.other = other


class NoHomePost(Exception):
    """The person holds no main post on the day, over which a secondment could lie."""

    def __init__(self, day: date) -> None:
        super().__init__(str(day))
        self.day = day


class SecondmentsOverlap(Exception):
    """The person is seconded in some of these days already: ``other``."""

    def __init__(self, other: Placement) -> None:
        super().__init__(f"placement {other.id}")
        self.other = other


class HostIsHome(Exception):
    """The host unit is the one of the home post."""


class HostClosed(Exception):
    """The host unit no longer stands on the first day; ``closed_on`` tells since when."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(f"unit {unit.id}")
        self.unit = unit


class SamePost(Exception):
    """The person holds that main post on the day already."""


class RotationStands(Exception):
    """Another rotation of the person waits for its decision, or for its day: ``other``."""

    def __init__(self, other: Placement) -> None:
        super().__init__(f"placement {other.id}")
        self.other = other


class PaperTooOld(Exception):
    """The document is older than the person's first post, which began on ``first_on``."""

    def __init__(self, first_on: date) -> None:
        super().__init__(str(first_on))
        self.first_on = first_on


class LeavesBefore(PersonGone):
    """The person leaves in the days of it, and is not here on ``day``, the first one without."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What whoever proposes says; what does not belong to the kind stays empty. Days included."""

    person_id: int
    from_on: date
    planned_to_on: date | None = None
    aim: str = ""
    document_no: str = ""
    document_on: date | None = None
    mentor_id: int | None = None
    duties: str = ""
    content: str = ""
    standard: str = ""
    successor_of_id: int | None = None
    to_post_id: int | None = None
    to_rank: str = ""
    receiver_id: int | None = None
    host_unit_id: int | None = None
    host_post: str = ""
    project: str = ""
    grass_roots: bool = False

    def values(self) -> dict[str, object]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @property
    def people(self) -> list[int]:
        """Ids of everybody concerned."""
        named = (self.person_id, self.mentor_id, self.receiver_id)
        return [one for one in named if one is not None]


def proposal_of(placement: Placement) -> Proposal:
    """What stands in the placement."""
    return Proposal(**{one.name: getattr(placement, one.name) for one in fields(Proposal)})


def check(kind: str, proposal: Proposal, *, besides: int | None = None) -> None:
    """Whether it may stand beside what stands; ``besides`` is itself. At most eight queries.

    Raises:
        The exceptions of this module, ``domain.people.spans.PersonGone`` and ``ClosedOn``,
        ``domain.placements.succession.NoPairToSucceed``.
    """
    end = proposal.planned_to_on
    if end is not None and end < proposal.from_on:
        raise EndBeforeStart
    if end is None and kind != ROTATION:
        raise NoEnd
    if proposal.mentor_id == proposal.person_id:
        raise MentorOfOneself
    if proposal.receiver_id == proposal.person_id:
        raise ReceiverOfOneself
    _check_here(proposal)
    _check_paper(proposal)
    check_succession(kind, proposal.person_id, proposal.successor_of_id, besides=besides)
    _OF_KIND[kind](proposal, besides)


def _check_here(proposal: Proposal) -> None:
    people = db.session.scalars(
        sa.select(Person).where(Person.id.in_(proposal.people)).order_by(Person.id)
    )
    for one in people:
        gone = one.left_on is not None and one.left_on <= proposal.from_on
        if gone or one.merged_into_id is not None:
            raise PersonGone(one, proposal.from_on)
        if one.left_on is not None and one.left_on <= (proposal.planned_to_on or date.min):
            raise LeavesBefore(one, one.left_on)


def _check_paper(proposal: Proposal) -> None:
    if proposal.document_on is None:
        return
    first_on = db.session.scalar(
        sa.select(sa.func.min(Tenure.from_on)).where(
            Tenure.person_id == proposal.person_id, Tenure.superseded_at.is_(None)
        )
    )
    if first_on is not None and proposal.document_on < first_on:
        raise PaperTooOld(first_on)


def _check_mentorship(proposal: Proposal, besides: int | None) -> None:
    others = _beside(Placement.mentor_id == proposal.mentor_id, proposal, besides)
    for one in others:
        if one.person_id == proposal.person_id:
            raise PairStands(one)
    rules = rules_on(proposal.from_on).mentorship
    _check_length(proposal, rules)
    if rules.most_mentees is None:
        return
    days = {proposal.from_on} | {max(one.from_on, proposal.from_on) for one in others}
    for day in sorted(days):
        at_once = [one for one in others if _holds(one, day)]
        if len(at_once) >= rules.most_mentees:
            raise TooManyMentees(rules.most_mentees, at_once, rules.source)


def _check_length(proposal: Proposal, rules: MentorshipRules | SecondmentRules) -> None:
    if proposal.planned_to_on is None:
        return
    first, over = proposal.from_on, proposal.planned_to_on + A_DAY
    short = rules.least_months is not None and over < months_after(first, rules.least_months)
    long = rules.most_months is not None and over > months_after(first, rules.most_months)
    if short or long:
        raise LengthRefused(rules)


def _check_rotation(proposal: Proposal, besides: int | None) -> None:
    post = db.session.get_one(Post, proposal.to_post_id)
    if post.closed_on is not None and post.closed_on <= proposal.from_on:
        raise ClosedOn(post, proposal.from_on)
    home = main_post_on(proposal.person_id, proposal.from_on)
    if home is not None and home.id == post.id:
        raise SamePost
    other = db.session.scalars(
        sa.select(Placement)
        .where(
            Placement.person_id == proposal.person_id, Placement.kind == ROTATION,
            Placement.id.is_distinct_from(besides), Placement.state.in_(STANDING[:2]),
        )
        .order_by(Placement.id)
        .limit(1)
    ).first()  # fmt: skip
    if other is not None:
        raise RotationStands(other)


def _check_secondment(proposal: Proposal, besides: int | None) -> None:
    home = main_post_on(proposal.person_id, proposal.from_on)
    if home is None:
        raise NoHomePost(proposal.from_on)
    host = db.session.get_one(Unit, proposal.host_unit_id)
    if host.id == home.unit_id:
        raise HostIsHome
    if host.closed_on is not None and host.closed_on <= proposal.from_on:
        raise HostClosed(host)
    _check_length(proposal, rules_on(proposal.from_on).secondment)
    check_apart(proposal, besides)


def check_apart(proposal: Proposal, besides: int | None) -> None:
    """Of secondments; raises ``SecondmentsOverlap``. One query."""
    mine = sa.and_(Placement.person_id == proposal.person_id, Placement.kind == SECONDMENT)
    for other in _beside(mine, proposal, besides, over=True):
        raise SecondmentsOverlap(other)


_OF_KIND = {
    MENTORSHIP: _check_mentorship, ROTATION: _check_rotation, SECONDMENT: _check_secondment,
}  # fmt: skip


def _beside(
    condition: sa.ColumnElement[bool], proposal: Proposal, besides: int | None, *,
    over: bool = False,
) -> list[Placement]:  # fmt: skip
    """What stands in days of the proposal, the first first; with ``over``, what is over too."""
    refused = ("turned_down", "cancelled")
    states = Placement.state.not_in(refused) if over else Placement.state.in_(STANDING)
    last = sa.func.coalesce(Placement.ended_on, Placement.planned_to_on, date.max)
    return list(
        db.session.scalars(
            sa.select(Placement)
            .where(
                condition, states, Placement.id.is_distinct_from(besides),
                Placement.from_on <= (proposal.planned_to_on or date.max),
                last >= proposal.from_on,
            )
            .order_by(Placement.from_on, Placement.id)
        )
    )  # fmt: skip


def _holds(placement: Placement, day: date) -> bool:
    last = placement.ended_on or placement.planned_to_on
    return placement.from_on <= day and (last is None or day <= last)
