"""What was done to a series, as its page lists it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models import Account, Lecture, LectureStep, Person, db


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step; ``topic`` of the lecture it was taken for, empty for the series itself."""

    act: str
    at: datetime
    who: str
    topic: str
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def steps_of(
    series_id: int, *, most: int | None = None, acts: Collection[str] = ()
) -> list[StepTaken]:
    """The latest first; of the acts alone, where some are named. One query."""
    wanted = [LectureStep.act.in_(acts)] if acts else []
    rows: Any = db.session.execute(
        sa.select(
            LectureStep.act, LectureStep.at,
            sa.func.coalesce(Person.name, Account.username, ""),
            sa.func.coalesce(Lecture.topic, ""), LectureStep.reason, LectureStep.before,
            LectureStep.after,
        )
        .outerjoin(Account, Account.id == LectureStep.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(Lecture, Lecture.id == LectureStep.lecture_id)
        .where(LectureStep.series_id == series_id, *wanted)
        .order_by(LectureStep.id.desc())
        .limit(most)
    )  # fmt: skip
    return [
        StepTaken(act, at, who, topic, reason, json.loads(before), json.loads(after))
        for act, at, who, topic, reason, before, after in rows
    ]


def why_withdrawn(lecture_id: int) -> str:
    """The reason that was given when the lecture was withdrawn. One query."""
    found = db.session.scalar(
        sa.select(LectureStep.reason).where(
            LectureStep.lecture_id == lecture_id, LectureStep.act == "lecture_withdrawn"
        )
    )
    return found or ""
