"""Scoring opens, closes, opens again; a sealed sheet is given back. Nothing commits.

No step of these keeps a mark: while the series is scored nobody but the judge knows one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from domain.audit import Actor
from domain.lectures.advice import is_published
from domain.lectures.assignment_plan import Absence, critical_judges
from domain.lectures.holding import CLOSED, PREPARING, SCORING, hold
from domain.lectures.judge_duties import follow_judge, follow_judges, tell_judge
from domain.lectures.judges import is_own
from domain.lectures.linkage import panels_of
from domain.lectures.progress import Task, lectures_of, tasks_of
from domain.lectures.rubric import JUDGES, Rubric
from domain.lectures.rubric_keeping import rubric_of
from domain.lectures.steps import take_step
from models import (
    JudgeAssignment,
    Lecture,
    LectureSeries,
    PaperTyping,
    ScoreSheet,
    SeriesJudge,
    db,
)


class Lack(StrEnum):
    """Without these scoring is not opened; the screens hold the wording."""

    NO_LECTURES = "no_lectures"
    NOT_DRAWN = "not_drawn"
    FEW_JUDGES = "few_judges"


class Doubt(StrEnum):
    """With these it is opened where the organiser says so."""

    UNCONFIRMED = "unconfirmed"  # the rubric is a proposal
    NOT_LINKED = "not_linked"
    ONE_ABSENCE = "one_absence"
    DAY_PAST = "day_past"  # the day by which sheets are due
    NO_TIMES = "no_times"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands in the way of scoring; ``few``: lectures with fewer judges than a place needs."""

    lacks: tuple[Lack, ...]
    doubts: tuple[Doubt, ...]
    few: tuple[Lecture, ...]
    needed: int
    absences: tuple[Absence, ...]


class NotReady(Exception):
    """Scoring cannot be opened, or there are doubts that were not waved through."""

    def __init__(self, readiness: Readiness) -> None:
        super().__init__(", ".join((*readiness.lacks, *readiness.doubts)))
        self.readiness = readiness


class SheetsWanting(Exception):
    """Sheets are not sealed, and no reason is given for doing without them."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        super().__init__(f"{len(tasks)} sheets")
        self.tasks = tasks


class AlreadyPublished(Exception):
    """Results of the series are published: single sheets are given back, no new ones are made."""


class OwnSheet(Exception):
    """Nobody gives back a sheet of the own: another organiser does."""


class NotSealed(Exception):
    """Only a sealed sheet is given back."""


def judges_needed(rubric: Rubric) -> int:
    """How many judges' sheets a lecture needs for a place."""
    ballot = rubric.ballot(JUDGES)
    return rubric.minimum_sheets if ballot is None else rubric.minimum_of(ballot)


def readiness_of(series: LectureSeries, *, today: date) -> Readiness:
    """Three queries."""
    lectures = lectures_of(series.id)
    return readiness(series, lectures, tasks_of(series.id), rubric_of(series.rubric_id), today)


def readiness(
    series: LectureSeries, lectures: Sequence[Lecture], tasks: Sequence[Task], rubric: Rubric,
    today: date,
) -> Readiness:  # fmt: skip
    """From what was read already. No query."""
    pairs = [(one.lecture_id, one.judge_id) for one in tasks if not one.recused]
    needed, counts = judges_needed(rubric), Counter(lecture for lecture, _judge in pairs)
    few = tuple(one for one in lectures if counts[one.id] < needed)
    absences = tuple(critical_judges(pairs, minimum=needed))
    drawn = series.drawn_at is not None and all(one.number for one in lectures)
    lacks = {
        Lack.NO_LECTURES: not lectures, Lack.NOT_DRAWN: bool(lectures) and not drawn,
        Lack.FEW_JUDGES: bool(few),
    }  # fmt: skip
    until = series.score_until
    doubts = {
        Doubt.UNCONFIRMED: not rubric.confirmed, Doubt.NOT_LINKED: len(panels_of(pairs)) > 1,
        Doubt.ONE_ABSENCE: bool(absences), Doubt.DAY_PAST: until is not None and until < today,
        Doubt.NO_TIMES: any(one.group_study_id is None for one in lectures),
    }  # fmt: skip
    return Readiness(
        tuple(one for one, so in lacks.items() if so),
        tuple(one for one, so in doubts.items() if so), few, needed, absences,
    )  # fmt: skip


