"""Which sheets of a series are in: never a mark, so that organisers may see it at any time."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.lectures.holding import CLOSED, SCORING
from models import (
    Account,
    JudgeAssignment,
    Lecture,
    LectureSeries,
    LectureStep,
    PaperTyping,
    Person,
    ScoreSheet,
    SeriesJudge,
    db,
)

NOT_BEGUN, BEGUN, TYPED_ONCE, TYPED_APART, SEALED, RETURNED, RECUSED = STANDINGS = (
    "not_begun", "begun", "typed_once", "typed_apart", "sealed", "returned", "recused",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """One assignment and how far its sheet is.

    ``state``: of the sheet, empty without one. ``given_receipt``: it was sealed, now or before
    it was returned. ``typed``: how many have typed its paper.
    """

    id: int
    lecture_id: int
    judge_id: int
    recusal_reason: str
    state: str
    given_receipt: bool
    way: str
    typed: int

    @property
    def recused(self) -> bool:
        return bool(self.recusal_reason)

    @property
    def is_open(self) -> bool:
        """It is waited for: neither sealed nor recused."""
        return not self.recused and self.state != "sealed"

    @property
    def standing(self) -> str:
        if self.recused:
            return RECUSED
        if self.state == "sealed":
            return SEALED
        if self.state and self.given_receipt:
            return RETURNED
        if self.typed:
            return TYPED_ONCE if self.typed == 1 else TYPED_APART
        return BEGUN if self.state else NOT_BEGUN


def tasks_of(series_id: int, *, judge_id: int | None = None) -> list[Task]:
    """Every assignment to a lecture that is not withdrawn, by lecture and judge's number.

    Of one judge alone, where given. One query.
    """
    wanted = _tasks().where(Lecture.series_id == series_id)
    if judge_id is not None:
        wanted = wanted.where(JudgeAssignment.judge_id == judge_id)
    return [Task(*row) for row in db.session.execute(wanted)]


def find_task(assignment_id: int) -> Task | None:
    """One query."""
    row = db.session.execute(_tasks().where(JudgeAssignment.id == assignment_id)).one_or_none()
    return None if row is None else Task(*row)


def _tasks() -> sa.Select[Any]:
    typed = (
        sa.select(sa.func.count(PaperTyping.id))
        .where(PaperTyping.assignment_id == JudgeAssignment.id)
        .scalar_subquery()
    )
    return (
        sa.select(
            JudgeAssignment.id, JudgeAssignment.lecture_id, JudgeAssignment.judge_id,
            JudgeAssignment.recusal_reason, sa.func.coalesce(ScoreSheet.state, ""),
            sa.func.coalesce(ScoreSheet.receipt, "") != "", sa.func.coalesce(ScoreSheet.way, ""),
            typed,
        )
        .join(Lecture, Lecture.id == JudgeAssignment.lecture_id)
        .join(SeriesJudge, SeriesJudge.id == JudgeAssignment.judge_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == JudgeAssignment.id)
        .where(Lecture.withdrawn_at.is_(None))
        .order_by(Lecture.number.is_(None), Lecture.number, Lecture.id, SeriesJudge.number)
    )  # fmt: skip


def lectures_of(series_id: int) -> Sequence[Lecture]:
    """The lectures that are not withdrawn, in their order. One query."""
    return db.session.scalars(
        sa.select(Lecture)
        .where(Lecture.series_id == series_id, Lecture.withdrawn_at.is_(None))
        .order_by(Lecture.number.is_(None), Lecture.number, Lecture.id)
    ).all()


def waited_for(series: LectureSeries, tasks: Iterable[Task]) -> list[Task]:
    """The sheets that may still be sealed: all open ones while it is scored, then those that
    were returned. No query.
    """
    if series.state == SCORING:
        return [one for one in tasks if one.is_open]
    if series.state == CLOSED:
        return [one for one in tasks if one.standing == RETURNED]
    return []


def open_sheets(series: LectureSeries) -> list[Task]:
    """``waited_for`` of the series: while there is one, nothing is proposed. One query."""
    return waited_for(series, tasks_of(series.id))


DROPS = ("sheet_returned", "recused", "lecture_withdrawn")  # acts


@dataclass(frozen=True, slots=True)
class Dropped:
    """What changed which sheets count after values could be seen.

    ``act``: one of ``DROPS``; ``judge``: the number as text, empty for a lecture withdrawn.
    """

    act: str
    lecture: str
    topic: str
    judge: str
    reason: str
    at: datetime
    by: str


def dropped_after_closing(series: LectureSeries) -> list[Dropped]:
    """Sheets given back, judges recused and lectures withdrawn since scoring was closed first.

    By lecture's slug and topic, in the order in which it happened. One query.
    """
    first = (
        sa.select(sa.func.min(LectureStep.id))
        .where(LectureStep.series_id == series.id, LectureStep.act == "closed")
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            LectureStep, Lecture.slug, Lecture.topic,
            sa.func.coalesce(Person.name, Account.username, ""),
        )
        .join(Lecture, Lecture.id == LectureStep.lecture_id)
        .outerjoin(Account, Account.id == LectureStep.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(
            LectureStep.series_id == series.id, LectureStep.act.in_(DROPS), LectureStep.id > first
        )
        .order_by(LectureStep.id)
    )  # fmt: skip
    return [
        Dropped(step.act, slug, topic, _judge_in(step), step.reason, step.at, by)
        for step, slug, topic, by in rows
    ]


def _judge_in(step: LectureStep) -> str:
    """The number of the judge whom a step tells of."""
    return str((json.loads(step.before) | json.loads(step.after)).get("judge", ""))
