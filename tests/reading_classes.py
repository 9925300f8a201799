"""Reading classes for tests: rows with dull defaults, flushed and not committed."""

from datetime import UTC, date, datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.reading.asked import Asked
from domain.reading.rendering import rendered
from domain.reading.revisions import Draft, add_revision, read_sections
from models import (
    ClassMember,
    ClassPost,
    MaterialRevision,
    ReadingClass,
    ReadingMaterial,
    Reflection,
    SectionRead,
    db,
)

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TEXT = """开头一段。

## 起草 {#draft}

先想清楚，再动笔。

## 校对 {#check}

开会要短，说话要实。
"""
PAGE = "/reading"
# What the form of a class sends.
CLASS = {
    "title": "办文基本功", "title_en": "The craft of papers", "slug": "craft", "theme": "写短写实",
    "starts_on": "2026-11-16", "ends_on": "2026-11-30", "joining": "assigned", "read": "required",
    "reflection": "y", "reflection_characters": "800", "kind": "group_training", "minutes": "270",
}  # fmt: skip


def make_class(slug="craft", **values):
    asked = values.pop("asked", Asked(reflection_characters=10, minutes=90))
    row = ReadingClass(
        **{
            "slug": slug, "title": "办文基本功", "title_en": "The craft of papers",
            "theme": "写短写实", "theme_en": "Short and plain", "kind": "group_training",
            "joining": "assigned",
            "asks": asked.as_json(), "origin": "local", "state": "open",
            "starts_on": date(2026, 11, 16), "ends_on": date(2026, 11, 30), "written_at": NOW,
        }
        | values
    )  # fmt: skip
    return _added(row)


def make_reading_material(reading, slug="drafting", text=TEXT, *, english="", **values):
    number = values.pop("number", None) or 1 + db.session.scalar(
        sa.select(sa.func.count(ReadingMaterial.id)).where(ReadingMaterial.class_id == reading.id)
    )
    row = _added(
        ReadingMaterial(
            class_id=reading.id, slug=slug, number=number,
            **{"title": f"材料{number}", "minutes": 30} | values,
        )
    )  # fmt: skip
    for language, words in (("zh", text), ("en", english)):
        if words:
            revise(row, words, language=language)
    return row


def revise(material, text, *, language="zh", questions="[]", now=NOW):
    """A new revision of the material, as whoever writes it makes one."""
    return add_revision(
        material, Draft(language, text, rendered(text), questions), actor=Actor(None), now=now
    )


def make_member(reading, person, **values):
    defaults = {"way": "list", "added_at": NOW}
    return _added(ClassMember(class_id=reading.id, person_id=person.id, **defaults | values))


def make_reflection(reading, person, words="学习以后，我认为写短是对读者的尊重。", **values):
    """A draft, as its author saved it; handed in by ``hand_in`` of the domain."""
    defaults = {"title": "心得", "words": words, "saved_at": NOW}
    return _added(Reflection(class_id=reading.id, person_id=person.id, **defaults | values))


def make_post_on_board(reading, account, words="周五下午见", **values):
    defaults = {"account_id": account.id, "words": words, "posted_at": NOW}
    return _added(ClassPost(class_id=reading.id, **defaults | values))


def read_all(person, material):
    """The person has read every section of the Chinese text."""
    revision = db.session.scalars(
        sa.select(MaterialRevision)
        .filter_by(material_id=material.id, language="zh")
        .order_by(MaterialRevision.number.desc())
    ).first()
    for section in read_sections(revision.sections):
        db.session.add(
            SectionRead(person_id=person.id, material_id=material.id, section=section.key, at=NOW)
        )
    db.session.flush()


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row
