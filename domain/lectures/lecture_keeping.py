"""Lectures of a series: added, changed, withdrawn; who speaks. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor
from domain.audit import Actor
from domain.groupstudy.holding import CLOSED as HELD
from domain.groupstudy.holding import CORRECTED, OPEN, PLANNED
from domain.groupstudy.planning import cancel_gathering
from domain.lectures.gatherings import gathering_of, pass_on
from domain.lectures.holding import PREPARING, RUNNING, SCORING, hold
from domain.lectures.judge_duties import follow_judges
from domain.lectures.series_keeping import note_html
from domain.lectures.slugs import lecture_slug
from domain.lectures.standing import ask_again, let_go
from domain.lectures.steps import take_step
from domain.people.places import main_post_on
from domain.versions import change, next_version
from models import (
    GroupStudy,
    Lecture,
    LectureSeries,
    LectureSpeaker,
    db,
)

MOST_LECTURES, MOST_SPEAKERS = 300, 20
TAKES_LECTURES = (PREPARING, SCORING)


class NoSpeaker(Exception):
    """Nobody would speak."""


class TooManyLectures(Exception):
    """The series has ``MOST_LECTURES`` already."""


class SpeakersStand(Exception):
    """The lecture was opened or held: who spoke is what its record says."""


class Withdrawn(Exception):
    """The lecture was withdrawn."""


@dataclass(frozen=True, slots=True)
class Speakers:
    """Ids of the people who speak, then experts from outside: name and unit."""

    person_ids: Sequence[int] = ()
    outside: Sequence[tuple[str, str]] = ()

    def __len__(self) -> int:
        return len(self.person_ids) + len(self.outside)

    def rows(self) -> list[dict[str, Any]]:
        people: list[dict[str, Any]] = [{"person_id": one} for one in self.person_ids]
        experts = [{"outside_name": name, "outside_unit": unit} for name, unit in self.outside]
        return people + experts

    def told(self) -> dict[str, Any]:
        """As steps keep them; the trail has a digest of the names from outside."""
        names = "; ".join(f"{name}, {unit}" for name, unit in self.outside)
        return {"people": list(self.person_ids), "outside_name": names}


@dataclass(frozen=True, slots=True)
class LectureText:
    """What is written of a lecture; ``minutes_spoken`` once it was held."""

    topic: str
    branch_id: int
    speakers: Speakers
    abstract: str = ""
    minutes_spoken: int | None = None

    def values(self) -> dict[str, Any]:
        return {
            "topic": self.topic, "branch_id": self.branch_id, "abstract": self.abstract,
            "abstract_html": note_html(self.abstract), "minutes_spoken": self.minutes_spoken,
        }  # fmt: skip


def add_lecture(
    series: LectureSeries, text: LectureText, *, today: date, actor: Actor, now: datetime
) -> Lecture:
    """A new lecture; once the order is drawn its place is the last.

    Raises:
        domain.lectures.holding.NotInState: the series is not prepared or scored.
        NoSpeaker, TooManyLectures.
    """
    hold(series, *TAKES_LECTURES)
    if not text.speakers:
        raise NoSpeaker
    many, last = _counted(series.id)
    if many >= MOST_LECTURES:
        raise TooManyLectures
    lecture = Lecture(
        series_id=series.id, slug=lecture_slug(many + 1),
        number=last + 1 if series.drawn_at is not None else None,
        unit_id=unit_of(text.speakers.person_ids, today), written_by=actor.account_id,
        written_at=now, **text.values(),
    )  # fmt: skip
    db.session.add(lecture)
    db.session.flush()
    _keep_speakers(lecture, text.speakers)
    values = {"topic": text.topic, "branch_id": text.branch_id, "number": lecture.number}
    take_step(series, "lecture_added", actor, now, lecture=lecture, values=({}, values))
    return lecture


def edit_lecture(
    lecture: Lecture, series: LectureSeries, text: LectureText, visitor: Visitor, *,
    version: int, today: date, now: datetime,
) -> None:  # fmt: skip
    """Other words and people; its gathering is told of the topic and of who speaks.

    Raises:
        domain.lectures.holding.NotInState: results are proposed or published.
        domain.versions.Stale: somebody changed it since ``version`` was read.
        NoSpeaker, SpeakersStand, Withdrawn.
        domain.lectures.standing.JudgesBarred: judges might not score it then.
    """
    hold_lecture(lecture, series, *RUNNING)
    next_version(lecture, version)
    if not text.speakers:
        raise NoSpeaker
    gathering = gathering_of(lecture)
    values, known = text.values(), speakers_of(lecture.id)
    others = known.rows() != text.speakers.rows()
    asked = others or lecture.branch_id != text.branch_id
    if others:
        if gathering is not None and gathering.state in (HELD, CORRECTED):
            raise SpeakersStand
        day = today if gathering is None else gathering.held_on
        values["unit_id"] = unit_of(text.speakers.person_ids, day)
    if asked:
        let_go(lecture)
    before, after = change(lecture, values)
    if others:
        before, after = before | known.told(), after | text.speakers.told()
        _keep_speakers(lecture, text.speakers)
    db.session.flush()
    if gathering is not None and gathering.state in (PLANNED, OPEN):
        gone = frozenset(known.person_ids) - set(text.speakers.person_ids)
        pass_on(lecture, series, gathering, visitor, gone=gone, now=now)
    if asked:
        ask_again(lecture, today=today)
    take_step(series, "lecture_edited", visitor.actor, now, lecture=lecture, values=(before, after))


def withdraw_lecture(
    lecture: Lecture, series: LectureSeries, reason: str, *, actor: Actor, now: datetime
) -> None:
    """It will not be given, or not be ranked; its sheets stay. What is planned is cancelled.

    Raises:
        domain.lectures.holding.NotInState: the series is not prepared or scored.
        Withdrawn: it was withdrawn already.
    """
    hold_lecture(lecture, series, *TAKES_LECTURES)
    values = change(lecture, {"withdrawn_at": now})
    lecture.version += 1
    gathering = gathering_of(lecture)
    if gathering is not None and gathering.state == PLANNED:
        cancel_gathering(gathering, reason, actor=actor, now=now)
    take_step(
        series, "lecture_withdrawn", actor, now, lecture=lecture, reason=reason, values=values
    )
    follow_judges(series, actor=actor, now=now)


def hold_lecture(lecture: Lecture, series: LectureSeries, *states: str) -> None:
    """Hold both until the transaction ends, the lecture as it stands.

    Raises:
        domain.lectures.holding.NotInState, Withdrawn.
    """
    hold(series, *states)
    db.session.refresh(lecture, with_for_update=True)
    if lecture.withdrawn_at is not None:
        raise Withdrawn


def speakers_of(lecture_id: int) -> Speakers:
    """One query."""
    rows = db.session.scalars(
        sa.select(LectureSpeaker)
        .where(LectureSpeaker.lecture_id == lecture_id)
        .order_by(LectureSpeaker.number)
    ).all()
    return Speakers(
        tuple(one.person_id for one in rows if one.person_id is not None),
        tuple((one.outside_name, one.outside_unit) for one in rows if one.person_id is None),
    )


def unit_of(person_ids: Sequence[int], day: date) -> int | None:
    """The unit of the first one's main post on the day. One query, or none."""
    post = main_post_on(person_ids[0], day) if person_ids else None
    return None if post is None else post.unit_id


def is_held(lecture: Lecture) -> bool:
    """Whether its gathering was held and closed. At most one query."""
    if lecture.group_study_id is None:
        return False
    return db.session.get_one(GroupStudy, lecture.group_study_id).state == HELD


def _keep_speakers(lecture: Lecture, speakers: Speakers) -> None:
    """Write the list anew; empty names stand for people."""
    db.session.execute(
        sa.delete(LectureSpeaker).where(LectureSpeaker.lecture_id == lecture.id)
    )  # fmt: skip
    db.session.add_all(
        LectureSpeaker(lecture_id=lecture.id, number=number, **row)
        for number, row in enumerate(speakers.rows(), start=1)
    )
    db.session.flush()


def _counted(series_id: int) -> tuple[int, int]:
    """How many lectures the series has, and the last number that was drawn. One query."""
    row: Any = db.session.execute(
        sa.select(sa.func.count(Lecture.id), sa.func.max(Lecture.number)).where(
            Lecture.series_id == series_id
        )
    ).one()
    return row[0], row[1] or 0
