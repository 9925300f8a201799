"""A text made ready to be sent: its kept HTML in sections, each with its foot, packed once."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from blueprints.shared.packed import Piece, packed, packed_pages
from domain.reading.readings import Text, html_of
from domain.reading.rendering import Section

# Nothing but ``domain.reading.rendering`` writes this tag: the words of a text hold none.
_BEGINNING = re.compile(r'(?=<section id="s-)')
_TABLE = re.compile(r"<table\b[^>]*>")


@dataclass(frozen=True, slots=True)
class ReadySection:
    """A section as who does not read for themselves gets it, as yet unread, and read."""

    key: str
    bare: Piece
    unread: Piece
    read: Piece


def ready_text(text: Text, place: str, *, reads: bool, done: Collection[str]) -> list[Piece]:
    """The text for one reader. One query where this process has not sent it lately.

    ``place`` is the address of the material; ``reads``: whether the visitor reads for
    themselves; ``done``: the keys of the sections that they have read.
    """
    sections: Sequence[ReadySection] = packed_pages().text(
        (text.id, str(get_locale()), place), lambda: _made_ready(text, place)
    )
    if not reads:
        return [one.bare for one in sections]
    return [one.read if one.key in done else one.unread for one in sections]


def _made_ready(text: Text, place: str) -> list[ReadySection]:
    parts = [part for part in _BEGINNING.split(html_of(text.id)) if part]
    ready = []
    for number, (part, section) in enumerate(zip(parts, text.sections, strict=True), start=1):
        html = _scrolling(part)
        feet = [_foot(section, number, text, place, is_read=is_read) for is_read in (False, True)]
        ready.append(
            ReadySection(section.key, packed(html), *(packed(html + foot) for foot in feet))
        )
    return ready


def _scrolling(html: str) -> str:
    """A table that is wider than the page scrolls by itself, with a finger and with keys."""
    label = _("Table")
    around = f'<div class="scroll-x" role="region" tabindex="0" aria-label="{label}">'
    return _TABLE.sub(rf"{around}\g<0>", html).replace("</table>", "</table></div>")


def _foot(section: Section, number: int, text: Text, place: str, *, is_read: bool) -> str:
    return render_template(
        "reading/_section_foot.html", section=section, number=number, place=place,
        language=text.language, is_read=is_read,
    )  # fmt: skip
