"""Series and lectures of a unit or a branch that becomes part of another. The caller commits.

A series goes over to the other unit while it runs. Of its lectures those go over of which no
judge was assigned: by what branch and unit the others were kept apart from their judges stands.
"""

from datetime import datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.groupstudy.moving import UNIT
from domain.lectures.holding import CLOSED, PREPARING, SCORING
from domain.lectures.steps import take_step
from domain.versions import change
from models import JudgeAssignment, Lecture, LectureSeries, db

RUNNING = (PREPARING, SCORING, CLOSED)


def move_series(from_id: int, to_id: int, *, actor: Actor, now: datetime) -> None:
    """Series of a unit that merged into another, and its lectures."""
    rows = db.session.scalars(
        sa.select(LectureSeries)
        .where(LectureSeries.unit_id == from_id, LectureSeries.state.in_(RUNNING))
        .order_by(LectureSeries.id)
        .with_for_update()
    ).all()
    for row in rows:
        values = change(row, {"unit_id": to_id})
        row.version += 1
        take_step(row, "series_moved", actor, now, values=values)
    move_lectures(UNIT, from_id, to_id, actor=actor, now=now)


def move_lectures(column: str, from_id: int, to_id: int, *, actor: Actor, now: datetime) -> None:
    """Lectures of a branch or a unit that merged; ``column`` is ``BRANCH`` or ``UNIT``."""
    sent = getattr(Lecture, column)
    assigned = sa.exists().where(JudgeAssignment.lecture_id == Lecture.id)
    rows = db.session.execute(
        sa.select(Lecture, LectureSeries)
        .join(LectureSeries, LectureSeries.id == Lecture.series_id)
        .where(sent == from_id, ~assigned, LectureSeries.state.in_(RUNNING))
        .order_by(Lecture.id)
        .with_for_update(of=Lecture)
    ).all()
    for lecture, series in rows:
        values = change(lecture, {column: to_id})
        lecture.version += 1
        take_step(series, "lecture_moved", actor, now, lecture=lecture, values=values)
