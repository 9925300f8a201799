"""All notes of one person in one class, by material and place; those without a place last."""

from dataclasses import dataclass, field, replace

from flask import url_for
from flask_babel import gettext as _

from blueprints.reading.reader_words import NoteLine, in_language, note_line, orphaned_text
from domain.reading.notes import ORPHANED, notes_of_class
from domain.reading.readings import sections_of_class
from models import ReadingClass, ReadingMaterial


@dataclass(slots=True)
class Part:
    """The notes of a material, or, at the end, those that have no place any more."""

    title: str
    url: str = ""
    lines: list[NoteLine] = field(default_factory=list)


def listed(reading: ReadingClass, person_id: int) -> list[Part]:
    """Two queries."""
    sections = sections_of_class(reading.id)
    parts: dict[int, Part] = {}
    lost = Part(_("Without a place in the text"))
    for material, note in notes_of_class(person_id, reading.id):
        title = in_language(material.title, material.title_en)
        url = url_for("reading.read", slug=reading.slug, material=material.slug)
        of_text = sections.get((material.id, note.language), ())
        if note.state == ORPHANED or material.removed_at is not None:
            why = _("%(title)s: %(why)s", title=title, why=_why(material))
            line = note_line(note, of_text, url, reading.slug, why)
            lost.lines.append(replace(line, place=""))
            continue
        part = parts.setdefault(material.id, Part(title, url))
        part.lines.append(note_line(note, of_text, url, reading.slug))
    return [*parts.values(), *([lost] if lost.lines else [])]


def _why(material: ReadingMaterial) -> str:
    if material.removed_at is not None:
        return _("The material is on the syllabus no more.")
    return orphaned_text()
