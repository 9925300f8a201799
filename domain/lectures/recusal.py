"""Judges who do not score a lecture after all, for a reason, and who stands in. Nothing commits."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from domain import notices
from domain.audit import Actor
from domain.lectures.assigning import Grid, assign, grid_of
from domain.lectures.gatherings import invite_judges, withdraw_invitation
from domain.lectures.holding import PREPARING, RUNNING, SCORING, VALUES_SEEN_BY_ORGANISERS, hold
from domain.lectures.judge_duties import follow_judge, tell_judge
from domain.lectures.judges import JudgeLine
from domain.lectures.progress import Task, find_task, tasks_of
from domain.lectures.steps import take_step
from domain.lectures.whereabouts import Barred, eligibility
from domain.visitors import standing_grants
from models import Account, Grant, JudgeAssignment, Lecture, LectureSeries, SeriesJudge, db

TOPIC = "recusal"
BARRED = "barred"  # the reason for a recusal that nobody typed; the screens hold the wording
MOST_REASON = 300


class AlreadySealed(Exception):
    """The sheet is sealed, or was and is given back in a series whose values are seen."""


class NotOpen(Exception):
    """The judge is recused already; or, to be replaced, is not, or is replaced already."""


def find_assignment_of(series: LectureSeries, assignment_id: int) -> JudgeAssignment | None:
    """An assignment to a lecture of the series that is not withdrawn. One query."""
    return db.session.scalars(
        sa.select(JudgeAssignment)
        .join(Lecture, Lecture.id == JudgeAssignment.lecture_id)
        .where(
            JudgeAssignment.id == assignment_id, Lecture.series_id == series.id,
            Lecture.withdrawn_at.is_(None),
        )
    ).one_or_none()  # fmt: skip


def recuse(
    series: LectureSeries, assignment: JudgeAssignment, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Recuse the judge from the lecture; a sheet that was begun never counts. Organisers are told.

    Raises:
        NotInState: results are proposed or published.
        AlreadySealed, NotOpen: see there.
    """
    hold(series, *RUNNING)
    judge = db.session.get_one(SeriesJudge, assignment.judge_id)
    _recuse(series, judge, assignment, reason, actor, now)
    follow_judge(judge, actor=actor, now=now)
    notices.notify(TOPIC, _organisers(now.date(), but=actor.account_id))


def recuse_rest(
    series: LectureSeries, judge: SeriesJudge, reason: str, *, actor: Actor, now: datetime
) -> int:
    """Recuse the judge from every lecture whose sheet is not sealed; from how many.

    Raises:
        NotInState: scoring is closed.
    """
    hold(series, PREPARING, SCORING)
    waiting = [one.id for one in tasks_of(series.id, judge_id=judge.id) if one.is_open]
    rows = db.session.scalars(sa.select(JudgeAssignment).where(JudgeAssignment.id.in_(waiting)))
    for row in rows.all():
        _recuse(series, judge, row, reason, actor, now)
    follow_judge(judge, actor=actor, now=now)
    notices.notify(TOPIC, _organisers(now.date(), but=actor.account_id))
    return len(waiting)


def recuse_barred(*, actor: Actor, now: datetime) -> None:
    """Recuse from series that run whoever may not score a lecture since branches, or units,
    merged, unless the sheet is sealed. The caller holds these series. Ten queries for each.
    """
    running = sa.select(LectureSeries).where(LectureSeries.state.in_(RUNNING))
    for series in db.session.scalars(running.order_by(LectureSeries.id)).all():
        barred = _barred(series, now.date())
        for row, judge in barred:
            _recuse(series, judge, row, BARRED, actor, now)
            follow_judge(judge, actor=actor, now=now)
        if barred:
            notices.notify(TOPIC, _organisers(now.date(), but=actor.account_id))


def _barred(series: LectureSeries, today: date) -> list[tuple[JudgeAssignment, SeriesJudge]]:
    """The assignments whose sheet is waited for, and whose judge may not score the lecture."""
    open_ones = [one.id for one in tasks_of(series.id) if one.is_open]
    found = db.session.execute(
        sa.select(JudgeAssignment, SeriesJudge, Lecture)
        .join(SeriesJudge, SeriesJudge.id == JudgeAssignment.judge_id)
        .join(Lecture, Lecture.id == JudgeAssignment.lecture_id)
        .where(JudgeAssignment.id.in_(open_ones))
        .order_by(JudgeAssignment.id)
    ).all()
    eligible = eligibility(
        [one[2] for one in found], [one[1] for one in found], today=today
    )  # fmt: skip
    return [(row, judge) for row, judge, lecture in found if eligible.bar(lecture, judge)]


