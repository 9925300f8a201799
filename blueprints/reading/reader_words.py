"""Titles, places and notes of a material as its reader sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from blueprints.shared.clock import is_chinese
from domain.reading.notes import ORPHANED
from domain.reading.rendering import OPENING, Section
from domain.text import kept_markup
from models import ReadingNote

LANGUAGES = {"zh": "中文", "en": "English"}
SIZES = {"s": _l("Small"), "m": _l("Medium"), "l": _l("Large"), "xl": _l("Very large")}
TAGS = {"zh": "zh-Hans-CN", "en": "en"}  # for the lang attribute


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note as a page shows it; ``place`` says where, and ``url`` leads there."""

    note: ReadingNote
    words: str | Markup
    place: str
    url: str
    edit_url: str
    orphaned: bool
    why: str = ""


def in_language(title: str, title_en: str, language: str = "") -> str:
    """The title in the language, or in the reader's own."""
    english = language == "en" if language else not is_chinese()
    return title_en if english and title_en else title


def section_title(section: Section | None) -> str:
    if section is None:
        return ""
    return section.title or (_("Opening") if section.key == OPENING else section.key)


def section_at(sections: Sequence[Section], start: int) -> Section | None:
    """The section in which a character of the text stands."""
    before = [one for one in sections if one.start <= start]
    return before[-1] if before else None


def note_line(
    note: ReadingNote, sections: Sequence[Section], place: str, slug: str, why: str = ""
) -> NoteLine:
    """``place`` is the address of its material, ``sections`` those of the text it is in."""
    orphaned = note.state == ORPHANED
    section = None if orphaned or note.page else section_at(sections, note.start)
    where = _("Page %(number)d", number=note.page) if note.page else section_title(section)
    if note.page:
        url = f"{place}?page={note.page}"
    elif section is not None:
        url = f"{place}?text={note.language}#s-{section.key}"
    else:
        url = f"{place}?text={note.language}"
    return NoteLine(
        note, kept_markup(note.words_html) if note.words_html else note.words,
        "" if orphaned else where, url, url_for("reading.note", slug=slug, note_id=note.id),
        orphaned, why or (orphaned_text() if orphaned else ""),
    )  # fmt: skip


def orphaned_text() -> str:
    return _("The text was changed, and the passage stands in it no more.")
