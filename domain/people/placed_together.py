"""Two records that stand in one placement, on its two sides: these are not one person."""

import sqlalchemy as sa

from models import Person, Placement, db


class PlacedTogether(Exception):
    """One of the two guides the other, or takes over from the other, in ``placement``."""

    def __init__(self, placement: Placement) -> None:
        super().__init__(f"placement {placement.id}")
        self.placement = placement


def check_not_placed_together(kept: Person, merged: Person) -> None:
    """One query.

    Raises:
        PlacedTogether: in whatever state the placement is; nobody guides or follows themselves.
    """
    both = (kept.id, merged.id)
    found = db.session.scalars(
        sa.select(Placement)
        .where(
            Placement.person_id.in_(both),
            sa.or_(Placement.mentor_id.in_(both), Placement.receiver_id.in_(both)),
        )
        .order_by(Placement.id)
        .limit(1)
    ).first()
    if found is not None:
        raise PlacedTogether(found)
