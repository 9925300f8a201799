"""All exchange talks of a class as one Word file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext as _

from blueprints.shared.clock import day_of, full_day_text
from blueprints.shared.word_files import add_line, new_document, word_bytes
from blueprints.shared.word_markup import add_html
from domain.reading.talks import Reply, Talk

if TYPE_CHECKING:
    from docx.document import Document


def word_of(name: str, talks: list[Talk], replies: Mapping[int, list[Reply]]) -> bytes:
    """Each talk from a new page on, with what was replied to it below."""
    organisation = current_app.config.get("ORGANISATION") or ""
    document = new_document(title=name, author=organisation)
    add_line(document, name, size=22, align="center", title=True, after=14)
    for number, talk in enumerate(talks):
        if number:
            document.add_page_break()
        add_line(document, talk.version.title, size=18, align="center", title=True, after=6)
        shared_on = full_day_text(day_of(talk.reflection.shared_at))
        add_line(document, f"{talk.name}　{shared_on}", align="center", after=10)
        add_html(document, talk.version.html)
        _add_replies(document, replies.get(talk.reflection.id, []))
    return word_bytes(document)


def _add_replies(document: "Document", found: list[Reply]) -> None:
    if not found:
        return
    add_line(document, _("Replies"), indent=True).runs[0].bold = True
    for one in found:
        on = full_day_text(day_of(one.reply.at))
        line = add_line(document, _("%(name)s, %(day)s", name=one.name, day=on), indent=True)
        line.runs[0].italic = True
        if one.reply.words_html is None:
            add_line(document, one.reply.words, indent=True)
        else:
            add_html(document, one.reply.words_html)
