"""A text that was handed in, block by block, with the passages that somebody speaks to marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.reading.anchors import Place
from domain.reading.markup import new_element, parsed, written_out

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST_OPENING = 24  # characters by which a block is known in a list


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage to mark, under the number that it is shown by."""

    number: int
    place: Place


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list, a table: where it stands in the plain text, and its marked HTML.

    ``numbers`` of the passages that begin in it; ``html`` is as sanitised as what it was made
    of.
    """

    start: int
    length: int
    html: str
    opening: str
    numbers: tuple[int, ...] = ()


def blocks_of(html: str, marked: Sequence[Marked] = ()) -> list[Block]:
    """The blocks of what ``rendered_words`` gave, in order; places count in its plain text."""
    page = parsed(html)
    found, at = [], 0
    for part in page:
        at += len(part.text or "")
        for block in list(part):
            tail, block.tail = block.tail or "", None
            text = str(block.text_content())
            here = [one for one in marked if at <= one.place.start < at + len(text) + len(tail)]
            _mark(block, _clipped(marked, at, len(text)))
            found.append(
                Block(
                    at, len(text), written_out(block),
                    " ".join(text.split())[:LONGEST_OPENING], tuple(one.number for one in here),
                )
            )  # fmt: skip
            at += len(text) + len(tail)
    return found


def _clipped(marked: Sequence[Marked], start: int, length: int) -> list[tuple[int, int, int]]:
    """Number, begin and end of each passage inside the block, counted from its first character."""
    clipped = []
    for one in marked:
        begin = max(0, one.place.start - start)
        end = min(length, one.place.start + one.place.length - start)
        if begin < end:
            clipped.append((one.number, begin, end))
    return clipped


def _mark(block: "HtmlElement", passages: list[tuple[int, int, int]]) -> None:
    """Put ``mark`` around each passage; the number stands on its last piece in the block."""
    if not passages:
        return
    last = {end: number for number, _begin, end in passages}
    edges = sorted({edge for _number, begin, end in passages for edge in (begin, end)})
    at = 0
    for element, is_tail, text in _texts(block):
        end = at + len(text)
        cuts = [at, *(one for one in edges if at < one < end), end]
        pieces = [
            (text[a - at : b - at], any(begin <= a and b <= stop for _n, begin, stop in passages),
             last.get(b))
            for a, b in pairwise(cuts)
        ]  # fmt: skip
        if any(inside for _text, inside, _number in pieces):
            _replace(element, pieces, is_tail=is_tail)
        at = end


def _texts(block: "HtmlElement") -> "list[tuple[HtmlElement, bool, str]]":
    """Every text of the block in order: of an element, or after one."""
    found: list[tuple[HtmlElement, bool, str]] = []

    def walk(element: "HtmlElement") -> None:
        if element.text:
            found.append((element, False, element.text))
        for child in element:
            walk(child)
            if child.tail:
                found.append((child, True, child.tail))

    walk(block)
    return found


def _replace(
    element: "HtmlElement", pieces: list[tuple[str, bool, int | None]], *, is_tail: bool
) -> None:
    """The text again in its pieces, the marked ones in a ``mark`` of their own."""
    parent = element.getparent() if is_tail else element
    place = parent.index(element) + 1 if is_tail else 0
    if is_tail:
        element.tail = None
    else:
        element.text = None
    before: HtmlElement | None = element if is_tail else None
    for text, inside, number in pieces:
        if inside:
            mark = new_element("mark", text)
            if number is not None:
                mark.set("data-answer", str(number))
            parent.insert(place, mark)
            place, before = place + 1, mark
        elif before is None:
            parent.text = (parent.text or "") + text
        else:
            before.tail = (before.tail or "") + text
