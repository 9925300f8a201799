"""Whose names of a gathering's list somebody who holds it is shown."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from domain.access import Visitor, people_within, reach
from domain.groupstudy.attendance import THERE
from domain.groupstudy.reach import HOLD
from models import Attendance, Person, db


def names_on_list(gathering_id: int, visitor: Visitor, *, today: date) -> list[tuple[str, str]]:
    """Names with staff numbers: who is there, guests, and the visitor's own people. One query."""
    rows = db.session.execute(
        sa.select(Person.name, Person.staff_no)
        .join(Attendance, Attendance.person_id == Person.id)
        .where(_seen_on(gathering_id, visitor, today))
        .order_by(Person.search_key, Person.staff_no)
    )
    return [(row.name, row.staff_no) for row in rows]


def people_seen(
    gathering_id: int, ids: Collection[int], visitor: Visitor, *, today: date
) -> set[int]:
    """Those of the people whom the visitor is shown: on the list, or anywhere. One query."""
    listed = (
        sa.select(Attendance.person_id)
        .join(Person, Person.id == Attendance.person_id)
        .where(_seen_on(gathering_id, visitor, today))
    )
    own = people_within(reach(visitor, HOLD), today)
    return set(
        db.session.scalars(
            sa.select(Person.id).where(Person.id.in_(ids), sa.or_(Person.id.in_(listed), own))
        )
    )


def _seen_on(gathering_id: int, visitor: Visitor, today: date) -> sa.ColumnElement[bool]:
    """The condition on an attendance and its person."""
    own = people_within(reach(visitor, HOLD), today)
    return sa.and_(
        Attendance.group_study_id == gathering_id, Attendance.superseded_at.is_(None),
        sa.or_(Attendance.state.in_(THERE), Attendance.guest, own),
    )  # fmt: skip
