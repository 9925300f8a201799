"""Who judges a series: branch secretaries, named persons, people from outside. Nothing commits."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor, has_left
from domain.audit import Actor
from domain.confirmers import chain_on
from domain.lectures.holding import PREPARING, SCORING, hold
from domain.lectures.judge_duties import follow_judge
from domain.lectures.progress import Task, tasks_of
from domain.lectures.steps import take_step
from models import Account, JudgeAssignment, LectureSeries, Person, SeriesJudge, db

MOST_JUDGES = 300
MOST_NAME, MOST_UNIT = 60, 120


class JudgesAlready(Exception):
    """The person, or somebody from outside of the same name and unit, is a judge of the series."""


class TooManyJudges(Exception):
    """The series has ``MOST_JUDGES``."""


class HasSealed(Exception):
    """Sheets of the judge are begun or sealed: what is left is recused instead, for a reason."""

    def __init__(self, begun: int) -> None:
        super().__init__(f"{begun} sheets")
        self.begun = begun


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """A judge by name; ``unit`` of somebody from outside. ``same_as``: another judge of the
    series who is found to be the same person; ``left``: who has left the organisation.
    """

    judge: SeriesJudge
    name: str
    staff_no: str
    unit: str
    left: bool
    same_as: int | None = None

    @property
    def id(self) -> int:
        return self.judge.id

    @property
    def number(self) -> int:
        return self.judge.number

    @property
    def outside(self) -> bool:
        return self.judge.person_id is None


def judges_of(series_id: int, *, today: date) -> list[JudgeLine]:
    """The judges who are not taken off, by number. One query."""
    rows: Any = db.session.execute(
        sa.select(SeriesJudge, Person)
        .outerjoin(Person, Person.id == SeriesJudge.person_id)
        .where(SeriesJudge.series_id == series_id, SeriesJudge.removed_at.is_(None))
        .order_by(SeriesJudge.number)
    ).all()
    numbers = {person.id: judge.number for judge, person in rows if person is not None}
    return [
        JudgeLine(judge, judge.outside_name, "", judge.outside_unit, left=False)
        if person is None
        else JudgeLine(
            judge, person.name, person.staff_no if person.merged_into_id is None else "", "",
            has_left(person, today), numbers.get(person.merged_into_id),
        )
        for judge, person in rows
    ]  # fmt: skip


def names_of_all(series_id: int) -> dict[int, str]:
    """The names by id, of those who were taken off too. One query."""
    name = sa.func.coalesce(Person.name, SeriesJudge.outside_name)
    rows = db.session.execute(
        sa.select(SeriesJudge.id, name)
        .outerjoin(Person, Person.id == SeriesJudge.person_id)
        .where(SeriesJudge.series_id == series_id)
    )
    return {row[0]: row[1] for row in rows}


def find_judge_of(series: LectureSeries, judge_id: int) -> SeriesJudge | None:
    """A judge of the series who is not taken off. One query."""
    return db.session.scalars(
        sa.select(SeriesJudge).where(
            SeriesJudge.id == judge_id, SeriesJudge.series_id == series.id,
            SeriesJudge.removed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip


def is_own(judge: SeriesJudge, actor: Actor) -> bool:
    """Whether the judge is who acts, under no other record either. At most one query."""
    if judge.person_id is None:
        return False
    kept = sa.func.coalesce(Person.merged_into_id, Person.id)
    mine = sa.select(kept).join(Account, Account.person_id == Person.id)
    theirs = sa.select(kept).where(Person.id == judge.person_id)
    same = mine.where(Account.id == actor.account_id).scalar_subquery() == theirs.scalar_subquery()
    return db.session.scalar(sa.select(same)) is True


def find_own_series(judge_id: int, visitor: Visitor) -> LectureSeries | None:
    """The series of a judge who is the visitor. One query."""
    return db.session.scalars(
        sa.select(LectureSeries)
        .join(SeriesJudge, SeriesJudge.series_id == LectureSeries.id)
        .where(SeriesJudge.id == judge_id, SeriesJudge.person_id == visitor.person_id)
    ).one_or_none()


def name_person(
    series: LectureSeries, person: Person, *, reserve: bool, actor: Actor, now: datetime
) -> SeriesJudge:
    """Name a person; one who was taken off is a judge again, by the old number.

    Raises:
        NotInState: scoring is closed.
        JudgesAlready, TooManyJudges: see there.
    """
    hold(series, PREPARING, SCORING)
    known = db.session.scalars(
        sa.select(SeriesJudge).where(
            SeriesJudge.series_id == series.id, SeriesJudge.person_id == person.id
        )
    ).one_or_none()
    if known is not None and known.removed_at is None:
        raise JudgesAlready
    if known is None:
        known = _next(series, reserve=reserve, actor=actor, now=now)
        known.person_id = person.id
        db.session.add(known)
    known.removed_at, known.reserve = None, reserve
    db.session.flush()
    _named(series, known, actor, now)
    return known


def name_outsider(
    series: LectureSeries, name: str, unit: str, *, reserve: bool, actor: Actor, now: datetime
) -> SeriesJudge:
    """Name somebody from outside.

    Raises:
        As ``name_person``.
    """
    hold(series, PREPARING, SCORING)
    same = sa.exists().where(
        SeriesJudge.series_id == series.id, SeriesJudge.removed_at.is_(None),
        SeriesJudge.outside_name == name, SeriesJudge.outside_unit == unit,
    )  # fmt: skip
    if db.session.scalar(sa.select(same)):
        raise JudgesAlready
    judge = _next(series, reserve=reserve, actor=actor, now=now)
    judge.outside_name, judge.outside_unit = name, unit
    db.session.add(judge)
    db.session.flush()
    _named(series, judge, actor, now)
    return judge


def name_secretaries(
    series: LectureSeries, *, today: date, actor: Actor, now: datetime
) -> list[SeriesJudge]:
    """Name every branch secretary of the day who is no judge yet; those named.

    Their numbers are drawn, so that nobody reads from a number whose it is.

    Raises:
        NotInState, TooManyJudges: as ``name_person``; then nobody is named.
    """
    hold(series, PREPARING, SCORING)
    ids = sorted({one for some in chain_on(today).secretaries.values() for one in some})
    secrets.SystemRandom().shuffle(ids)
    known = set(
        db.session.scalars(
            sa.select(SeriesJudge.person_id).where(
                SeriesJudge.series_id == series.id, SeriesJudge.removed_at.is_(None)
            )
        )
    )
    people = {
        one.id: one for one in db.session.scalars(sa.select(Person).where(Person.id.in_(ids)))
    }
    return [
        name_person(series, people[one], reserve=False, actor=actor, now=now)
        for one in ids
        if one not in known and not has_left(people[one], today)
    ]


def set_reserve(
    series: LectureSeries, judge: SeriesJudge, *, reserve: bool, actor: Actor, now: datetime
) -> None:
    """Whether the judge only stands in; what is assigned stays. Without an effect twice."""
    hold(series, PREPARING, SCORING)
    db.session.refresh(judge)
    if judge.reserve == reserve:
        return
    before = {"reserve": judge.reserve}
    judge.reserve = reserve
    after = {"judge": judge.number, "reserve": reserve}
    take_step(series, "judge_changed", actor, now, values=(before, after))


def take_off(
    series: LectureSeries, judge: SeriesJudge, *, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Take a judge off the series, with every assignment to a lecture that stands.

    The number stays theirs, and so does what there is of lectures that were withdrawn.

    Raises:
        NotInState: scoring is closed.
        HasSealed: the judge has begun to score, so what is left is recused instead.
    """
    hold(series, PREPARING, SCORING)
    tasks = tasks_of(series.id, judge_id=judge.id)
    begun = [one for one in tasks if one.state or one.typed]
    if begun:
        raise HasSealed(len(begun))
    db.session.execute(
        sa.delete(JudgeAssignment).where(
            JudgeAssignment.id.in_([one.id for one in tasks if not one.recused])
        )
    )
    judge.removed_at = now
    judge.link_digest = judge.device_digest = judge.link_until = None
    before = {"judge": judge.number, "lectures": _lectures(tasks)}
    take_step(series, "judge_taken_off", actor, now, values=(before, {}))
    follow_judge(judge, actor=actor, now=now)


def _lectures(tasks: Iterable[Task]) -> list[int]:
    return [one.lecture_id for one in tasks if not one.recused]


def _next(series: LectureSeries, *, reserve: bool, actor: Actor, now: datetime) -> SeriesJudge:
    """With the next number; the series is held, so no other is given it."""
    last: Sequence[int] = db.session.scalars(
        sa.select(SeriesJudge.number)
        .where(SeriesJudge.series_id == series.id)
        .order_by(SeriesJudge.number.desc())
        .limit(1)
    ).all()
    number = last[0] + 1 if last else 1
    if number > MOST_JUDGES:
        raise TooManyJudges
    return SeriesJudge(
        series_id=series.id, number=number, reserve=reserve, named_by=actor.account_id,
        named_at=now,
    )  # fmt: skip


def _named(series: LectureSeries, judge: SeriesJudge, actor: Actor, now: datetime) -> None:
    after = {"judge": judge.number, "person": judge.person_id, "reserve": judge.reserve}
    take_step(series, "judge_named", actor, now, values=({}, after))
