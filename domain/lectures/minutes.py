"""How long lectures took, kept for all of a series together. The caller commits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.audit import Actor
from domain.lectures.holding import RUNNING, hold
from domain.lectures.progress import lectures_of, not_given
from domain.lectures.steps import take_step
from domain.lectures.times import ChangedSince, version_of
from domain.versions import change
from models import GroupStudyTalk, Lecture, LectureSeries, db

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A lecture that may have been given; ``timed``: by its speakers' timer, where it ran."""

    lecture: Lecture
    timed: int | None


def spoken_in(series_id: int, now: datetime) -> list[Spoken]:
    """Those whose time is not still to come, in their order. Three queries."""
    ahead = {lecture.id for lecture, at in not_given(series_id, now) if at is not None}
    timed = _timed(series_id)
    return [Spoken(one, timed.get(one.id)) for one in lectures_of(series_id) if one.id not in ahead]


def keep_minutes(
    series: LectureSeries, minutes: Mapping[int, int | None], *, version: str, actor: Actor,
    now: datetime,
) -> int:  # fmt: skip
    """What is said of each lecture, by its id; how many changed. Begun minutes count as whole.

    Raises:
        domain.lectures.holding.NotInState: results are proposed or published.
        domain.lectures.times.ChangedSince: a lecture was changed since ``version`` was read.
    """
    hold(series, *RUNNING)
    spoken = [one.lecture for one in spoken_in(series.id, now)]
    _hold(spoken)
    if version_of(spoken) != version:
        raise ChangedSince
    changed = [one for one in spoken if minutes.get(one.id) != one.minutes_spoken]
    for lecture in changed:
        values = change(lecture, {"minutes_spoken": minutes.get(lecture.id)})
        lecture.version += 1
        take_step(series, "lecture_edited", actor, now, lecture=lecture, values=values)
    return len(changed)


def _hold(lectures: Sequence[Lecture]) -> None:
    """Until the transaction ends, as they stand."""
    db.session.scalars(
        sa.select(Lecture)
        .where(Lecture.id.in_(one.id for one in lectures))
        .order_by(Lecture.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _timed(series_id: int) -> dict[int, int]:
    """By lecture the minutes that its speakers took, where the timer of each has ended."""
    rows: Any = db.session.execute(
        sa.select(Lecture.id, GroupStudyTalk.began_at, GroupStudyTalk.ended_at)
        .join(GroupStudyTalk, GroupStudyTalk.group_study_id == Lecture.group_study_id)
        .where(
            Lecture.series_id == series_id, GroupStudyTalk.removed_at.is_(None),
            GroupStudyTalk.began_at.is_not(None), GroupStudyTalk.ended_at.is_not(None),
        )
    )  # fmt: skip
    took: dict[int, timedelta] = defaultdict(timedelta)
    for lecture_id, began_at, ended_at in rows:
        took[lecture_id] += ended_at - began_at
    return {lecture_id: -(-one // A_MINUTE) for lecture_id, one in took.items()}