def _recuse(
    series: LectureSeries, judge: SeriesJudge, row: JudgeAssignment, reason: str, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    db.session.refresh(row, with_for_update=True)
    task = find_task(row.id)
    if row.recused_at is not None or task is None:
        raise NotOpen
    seen = task.given_receipt and series.state in VALUES_SEEN_BY_ORGANISERS
    if not task.is_open or (seen and reason != BARRED):
        raise AlreadySealed
    row.recused_at, row.recused_by, row.recusal_reason = now, actor.account_id, reason
    lecture = db.session.get_one(Lecture, row.lecture_id)
    values = ({"judge": judge.number}, {"assignment": row.id})
    take_step(series, "recused", actor, now, lecture=lecture, reason=reason, values=values)
    withdraw_invitation(lecture, judge.person_id)


def unreplaced(tasks: Sequence[Task], replaced: frozenset[int]) -> list[Task]:
    """The recused for whom nobody stands in. No query."""
    return [one for one in tasks if one.recused and one.id not in replaced]


def replaced_in(series_id: int) -> frozenset[int]:
    """Ids of the assignments that somebody took over. One query."""
    found = db.session.scalars(
        sa.select(JudgeAssignment.replaces_id)
        .join(Lecture, Lecture.id == JudgeAssignment.lecture_id)
        .where(Lecture.series_id == series_id, JudgeAssignment.replaces_id.is_not(None))
    )
    return frozenset(one for one in found if one is not None)


def stand_in_for(assignment: JudgeAssignment) -> JudgeAssignment | None:
    """The assignment of whoever took it over. One query."""
    return db.session.scalars(
        sa.select(JudgeAssignment).where(JudgeAssignment.replaces_id == assignment.id)
    ).one_or_none()


def who_could(grid: Grid, lecture: Lecture) -> list[JudgeLine]:
    """Who may stand in: reserves first, then whoever has the least to do. No query."""
    loads = grid.loads()
    free = [
        one
        for one in grid.judges
        if (lecture.id, one.id) not in grid.tasks and grid.bar(lecture, one) is None
    ]
    return sorted(free, key=lambda one: (not one.judge.reserve, loads[one.id], one.number))


def replace(
    series: LectureSeries, recused: JudgeAssignment, judge_id: int, *, today: date, actor: Actor,
    now: datetime,
) -> JudgeAssignment:  # fmt: skip
    """Another judge scores the lecture instead, and is told.

    Raises:
        NotInState: scoring is closed.
        NotOpen: see there.
        Barred: the other may not, or is no judge of the series.
    """
    hold(series, PREPARING, SCORING)
    db.session.refresh(recused, with_for_update=True)
    if recused.recused_at is None or recused.id in replaced_in(series.id):
        raise NotOpen
    grid, lecture = grid_of(series, today=today), db.session.get_one(Lecture, recused.lecture_id)
    found = next((one for one in who_could(grid, lecture) if one.id == judge_id), None)
    if found is None:
        judge = db.session.get_one(SeriesJudge, recused.judge_id)
        raise Barred(lecture, judge, None)
    row = assign(
        lecture, found.judge, grid.eligible, actor=actor, now=now, replaces=recused
    )  # fmt: skip
    invite_judges([(lecture, found.judge)])
    values = ({"assignment": recused.id}, {"judge": found.number, "assignment": row.id})
    take_step(series, "replaced", actor, now, lecture=lecture, values=values)
    follow_judge(found.judge, actor=actor, now=now)
    if series.state == SCORING:
        tell_judge(found.judge)
    return row


def _organisers(today: date, *, but: int | None) -> list[int]:
    """The people who are organisers on the day, without whoever acts. One query."""
    found = db.session.scalars(
        sa.select(Account.person_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(
            Grant.role == "organiser", standing_grants(today), Account.person_id.is_not(None),
            Account.id != (but or 0),
        )
        .order_by(Account.person_id)
    )  # fmt: skip
    return [one for one in found if one is not None]
