"""Placements of a unit that becomes part of another. What is over stays where it was."""

from datetime import datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.placements.holding import STANDING
from domain.placements.steps import take_step
from domain.versions import change
from models import Placement, db


def move_placements(from_id: int, to_id: int, *, actor: Actor, now: datetime) -> None:
    """Those that are proposed or run are the other unit's, as home and as host. The caller
    commits.
    """
    rows = db.session.scalars(
        sa.select(Placement)
        .where(
            sa.or_(Placement.unit_id == from_id, Placement.host_unit_id == from_id),
            Placement.state.in_(STANDING),
        )
        .order_by(Placement.id)
        .with_for_update()
    ).all()
    for row in rows:
        there = {name for name in ("unit_id", "host_unit_id") if getattr(row, name) == from_id}
        values = change(row, dict.fromkeys(sorted(there), to_id))
        row.version += 1
        take_step(row, "moved", actor, now, values=values)
