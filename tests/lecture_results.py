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
"""A series that was scored: lectures, judges, sheets with the marks that a test gives."""

from dataclasses import dataclass, field

from domain.access import Visitor
from domain.lectures.freezing import propose_result, publish_result
from domain.lectures.reckoning import reckon
from domain.visitors import find_visitor
from models import Account, Branch, Lecture, LectureResult, LectureSeries, SeriesJudge, db
from tests.conftest import NOON
from tests.factories import make_branch, make_cadre, make_organiser, make_unit
from tests.lecture_halls import assign, make_judge, make_lecture, make_series, make_sheet
from tests.web.gatherings import person_of

SHARES = ("0.9", "0.8", "0.7", "0.6", "0.5", "0.4")


@dataclass
class Season:
    """A series with two organisers; ``speaker`` gives the first lecture, ``judge`` is number 1."""

    series: LectureSeries
    branch: Branch
    organiser: Account
    other: Account
    speaker: Account
    judge: Account
    lectures: list[Lecture]
    judges: list[SeriesJudge] = field(default_factory=list)

    @property
    def page(self) -> str:
        return f"/lectures/{self.series.slug}"


def make_season(lectures: int = 3, judges: int = 4, *, shares=SHARES, skip=(), **values) -> Season:
    """Each lecture's sheets are a share of all marks, less one point a judge.

    ``skip``: pairs of the numbers of a lecture and a judge that have no sheet.
    """
    branch = make_branch(name="第一支部")
    series = make_series(make_unit(), **{"state": "closed"} | values)
    organiser, other = make_organiser(name="许知微"), make_organiser(name="秦书禾")
    speaker = make_cadre(branch=branch, name="沈砚秋")
    judge = make_cadre(branch=make_branch(), name="林叙")
    season = Season(series, branch, organiser, other, speaker, judge, [])
    for number in range(1, lectures + 1):
        people = [person_of(speaker)] if number == 1 else []
        season.lectures.append(make_lecture(series, branch, *people, number=number))
    for number in range(1, judges + 1):
        person = person_of(judge) if number == 1 else None
        season.judges.append(make_judge(series, person))
    for at, lecture in enumerate(season.lectures):
        for turn, one in enumerate(season.judges):
            if (at + 1, turn + 1) not in skip:
                share = float(shares[at % len(shares)]) - 0.02 * turn
                make_sheet(assign(lecture, one), f"{share:.2f}")
    db.session.commit()
    return season


def visitor_of(account: Account) -> Visitor:
    return find_visitor(account.username, today=NOON.date())


def proposed(season: Season, **values) -> LectureResult:
    row = propose_result(
        season.series, reckon(season.series), visitor_of(season.organiser), now=NOON, **values
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
def published(season: Season, **values) -> LectureResult:
    row = proposed(season, **values)
    publish_result(season.series, row.number, visitor_of(season.other), now=NOON)
    db.session.commit()
    return row
