"""Which series are scored by which version of a rubric."""

from collections.abc import Collection

import sqlalchemy as sa

from domain.access import Visitor
from domain.lectures.reach import seen_by
from models import LectureSeries, db


def series_by_rubric(rubric_ids: Collection[int], visitor: Visitor) -> dict[
    int, list[LectureSeries]
]:  # fmt: skip
    """The series that the visitor may open, by the rubric's row, the newest first. One query."""
    rows = db.session.scalars(
        sa.select(LectureSeries)
        .where(LectureSeries.rubric_id.in_(rubric_ids), seen_by(visitor))
        .order_by(LectureSeries.id.desc())
    )
    found: dict[int, list[LectureSeries]] = {}
    for one in rows:
        found.setdefault(one.rubric_id, []).append(one)
    return found
