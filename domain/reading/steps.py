"""What was done to a class: its steps, with the values before and after, and the trail."""

from datetime import datetime

from domain import audit
from domain.audit import Actor
from domain.step_values import Values, as_json, for_trail
from models import ClassStep, ReadingClass, ReadingMaterial, db

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
            before=as_json(before), after=as_json(after),
        )
    )  # fmt: skip
    db.session.flush()
    noun, noun_id = (
        ("reading_class", reading.id) if material is None else ("reading_material", material.id)
    )
    audit.record(
        actor, f"reading.{act}", noun, noun_id, at=now, before=for_trail(before, PERSONAL),
        after=for_trail(after, PERSONAL),
    )  # fmt: skip
