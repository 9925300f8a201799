"""A published result of a series for tests, reckoned from its sealed sheets."""

from datetime import timedelta

import sqlalchemy as sa

from domain.lectures.class_values import totals_of
from domain.lectures.marks import marks_of
from domain.lectures.result_file import (
    Published,
    PublishedLecture,
    document_bytes,
    result_document,
)
from domain.lectures.results import results
from domain.lectures.rubric_keeping import rubric_of
from domain.lectures.sheet_scores import Sheet, score_sheets
from models import (
    Account,
    JudgeAssignment,
    Lecture,
    LectureResult,
    LectureSeries,
    RubricVersion,
    ScoreSheet,
    SeriesJudge,
    db,
)
from tests.lecture_halls import NOON, REVIEW_UNTIL


def publish(series: LectureSeries, first: Account, second: Account) -> LectureResult:
    """Proposed by one organiser, published by the other; the series says so."""
    rubric, source = (
        rubric_of(series.rubric_id),
        db.session.get_one(RubricVersion, series.rubric_id).source_text,
    )
    listed = db.session.scalars(
        sa.select(Lecture).where(Lecture.series_id == series.id).order_by(Lecture.id)
    ).all()
    sheets, heard = _sheets_of(series, "A"), _sheets_of(series, "B")
    totals = totals_of(rubric, score_sheets(rubric, heard)[0])
    found = results(
        rubric, source, sheets, lectures=[one.slug for one in listed], totals=totals
    )  # fmt: skip
    told = Published(
        series.slug, series.title, 1, None, NOON.date(), source,
        [PublishedLecture(one.slug, one.number or 0, one.topic) for one in listed],
        sheets, totals,
    )  # fmt: skip
    row = LectureResult(
        series_id=series.id, number=1, state="published", judges_part="{}",
        document=document_bytes(result_document(told, found)).decode(),
        input_sha256=found.input_sha256, method=found.method, proposed_by=first.id,
        proposed_at=NOON, decided_by=second.id, decided_at=NOON + timedelta(hours=1),
    )  # fmt: skip
    series.state, series.review_until = "published", REVIEW_UNTIL
    db.session.add(row)
    db.session.commit()
    return row


def _sheets_of(series: LectureSeries, ballot: str) -> list[Sheet]:
    rows = db.session.execute(
        sa.select(ScoreSheet, Lecture.slug, SeriesJudge.number)
        .join(Lecture, Lecture.id == ScoreSheet.lecture_id)
        .outerjoin(JudgeAssignment, JudgeAssignment.id == ScoreSheet.assignment_id)
        .outerjoin(SeriesJudge, SeriesJudge.id == JudgeAssignment.judge_id)
        .where(
            Lecture.series_id == series.id, ScoreSheet.ballot == ballot,
            ScoreSheet.state == "sealed",
        )
        .order_by(ScoreSheet.id)
    )  # fmt: skip
    return [
        Sheet(slug, str(number or sheet.person_id), ballot, marks_of(sheet.marks))
        for sheet, slug, number in rows
    ]
