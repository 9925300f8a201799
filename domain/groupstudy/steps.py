"""What was done to a gathering: its steps, with the values before and after, and the trail."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain import audit
from domain.audit import Actor
from models import GroupStudy, GroupStudyStep, db

Values = tuple[Mapping[str, Any], Mapping[str, Any]]
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
            reason=reason, before=_json(before), after=_json(after),
        )
    )  # fmt: skip
    db.session.flush()
    audit.record(
        actor, f"group_study.{act}", "group_study", gathering.id, at=now,
        before=_told(before) or None, after=_told(after) or None,
    )  # fmt: skip


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: audit.digest(value) if name in PERSONAL and isinstance(value, str) else value
        for name, value in values.items()
        if not name.endswith("_html")
    }
