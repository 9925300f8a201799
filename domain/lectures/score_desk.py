"""What a judge is told beside the sheet: who speaks and when, and which lecture comes next."""

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain.groupstudy.holding import PLANNED
from domain.lectures.scoring import SEALED
from domain.lectures.series_lists import speakers_by_lecture
from models import (
    GroupStudy,
    JudgeAssignment,
    Lecture,
    LectureStep,
    ScoreSheet,
    SeriesJudge,
    db,
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who gives a lecture, by name and in order, and when, where that is planned.

    ``planned``: its gathering was not opened yet, nor held or cancelled.
    """

    speakers: tuple[str, ...]
    starts_at: datetime | None
    planned: bool = False

    def is_ahead(self, now: datetime) -> bool:
        return self.planned and self.starts_at is not None and self.starts_at > now


def occasion_of(lecture: Lecture) -> Occasion:
    """Two queries at most."""
    found = tuple(one.name for one in speakers_by_lecture([lecture.id])[lecture.id])
    if lecture.group_study_id is None:
        return Occasion(found, None)
    gathering = db.session.get_one(GroupStudy, lecture.group_study_id)
    return Occasion(found, gathering.starts_at, gathering.state == PLANNED)


def next_to_score(assignment: JudgeAssignment) -> Lecture | None:
    """The next whose sheet the judge has not sealed; after the last the first. One query."""
    here = db.session.get_one(Lecture, assignment.lecture_id).number or 0
    sealed = sa.exists().where(
        ScoreSheet.assignment_id == JudgeAssignment.id, ScoreSheet.state == SEALED
    )
    return db.session.scalars(
        sa.select(Lecture)
        .join(JudgeAssignment, JudgeAssignment.lecture_id == Lecture.id)
        .where(
            JudgeAssignment.judge_id == assignment.judge_id, JudgeAssignment.id != assignment.id,
            JudgeAssignment.recused_at.is_(None), Lecture.withdrawn_at.is_(None), ~sealed,
        )
        .order_by(
            Lecture.number.is_(None), Lecture.number < here, Lecture.number, Lecture.id,
        )
        .limit(1)
    ).one_or_none()  # fmt: skip


def why_returned(lecture: Lecture, judge: SeriesJudge) -> str:
    """The reason for which the judge's sheet was given back last. One query."""
    steps = db.session.execute(
        sa.select(LectureStep.after, LectureStep.reason)
        .where(LectureStep.lecture_id == lecture.id, LectureStep.act == "sheet_returned")
        .order_by(LectureStep.id.desc())
    )
    return next((why for after, why in steps if json.loads(after)["judge"] == judge.number), "")


def judge_of(assignment: JudgeAssignment) -> SeriesJudge:
    return db.session.get_one(SeriesJudge, assignment.judge_id)
