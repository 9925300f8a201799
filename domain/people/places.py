"""Where the posts of a person lie in the tree of units."""

from datetime import date

import sqlalchemy as sa

from domain.access import stands_on
from models import Post, Tenure, Unit, db


def units_above(unit_ids: set[int]) -> set[int]:
    """The units and everything above them. One recursive query, none for no unit."""
    if not unit_ids:
        return set()
    tree = sa.select(Unit.id, Unit.parent_id).where(Unit.id.in_(unit_ids)).cte(recursive=True)
    above = sa.select(Unit.id, Unit.parent_id).join(tree, Unit.id == tree.c.parent_id)
    return set(db.session.scalars(sa.select(tree.union(above).c.id)))


def units_served_on(person_id: int, day: date) -> set[int]:
    """The units of the posts that the person holds on the day, and everything above them."""
    units = db.session.scalars(
        sa.select(Post.unit_id)
        .join(Tenure, Tenure.post_id == Post.id)
        .where(Tenure.person_id == person_id, stands_on(Tenure, day))
    )
    return units_above(set(units))


def main_post_on(person_id: int, day: date) -> Post | None:
    """The main post that the person holds on the day. One query."""
    return db.session.scalars(
        sa.select(Post)
        .join(Tenure, Tenure.post_id == Post.id)
        .where(Tenure.person_id == person_id, Tenure.main, stands_on(Tenure, day))
    ).one_or_none()
