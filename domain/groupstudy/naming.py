"""Whose names of a gathering's list somebody who holds it is shown."""

from datetime import date

import sqlalchemy as sa

from domain.access import Visitor, people_within, reach
from domain.groupstudy.attendance import THERE
from domain.groupstudy.reach import HOLD
from models import Attendance, Person, db


def names_on_list(gathering_id: int, visitor: Visitor, *, today: date) -> list[tuple[str, str]]:
    """Names with staff numbers: who is there, guests, and the visitor's own people. One query."""
    seen = sa.or_(
        Attendance.state.in_(THERE), Attendance.guest, people_within(reach(visitor, HOLD), today)
    )
    rows = db.session.execute(
        sa.select(Person.name, Person.staff_no)
        .join(Attendance, Attendance.person_id == Person.id)
        .where(Attendance.group_study_id == gathering_id, Attendance.superseded_at.is_(None), seen)
        .order_by(Person.search_key, Person.staff_no)
    )
    return [(row.name, row.staff_no) for row in rows]
