"""What a member owes a class: its matter is closed when nothing is lacking. Nothing commits."""

from datetime import datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.matters import close_matter
from domain.matters.kinds import CLASS_WORK
from domain.reading.reach import OPEN
from domain.reading.standings import standings
from models import ClassMember, ReadingClass, db


def follow_member(class_id: int, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Bring what the member owes to where the member is now. One statement for nobody's member."""
    row = db.session.execute(
        sa.select(ReadingClass, ClassMember)
        .join(ClassMember, ClassMember.class_id == ReadingClass.id)
        .where(
            ReadingClass.id == class_id, ReadingClass.state == OPEN,
            ClassMember.person_id == person_id, ClassMember.removed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
    if row is None or standings(row[0], [person_id])[person_id].lacks:
        return
    close_matter(CLASS_WORK, row[1].id, outcome="done", actor=actor, now=now, comes_back=False)
