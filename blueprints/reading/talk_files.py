"""All exchange talks of a class as one Word file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext as _

from blueprints.shared.clock import day_of, full_day_text
from blueprints.shared.word_files import add_line, add_table, new_document, word_bytes
from domain.reading.markup import parsed
from domain.reading.talks import Reply, Talk

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.html import HtmlElement

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
ACROSS = 156  # mm between the margins


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
        _add_html(document, talk.version.html)
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
            _add_html(document, one.reply.words_html)


def _add_html(document: "Document", html: str) -> None:
    """What was kept of a text, block by block."""
    for block in parsed(html):
        _add_block(document, block)


def _add_block(document: "Document", block: "HtmlElement") -> None:
    if block.tag == "table":
        _add_rows(document, block)
    elif block.tag in {"ul", "ol"}:
        _add_items(document, block)
    elif block.tag in {"section", "div", "blockquote"} and len(block):
        for inside in block:
            _add_block(document, inside)
    else:
        lines = [line for line in str(block.text_content()).split("\n") if line.strip()]
        for line in lines:
            paragraph = add_line(document, line, indent=True)
            paragraph.runs[0].bold = block.tag in HEADINGS


def _add_items(document: "Document", block: "HtmlElement") -> None:
    for number, item in enumerate(block, start=1):
        sign = f"{number}. " if block.tag == "ol" else "• "
        words = " ".join(str(item.text_content()).split())
        add_line(document, sign + words, indent=True)


def _add_rows(document: "Document", block: "HtmlElement") -> None:
    rows = [
        [" ".join(str(cell.text_content()).split()) for cell in row.iterchildren("td", "th")]
        for row in block.iter("tr")
    ]
    if rows and rows[0]:
        width = len(rows[0])
        add_table(
            document, rows[0], [row[:width] + [""] * (width - len(row)) for row in rows[1:]],
            numbers_from=0, numbers_to=0, size=12, widths=[ACROSS / width] * width, sums=False,
        )  # fmt: skip
