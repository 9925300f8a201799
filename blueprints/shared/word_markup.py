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
            _add_line(document, line, font)


def _add_line(document: "Document", pieces: list[tuple[str, bool]], font: str = "") -> None:
    """What is strong is bold, but for headings that have a font of their own."""
    (first, strong), *others = pieces
    paragraph = add_line(document, first, indent=True, font=font)
    if strong and not font:
        paragraph.runs[0].bold = True
    for words, is_strong in others:
        add_words(paragraph, words, font=font, bold=is_strong and not font)


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


def _add_items(document: "Document", block: "HtmlElement", depth: int = 0) -> None:
    """Items, each with its sign; those of a list inside an item stand further in."""
    for number, item in enumerate(block.iterchildren("li"), start=int(block.get("start") or 1)):
        sign = "　" * depth + (f"{number}. " if block.tag == "ol" else "• ")
        inner = list(item.iterchildren("ul", "ol"))
        for one in inner:
            item.remove(one)
        pieces = [(text.replace("\n", " "), bold) for text, bold in _pieces(item, strong=False)]
        _add_line(document, [(sign, False), *pieces])
        for one in inner:
            _add_items(document, one, depth + 1)


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
