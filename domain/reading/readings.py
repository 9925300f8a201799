"""A material as one person reads it: its current texts, what is read of it, what is beside it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.locks import lock_people
from domain.reading.duties import follow_member
from domain.reading.rendering import Section
from domain.reading.revisions import current_texts, is_current, read_sections
from domain.reading.standings import page_keys
from models import MaterialRevision, ReadingMaterial, SectionRead, StoredFile, db


class NoSuchSection(Exception):
    """The material has no section of that key, in no language."""


@dataclass(frozen=True, slots=True)
class Text:
    """The current revision of a material in one language, without its words."""

    id: int
    language: str
    sections: tuple[Section, ...]
    characters: int
    written_at: datetime
    has_test: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A material of the syllabus, to go on to."""

    id: int
    slug: str
    number: int
    title: str
    title_en: str


def texts_of(material_id: int) -> dict[str, Text]:
    """The current text in each language there is. One query, without the words."""
    rows = db.session.execute(
        sa.select(
            MaterialRevision.id, MaterialRevision.language, MaterialRevision.sections,
            MaterialRevision.characters, MaterialRevision.written_at,
            (MaterialRevision.questions != "[]").label("has_test"),
        ).where(MaterialRevision.material_id == material_id, is_current())
    )  # fmt: skip
    return {
        row.language: Text(
            row.id, row.language, tuple(read_sections(row.sections)), row.characters,
            row.written_at, row.has_test,
        )
        for row in rows
    }  # fmt: skip


def html_of(revision_id: int) -> str:
    """The kept HTML of a revision. One query."""
    html: str = db.session.scalars(
        sa.select(MaterialRevision.html).where(MaterialRevision.id == revision_id)
    ).one()
    return html


def pages_of(material: ReadingMaterial) -> int:
    """How many pages the PDF of a material has; 0 where it is none. One query."""
    if material.sha256 is None:
        return 0
    return db.session.scalar(
        sa.select(StoredFile.pages).where(StoredFile.sha256 == material.sha256)
    ) or 0  # fmt: skip


def sections_read(person_id: int, material_id: int) -> frozenset[str]:
    """The keys of what the person has read of the material. One query."""
    return frozenset(
        db.session.scalars(
            sa.select(SectionRead.section).where(
                SectionRead.person_id == person_id, SectionRead.material_id == material_id
            )
        )
    )


def syllabus_of(class_id: int) -> list[Neighbour]:
    """What is on the syllabus, in its order. One query."""
    rows = db.session.execute(
        sa.select(
            ReadingMaterial.id, ReadingMaterial.slug, ReadingMaterial.number,
            ReadingMaterial.title, ReadingMaterial.title_en,
        )
        .where(ReadingMaterial.class_id == class_id, ReadingMaterial.removed_at.is_(None))
        .order_by(ReadingMaterial.number, ReadingMaterial.id)
    )  # fmt: skip
    return [Neighbour(row.id, row.slug, row.number, row.title, row.title_en) for row in rows]


def keys_of(material: ReadingMaterial) -> list[str]:
    """The keys of all that can be read of a material, in their order. One query."""
    if material.form == "pdf":
        return sorted(page_keys(pages_of(material)), key=lambda key: int(key.partition("-")[2]))
    texts = texts_of(material.id)
    found = [one.key for text in texts.values() for one in text.sections]
    return list(dict.fromkeys(found))


def read_section(
    material: ReadingMaterial, person_id: int, section: str, *, actor: Actor, now: datetime
) -> bool:
    """The person has read a section, or a page of a PDF; whether that is new. The caller commits.

    What the person owes the class follows.

    Raises:
        NoSuchSection: the material has none of that key.
    """
    keys = keys_of(material)
    if section not in keys:
        raise NoSuchSection(section)
    lock_people(person_id)
    if db.session.get(SectionRead, (person_id, material.id, section)) is not None:
        return False
    db.session.add(
        SectionRead(person_id=person_id, material_id=material.id, section=section, at=now)
    )
    db.session.flush()
    audit.record(
        actor, "reading.section_read", "reading_material", material.id, at=now,
        after={"person": person_id, "section": audit.digest(section)},
    )  # fmt: skip
    follow_member(material.class_id, person_id, actor=actor, now=now)
    return True


def sections_of_class(class_id: int) -> dict[tuple[int, str], tuple[Section, ...]]:
    """The sections of the current texts of a class, by material and language. One query."""
    rows = db.session.execute(
        current_texts(
            [class_id], MaterialRevision.material_id, MaterialRevision.language,
            MaterialRevision.sections,
        )
    )  # fmt: skip
    return {(row[0], row[1]): tuple(read_sections(row[2])) for row in rows}
