"""Series and lectures as lists show them: the hall's own page, and the page of one series."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor
from domain.groupstudy.holding import CANCELLED, PLANNED
from domain.groupstudy.reach import concerns
from domain.lectures.holding import PUBLISHED, SCORING
from domain.lectures.reach import seen_by, spoken_by
from domain.lectures.series_keeping import SIGN_UP
from models import (
    Branch,
    GroupStudy,
    JudgeAssignment,
    Lecture,
    LectureSeries,
    LectureSpeaker,
    Person,
    ScoreSheet,
    SeriesJudge,
    db,
)

MOST_NEXT = 12


class SeriesRow(NamedTuple):
    """A series of the list; how many lectures stand, and from when to when they are."""

    slug: str
    title: str
    season: str
    state: str
    lectures: int
    first_on: date | None
    last_on: date | None


class SheetRow(NamedTuple):
    """A lecture that the visitor is to score; ``begun``: a sheet is saved, and not sealed."""

    series_slug: str
    series: str
    slug: str
    number: int | None
    topic: str
    score_until: date | None
    starts_at: datetime | None
    begun: bool


class OwnRow(NamedTuple):
    """A lecture that concerns the visitor; ``state`` of its gathering, empty for none."""

    series_slug: str
    series: str
    slug: str
    topic: str
    starts_at: datetime | None
    place: str
    state: str
    comes: bool = False  # is invited, speaks or scores


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks; ``person_id`` is ``None`` for an expert from outside."""

    name: str
    unit: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class LectureRow:
    """A lecture of a series. ``state`` of its gathering; empty where it has no time."""

    id: int
    slug: str
    number: int | None
    topic: str
    branch: str
    withdrawn: bool
    gathering_id: int | None
    state: str
    starts_at: datetime | None
    ends_at: datetime | None
    held_on: date | None
    place: str
    speakers: tuple[Speaker, ...] = ()


def series_rows(visitor: Visitor) -> list[SeriesRow]:
    """The series that the visitor may open, the latest first. One query."""
    standing = sa.and_(Lecture.series_id == LectureSeries.id, Lecture.withdrawn_at.is_(None))
    rows = db.session.execute(
        sa.select(
            LectureSeries.slug, LectureSeries.title, LectureSeries.season, LectureSeries.state,
            sa.func.count(Lecture.id), sa.func.min(GroupStudy.held_on),
            sa.func.max(GroupStudy.held_on),
        )
        .outerjoin(Lecture, standing)
        .outerjoin(GroupStudy, _time_of_lecture())
        .where(seen_by(visitor))
        .group_by(LectureSeries.id)
        .order_by(LectureSeries.id.desc())
    )  # fmt: skip
    return [SeriesRow(*row) for row in rows]


def sheets_to_fill(visitor: Visitor, *, series_id: int | None = None) -> list[SheetRow]:
    """Lectures that the visitor is to score, has not sealed, and may still. One query."""
    if visitor.person_id is None:
        return []
    rows = db.session.execute(
        sa.select(
            LectureSeries.slug, LectureSeries.title, Lecture.slug, Lecture.number, Lecture.topic,
            LectureSeries.score_until, GroupStudy.starts_at, ScoreSheet.id.is_not(None),
        )
        .select_from(JudgeAssignment)
        .join(SeriesJudge, SeriesJudge.id == JudgeAssignment.judge_id)
        .join(Lecture, Lecture.id == JudgeAssignment.lecture_id)
        .join(LectureSeries, LectureSeries.id == Lecture.series_id)
        .outerjoin(GroupStudy, _time_of_lecture())
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == JudgeAssignment.id)
        .where(
            SeriesJudge.person_id == visitor.person_id, SeriesJudge.removed_at.is_(None),
            JudgeAssignment.recused_at.is_(None), Lecture.withdrawn_at.is_(None),
            LectureSeries.state == SCORING,
            sa.or_(ScoreSheet.id.is_(None), ScoreSheet.state == "open"),
            sa.true() if series_id is None else LectureSeries.id == series_id,
        )
        .order_by(
            GroupStudy.starts_at.nulls_last(), LectureSeries.id, Lecture.number.nulls_last(),
            Lecture.id,
        )
    )  # fmt: skip
    return [SheetRow(*row) for row in rows]


