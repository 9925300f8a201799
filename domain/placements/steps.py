"""What was done to a placement: its steps, with the values before and after, and the trail."""

from datetime import datetime

from domain import audit
from domain.audit import Actor
from domain.step_values import Values, as_json, for_trail
from models import Placement, PlacementStep, db

# What the trail holds as digests only: texts that people wrote.
PERSONAL = frozenset(
    {
        "aim", "duties", "content", "standard", "text", "topic", "said", "title", "markdown",
        "html", "answer", "remark", "reason", "end_reason", "document_no", "project", "to_rank",
        "host_post", "signed_name", "name",
    }
)  # fmt: skip


def take_step(
    placement: Placement, act: str, actor: Actor, now: datetime, *, reason: str = "",
    values: Values = ({}, {}),
) -> PlacementStep:  # fmt: skip
    """Keep who did what to a placement; the trail gets ids, days and digests."""
    before, after = values
    step = PlacementStep(
        placement_id=placement.id, act=act, actor_id=actor.account_id, at=now, reason=reason,
        before=as_json(before), after=as_json(after),
    )  # fmt: skip
    db.session.add(step)
    db.session.flush()
    audit.record(
        actor, f"placement.{act}", "placement", placement.id, at=now,
        before=for_trail(before, PERSONAL), after=for_trail(after, PERSONAL),
    )  # fmt: skip
    return step
