"""Notes on a class as a Word file, and as Markdown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from blueprints.reading.note_list import Part
from blueprints.reading.reader_words import NoteLine
from blueprints.shared.clock import day_of, full_day_text, today
from blueprints.shared.word_files import add_line, new_document, word_bytes

if TYPE_CHECKING:
    from docx.document import Document

TEXT_SIZE, SMALL_SIZE = 14, 10.5  # pt


def word_of(name: str, reader: str, organisation: str, parts: Sequence[Part]) -> bytes:
    """A4: a heading for each material; passage, words, and where and when they were written."""
    document = new_document(title=name, author=organisation)
    add_line(document, name, size=22, align="center", title=True, after=6)
    about = _("%(name)s, %(day)s", name=reader, day=full_day_text(today()))
    add_line(document, about, size=TEXT_SIZE, align="center", after=14)
    for part in parts:
        add_line(document, part.title, after=4).runs[0].bold = True
        for line in part.lines:
            _add(document, line)
    return word_bytes(document)


def _add(document: "Document", line: NoteLine) -> None:
    for paragraph in _paragraphs(_quoted(line)):
        add_line(document, paragraph, size=TEXT_SIZE, indent=True)
    for paragraph in _paragraphs(line.note.words):
        add_line(document, paragraph, size=TEXT_SIZE, indent=True).runs[0].italic = True
    if line.orphaned or line.why:
        add_line(document, line.why, size=SMALL_SIZE, indent=True)
    add_line(document, _where(line), size=SMALL_SIZE, indent=True, after=8)


def markdown_of(name: str, parts: Sequence[Part]) -> str:
    """Headings for materials; passages as quotations, words as they were written."""
    blocks = [f"# {name}"]
    for part in parts:
        blocks.append(f"## {part.title}")
        for line in part.lines:
            if line.note.quote:
                blocks.append("\n".join(f"> {one}" for one in _paragraphs(line.note.quote)))
            if line.note.words:
                blocks.append(line.note.words)
            blocks += [line.why] if line.why else []
            blocks.append(f"*{_where(line)}*")
    return "\n\n".join(blocks) + "\n"


def _quoted(line: NoteLine) -> str:
    quote = " ".join(line.note.quote.split())
    return _("“%(words)s”", words=quote) if quote else ""


def _where(line: NoteLine) -> str:
    day = full_day_text(day_of(line.note.changed_at))
    return _("%(place)s, %(day)s", place=line.place, day=day) if line.place else day


def _paragraphs(text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]
