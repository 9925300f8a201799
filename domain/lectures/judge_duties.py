"""The sheets of a judge are a matter: owed from the opening of scoring until each is sealed.

One matter for each judge who is a person. Whatever changes what a judge owes calls one of these
in its own transaction. Nothing commits.
"""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa

from domain import notices
from domain.audit import Actor
from domain.lectures.progress import Task, tasks_of, waited_for
from domain.lectures.steps import take_step
from domain.matters import Taken, close_matter, move_matter, raise_matter, reopen_matter
from domain.matters.kinds import LECTURE_SHEETS
from domain.matters.raising import NOBODY, find_matters
from models import LectureSeries, Matter, SeriesJudge, db

TOPIC = "lecture_sheets"
DONE, MISSED, NOT_ASKED = "done", "missed", "not_asked"  # outcomes


def follow_judge(judge: SeriesJudge, *, actor: Actor, now: datetime) -> None:
    """A sheet of the judge was sealed, returned, recused or assigned: the matter goes along.

    Five queries, and a few statements where it moves.
    """
    series = db.session.get_one(LectureSeries, judge.series_id)
    _follow(series, [judge], actor=actor, now=now)


def follow_judges(series: LectureSeries, *, actor: Actor, now: datetime) -> None:
    """The same for all judges: its state, its last day or its lectures have changed."""
    judges = db.session.scalars(
        sa.select(SeriesJudge).where(SeriesJudge.series_id == series.id).order_by(SeriesJudge.id)
    ).all()
    _follow(series, judges, actor=actor, now=now)


def tell_judge(judge: SeriesJudge) -> None:
    """Notice to the judge that sheets of the series are owed. One query."""
    if judge.person_id is not None:
        matter_id = db.session.scalar(
            sa.select(Matter.id).where(
                Matter.kind == LECTURE_SHEETS, Matter.source_id == judge.id
            )
        )  # fmt: skip
        notices.notify(TOPIC, [judge.person_id], matter_id=matter_id)


def remind(series: LectureSeries, *, actor: Actor, now: datetime) -> int:
    """Tell every judge whose sheets are waited for; how many are told."""
    owed = {one.judge_id for one in waited_for(series, tasks_of(series.id))}
    judges = db.session.scalars(
        sa.select(SeriesJudge)
        .where(SeriesJudge.id.in_(owed), SeriesJudge.person_id.is_not(None))
        .order_by(SeriesJudge.number)
    ).all()
    for judge in judges:
        tell_judge(judge)
    if judges:
        after = {"judges": [one.number for one in judges]}
        take_step(series, "reminded", actor, now, values=({}, after))
    return len(judges)


def _follow(
    series: LectureSeries, judges: Iterable[SeriesJudge], *, actor: Actor, now: datetime
) -> None:
    """The matters are held first, so that of two sheets sealed at once the second sees both."""
    people = [one for one in judges if one.person_id is not None]
    db.session.flush()
    matters = find_matters(LECTURE_SHEETS, {one.id for one in people})
    only = people[0].id if len(people) == 1 else None
    tasks = tasks_of(series.id, judge_id=only) if people else []
    owed = {one.judge_id for one in waited_for(series, tasks)}
    for judge in people:
        matter = matters.get(judge.id)
        if judge.id in owed:
            _owe(series, judge, matter, actor, now)
        elif matter is not None and matter.turn != NOBODY:
            outcome = _outcome([one for one in tasks if one.judge_id == judge.id])
            close_matter(
                LECTURE_SHEETS, judge.id, outcome=outcome, actor=actor, now=now, comes_back=False
            )


def _owe(
    series: LectureSeries, judge: SeriesJudge, matter: Matter | None, actor: Actor, now: datetime
) -> None:
    due_on = _due_on(series, now.date())
    if matter is None:
        raise_matter(
            LECTURE_SHEETS, judge.id, owed_by=judge.person_id, due_on=due_on, title=series.title,
            actor=actor, now=now,
        )  # fmt: skip
    elif matter.turn == NOBODY:
        reopen_matter(matter, Taken("reopened"), actor=actor, now=now, due_on=due_on)
    elif due_on is not None and due_on != matter.due_on:
        move_matter(matter, due_on=due_on, actor=actor, now=now)


def _due_on(series: LectureSeries, on: date) -> date | None:
    """The last day that the series sets, while it is ahead; else the reply times say."""
    until = series.score_until
    return until if until is not None and until >= on else None


def _outcome(tasks: list[Task]) -> str:
    asked = [one for one in tasks if not one.recused]
    if not asked:
        return NOT_ASKED
    return MISSED if any(one.is_open for one in asked) else DONE
