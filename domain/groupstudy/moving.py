"""Gatherings of a branch or a unit that becomes part of another. The caller commits.

What was held, cancelled or corrected stays where it was.
"""

from datetime import datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.groupstudy.holding import OPEN, PLANNED
from domain.groupstudy.steps import take_step
from domain.versions import change
from models import GroupStudy, GroupStudyInvitation, db

BRANCH, UNIT = "branch_id", "unit_id"


def move_gatherings(column: str, from_id: int, to_id: int, *, actor: Actor, now: datetime) -> None:
    """Those planned or open are held by the other from now on; those planned invite the other.

    ``column``: ``BRANCH`` or ``UNIT``.
    """
    held = getattr(GroupStudy, column)
    rows = db.session.scalars(
        sa.select(GroupStudy)
        .where(held == from_id, GroupStudy.state.in_((PLANNED, OPEN)))
        .order_by(GroupStudy.id)
        .with_for_update()
    ).all()
    for row in rows:
        values = change(row, {column: to_id})
        row.version += 1
        take_step(row, "moved", actor, now, values=values)
    _move_invitations(column, from_id, to_id)


def _move_invitations(column: str, from_id: int, to_id: int) -> None:
    invited = getattr(GroupStudyInvitation, column)
    planned = sa.select(GroupStudy.id).where(GroupStudy.state == PLANNED)
    of_planned = GroupStudyInvitation.group_study_id.in_(planned)
    both = sa.select(GroupStudyInvitation.group_study_id).where(invited == to_id)
    db.session.execute(
        sa.delete(GroupStudyInvitation).where(
            invited == from_id, of_planned, GroupStudyInvitation.group_study_id.in_(both)
        )
    )
    db.session.execute(
        sa.update(GroupStudyInvitation)
        .where(invited == from_id, of_planned)
        .values({column: to_id})
        .execution_options(synchronize_session=False)
    )
