"""What the audience gives: whoever was at a lecture rates it once, and that is sealed at once.

Of whatever branch: a listener of the speaker's own branch may rate as well. The caller commits.
"""

from datetime import datetime

import sqlalchemy as sa

from domain import audit
from domain.access import Visitor
from domain.groupstudy.attendance import THERE
from domain.groupstudy.holding import add_or_find
from domain.lectures.comments import keep_comment
from domain.lectures.holding import SCORING, keep_still
from domain.lectures.marks import as_text
from domain.lectures.receipts import receipt_of, seal_digest
from domain.lectures.rubric import AUDIENCE
from domain.lectures.rubric_keeping import rubric_of
from domain.lectures.scoring import SCREEN, Draft, check_marks, put_seal
from models import (
    Attendance,
    JudgeAssignment,
    Lecture,
    LectureSeries,
    LectureSpeaker,
    ScoreSheet,
    SeriesJudge,
    db,
)


class RatedAlready(Exception):
    """They have rated the lecture; ``sheet`` is what they gave."""

    def __init__(self, sheet: ScoreSheet) -> None:
        super().__init__(f"sheet {sheet.id}")
        self.sheet = sheet


class NotAudience(Exception):
    """They were not there, speak there, are named as its judge, or it was withdrawn."""


def has_audience(series: LectureSeries) -> bool:
    """Whether the rubric asks the audience at all."""
    return rubric_of(series.rubric_id).ballot(AUDIENCE) is not None


def may_rate(series: LectureSeries, lecture: Lecture, visitor: Visitor) -> bool:
    """Whether they were there as audience, whenever it is time for that. Two queries at most.

    Who speaks, and who was assigned as a judge, recused or not, is no audience.
    """
    own = visitor.person_id
    if own is None or lecture.withdrawn_at is not None or not has_audience(series):
        return False
    there = sa.exists().where(
        Attendance.group_study_id == lecture.group_study_id, Attendance.person_id == own,
        Attendance.state.in_(THERE), Attendance.superseded_at.is_(None),
    )  # fmt: skip
    speaks = sa.exists().where(
        LectureSpeaker.lecture_id == lecture.id, LectureSpeaker.person_id == own
    )
    judges = sa.exists().where(
        JudgeAssignment.lecture_id == lecture.id, JudgeAssignment.judge_id == SeriesJudge.id,
        SeriesJudge.person_id == own,
    )  # fmt: skip
    return db.session.scalar(sa.select(sa.and_(there, ~speaks, ~judges))) is True


def find_rating(lecture: Lecture, visitor: Visitor) -> ScoreSheet | None:
    """What the visitor gave as audience. One query."""
    if visitor.person_id is None:
        return None
    return db.session.scalars(
        sa.select(ScoreSheet).where(
            ScoreSheet.lecture_id == lecture.id, ScoreSheet.person_id == visitor.person_id
        )
    ).one_or_none()


def seal_rating(
    series: LectureSeries, lecture: Lecture, draft: Draft, visitor: Visitor, *, key: str,
    now: datetime,
) -> ScoreSheet:  # fmt: skip
    """Keep a rating, whole and for good.

    Raises:
        RatedAlready, NotAudience.
        domain.lectures.scoring.MarkRefused, domain.lectures.scoring.MarksWanting.
        domain.lectures.holding.NotInState: the series is not being scored.
    """
    keep_still(series, SCORING)
    db.session.refresh(lecture)
    if not may_rate(series, lecture, visitor):
        raise NotAudience
    rubric = rubric_of(series.rubric_id)
    check_marks(rubric, draft.marks)
    new = ScoreSheet(
        lecture_id=lecture.id, person_id=visitor.person_id, ballot=AUDIENCE, way=SCREEN,
        marks=as_text(draft.marks), comment=draft.comment or "", saved_at=now, version=0,
    )  # fmt: skip
    put_seal(new, rubric, actor=visitor.actor, now=now)
    sheet = add_or_find(new, lambda: find_rating(lecture, visitor))
    if sheet is not new:
        raise RatedAlready(sheet)
    sheet.receipt = receipt_of(sheet, key, lecture.number or 0)
    keep_comment(series, sheet, actor=visitor.actor, now=now)
    values = {"sheet": sheet.id, "digest": seal_digest(sheet, key)}
    audit.record(visitor.actor, "lectures.rated", "lecture", lecture.id, at=now, after=values)
    return sheet
