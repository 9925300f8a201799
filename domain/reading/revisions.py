"""Revisions of a material: the last of a language is read, none is ever changed.

A new one takes the notes along: each passage is looked for in it, and where it is not found
the note stays, orphaned. What a search finds is kept in the same transaction.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.audit import Actor
from domain.reading.anchors import Passage, find_place
from domain.reading.rendering import OPENING, Rendered, Section
from domain.search.passages import Found, Source, forget_passages, keep_passages, retitle
from models import MaterialRevision, ReadingMaterial, ReadingNote, db

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text made ready to be kept, outside of any transaction.

    ``questions`` is the self-test as JSON (a list), taken out of the text that was rendered;
    ``markdown`` is the whole text as it was written, with it.
    """

    language: str
    markdown: str
    rendered: Rendered
    questions: str = "[]"


def current_revision(material_id: int, language: str) -> MaterialRevision | None:
    """The revision that is read: the last in the language, else in the other. One query."""
    order = sa.case((MaterialRevision.language == language, 0), else_=1)
    return db.session.scalars(
        sa.select(MaterialRevision)
        .where(MaterialRevision.material_id == material_id)
        .order_by(order, MaterialRevision.number.desc())
        .limit(1)
    ).first()


def is_current() -> sa.ColumnElement[bool]:
    """The condition that a revision is the last one of its material in its language."""
    other = sa.orm.aliased(MaterialRevision)
    return ~sa.exists(
        sa.select(other.id).where(
            other.material_id == MaterialRevision.material_id,
            other.language == MaterialRevision.language,
            other.number > MaterialRevision.number,
        )
    )


def read_sections(text: str) -> list[Section]:
    return [Section(**one) for one in json.loads(text)]


def add_revision(
    material: ReadingMaterial, draft: Draft, *, actor: Actor, now: datetime, reason: str = ""
) -> MaterialRevision | None:
    """Keep the text as the material's newest; ``None`` where it says what the last one says.

    The caller has locked the material's row, records what was done, and commits. A few
    statements, and one for all notes of the material in the language.
    """
    last = db.session.scalars(
        sa.select(MaterialRevision)
        .where(
            MaterialRevision.material_id == material.id,
            MaterialRevision.language == draft.language,
        )
        .order_by(MaterialRevision.number.desc())
        .limit(1)
    ).first()
    if last is not None and (last.markdown, last.html) == (draft.markdown, draft.rendered.html):
        return None
    text = draft.rendered
    revision = MaterialRevision(
        material_id=material.id, language=draft.language,
        number=1 if last is None else last.number + 1, markdown=draft.markdown, html=text.html,
        plain=text.plain, sections=json.dumps([asdict(one) for one in text.sections]),
        questions=draft.questions, characters=text.characters, written_by=actor.account_id,
        written_at=now, reason=reason,
    )  # fmt: skip
    db.session.add(revision)
    db.session.flush()
    _take_notes_along(revision)
    keep_found(material, revision)
    return revision


def _take_notes_along(revision: MaterialRevision) -> None:
    """Put each note where its passage is now; one that is found nowhere is orphaned."""
    notes = db.session.scalars(
        sa.select(ReadingNote).where(
            ReadingNote.material_id == revision.material_id,
            ReadingNote.language == revision.language,
            ReadingNote.quote != "",
            ReadingNote.removed_at.is_(None),
        )
    ).all()
    for note in notes:
        settle_note(note, revision)
    db.session.flush()


def settle_note(note: ReadingNote, revision: MaterialRevision) -> None:
    """Find the note's passage in the revision and keep where it is, or that it is nowhere.

    What was marked (``quote`` and its surroundings) stays as it was marked, so that a later
    revision that brings the passage back finds it again.
    """
    passage = Passage(note.quote, note.before, note.after)
    place = find_place(revision.plain, passage, near=note.start)
    if place is None:
        note.state = "orphaned"
        return
    moved = (place.start, place.length) != (note.start, note.length)
    if moved or note.state == "orphaned":
        note.state = "moved"
    note.start, note.length, note.revision_id = place.start, place.length, revision.id


def keep_found(material: ReadingMaterial, revision: MaterialRevision) -> None:
    """Let a search find the revision's text, section by section, and no older one's."""
    sections = read_sections(revision.sections)
    ends = [*(one.start for one in sections[1:]), len(revision.plain)][: len(sections)]
    texts = [
        Found("" if one.key == OPENING else one.key, revision.plain[one.start : end])
        for one, end in zip(sections, ends, strict=True)
    ]
    english = revision.language == "en" and material.title_en
    title = material.title_en if english else material.title
    keep_passages(_source(material, title, revision), texts)


def _source(material: ReadingMaterial, title: str, revision: MaterialRevision) -> Source:
    return Source(
        "material", material.id, title, revision.written_at.date(),
        class_id=material.class_id, language=revision.language,
    )  # fmt: skip


def keep_pages(material: ReadingMaterial, pages: Sequence[str], now: datetime) -> None:
    """Let a search find a PDF by its titles, and each of its pages by its words."""
    found = [Found(f"page-{number}", text) for number, text in enumerate(pages, 1)]
    keep_passages(_pdf(material, now.date()), found)


def retitle_pages(material: ReadingMaterial, now: datetime) -> None:
    """The same pages under other titles: what they say was read once, when the PDF came."""
    retitle(_pdf(material, now.date()))


def _pdf(material: ReadingMaterial, dated_on: date) -> Source:
    """In no language: nobody has said in which its pages are."""
    return Source(
        "material", material.id, material.title, dated_on, class_id=material.class_id,
        other_title=material.title_en,
    )  # fmt: skip


def forget_found(material_ids: Sequence[int]) -> None:
    """Materials taken off the syllabus are found by nobody."""
    forget_passages("material", material_ids)


def current_texts(class_ids: Collection[int], *columns: Any) -> sa.Select[Any]:
    """The current revisions of the materials of these classes, with these columns of them."""
    return (
        sa.select(*columns)
        .join(ReadingMaterial, ReadingMaterial.id == MaterialRevision.material_id)
        .where(
            ReadingMaterial.class_id.in_(class_ids), ReadingMaterial.removed_at.is_(None),
            is_current(),
        )
    )  # fmt: skip
