"""Which sheets of a series are in: never a mark, so that organisers may see it at any time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.groupstudy.holding import CANCELLED, PLANNED
from domain.lectures.holding import CLOSED, SCORING
from domain.lectures.series_steps import StepTaken, steps_of
from models import (
    GroupStudy,
    JudgeAssignment,
    Lecture,
    LectureSeries,
    PaperTyping,
    ScoreSheet,
    SeriesJudge,
    db,
)

NOT_BEGUN, BEGUN, TYPED_ONCE, TYPED_APART, SEALED, RETURNED, RECUSED = STANDINGS = (
    "not_begun", "begun", "typed_once", "typed_apart", "sealed", "returned", "recused",
)  # fmt: skip

# What takes a sheet out of what counts.
DROPPING = ("sheet_returned", "recused", "sheet_set_aside", "lecture_withdrawn")


def is_returned(state: str, *, given_receipt: bool) -> bool:
    """Whether the sheet was sealed once and given back: it keeps its receipt. No query."""
    return state == "open" and given_receipt


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
        if is_returned(self.state, given_receipt=self.given_receipt):
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


def assignments_by_judge(series_id: int) -> dict[tuple[str, str], int]:
    """Ids by the lecture's last part of the address and the judge's number, as results name them.

    One query.
    """
    rows = db.session.execute(
        sa.select(Lecture.slug, SeriesJudge.number, JudgeAssignment.id)
        .join(Lecture, Lecture.id == JudgeAssignment.lecture_id)
        .join(SeriesJudge, SeriesJudge.id == JudgeAssignment.judge_id)
        .where(Lecture.series_id == series_id)
    )
    return {(slug, str(number)): assignment for slug, number, assignment in rows}


def lectures_of(series_id: int) -> Sequence[Lecture]:
    """The lectures that are not withdrawn, in their order. One query."""
    return db.session.scalars(
        sa.select(Lecture)
        .where(Lecture.series_id == series_id, Lecture.withdrawn_at.is_(None))
        .order_by(Lecture.number.is_(None), Lecture.number, Lecture.id)
    ).all()


def not_given(series_id: int, now: datetime) -> list[tuple[Lecture, datetime | None]]:
    """The lectures that have no time, or whose time is still to come, in their order; with it.

    One query.
    """
    ahead = sa.and_(GroupStudy.state == PLANNED, GroupStudy.starts_at > now)
    rows = db.session.execute(
        sa.select(Lecture, sa.case((ahead, GroupStudy.starts_at), else_=None))
        .outerjoin(GroupStudy, GroupStudy.id == Lecture.group_study_id)
        .where(
            Lecture.series_id == series_id,
            Lecture.withdrawn_at.is_(None),
            sa.or_(GroupStudy.id.is_(None), GroupStudy.state == CANCELLED, ahead),
        )
        .order_by(Lecture.number.is_(None), Lecture.number, Lecture.id)
    )
    return [(lecture, starts_at) for lecture, starts_at in rows]


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


def dropped_after_closing(series: LectureSeries) -> list[StepTaken]:
    """What took sheets away since scoring was first closed and values were seen, in that order.

    One query.
    """
    steps = steps_of(series.id, acts=(*DROPPING, "closed"))[::-1]
    first = next((at for at, one in enumerate(steps) if one.act == "closed"), len(steps))
    return [one for one in steps[first:] if one.act in DROPPING]
