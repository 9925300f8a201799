"""Series and lectures of a unit or a branch that becomes part of another. The caller commits.

A series goes over to the other unit while it runs. Of its lectures those go over of which no
judge was assigned: by what branch and unit the others were kept apart from their judges stands.
"""

from datetime import datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.groupstudy.moving import UNIT
from domain.lectures.holding import RUNNING
from domain.lectures.steps import take_step
from domain.versions import change
from models import JudgeAssignment, Lecture, LectureSeries, db


def hold_running_series() -> None:
    """Hold every series that runs until the transaction ends: before any other row is held.

    Whoever changes a lecture holds its series first, then people, branches and units; whoever
    moves lectures along with these does so in the same order, so that neither waits in a ring.
    One query.
    """
    db.session.scalars(_running().with_for_update()).all()


def _running() -> sa.Select[LectureSeries]:
    return (
        sa.select(LectureSeries)
        .where(LectureSeries.state.in_(RUNNING))
        .order_by(LectureSeries.id)
        .execution_options(populate_existing=True)
    )


def move_series(from_id: int, to_id: int, *, actor: Actor, now: datetime) -> None:
    """Series of a unit that merged into another, and its lectures.

    The caller has called ``hold_running_series``.
    """
    for row in db.session.scalars(_running().where(LectureSeries.unit_id == from_id)).all():
        values = change(row, {"unit_id": to_id})
        row.version += 1
        take_step(row, "series_moved", actor, now, values=values)
    move_lectures(UNIT, from_id, to_id, actor=actor, now=now)


def move_lectures(column: str, from_id: int, to_id: int, *, actor: Actor, now: datetime) -> None:
    """Lectures of a branch or a unit that merged; ``column`` is ``BRANCH`` or ``UNIT``.

    The caller has called ``hold_running_series``.
    """
    sent = getattr(Lecture, column)
    assigned = sa.exists().where(JudgeAssignment.lecture_id == Lecture.id)
    rows = db.session.execute(
        sa.select(Lecture, LectureSeries)
        .join(LectureSeries, LectureSeries.id == Lecture.series_id)
        .where(sent == from_id, ~assigned, LectureSeries.state.in_(RUNNING))
        .order_by(Lecture.id)
        .with_for_update(of=Lecture)
        .execution_options(populate_existing=True)
    ).all()
    for lecture, series in rows:
        values = change(lecture, {column: to_id})
        lecture.version += 1
        take_step(series, "lecture_moved", actor, now, lecture=lecture, values=values)
