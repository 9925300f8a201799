"""What a series' results are reckoned from: its sealed sheets, as they stand in the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.groupstudy.attendance import THERE
from domain.lectures.class_values import ClassTotal, totals_of
from domain.lectures.marks import marks_of
from domain.lectures.result_file import PublishedLecture, minutes_of
from domain.lectures.results import input_sha256
from domain.lectures.rubric import AUDIENCE, JUDGES, Rubric
from domain.lectures.rubric_keeping import parsed
from domain.lectures.series_lists import speakers_by_lecture
from domain.lectures.sheet_scores import RefusedSheet, ScoredSheet, Sheet, score_sheets
from models import (
    Attendance,
    Branch,
    JudgeAssignment,
    Lecture,
    LectureSeries,
    Person,
    RubricVersion,
    ScoreSheet,
    SeriesJudge,
    db,
)

SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class SheetCounts:
    """How many of the judges' sheets were asked for, are in, are missing, and were let go."""

    assigned: int
    sealed: int
    recused: int

    @property
    def missing(self) -> int:
        return self.assigned - self.sealed


@dataclass(frozen=True, slots=True)
class SeriesInputs:
    """The lectures in their order, the judges' valid sheets, and the audience's totals.

    Judges stand in it by number, as text. Withdrawn lectures and the sheets of recused judges
    are left out. ``refused``: sealed sheets that the rubric does not take.
    """

    rubric: Rubric
    rubric_source: str
    lectures: tuple[PublishedLecture, ...]
    valid: tuple[ScoredSheet, ...]
    totals: tuple[ClassTotal, ...]
    refused: tuple[RefusedSheet, ...]
    counts: SheetCounts

    @property
    def sheets(self) -> list[Sheet]:
        return [one.sheet for one in self.valid]

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(one.slug for one in self.lectures)

    @property
    def minutes_spoken(self) -> dict[str, int]:
        return minutes_of(self.lectures)

    def digest(self) -> str:
        """The digest that results of these inputs carry."""
        return input_sha256(
            self.rubric_source, self.valid, lectures=self.slugs,
            minutes_spoken=self.minutes_spoken, totals=self.totals,
        )  # fmt: skip


def series_inputs(series: LectureSeries) -> SeriesInputs:
    """Everything of the series that counts. Six queries, whatever its size."""
    row = db.session.get_one(RubricVersion, series.rubric_id)
    rubric = parsed(row)
    lectures = _lectures(series)
    valid, refused = score_sheets(rubric, _judges_sheets(series))
    rated, wrong = score_sheets(rubric, _audience_sheets(series))
    return SeriesInputs(
        rubric, row.source_text, lectures, tuple(valid), tuple(totals_of(rubric, rated)),
        (*refused, *wrong), _counts(series),
    )  # fmt: skip


def _lectures(series: LectureSeries) -> tuple[PublishedLecture, ...]:
    """In the order that was drawn; those without a number come last."""
    rows = db.session.execute(
        sa.select(Lecture, Branch.name)
        .join(Branch, Branch.id == Lecture.branch_id)
        .where(Lecture.series_id == series.id, Lecture.withdrawn_at.is_(None))
        .order_by(Lecture.number.is_(None), Lecture.number, Lecture.id)
    ).all()
    speakers = speakers_by_lecture([lecture.id for lecture, _branch in rows])
    return tuple(
        PublishedLecture(
            lecture.slug, lecture.number or at, lecture.topic, branch,
            tuple(one.name for one in speakers[lecture.id]), lecture.minutes_spoken,
        )
        for at, (lecture, branch) in enumerate(rows, start=1)
    )  # fmt: skip


def _judges_sheets(series: LectureSeries) -> Iterable[Sheet]:
    rows = db.session.execute(
        _sealed(series, JUDGES)
        .join(JudgeAssignment, JudgeAssignment.id == ScoreSheet.assignment_id)
        .join(SeriesJudge, SeriesJudge.id == JudgeAssignment.judge_id)
        .where(JudgeAssignment.recused_at.is_(None))
        .add_columns(SeriesJudge.number)
    )
    return _read(rows.all(), JUDGES)


def _audience_sheets(series: LectureSeries) -> Iterable[Sheet]:
    """By the rater's id: only their totals leave this module.

    Whoever was there, as attendance stands now, is audience. Of two records found to be one
    person the rating of the one that stands counts.
    """
    own = sa.func.coalesce(Person.merged_into_id, Person.id)
    who = sa.orm.aliased(Person)
    there = (
        sa.select(Attendance.id)
        .join(who, who.id == Attendance.person_id)
        .where(
            Attendance.group_study_id == Lecture.group_study_id, Attendance.state.in_(THERE),
            Attendance.superseded_at.is_(None), sa.func.coalesce(who.merged_into_id, who.id) == own,
        )
        .exists()
    )  # fmt: skip
    rows = db.session.execute(
        _sealed(series, AUDIENCE)
        .join(Person, Person.id == ScoreSheet.person_id)
        .where(there)
        .add_columns(own)
        .order_by(Person.merged_into_id.is_not(None), Person.id)
    )
    once: dict[tuple[str, int], Any] = {}
    for row in rows:
        once.setdefault((row[0], row[2]), row)
    return _read(list(once.values()), AUDIENCE)


def _sealed(series: LectureSeries, ballot: str) -> Any:
    return (
        sa.select(Lecture.slug, ScoreSheet.marks)
        .join(Lecture, Lecture.id == ScoreSheet.lecture_id)
        .where(
            Lecture.series_id == series.id, Lecture.withdrawn_at.is_(None),
            ScoreSheet.ballot == ballot, ScoreSheet.state == SEALED,
        )
    )  # fmt: skip


def _read(rows: Sequence[Any], ballot: str) -> Iterable[Sheet]:
    return [Sheet(slug, str(who), ballot, marks_of(marks)) for slug, marks, who in rows]


def _counts(series: LectureSeries) -> SheetCounts:
    recused = JudgeAssignment.recused_at.is_not(None)
    row = db.session.execute(
        sa.select(
            sa.func.count(JudgeAssignment.id).filter(~recused),
            sa.func.count(ScoreSheet.id).filter(~recused, ScoreSheet.state == SEALED),
            sa.func.count(JudgeAssignment.id).filter(recused),
        )
        .join(Lecture, Lecture.id == JudgeAssignment.lecture_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == JudgeAssignment.id)
        .where(Lecture.series_id == series.id, Lecture.withdrawn_at.is_(None))
    ).one()
    return SheetCounts(*row)
