"""A material's Markdown into what is kept of it: HTML, its plain text, its sections.

Made once, when a revision is written; a page shows what was kept. The plain text is the text
of the HTML, character by character, as a browser's own text nodes give it: places of notes
are counted in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from domain.reading.markup import new_element, parsed, written_out
from domain.text import render_markdown

if TYPE_CHECKING:
    from lxml.html import HtmlElement

WHITE_SPACE = re.compile(r"\s+")
LONGEST_KEY = 80
OPENING = "opening"  # the section before the first heading
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")  # in no HTML, and unseen
_PICTURE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*\Z")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a material that is read as one: from a second heading to the next.

    ``key`` is the id of its heading, ``start`` where it begins in the plain text.
    """

    key: str
    title: str
    start: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is kept of a text; ``characters`` does not count white space.

    ``missing`` are places of the text itself that it leads to and does not have.
    """

    html: str
    plain: str
    sections: tuple[Section, ...]
    characters: int
    missing: tuple[str, ...] = ()


def rendered(
    markdown: str, *, pictures: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
) -> Rendered:  # fmt: skip
    """The text as it is kept. ``pictures`` and ``links``: addresses by the names in the text.

    Each section of the text stands in a ``section`` element whose id is ``s-`` and its key.
    A picture that is not among ``pictures`` is left out, and so is one from elsewhere.
    """
    seen = _CONTROL.sub("", markdown)
    body = parsed(str(render_markdown(seen)))
    _show_pictures(body, pictures or {})
    for link in body.xpath(".//a[@href]"):
        link.set("href", (links or {}).get(link.get("href"), link.get("href")))
    _hold_bare_words(body)
    parts = _divided(body)
    page = new_element("div")
    plain, sections = "", []
    for number, (key, title, blocks) in enumerate(parts):
        if number == 0 and key == OPENING and not _says_something(blocks):
            continue
        part = new_element("section", id=f"s-{key}")
        part.extend(blocks)
        page.append(part)
        sections.append(Section(key, title, len(plain)))
        plain += str(part.text_content())
    missing = _name_apart(page)
    html = "".join(written_out(part) for part in page)
    return Rendered(html, plain, tuple(sections), count_characters(plain), missing)


def count_characters(text: str) -> int:
    """How long a text is, white space not counted, as a length by rule counts it."""
    return len(WHITE_SPACE.sub("", text))


def _divided(body: "HtmlElement") -> "list[tuple[str, str, list[HtmlElement]]]":
    """Key, title and blocks of each part; keys are told apart by a number where they meet."""
    parts: list[tuple[str, str, list[HtmlElement]]] = [(OPENING, "", [])]
    taken = {OPENING}
    for block in list(body):
        block.tail = "\n"
        if block.tag == "h2":
            title = WHITE_SPACE.sub(" ", str(block.text_content())).strip()
            key = _free_key(block.get("id") or f"part-{len(parts)}", taken)
            taken.add(key)
            parts.append((key, title, []))
        parts[-1][2].append(block)
    return parts


def _hold_bare_words(body: "HtmlElement") -> None:
    """Words that stand in no block, such as those of a tag that was taken away, become one."""
    found: list[tuple[int, str]] = [(0, body.text or "")]
    found += [(number, block.tail or "") for number, block in enumerate(body, start=1)]
    body.text = None
    for place, text in reversed(found):
        if text.strip():
            body.insert(place, new_element("p", text.strip()))


def _free_key(wanted: str, taken: set[str]) -> str:
    key, number = wanted[:LONGEST_KEY], 1
    while key in taken:
        number += 1
        key = f"{wanted[: LONGEST_KEY - 4]}-{number}"
    return key


def _name_apart(page: "HtmlElement") -> tuple[str, ...]:
    """Ids of the text begin with ``t-``, so that none is one of the page around it.

    The places it leads to and does not have.
    """
    there = set()
    for one in page.xpath("./section//*[@id]"):
        there.add(one.get("id"))
        one.set("id", f"t-{one.get('id')}")
    missing = []
    for link in page.xpath(".//a[starts-with(@href, '#')]"):
        name = unquote(link.get("href")[1:])
        if name not in there:
            missing.append(name)
        link.set("href", f"#t-{name}")
    return tuple(missing)


def _says_something(blocks: "list[HtmlElement]") -> bool:
    return any(block.text_content().strip() or block.find(".//img") is not None for block in blocks)


def _show_pictures(body: "HtmlElement", pictures: Mapping[str, str]) -> None:
    for picture in list(body.iter("img")):
        name = picture.get("src") or ""
        address = pictures.get(name) if _PICTURE.match(name) else None
        if address is None:
            picture.drop_tree()
        else:
            picture.set("src", address)
