"""What was done to a series or a lecture: its steps, with the values before and after."""

from datetime import datetime

from domain import audit
from domain.audit import Actor
from domain.step_values import Values, as_json, for_trail
from models import Lecture, LectureSeries, LectureStep, db

# What the trail holds as digests only: texts that people wrote.
PERSONAL = frozenset(
    {
        "title", "season", "about", "topic", "abstract", "comment", "answer", "grounds",
        "outside_name", "outside_unit", "place",
    }
)  # fmt: skip


def take_step(
    series: LectureSeries, act: str, actor: Actor, now: datetime, *,
    lecture: Lecture | None = None, reason: str = "", values: Values = ({}, {}),
) -> None:  # fmt: skip
    """Keep who did what to a series, or to a lecture of it; the trail gets ids and digests."""
    before, after = values
    db.session.add(
        LectureStep(
            series_id=series.id, lecture_id=lecture.id if lecture else None, act=act,
            actor_id=actor.account_id, at=now, reason=reason, before=as_json(before),
            after=as_json(after),
        )
    )  # fmt: skip
    db.session.flush()
    kind, number = ("lecture", lecture.id) if lecture else ("lecture_series", series.id)
    audit.record(
        actor, f"lectures.{act}", kind, number, at=now, before=for_trail(before, PERSONAL),
        after=for_trail(after, PERSONAL),
    )  # fmt: skip
