"""Passages that a reader marks, and private notes: written, changed, taken away, found again.

Nobody else sees them. What a search finds of them is kept in the same transaction. Nothing here
commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.locks import lock_people
from domain.reading.anchors import CONTEXT, LONGEST_QUOTE, Passage, Place, find_place, passage_at
from domain.reading.holding import keep_still
from domain.reading.revisions import current_revision, read_sections
from domain.search.passages import Found, Source, forget_passages, keep_passages
from domain.versions import next_version
from models import MaterialRevision, ReadingMaterial, ReadingNote, db

ANCHORED, MOVED, ORPHANED = "anchored", "moved", "orphaned"
MOST_WORDS, LONGEST_HEADING = 5000, 200


class PassageNotFound(Exception):
    """Neither the text as it stands nor the one that was read has the passage."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a reader wrote, in Markdown, and the same rendered where it is more than plain lines."""

    text: str = ""
    html: str | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage as a page sends it: where it began there, and in which revision."""

    passage: Passage
    language: str
    near: int = 0
    seen_id: int = 0


def mark_passage(
    material: ReadingMaterial, person_id: int, marked: Marked, words: Words, *, actor: Actor,
    now: datetime,
) -> ReadingNote:  # fmt: skip
    """Keep a passage of the text, with or without words.

    It is looked for in the text as it stands; where that has it no more, the note is kept all
    the same, orphaned, if the revision that was read has it. The same passage marked again
    without words, or with the same ones, is the note that is there.

    Raises:
        PassageNotFound: the passage stands in neither.
    """
    keep_still(material)  # a new revision takes along the notes that are there
    revision = current_revision(material.id, marked.language)
    if revision is None or not 0 < len(marked.passage.quote) <= LONGEST_QUOTE:
        raise PassageNotFound
    state, place = ANCHORED, find_place(revision.plain, marked.passage, near=marked.near)
    if place is None:
        revision = _seen(material, marked.seen_id)
        state, place = ORPHANED, find_place(revision.plain, marked.passage, near=marked.near)
        if place is None:
            raise PassageNotFound
    note = _new(material, person_id, words, now)
    _anchor(note, revision, place, state)
    lock_people(person_id)
    there = _same_mark(note)
    return there if there is not None else _keep(note, material, actor, now)


def note_section(
    material: ReadingMaterial, person_id: int, section: str, language: str, words: Words, *,
    actor: Actor, now: datetime,
) -> ReadingNote:  # fmt: skip
    """Keep a note on a section: it hangs on its heading, or on its first words.

    Raises:
        PassageNotFound: the text has no such section.
    """
    keep_still(material)
    revision = current_revision(material.id, language)
    place = None if revision is None else _beginning_of(revision, section)
    if revision is None or place is None:
        raise PassageNotFound
    note = _new(material, person_id, words, now)
    _anchor(note, revision, place, ANCHORED)
    return _keep(note, material, actor, now)


def note_page(
    material: ReadingMaterial, person_id: int, page: int, words: Words, *, actor: Actor,
    now: datetime,
) -> ReadingNote:  # fmt: skip
    """Keep a note on a page of a PDF; the caller has seen that there is such a page."""
    note = _new(material, person_id, words, now)
    note.page = page
    return _keep(note, material, actor, now)


def edit_note(
    note: ReadingNote, material: ReadingMaterial, words: Words, *, version: int, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Put other words to a passage.

    Raises:
        domain.versions.Stale: it was changed since it was read.
    """
    db.session.refresh(note, with_for_update=True)
    next_version(note, version)
    before = audit.digest(note.words)
    note.words, note.words_html, note.changed_at = words.text, words.html, now
    db.session.flush()
    _keep_found(note, material)
    audit.record(
        actor, "reading.note_changed", "reading_note", note.id, at=now, before={"words": before},
        after={"words": audit.digest(note.words), "version": note.version},
    )  # fmt: skip


def remove_note(note: ReadingNote, *, actor: Actor, now: datetime) -> None:
    """Take a note away; nobody finds it any more. Twice is the same as once."""
    db.session.refresh(note, with_for_update=True)
    if note.removed_at is not None:
        return
    note.removed_at = now
    db.session.flush()
    forget_passages("note", {note.id})
    audit.record(actor, "reading.note_removed", "reading_note", note.id, at=now)


def find_note(class_id: int, note_id: int, person_id: int | None) -> ReadingNote | None:
    """The person's own note in the class. One query."""
    return db.session.scalars(
        sa.select(ReadingNote)
        .join(ReadingMaterial, ReadingMaterial.id == ReadingNote.material_id)
        .where(
            ReadingNote.id == note_id, ReadingNote.person_id == person_id,
            ReadingNote.removed_at.is_(None), ReadingMaterial.class_id == class_id,
        )
    ).one_or_none()  # fmt: skip


