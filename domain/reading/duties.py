"""What a class asks of its members, as matters: they follow how far each member is."""

from datetime import datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.matters import close_matter
from domain.matters.kinds import CLASS_WORK
from domain.reading.standings import standings
from models import ClassMember, ReadingClass, db


def follow_member(class_id: int, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Close the matter of a membership once nothing is lacking any more. The caller commits."""
    member = db.session.scalars(
        sa.select(ClassMember).where(
            ClassMember.class_id == class_id, ClassMember.person_id == person_id,
            ClassMember.removed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
    if member is None:
        return
    reading = db.session.get_one(ReadingClass, class_id)
    if not standings(reading, [person_id])[person_id].lacks:
        close_matter(
            CLASS_WORK, member.id, outcome="done", actor=actor, now=now, comes_back=False
        )  # fmt: skip
