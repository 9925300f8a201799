"""What was done to a gathering: its steps, with the values before and after, and the trail."""

from datetime import datetime

from domain import audit
from domain.audit import Actor
from domain.step_values import Values, as_json, for_trail
from models import GroupStudy, GroupStudyStep, db

# What the trail holds as digests only: texts that people wrote.
PERSONAL = frozenset(
    {"topic", "agenda", "meeting", "place", "key_points", "words", "title", "points", "answer"}
)


def take_step(
    gathering: GroupStudy, act: str, actor: Actor, now: datetime, *, reason: str = "",
    values: Values = ({}, {}),
) -> None:  # fmt: skip
    """Keep who did what to a gathering; the trail gets ids, days, counts and digests."""
    before, after = values
    db.session.add(
        GroupStudyStep(
            group_study_id=gathering.id, act=act, actor_id=actor.account_id, at=now,
            reason=reason, before=as_json(before), after=as_json(after),
        )
    )  # fmt: skip
    db.session.flush()
    audit.record(
        actor, f"group_study.{act}", "group_study", gathering.id, at=now,
        before=for_trail(before, PERSONAL), after=for_trail(after, PERSONAL),
    )  # fmt: skip
