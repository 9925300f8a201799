"""What an organiser may have overlooked about who speaks: another branch, a second lecture."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.lectures.whereabouts import Whereabouts
from models import Lecture, LectureSpeaker, Person, db


@dataclass(frozen=True, slots=True)
class SpeakerDoubt:
    """``also``: topics of the other lectures of the series at which the person speaks."""

    name: str
    other_branch: bool
    also: tuple[str, ...]


def speaker_doubts(lecture: Lecture, day: date) -> list[SpeakerDoubt]:
    """Of those who speak at the lecture and give rise to one, in their order. Four queries."""
    people: Any = db.session.execute(
        sa.select(Person.id, Person.name)
        .join(LectureSpeaker, LectureSpeaker.person_id == Person.id)
        .where(LectureSpeaker.lecture_id == lecture.id)
        .order_by(LectureSpeaker.number)
    ).all()
    ids = [person_id for person_id, _name in people]
    also: Any = db.session.execute(
        sa.select(LectureSpeaker.person_id, Lecture.topic)
        .join(Lecture, Lecture.id == LectureSpeaker.lecture_id)
        .where(
            Lecture.series_id == lecture.series_id,
            Lecture.id != lecture.id,
            Lecture.withdrawn_at.is_(None),
            LectureSpeaker.person_id.in_(ids),
        )
        .order_by(Lecture.id)
    ).all()
    places = Whereabouts(ids)
    found = [
        SpeakerDoubt(
            name, places.branch(one, day) != lecture.branch_id,
            tuple(topic for person_id, topic in also if person_id == one),
        )
        for one, name in people
    ]  # fmt: skip
    return [one for one in found if one.other_branch or one.also]
