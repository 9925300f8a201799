"""What was done to a class: its steps, with the values before and after, and the trail."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain import audit
from domain.audit import Actor
from models import ClassStep, ReadingClass, ReadingMaterial, db

Values = tuple[Mapping[str, Any], Mapping[str, Any]]
# What the trail holds as digests only: texts that people wrote.
PERSONAL = frozenset({"title", "title_en", "theme", "theme_en", "source"})


def take_step(
    reading: ReadingClass, act: str, actor: Actor, now: datetime, *,
    material: ReadingMaterial | None = None, reason: str = "", values: Values = ({}, {}),
) -> None:  # fmt: skip
    """Keep who did what to a class or a material of it; the trail gets ids, days and digests."""
    before, after = values
    db.session.add(
        ClassStep(
            class_id=reading.id, material_id=material.id if material is not None else None,
            act=act, actor_id=actor.account_id, at=now, reason=reason,
            before=_json(before), after=_json(after),
        )
    )  # fmt: skip
    db.session.flush()
    noun, noun_id = (
        ("reading_class", reading.id) if material is None else ("reading_material", material.id)
    )
    audit.record(
        actor, f"reading.{act}", noun, noun_id, at=now, before=_told(before) or None,
        after=_told(after) or None,
    )  # fmt: skip


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: audit.digest(value) if name in PERSONAL and isinstance(value, str) else value
        for name, value in values.items()
    }
