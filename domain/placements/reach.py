"""Who may open which placement and whose history: the condition for one and for lists.

HR sees all, a leader those of the people of the unit, a person the own, as the one who is
placed, as mentor, or as receiver once it is approved, without why it was proposed. A secretary
sees the mentorships of the branch and no more. The leader of an inside host unit sees the
secondments there, and of a unit the moves out of it.
"""

from datetime import date

import sqlalchemy as sa

from domain.access import (
    Reach,
    Visitor,
    may,
    members_of,
    people_within,
    reach,
    staff_of,
    units_below,
)
from domain.placements.holding import OVER, RUNNING
from models import Person, Placement, db

MENTORSHIP, ROTATION, SECONDMENT = KINDS = ("mentorship", "rotation", "secondment")
SEE, PROPOSE, APPROVE, LIST, KEEP, HISTORY = (
    "placements.see", "placements.propose", "placements.approve", "placements.list",
    "placements.keep", "history.see",
)  # fmt: skip


def seen_by(visitor: Visitor, today: date) -> sa.ColumnElement[bool]:
    """The condition on ``Placement`` that the visitor may open it."""
    covered = reach(visitor, SEE)
    if covered.person_id is None:
        return _seen_whole(covered, today)
    return sa.or_(_seen_whole(covered, today), _taken_over_by(covered.person_id))


def _seen_whole(covered: Reach, today: date) -> sa.ColumnElement[bool]:
    """The condition on ``Placement`` of who sees it otherwise than by taking over."""
    if covered.everyone:
        return sa.true()
    conditions: list[sa.ColumnElement[bool]] = [sa.false()]
    if covered.person_id is not None:
        conditions += [
            Placement.person_id == covered.person_id, Placement.mentor_id == covered.person_id,
        ]  # fmt: skip
    if covered.branch_ids:
        conditions.append(of_branches(covered.branch_ids, today))
    if covered.unit_ids:
        staff = staff_of(covered.unit_ids, today)
        below = sa.select(units_below(covered.unit_ids).c.id)
        conditions += [
            Placement.person_id.in_(staff),
            Placement.mentor_id.in_(staff),
            Placement.host_unit_id.in_(below),
            sa.and_(Placement.kind == ROTATION, Placement.unit_id.in_(below)),
        ]
    return sa.or_(*conditions)


def of_branches(branch_ids: frozenset[int], today: date) -> sa.ColumnElement[bool]:
    """The condition on ``Placement``: mentorships of the branches' members, and nothing else."""
    members = members_of(branch_ids, today)
    return sa.and_(
        Placement.kind == MENTORSHIP,
        sa.or_(Placement.person_id.in_(members), Placement.mentor_id.in_(members)),
    )


def concerns(person_id: int) -> sa.ColumnElement[bool]:
    """The condition on ``Placement`` that the person is placed, guides, or takes over."""
    return sa.or_(
        Placement.person_id == person_id,
        Placement.mentor_id == person_id,
        _taken_over_by(person_id),
    )


def _taken_over_by(person_id: int) -> sa.ColumnElement[bool]:
    """Of what is merely proposed, refused or called off nobody takes anything over."""
    return sa.and_(Placement.receiver_id == person_id, Placement.state.in_((*RUNNING, *OVER)))


def reads_why(placement: Placement, visitor: Visitor, *, today: date) -> bool:
    """Whether the visitor reads why it was proposed, too: not who only takes over. At most one
    query.
    """
    if visitor.person_id is None or placement.receiver_id != visitor.person_id:
        return True
    whole = _seen_whole(reach(visitor, SEE), today)
    found = sa.exists().where(Placement.id == placement.id, whole)
    return db.session.scalar(sa.select(found)) is True


def listed_for(visitor: Visitor, today: date) -> sa.ColumnElement[bool]:
    """The condition on ``Placement`` for registers and boards: of the people in the reach."""
    covered = reach(visitor, LIST)
    if covered.everyone:
        return sa.true()
    people = sa.select(Person.id).where(people_within(covered, today))
    return sa.or_(Placement.person_id.in_(people), Placement.mentor_id.in_(people))


def books_kept_by(visitor: Visitor) -> sa.ColumnElement[bool]:
    """The condition on ``Placement`` that the visitor writes its task books: who is placed, the
    mentor, the leader of the unit, HR.
    """
    if may(visitor, KEEP):
        return sa.true()
    conditions: list[sa.ColumnElement[bool]] = [sa.false()]
    if visitor.person_id is not None:
        own = (Placement.person_id == visitor.person_id, Placement.mentor_id == visitor.person_id)
        conditions += own
    unit_ids = reach(visitor, APPROVE).unit_ids
    if unit_ids:
        conditions.append(Placement.unit_id.in_(sa.select(units_below(unit_ids).c.id)))
    return sa.or_(*conditions)


def find_placement(placement_id: int, visitor: Visitor, *, today: date) -> Placement | None:
    """The placement, if the visitor may open it. One query."""
    return db.session.scalars(
        sa.select(Placement).where(Placement.id == placement_id, seen_by(visitor, today))
    ).one_or_none()


def may_approve(placement: Placement, visitor: Visitor, *, today: date) -> bool:
    """Whether the visitor decides on it: HR, or the leader of the unit; never the own.

    The own is one in which the visitor is placed, guides or takes over. At most one query.
    """
    if is_own(placement, visitor):
        return False
    return _covers(reach(visitor, APPROVE), placement.person_id, today)


def may_talk(placement: Placement, visitor: Visitor, *, today: date) -> bool:
    """Whether the visitor talks for a unit with who is seconded: who decides on it, or leads the
    host unit; never in the own. At most two queries.
    """
    if may_approve(placement, visitor, today=today):
        return True
    leads = reach(visitor, APPROVE).unit_ids
    if placement.kind != SECONDMENT or not leads or is_own(placement, visitor):
        return False
    below = sa.select(units_below(leads).c.id)
    return db.session.scalar(sa.select(sa.literal(placement.host_unit_id).in_(below))) is True


def is_own(placement: Placement, visitor: Visitor) -> bool:
    """Whether the visitor is placed, guides or takes over. No query."""
    own = (placement.person_id, placement.mentor_id, placement.receiver_id)
    return visitor.person_id is not None and visitor.person_id in own


def decides_at_all(visitor: Visitor) -> bool:
    """Whether the visitor decides on the placements of anybody. No query."""
    return may(visitor, APPROVE)


def proposes_for(kind: str, visitor: Visitor) -> Reach:
    """For whom the visitor may propose a placement of the kind. No query.

    A cadre proposes the own mentorship, a secretary mentorships of the branch.
    """
    covered = reach(visitor, PROPOSE)
    if kind != MENTORSHIP:
        covered = Reach(unit_ids=covered.unit_ids, everyone=covered.everyone)
    return covered


def may_propose(kind: str, person_id: int, visitor: Visitor, *, today: date) -> bool:
    """Whether the visitor may propose a placement of the kind of the person. At most one query."""
    return _covers(proposes_for(kind, visitor), person_id, today)


def may_see_history(person_id: int, visitor: Visitor, *, today: date) -> bool:
    """Whether the visitor may see the person's whole history. At most one query."""
    return _covers(reach(visitor, HISTORY), person_id, today)


def _covers(covered: Reach, person_id: int, today: date) -> bool:
    if covered.everyone:
        return True
    found = sa.exists().where(Person.id == person_id, people_within(covered, today))
    return db.session.scalar(sa.select(found)) is True