def notes_of(person_id: int, material_id: int) -> Sequence[ReadingNote]:
    """The person's notes on a material, by place; those without one last. One query."""
    return db.session.scalars(
        sa.select(ReadingNote)
        .where(
            ReadingNote.person_id == person_id, ReadingNote.material_id == material_id,
            ReadingNote.removed_at.is_(None),
        )
        .order_by(*_by_place())
    ).all()  # fmt: skip


def notes_of_class(person_id: int, class_id: int) -> list[tuple[ReadingMaterial, ReadingNote]]:
    """All of the person's notes in a class, by material and place. One query.

    Of what was taken off the syllabus too, last.
    """
    rows = db.session.execute(
        sa.select(ReadingMaterial, ReadingNote)
        .join(ReadingNote, ReadingNote.material_id == ReadingMaterial.id)
        .where(
            ReadingMaterial.class_id == class_id, ReadingNote.person_id == person_id,
            ReadingNote.removed_at.is_(None),
        )
        .order_by(
            ReadingMaterial.removed_at.is_not(None), ReadingMaterial.number, ReadingMaterial.id,
            *_by_place(),
        )
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


def _by_place() -> tuple[Any, ...]:
    return (
        sa.case((ReadingNote.state == ORPHANED, 1), else_=0),
        sa.case((ReadingNote.language == "zh", 0), else_=1),
        ReadingNote.page, ReadingNote.start, ReadingNote.id,
    )  # fmt: skip


def _seen(material: ReadingMaterial, revision_id: int) -> MaterialRevision:
    revision = db.session.get(MaterialRevision, revision_id) if revision_id else None
    if revision is None or revision.material_id != material.id:
        raise PassageNotFound
    return revision


def _beginning_of(revision: MaterialRevision, section: str) -> Place | None:
    """Where the heading of a section stands, or the first line that says something."""
    sections = read_sections(revision.sections)
    ends = [one.start for one in sections[1:]] + [len(revision.plain)]
    for one, end in zip(sections, ends, strict=True):
        if one.key == section:
            text = revision.plain[one.start : end]
            lead = len(text) - len(text.lstrip())
            line = text[lead:].split("\n", 1)[0].rstrip()[:LONGEST_HEADING]
            return Place(one.start + lead, len(line))
    return None


def _new(material: ReadingMaterial, person_id: int, words: Words, now: datetime) -> ReadingNote:
    return ReadingNote(
        person_id=person_id, material_id=material.id, words=words.text, words_html=words.html,
        written_at=now, changed_at=now, state=ANCHORED, page=0, start=0, length=0,
    )  # fmt: skip


def _anchor(note: ReadingNote, revision: MaterialRevision, place: Place, state: str) -> None:
    passage = passage_at(revision.plain, place)
    note.revision_id, note.language, note.state = revision.id, revision.language, state
    note.start, note.length, note.quote = place.start, place.length, passage.quote
    note.before, note.after = passage.before[-CONTEXT:], passage.after[:CONTEXT]


def _same_mark(note: ReadingNote) -> ReadingNote | None:
    """A page that had no answer sends the passage again; so do two taps."""
    same_words = ReadingNote.words == note.words if note.words else sa.true()
    return db.session.scalars(
        sa.select(ReadingNote)
        .where(
            ReadingNote.person_id == note.person_id, ReadingNote.material_id == note.material_id,
            ReadingNote.revision_id == note.revision_id, ReadingNote.start == note.start,
            ReadingNote.length == note.length, ReadingNote.removed_at.is_(None), same_words,
        )
        .limit(1)
    ).first()  # fmt: skip


def _keep(note: ReadingNote, material: ReadingMaterial, actor: Actor, now: datetime) -> ReadingNote:
    db.session.add(note)
    db.session.flush()
    _keep_found(note, material)
    audit.record(
        actor, "reading.note_written", "reading_note", note.id, at=now,
        after={"material": material.id, "words": audit.digest(note.words)},
    )  # fmt: skip
    return note


def _keep_found(note: ReadingNote, material: ReadingMaterial) -> None:
    """A search by its writer, and by nobody else, finds the words and the passage."""
    english = note.language == "en" and material.title_en
    source = Source(
        "note", note.id, material.title_en if english else material.title,
        note.changed_at.date(), class_id=material.class_id, owner_id=note.person_id,
    )  # fmt: skip
    keep_passages(source, [Found("", f"{note.words}\n{note.quote}")])
