"""Two sheets of one person for one lecture, since two records were found to be one person.

The database keeps both as they are: one is set aside for a reason before results are proposed.
Nothing commits.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa

from domain.audit import Actor
from domain.lectures.advice import follow_advice
from domain.lectures.holding import CLOSED, SCORING, hold
from domain.lectures.judge_duties import follow_judge
from domain.lectures.steps import take_step
from models import (
    JudgeAssignment,
    Lecture,
    LectureComment,
    LectureSeries,
    Person,
    ScoreSheet,
    SeriesJudge,
    db,
)


class SheetsDoubled(Exception):
    """So many lectures have two sheets of one person."""

    def __init__(self, lectures: int) -> None:
        super().__init__(lectures)
        self.lectures = lectures


class NotDoubled(Exception):
    """No other sheet of the same person counts for the lecture."""


@dataclass(frozen=True, slots=True)
class DoubledSheet:
    """One of two assignments of one person to one lecture; ``other`` is the other's judge."""

    assignment_id: int
    lecture: Lecture
    name: str
    number: int
    other: int
    sealed: bool


def doubled_sheets(series_id: int) -> list[DoubledSheet]:
    """Each of the two, by lecture and person, sealed ones first; none recused. One query."""
    own = sa.func.coalesce(Person.merged_into_id, Person.id)
    rows = db.session.execute(
        sa.select(
            JudgeAssignment.id, Lecture, Person.name, SeriesJudge.number,
            sa.func.coalesce(ScoreSheet.state, ""), own,
        )
        .join(SeriesJudge, SeriesJudge.id == JudgeAssignment.judge_id)
        .join(Person, Person.id == SeriesJudge.person_id)
        .join(Lecture, Lecture.id == JudgeAssignment.lecture_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == JudgeAssignment.id)
        .where(
            Lecture.series_id == series_id, Lecture.withdrawn_at.is_(None),
            JudgeAssignment.recused_at.is_(None),
        )
        .order_by(
            Lecture.number.is_(None), Lecture.number, Lecture.id, own,
            sa.func.coalesce(ScoreSheet.state, "") != "sealed", SeriesJudge.number,
        )
    ).all()  # fmt: skip
    found: dict[int, DoubledSheet] = {}
    for one, two in pairwise(rows):
        if (one[1].id, one[5]) == (two[1].id, two[5]):
            for row, other in ((one, two), (two, one)):
                found[row[0]] = DoubledSheet(*row[:4], other[3], row[4] == "sealed")
    return list(found.values())


def no_doubled(series: LectureSeries) -> None:
    """Of nobody two sealed sheets count for one lecture.

    Raises:
        SheetsDoubled.
    """
    found = doubled_sheets(series.id)
    sealed = {(one.lecture.id, one.number) for one in found if one.sealed}
    lectures = {
        one.lecture.id for one in found if one.sealed and (one.lecture.id, one.other) in sealed
    }
    if lectures:
        raise SheetsDoubled(len(lectures))


def set_aside(
    series: LectureSeries, assignment: JudgeAssignment, reason: str, *, actor: Actor, now: datetime
) -> None:
    """One of the two sheets does not count, for the reason given; it is kept as it was sealed.

    Raises:
        NotInState: nothing is scored, or results are proposed or published.
        NotDoubled: see there.
    """
    hold(series, SCORING, CLOSED)
    if assignment.id not in {one.assignment_id for one in doubled_sheets(series.id)}:
        raise NotDoubled
    db.session.refresh(assignment, with_for_update=True)
    judge = db.session.get_one(SeriesJudge, assignment.judge_id)
    lecture = db.session.get_one(Lecture, assignment.lecture_id)
    assignment.recused_at, assignment.recused_by = now, actor.account_id
    assignment.recusal_reason = reason
    db.session.flush()
    comments = (
        sa.select(LectureComment)
        .join(ScoreSheet, ScoreSheet.id == LectureComment.sheet_id)
        .where(ScoreSheet.assignment_id == assignment.id)
    )
    follow_advice(series, db.session.scalars(comments), actor=actor, now=now)
    values = ({"judge": judge.number}, {"assignment": assignment.id})
    take_step(series, "sheet_set_aside", actor, now, lecture=lecture, reason=reason, values=values)
    follow_judge(judge, actor=actor, now=now)
