"""Who may open and who may run which series and lecture: the condition for one and for lists.

Series that are under way are open to everybody who studies; one that is being prepared is its
organisers' and its judges' alone. Who scores what is said by assignments, never by a role.
"""

from typing import Any

import sqlalchemy as sa

from domain.access import Visitor, may
from domain.lectures.holding import PREPARING
from models import JudgeAssignment, Lecture, LectureSeries, LectureSpeaker, SeriesJudge, db

SEE, RUN, SCORE, RATE, SPEAK, PUBLISH = (
    "lectures.see", "lectures.run", "lectures.score", "lectures.rate", "lectures.speak",
    "lectures.publish",
)  # fmt: skip


def seen_by(visitor: Visitor) -> sa.ColumnElement[bool]:
    """The condition on ``LectureSeries`` that the visitor may open it.

    While it is prepared it is seen by who runs it, who judges it and who speaks in it.
    """
    if may(visitor, RUN):
        return sa.true()
    if not may(visitor, SEE):
        return sa.false()
    own = visitor.person_id
    if own is None:
        return LectureSeries.state != PREPARING
    judged = sa.select(SeriesJudge.series_id).where(
        SeriesJudge.person_id == own, SeriesJudge.removed_at.is_(None)
    )
    return sa.or_(
        LectureSeries.state != PREPARING,
        LectureSeries.drawn_at.is_not(None),
        LectureSeries.id.in_(judged),
        LectureSeries.id.in_(sa.select(Lecture.series_id).where(Lecture.id.in_(spoken_by(own)))),
    )


def spoken_by(person_id: int) -> sa.Select[Any]:
    """Ids of the lectures at which the person speaks."""
    return sa.select(LectureSpeaker.lecture_id).where(LectureSpeaker.person_id == person_id)


def find_series(slug: str, visitor: Visitor) -> LectureSeries | None:
    """The series, if the visitor may open it. One query."""
    return db.session.scalars(
        sa.select(LectureSeries).where(LectureSeries.slug == slug, seen_by(visitor))
    ).one_or_none()


def find_lecture(series: LectureSeries, slug: str) -> Lecture | None:
    """A lecture of a series that was found for the visitor. One query."""
    return db.session.scalars(
        sa.select(Lecture).where(Lecture.series_id == series.id, Lecture.slug == slug)
    ).one_or_none()


def find_assignment(lecture: Lecture, visitor: Visitor) -> JudgeAssignment | None:
    """The visitor's own assignment to the lecture, unless recused or removed. One query."""
    found = find_assignment_even_recused(lecture, visitor)
    return None if found is None or found.recused_at is not None else found


def find_assignment_even_recused(lecture: Lecture, visitor: Visitor) -> JudgeAssignment | None:
    """The same, also where the visitor is recused. One query."""
    if visitor.person_id is None:
        return None
    return db.session.scalars(
        sa.select(JudgeAssignment)
        .join(SeriesJudge, SeriesJudge.id == JudgeAssignment.judge_id)
        .where(
            JudgeAssignment.lecture_id == lecture.id,
            SeriesJudge.person_id == visitor.person_id, SeriesJudge.removed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip


def find_judge(series: LectureSeries, visitor: Visitor) -> SeriesJudge | None:
    """The visitor as a judge of the series. One query."""
    if visitor.person_id is None:
        return None
    return db.session.scalars(
        sa.select(SeriesJudge).where(
            SeriesJudge.series_id == series.id, SeriesJudge.person_id == visitor.person_id,
            SeriesJudge.removed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip


def was_recused(lecture: Lecture, judge: SeriesJudge) -> bool:
    """Whether the judge was to score the lecture, and does not any more. One query."""
    found = sa.exists().where(
        JudgeAssignment.lecture_id == lecture.id,
        JudgeAssignment.judge_id == judge.id,
        JudgeAssignment.recused_at.is_not(None),
    )
    return db.session.scalar(sa.select(found)) is True


def speaks_at(lecture: Lecture, visitor: Visitor) -> bool:
    """Whether the visitor is one of its speakers. One query."""
    if visitor.person_id is None:
        return False
    found = sa.exists().where(
        LectureSpeaker.lecture_id == lecture.id, LectureSpeaker.person_id == visitor.person_id
    )
    return db.session.scalar(sa.select(found)) is True


def find_given_at(gathering_id: int, visitor: Visitor) -> tuple[LectureSeries, Lecture] | None:
    """The lecture of a gathering, if the visitor may open its series. One query."""
    row = db.session.execute(
        sa.select(LectureSeries, Lecture)
        .join(Lecture, Lecture.series_id == LectureSeries.id)
        .where(Lecture.group_study_id == gathering_id, seen_by(visitor))
    ).one_or_none()
    return None if row is None else (row[0], row[1])
