"""Speakers in their turn: added, moved, taken off, and their points.

All of it while the gathering is planned or open; what was credited stands on it afterwards. The
caller commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor
from domain.audit import Actor
from domain.groupstudy.holding import OPEN, PLANNED, hold
from domain.groupstudy.steps import take_step
from domain.reading.reflections import SHARED, TAKEN_BACK
from domain.reading.talks import shared_with
from domain.text import render_note
from domain.versions import change, next_version
from models import (
    GroupStudy,
    GroupStudyTalk,
    Person,
    ReadingClass,
    Reflection,
    ReflectionVersion,
    db,
)

MOST_SPEAKERS, LONGEST_TITLE, LONGEST_POINTS, MOST_MINUTES = 60, 120, 10_000, 600
A_MINUTE = 60  # seconds


class SpeaksAlready(Exception):
    """The person has a turn at this gathering."""


class TooManySpeakers(Exception):
    """It has ``MOST_SPEAKERS`` already."""


class NotShared(Exception):
    """The reflection is none that the speaker shares and the writer may read."""


class Spoken(NamedTuple):
    """A talk as pages show it; ``shared`` and ``class_slug`` are empty where no reflection is
    chosen, or the reader may not read it.
    """

    talk: GroupStudyTalk
    name: str
    staff_no: str
    shared: str
    class_slug: str

    def over(self, now: datetime) -> int:
        """By how many minutes it is longer than planned, rounded up; 0 where it is not."""
        talk = self.talk
        if talk.began_at is None or not talk.planned_minutes:
            return 0
        seconds = ((talk.ended_at or now) - talk.began_at).total_seconds()
        return max(0, -int(-(seconds - talk.planned_minutes * A_MINUTE) // A_MINUTE))

    @property
    def minutes(self) -> int:
        """How long it took, to the nearest minute; 0 where it has not ended."""
        talk = self.talk
        if talk.began_at is None or talk.ended_at is None:
            return 0
        return round((talk.ended_at - talk.began_at).total_seconds() / A_MINUTE)

    @property
    def runs(self) -> bool:
        return self.talk.began_at is not None and self.talk.ended_at is None


@dataclass(frozen=True, slots=True)
class TalkText:
    """What is written of a talk; ``minutes`` is left as it is where it is ``None``."""

    title: str
    points: str = ""
    reflection_id: int | None = None
    minutes: int | None = None


_TITLE = (  # of the version that stands
    sa.select(ReflectionVersion.title)
    .where(
        ReflectionVersion.reflection_id == Reflection.id, ReflectionVersion.verdict != TAKEN_BACK
    )
    .order_by(ReflectionVersion.number.desc())
    .limit(1)
    .correlate(Reflection)
    .scalar_subquery()
)


def talks_of(gathering_id: int, visitor: Visitor) -> list[Spoken]:
    """The talks in their turn. One query."""
    rows = db.session.execute(_talks(visitor).where(_of(gathering_id)).order_by(*_TURN))
    return [Spoken(*row) for row in rows]


def find_talk(gathering_id: int, talk_id: int, visitor: Visitor) -> Spoken | None:
    """One of them. One query."""
    row = db.session.execute(
        _talks(visitor).where(_of(gathering_id), GroupStudyTalk.id == talk_id)
    ).one_or_none()
    return None if row is None else Spoken(*row)


def _talks(visitor: Visitor) -> Any:
    shared = sa.and_(
        Reflection.id == GroupStudyTalk.reflection_id, Reflection.sharing == SHARED
    )  # fmt: skip
    read = sa.and_(ReadingClass.id == Reflection.class_id, shared_with(visitor))
    slug = sa.func.coalesce(ReadingClass.slug, "")
    title = sa.case((ReadingClass.id.is_not(None), sa.func.coalesce(_TITLE, "")), else_="")
    return (
        sa.select(GroupStudyTalk, Person.name, Person.staff_no, title, slug)
        .join(Person, Person.id == GroupStudyTalk.person_id)
        .outerjoin(Reflection, shared)
        .outerjoin(ReadingClass, read)
        .execution_options(populate_existing=True)
    )


_TURN = (GroupStudyTalk.number, GroupStudyTalk.id)


def _of(gathering_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        GroupStudyTalk.group_study_id == gathering_id, GroupStudyTalk.removed_at.is_(None)
    )


def reflections_of(person_id: int, visitor: Visitor) -> list[tuple[int, str]]:
    """What the person shares and the visitor may read: ids with titles. One query."""
    rows = db.session.execute(
        sa.select(Reflection.id, sa.func.coalesce(_TITLE, ""))
        .join(ReadingClass, ReadingClass.id == Reflection.class_id)
        .where(
            Reflection.person_id == person_id, Reflection.sharing == SHARED, shared_with(visitor)
        )
        .order_by(Reflection.shared_at.desc(), Reflection.id.desc())
    )
    return [(int(row[0]), str(row[1])) for row in rows]


def add_speaker(
    gathering: GroupStudy, person_id: int, text: TalkText, *, actor: Actor, now: datetime
) -> GroupStudyTalk:
    """The last turn is the person's.

    Raises:
        domain.groupstudy.holding.NotInState: it is neither planned nor open.
        SpeaksAlready, TooManySpeakers.
    """
    hold(gathering, PLANNED, OPEN)
    known = in_turn(gathering.id)
    if any(one.person_id == person_id for one in known):
        raise SpeaksAlready
    if len(known) >= MOST_SPEAKERS:
        raise TooManySpeakers
    talk = GroupStudyTalk(
        group_study_id=gathering.id, number=max((one.number for one in known), default=0) + 1,
        person_id=person_id, title=text.title, planned_minutes=text.minutes or 0,
    )  # fmt: skip
    db.session.add(talk)
    db.session.flush()
    take_step(
        gathering, "speaker_added", actor, now,
        values=({}, {"talk": talk.id, "person": person_id, "title": text.title}),
    )  # fmt: skip
    return talk


def write_talk(
    talk: GroupStudyTalk, gathering: GroupStudy, text: TalkText, visitor: Visitor, *,
    version: int, now: datetime,
) -> None:  # fmt: skip
    """Its title, its points (Markdown), the shared reflection that it is.

    Raises:
        domain.versions.Stale: somebody wrote it since ``version`` was read.
        domain.groupstudy.holding.NotInState: it is neither planned nor open.
        NotShared: see there; one that was chosen before may stay.
    """
    hold(gathering, PLANNED, OPEN)
    db.session.refresh(talk, with_for_update=True)
    next_version(talk, version)
    if text.reflection_id not in {None, talk.reflection_id}:
        offered = reflections_of(talk.person_id, visitor)
        if text.reflection_id not in {one for one, _title in offered}:
            raise NotShared
    html = render_note(text.points)
    values = {
        "title": text.title, "points": text.points, "reflection_id": text.reflection_id,
        "points_html": None if html is None else str(html),
    }  # fmt: skip
    if text.minutes is not None:
        values["planned_minutes"] = text.minutes
    before, after = change(talk, values)
    about = {"talk": talk.id}
    take_step(gathering, "talk_written", visitor.actor, now, values=(before, {**about, **after}))


def remove_speaker(
    talk: GroupStudyTalk, gathering: GroupStudy, *, actor: Actor, now: datetime
) -> None:
    """The turn is taken off; the line stays and says when.

    Raises:
        domain.groupstudy.holding.NotInState: it is neither planned nor open.
    """
    hold(gathering, PLANNED, OPEN)
    db.session.refresh(talk, with_for_update=True)
    if talk.removed_at is None:
        talk.removed_at = now
        before = {"talk": talk.id, "person": talk.person_id}
        take_step(gathering, "speaker_removed", actor, now, values=(before, {}))


def move_speaker(
    talk: GroupStudyTalk, gathering: GroupStudy, *, earlier: bool, actor: Actor, now: datetime
) -> None:
    """Change turns with whoever comes just before, or after; at an end nothing changes.

    Raises:
        domain.groupstudy.holding.NotInState: it is neither planned nor open.
    """
    hold(gathering, PLANNED, OPEN)
    known = list(in_turn(gathering.id))
    at = known.index(talk) if talk in known else -1
    to = at - 1 if earlier else at + 1
    if at < 0 or not 0 <= to < len(known):
        return
    known[at], known[to] = known[to], known[at]
    for number, one in enumerate(known, start=1):
        one.number = number
    values = {"talk": talk.id, "turn": talk.number}
    take_step(gathering, "speaker_moved", actor, now, values=({}, values))


def in_turn(gathering_id: int) -> Sequence[GroupStudyTalk]:
    """The talks in their turn, held until the transaction ends. One query."""
    return db.session.scalars(
        sa.select(GroupStudyTalk)
        .where(_of(gathering_id))
        .order_by(*_TURN)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
