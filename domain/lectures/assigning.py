"""Which judge scores which lecture: set by hand or by a plan. Nothing commits."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain.audit import Actor
from domain.lectures.assignment_plan import Pair, Plan, plan
from domain.lectures.gatherings import invite_judges
from domain.lectures.holding import PREPARING, SCORING, hold
from domain.lectures.judge_duties import follow_judges, tell_judge
from domain.lectures.judges import JudgeLine, judges_of
from domain.lectures.progress import RECUSED, Task, lectures_of, tasks_of
from domain.lectures.steps import take_step
from domain.lectures.whereabouts import Bar, Barred, Eligibility, eligibility
from models import JudgeAssignment, Lecture, LectureSeries, SeriesJudge, db


class Begun(Exception):
    """A sheet is begun or sealed: it is recused, for a reason, not taken away."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        super().__init__(f"{len(tasks)} sheets")
        self.tasks = tasks


class WasRecused(Exception):
    """The judge was recused from the lecture and stays so."""


class ChangedSince(Exception):
    """Others have assigned, or taken away, since the table was read: how many pairs."""

    def __init__(self, came: int, went: int) -> None:
        super().__init__(f"{came} came, {went} went")
        self.came, self.went = came, went


@dataclass(frozen=True, slots=True)
class Grid:
    """Lectures by judges: who is assigned, and who may not be."""

    lectures: Sequence[Lecture]
    judges: Sequence[JudgeLine]
    tasks: dict[Pair, Task]
    eligible: Eligibility

    def bar(self, lecture: Lecture, judge: JudgeLine) -> Bar | None:
        """Why the judge may not be assigned to it, or ``None``."""
        if judge.left:
            return Bar.LEFT
        return Bar.SAME_AS if judge.same_as else self.eligible.bar(lecture, judge.judge)

    def barred(self) -> frozenset[Pair]:
        """Those that may not be, and those that were recused."""
        recused = {pair for pair, task in self.tasks.items() if task.standing == RECUSED}
        return frozenset(recused) | frozenset(
            (lecture.id, judge.id)
            for lecture in self.lectures
            for judge in self.judges
            if self.bar(lecture, judge) is not None
        )

    def assigned(self) -> frozenset[Pair]:
        return frozenset(pair for pair, task in self.tasks.items() if not task.recused)

    def loads(self) -> Counter[int]:
        """By judge: how many lectures are assigned."""
        return Counter(judge for _lecture, judge in self.assigned())


def grid_of(series: LectureSeries, *, today: date) -> Grid:
    """Eleven queries, however many lectures and judges."""
    lectures, judges = lectures_of(series.id), judges_of(series.id, today=today)
    tasks = {(one.lecture_id, one.judge_id): one for one in tasks_of(series.id)}
    return Grid(
        lectures, judges, tasks,
        eligibility(lectures, [one.judge for one in judges], today=today),
    )  # fmt: skip


def planned(grid: Grid, *, each: int, seed: str, anew: bool) -> Plan:
    """A plan of ``each`` judges for every lecture; reserves and those who left are not planned.

    What is assigned stays and counts; ``anew``: only where a sheet is begun. No query.
    """
    kept = grid.assigned()
    if anew:
        kept = frozenset(pair for pair in kept if grid.tasks[pair].standing != "not_begun")
    judges = [
        one.id for one in grid.judges if not (one.judge.reserve or one.left or one.same_as)
    ]  # fmt: skip
    return plan(
        [one.id for one in grid.lectures], judges, each=each, barred=grid.barred() - kept,
        kept=kept, seed=seed,
    )  # fmt: skip


def assign_all(
    series: LectureSeries, wanted: Collection[Pair], *, was: Collection[Pair], today: date,
    actor: Actor, now: datetime, seed: str = "",
) -> tuple[int, int]:  # fmt: skip
    """Make the assignments of the series the wanted ones; how many came, and how many went.

    ``was``: the assignments as they stood when the wanted ones were chosen; ``seed``: of the
    plan that they come from. Fourteen queries, and a few statements for each that comes.

    Raises:
        NotInState: scoring is closed.
        ChangedSince: see there.
        Barred: the first judge who may not; WasRecused.
        Begun: one that is begun would go.
    """
    hold(series, PREPARING, SCORING)
    grid = grid_of(series, today=today)
    _check_unchanged(grid, frozenset(was))
    lectures = {one.id: one for one in grid.lectures}
    judges = {one.id: one for one in grid.judges}
    standing, asked = grid.assigned(), {pair for pair in wanted if pair[0] in lectures}
    asked = {pair for pair in asked if pair[1] in judges}
    gone = {pair for pair in standing - asked if pair[1] in judges}
    begun = [grid.tasks[pair] for pair in sorted(gone) if grid.tasks[pair].standing != "not_begun"]
    if begun:
        raise Begun(begun)
    come = sorted(asked - standing)
    for lecture_id, judge_id in come:
        if (lecture_id, judge_id) in grid.tasks:
            raise WasRecused
        _check(grid, lectures[lecture_id], judges[judge_id])
    db.session.execute(
        sa.delete(JudgeAssignment).where(
            JudgeAssignment.id.in_([grid.tasks[pair].id for pair in gone])
        )
    )
    for lecture_id, judge_id in come:
        assign(lectures[lecture_id], judges[judge_id].judge, grid.eligible, actor=actor, now=now)
    invite_judges([(lectures[one], judges[other].judge) for one, other in come])
    if come or gone:
        _took(series, grid, come, sorted(gone), seed, actor, now)
    return len(come), len(gone)


def assign(
    lecture: Lecture, judge: SeriesJudge, eligible: Eligibility, *, actor: Actor, now: datetime,
    replaces: JudgeAssignment | None = None,
) -> JudgeAssignment:  # fmt: skip
    """Store one assignment, with the branches and units of the lecture's day.

    Raises:
        Barred: the database holds that it is the own branch or unit.
    """
    day = eligible.days[lecture.id]
    row = JudgeAssignment(
        lecture_id=lecture.id, judge_id=judge.id, lecture_branch_id=lecture.branch_id,
        lecture_unit_id=lecture.unit_id,
        judge_branch_id=eligible.places.branch(judge.person_id, day),
        judge_unit_id=eligible.places.unit(judge.person_id, day),
        assigned_by=actor.account_id, assigned_at=now,
        replaces_id=None if replaces is None else replaces.id,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as refused:
        raise Barred(lecture, judge, None) from refused
    return row


def _check_unchanged(grid: Grid, was: frozenset[Pair]) -> None:
    stands = grid.assigned()
    if stands != was:
        raise ChangedSince(len(stands - was), len(was - stands))


def _check(grid: Grid, lecture: Lecture, judge: JudgeLine) -> None:
    bar = grid.bar(lecture, judge)
    if bar is not None:
        raise Barred(lecture, judge.judge, bar)


def _took(
    series: LectureSeries, grid: Grid, come: Sequence[Pair], gone: Sequence[Pair], seed: str,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Keep the step; who has something to score now that scoring is open is told."""
    numbers = {one.id: one.number for one in grid.judges}
    before = {"pairs": [[lecture, numbers[judge]] for lecture, judge in gone]}
    after = {"pairs": [[lecture, numbers[judge]] for lecture, judge in come], "seed": seed}
    take_step(series, "assigned", actor, now, values=(before, after))
    follow_judges(series, actor=actor, now=now)
    if series.state == SCORING:
        for judge in grid.judges:
            if any(pair[1] == judge.id for pair in come):
                tell_judge(judge.judge)
