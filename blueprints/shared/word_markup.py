"""Kept HTML of a text as paragraphs, lists and tables of a Word file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blueprints.shared.word_files import add_line, add_table, add_words
from domain.reading.markup import parsed

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.html import HtmlElement

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
AROUND = {"section", "div", "blockquote", "details"}
STRONG = {"b", "strong", *HEADINGS}
ACROSS = 156  # mm between the margins


@dataclass(frozen=True, slots=True)
class Look:
    """How headings are set: the fonts of the highest levels; those below are bold."""

    fonts: tuple[str, ...] = ()
    highest: int = 1

    def font(self, tag: str) -> str:
        """The font of a heading; empty where it is set as bold text."""
        level = HEADINGS.index(tag) + 1 - self.highest if tag in HEADINGS else -1
        return self.fonts[level] if 0 <= level < len(self.fonts) else ""


PLAIN = Look()


def add_html(document: "Document", html: str, look: Look = PLAIN) -> None:
    """What was kept of a text, block by block."""
    for block in parsed(html):
        _add_block(document, block, look)


def _add_block(document: "Document", block: "HtmlElement", look: Look) -> None:
    if block.tag == "table":
        _add_rows(document, block)
    elif block.tag in {"ul", "ol"}:
        _add_items(document, block)
    elif block.tag in AROUND and len(block):
        for inside in block:
            _add_block(document, inside, look)
    else:
        font = look.font(str(block.tag))
        for line in _lines(block):
            paragraph = add_line(document, "", indent=True)
            for words, strong in line:
                add_words(paragraph, words, font=font, bold=strong and not font)


def _lines(block: "HtmlElement") -> list[list[tuple[str, bool]]]:
    """The lines of a block that say something: pieces of text, and whether each is strong."""
    found: list[list[tuple[str, bool]]] = [[]]
    for text, strong in _pieces(block, strong=block.tag in STRONG):
        first, *others = text.split("\n")
        found[-1].append((first, strong))
        found += [[(one, strong)] for one in others]
    return [
        [(words, strong) for words, strong in line if words]
        for line in found
        if "".join(words for words, _strong in line).strip()
    ]


def _pieces(block: "HtmlElement", *, strong: bool) -> Iterator[tuple[str, bool]]:
    if block.text:
        yield block.text, strong
    for inside in block:
        yield from _pieces(inside, strong=strong or inside.tag in STRONG)
        if inside.tail:
            yield inside.tail, strong


def _add_items(document: "Document", block: "HtmlElement", before: str = "") -> None:
    """Items, each with its sign; of a list inside an item, with that item's sign before it."""
    for number, item in enumerate(block.iterchildren("li"), start=int(block.get("start") or 1)):
        sign = f"{before}{number}. " if block.tag == "ol" else f"{before}• "
        inner = list(item.iterchildren("ul", "ol"))
        for one in inner:
            item.remove(one)
        paragraph = add_line(document, sign, indent=True)
        for words, strong in _pieces(item, strong=False):
            add_words(paragraph, words.replace("\n", " "), bold=strong)
        for one in inner:
            _add_items(document, one, before=f"{before}{number}." if block.tag == "ol" else "　")


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
