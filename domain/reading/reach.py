"""Who may open which class: the condition for one, for lists, counts, searches and exports.

Organisers open all. Everybody else opens a class that is no longer planned: as its member,
as the one who organises or leads it, or because anybody may join.
"""

from typing import Any

import sqlalchemy as sa

from domain.access import Visitor, may, reach
from models import ClassMember, ReadingClass, ReadingMaterial, Reflection, db

SEE, RUN, ANSWER = "reading.see", "reading.run", "reflection.answer"
PLANNED, OPEN, CLOSED = "planned", "open", "closed"


def readable(visitor: Visitor) -> sa.ColumnElement[bool]:
    """The condition on ``ReadingClass`` that the visitor may open it and read its materials."""
    if may(visitor, RUN):
        return sa.true()
    if not may(visitor, SEE) or visitor.person_id is None:
        return sa.false()
    own = visitor.person_id
    return sa.and_(
        ReadingClass.state != PLANNED,
        sa.or_(
            ReadingClass.joining == "open",
            ReadingClass.id.in_(classes_of(own)),
            ReadingClass.organiser_id == own,
            ReadingClass.leader_id == own,
        ),
    )


def classes_of(person_id: int) -> sa.Select[Any]:
    """Ids of the classes of which the person is a member today."""
    return sa.select(ClassMember.class_id).where(
        ClassMember.person_id == person_id, ClassMember.removed_at.is_(None)
    )


def find_class(slug: str, visitor: Visitor) -> ReadingClass | None:
    """The class of the address, if the visitor may open it. One query."""
    return db.session.scalars(
        sa.select(ReadingClass).where(ReadingClass.slug == slug, readable(visitor))
    ).one_or_none()


def find_class_of_author(slug: str, person_id: int | None) -> ReadingClass | None:
    """The class of the address, if the person has begun a reflection on it. One query.

    Whoever has left a class goes on with what they wrote, and takes back what they shared.
    """
    return db.session.scalars(
        sa.select(ReadingClass)
        .join(Reflection, Reflection.class_id == ReadingClass.id)
        .where(ReadingClass.slug == slug, Reflection.person_id == person_id)
    ).one_or_none()


def membership(reading: ReadingClass, person_id: int | None) -> ClassMember | None:
    """The person's membership of the class, if it stands. One query."""
    if person_id is None:
        return None
    return db.session.scalars(
        sa.select(ClassMember).where(
            ClassMember.class_id == reading.id, ClassMember.person_id == person_id,
            ClassMember.removed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip


def runs(visitor: Visitor) -> bool:
    """Whether the visitor runs classes: makes, writes, opens and closes them. No query."""
    return reach(visitor, RUN).everyone


def find_material(
    class_slug: str, slug: str, visitor: Visitor
) -> tuple[ReadingClass, ReadingMaterial] | None:
    """The class and the material on its syllabus, if the visitor may read it. One query."""
    found = db.session.execute(
        sa.select(ReadingClass, ReadingMaterial)
        .join(ReadingMaterial, ReadingMaterial.class_id == ReadingClass.id)
        .where(
            ReadingClass.slug == class_slug, ReadingMaterial.slug == slug,
            ReadingMaterial.removed_at.is_(None), readable(visitor),
        )
    ).one_or_none()  # fmt: skip
    return None if found is None else (found[0], found[1])