def open_scoring(
    series: LectureSeries, *, all_the_same: bool, today: date, actor: Actor, now: datetime
) -> None:
    """From here on the rubric and the formula stand; every judge owes the own sheets.

    Raises:
        NotInState: it is not being prepared.
        NotReady: something is lacking; or there are doubts, and not ``all_the_same``.
    """
    hold(series, PREPARING)
    found = readiness_of(series, today=today)
    if found.lacks or (found.doubts and not all_the_same):
        raise NotReady(found)
    series.state, series.scoring_at = SCORING, now
    series.version += 1
    after = {
        "state": SCORING, "rubric": series.rubric_id, "doubts": [str(one) for one in found.doubts]
    }  # fmt: skip
    values = ({"state": PREPARING}, after)
    take_step(series, "opened", actor, now, values=values)
    follow_judges(series, actor=actor, now=now)
    for judge in _judges_asked(series):
        tell_judge(judge)


def close_scoring(
    series: LectureSeries, *, reason: str = "", actor: Actor, now: datetime
) -> list[Task]:
    """No sheet is taken any more; those not sealed are missing, for the reason given.

    They are returned.

    Raises:
        NotInState: it is not being scored.
        SheetsWanting: some are not sealed, and no reason is given.
    """
    hold(series, SCORING)
    wanting = [one for one in tasks_of(series.id) if one.is_open]
    if wanting and not reason.strip():
        raise SheetsWanting(wanting)
    series.state, series.closed_at = CLOSED, now
    series.version += 1
    values = ({"state": SCORING}, {"state": CLOSED, "missing": [one.id for one in wanting]})
    take_step(series, "closed", actor, now, reason=reason.strip() if wanting else "", values=values)
    follow_judges(series, actor=actor, now=now)
    return wanting


def reopen_scoring(series: LectureSeries, reason: str, *, actor: Actor, now: datetime) -> None:
    """Sheets that are missing may be made after all; values are nobody's to see again.

    Raises:
        NotInState: it is not closed, or results are proposed.
        AlreadyPublished: see there.
    """
    hold(series, CLOSED)
    if is_published(series):
        raise AlreadyPublished
    series.state, series.closed_at = SCORING, None
    series.version += 1
    values = ({"state": CLOSED}, {"state": SCORING})
    take_step(series, "reopened", actor, now, reason=reason, values=values)
    follow_judges(series, actor=actor, now=now)


def return_sheet(
    series: LectureSeries, assignment: JudgeAssignment, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Give a sealed sheet back to its judge, who seals it anew; what was typed from paper goes.

    Raises:
        NotInState: scoring is not closed, or results are proposed or published.
        NotSealed: there is no sealed sheet of the assignment; OwnSheet.
    """
    hold(series, CLOSED)
    judge = db.session.get_one(SeriesJudge, assignment.judge_id)
    if is_own(judge, actor):
        raise OwnSheet
    sheet = db.session.scalars(
        sa.select(ScoreSheet)
        .where(ScoreSheet.assignment_id == assignment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if sheet is None or sheet.state != "sealed" or assignment.recused_at is not None:
        raise NotSealed
    sheet.state, sheet.sealed_at, sheet.sealed_by = "open", None, None
    sheet.version += 1
    db.session.execute(sa.delete(PaperTyping).where(PaperTyping.assignment_id == assignment.id))
    lecture = db.session.get_one(Lecture, assignment.lecture_id)
    values = ({"receipt": sheet.receipt}, {"judge": judge.number})
    take_step(series, "sheet_returned", actor, now, lecture=lecture, reason=reason, values=values)
    follow_judge(judge, actor=actor, now=now)
    tell_judge(judge)


def _judges_asked(series: LectureSeries) -> Sequence[SeriesJudge]:
    """Those with a lecture to score."""
    asked = (
        sa.select(JudgeAssignment.judge_id)
        .join(Lecture, Lecture.id == JudgeAssignment.lecture_id)
        .where(Lecture.series_id == series.id, JudgeAssignment.recused_at.is_(None))
    )
    return db.session.scalars(sa.select(SeriesJudge).where(SeriesJudge.id.in_(asked))).all()
