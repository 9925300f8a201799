"""Who may open and who may hold which gathering: the condition for one and for lists.

A gathering is held by whoever holds those of its branch or unit, and by organisers. It is seen
besides by whoever was invited to it on its day, was there, leads it or speaks at it; by the
secretaries of the branches invited; and by the leaders above its branch or unit.
"""

from typing import Any

import sqlalchemy as sa

from domain.access import Reach, Visitor, may, reach, units_below
from domain.groupstudy.holding import CORRECTED
from models import (
    Attendance,
    Branch,
    BranchMembership,
    GroupStudy,
    GroupStudyInvitation,
    GroupStudyTalk,
    Post,
    Tenure,
    Unit,
    db,
)

SEE, HOLD, ATTEND = "group_study.see", "group_study.hold", "group_study.attend"


def seen_by(visitor: Visitor) -> sa.ColumnElement[bool]:
    """The condition on ``GroupStudy`` that the visitor may open it."""
    covered = reach(visitor, HOLD)
    if covered.everyone:
        return sa.true()
    conditions = [held_within(covered), _about_reach(covered)]
    if may(visitor, SEE) and visitor.person_id is not None:
        conditions.append(concerns(visitor.person_id))
    return sa.or_(*conditions)


def held_by(visitor: Visitor) -> sa.ColumnElement[bool]:
    """The condition on ``GroupStudy`` that the visitor may hold it: plan, open, close it."""
    return held_within(reach(visitor, HOLD))


def held_within(covered: Reach) -> sa.ColumnElement[bool]:
    if covered.everyone:
        return sa.true()
    conditions: list[sa.ColumnElement[bool]] = [sa.false()]
    if covered.branch_ids:
        conditions.append(GroupStudy.branch_id.in_(covered.branch_ids))
    if covered.unit_ids:
        below = sa.select(units_below(covered.unit_ids).c.id)
        conditions.append(GroupStudy.unit_id.in_(below))
    return sa.or_(*conditions)


def _about_reach(covered: Reach) -> sa.ColumnElement[bool]:
    """A branch or unit of the reach is invited, or the branch that holds it is of the unit."""
    conditions: list[sa.ColumnElement[bool]] = [sa.false()]
    invited = sa.select(GroupStudyInvitation.group_study_id)
    if covered.branch_ids:
        some = invited.where(GroupStudyInvitation.branch_id.in_(covered.branch_ids))
        conditions.append(GroupStudy.id.in_(some))
    if covered.unit_ids:
        below = sa.select(units_below(covered.unit_ids).c.id)
        some = invited.where(GroupStudyInvitation.unit_id.in_(below))
        branches = sa.select(Branch.id).where(Branch.unit_id.in_(below))
        conditions += [GroupStudy.id.in_(some), GroupStudy.branch_id.in_(branches)]
    return sa.or_(*conditions)


def concerns(person_id: int) -> sa.ColumnElement[bool]:
    """The condition on ``GroupStudy`` that the person is invited, was there, leads or speaks."""
    attended = sa.select(Attendance.group_study_id).where(
        Attendance.person_id == person_id, Attendance.superseded_at.is_(None)
    )
    spoke = sa.select(GroupStudyTalk.group_study_id).where(
        GroupStudyTalk.person_id == person_id, GroupStudyTalk.removed_at.is_(None)
    )
    return sa.or_(
        GroupStudy.leader_id == person_id,
        GroupStudy.id.in_(attended),
        GroupStudy.id.in_(spoke),
        invites(person_id),
    )


def invites(person_id: int) -> sa.ColumnElement[bool]:
    """The condition on ``GroupStudy`` that the person is invited: by name, or by the branch or
    the unit in which they are on its day.
    """
    line = GroupStudyInvitation
    on_day = sa.and_(line.group_study_id == GroupStudy.id)
    branches = sa.select(BranchMembership.branch_id).where(
        BranchMembership.person_id == person_id, _stood(BranchMembership)
    )
    return sa.exists().where(
        on_day,
        sa.or_(
            line.person_id == person_id,
            line.branch_id.in_(branches.correlate(GroupStudy)),
            line.unit_id.in_(_units_over(person_id)),
        ),
    )


def _stood(line: type[BranchMembership] | type[Tenure]) -> sa.ColumnElement[bool]:
    """The dated line held on the day of the gathering."""
    return sa.and_(
        line.superseded_at.is_(None),
        line.from_on <= GroupStudy.held_on,
        sa.or_(line.to_on.is_(None), line.to_on >= GroupStudy.held_on),
    )


def _units_over(person_id: int) -> sa.Select[Any]:
    """The units of the person's main post on the day of the gathering, and those above."""
    over = sa.select(Unit.id.label("under"), Unit.id, Unit.parent_id).cte(recursive=True)
    over = over.union(
        sa.select(over.c.under, Unit.id, Unit.parent_id).join(over, Unit.id == over.c.parent_id)
    )
    return (
        sa.select(over.c.id)
        .join(Post, Post.unit_id == over.c.under)
        .join(Tenure, Tenure.post_id == Post.id)
        .where(Tenure.person_id == person_id, Tenure.main, _stood(Tenure))
        .correlate(GroupStudy)
    )


def find_gathering(gathering_id: int, visitor: Visitor) -> GroupStudy | None:
    """The gathering, if the visitor may open it. One query."""
    return db.session.scalars(
        sa.select(GroupStudy).where(GroupStudy.id == gathering_id, seen_by(visitor))
    ).one_or_none()


def find_own(gathering_id: int, visitor: Visitor) -> GroupStudy | None:
    """The gathering, if the visitor may hold it. One query."""
    return db.session.scalars(
        sa.select(GroupStudy).where(GroupStudy.id == gathering_id, held_by(visitor))
    ).one_or_none()


def may_hold(gathering: GroupStudy, visitor: Visitor) -> bool:
    """Whether the visitor holds this gathering. At most one query."""
    covered = reach(visitor, HOLD)
    if covered.everyone or gathering.branch_id in covered.branch_ids:
        return True
    return bool(covered.unit_ids) and find_own(gathering.id, visitor) is not None


def listed() -> sa.ColumnElement[bool]:
    """The condition that lists show it: what was corrected stands behind its correction."""
    return GroupStudy.state != CORRECTED