def lectures_spoken(visitor: Visitor, *, today: date) -> list[OwnRow]:
    """Lectures that the visitor gives and that were not held before the day. One query, or none."""
    if visitor.person_id is None:
        return []
    rows = db.session.execute(
        _own(sa.true()).where(
            Lecture.id.in_(spoken_by(visitor.person_id)), Lecture.withdrawn_at.is_(None),
            sa.or_(GroupStudy.id.is_(None), GroupStudy.held_on >= today),
        )
    )  # fmt: skip
    return [OwnRow(*row) for row in rows]


def next_lectures(visitor: Visitor, *, now: datetime) -> list[OwnRow]:
    """The next that one signs up for, or that concern the visitor. One query."""
    own = visitor.person_id
    comes = concerns(own) if own is not None else sa.false()
    rows = db.session.execute(
        _own(comes)
        .where(
            seen_by(visitor), GroupStudy.state == PLANNED, GroupStudy.ends_at > now,
            sa.or_(LectureSeries.audience == SIGN_UP, comes), Lecture.withdrawn_at.is_(None),
        )
        .limit(MOST_NEXT)
    )  # fmt: skip
    return [OwnRow(*row) for row in rows]


def lecture_rows(series_id: int) -> list[LectureRow]:
    """Every lecture of a series, in the drawn order, withdrawn ones last. Two queries."""
    rows: Any = db.session.execute(
        sa.select(
            Lecture.id, Lecture.slug, Lecture.number, Lecture.topic, Branch.name,
            Lecture.withdrawn_at.is_not(None), GroupStudy.id,
            sa.func.coalesce(GroupStudy.state, ""), GroupStudy.starts_at, GroupStudy.ends_at,
            GroupStudy.held_on, sa.func.coalesce(GroupStudy.place, ""),
        )
        .join(Branch, Branch.id == Lecture.branch_id)
        .outerjoin(GroupStudy, _time_of_lecture())
        .where(Lecture.series_id == series_id)
        .order_by(
            Lecture.withdrawn_at.is_not(None), Lecture.number.nulls_last(), Lecture.id
        )
    ).all()  # fmt: skip
    speakers = speakers_by_lecture([row[0] for row in rows])
    known = [[*row, tuple(speakers[row[0]])] for row in rows]
    return [LectureRow(*values) for values in known]


def speakers_by_lecture(lecture_ids: Collection[int]) -> dict[int, list[Speaker]]:
    """Who speaks at each of the lectures. One query."""
    found: dict[int, list[Speaker]] = defaultdict(list)
    rows: Any = db.session.execute(
        sa.select(
            LectureSpeaker.lecture_id,
            sa.func.coalesce(Person.name, LectureSpeaker.outside_name),
            LectureSpeaker.outside_unit, LectureSpeaker.person_id,
        )
        .outerjoin(Person, Person.id == LectureSpeaker.person_id)
        .where(LectureSpeaker.lecture_id.in_(lecture_ids))
        .order_by(LectureSpeaker.lecture_id, LectureSpeaker.number)
    )  # fmt: skip
    for lecture_id, *speaker in rows:
        found[lecture_id].append(Speaker(*speaker))
    return found


def past_and_running(rows: Collection[SeriesRow]) -> tuple[list[SeriesRow], list[SeriesRow]]:
    """Those under way, and those whose results are published."""
    running = [row for row in rows if row.state != PUBLISHED]
    return running, [row for row in rows if row.state == PUBLISHED]


def _own(comes: sa.ColumnElement[bool]) -> Any:
    return (
        sa.select(
            LectureSeries.slug, LectureSeries.title, Lecture.slug, Lecture.topic,
            GroupStudy.starts_at, sa.func.coalesce(GroupStudy.place, ""),
            sa.func.coalesce(GroupStudy.state, ""), comes,
        )
        .select_from(Lecture)
        .join(LectureSeries, LectureSeries.id == Lecture.series_id)
        .outerjoin(GroupStudy, _time_of_lecture())
        .order_by(GroupStudy.starts_at.nulls_last(), Lecture.id)
    )  # fmt: skip


def _time_of_lecture() -> sa.ColumnElement[bool]:
    """The condition that joins its gathering; one that was cancelled is none."""
    return sa.and_(
        GroupStudy.id == Lecture.group_study_id, GroupStudy.state != CANCELLED
    )  # fmt: skip
