"""HTML of a document that was brought in, written as Markdown: what a material may hold.

Headings, paragraphs, lists, tables, quotations, bold, italics, footnotes and pictures are kept.
Links become their own words; everything else is passed over.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import nh3

from domain.reading.markup import parsed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "i", "img", "li", "ol", "p", "pre", "strong", "sub", "sup", "table", "tbody", "td", "th",
    "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "id"}, "img": {"src", "alt"}, "li": {"id"}}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FIRST_LEVEL, LAST_LEVEL = 2, 6  # of headings in a text: its title is above them
INDENT = " " * 4
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_NOTE = re.compile(r"#?(foot|end)note-(?:ref-)?([\w-]+)\Z")
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_SPECIAL = re.compile(r"([\\`*_\[\]{}])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_AT_START = re.compile(r"(\d+)([.)])(?=\s|\Z)|([-+#>])|([=:~|]|!(?=!!))")


@dataclass(slots=True)
class Written:
    """What came of a document. ``title``: of a first heading that is the only one of its rank.

    ``links``: how many lost their address; ``pictures``: how many were left out.
    """

    title: str = ""
    markdown: str = ""
    links: int = 0
    pictures: int = 0


def markdown_of(html: str, pictures: Mapping[str, str]) -> Written:
    """The HTML as Markdown. ``pictures``: the names in the text by the addresses in the HTML."""
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, link_rel=None, url_schemes={"http", "https"}
    )
    body = parsed(clean)
    writer = _Writer(pictures)
    writer.told.title = _take_title(body)
    writer.levels = _levels(body)
    text = "\n\n".join(filter(None, writer.blocks(body)))
    notes = "\n".join(writer.notes)
    writer.told.markdown = f"{text}\n\n{notes}".strip() + "\n" if text or notes else ""
    return writer.told


def escaped(text: str) -> str:
    """Plain words as Markdown that says just them, within a line."""
    return _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\1", text)).replace("<", "&lt;")


def escaped_lines(text: str) -> str:
    """The same for lines that stand alone: nothing at a line's beginning is a mark."""
    return "\n".join(_AT_START.sub(_at_start, one, count=1) if _AT_START.match(one) else one
                     for one in text.split("\n"))  # fmt: skip


def _at_start(found: re.Match[str]) -> str:
    number, mark, escapable, other = found.groups()
    if number is not None:
        return f"{number}\\{mark}"
    return f"\\{escapable}" if escapable is not None else f"&#{ord(other)};"


def _take_title(body: "HtmlElement") -> str:
    """A heading that is the first block, and the only one of the highest rank, is the title."""
    tops = [one for one in body if one.tag in HEADINGS]
    highest = min((one.tag for one in tops), default="")
    if not tops or len(body) == 0 or body[0] is not tops[0]:
        return ""
    if tops[0].tag != highest or sum(one.tag == highest for one in tops) > 1:
        return ""
    title = _SPACE.sub(" ", str(tops[0].text_content())).strip()
    body.remove(tops[0])
    return title


def _levels(body: "HtmlElement") -> dict[str, int]:
    """The headings' levels: those that the document uses, one after another from the second."""
    used = sorted({one.tag for one in body.iter(*HEADINGS)})
    return {tag: min(FIRST_LEVEL + at, LAST_LEVEL) for at, tag in enumerate(used)}


@dataclass(slots=True)
class _Writer:
    pictures: Mapping[str, str]
    told: Written = field(default_factory=Written)
    levels: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def blocks(self, parent: "HtmlElement") -> Iterator[str]:
        """The blocks of an element; loose words between them are paragraphs of their own."""
        loose: list[str] = [self._words(parent.text)]
        for one in parent:
            make = self._block(one)
            if make is None:
                loose.append(self._inline(one))
            else:
                yield _paragraph("".join(loose))
                loose = []
                yield make(one)
            loose.append(self._words(one.tail))
        yield _paragraph("".join(loose))

    def _block(self, one: "HtmlElement") -> "Callable[[HtmlElement], str] | None":
        if one.tag in HEADINGS:
            return self._heading
        return {
            "p": lambda p: _paragraph(self._inside(p)),
            "ul": self._list, "ol": self._list, "table": self._table,
            "blockquote": self._quotation, "pre": self._code, "hr": lambda _hr: "* * *",
        }.get(str(one.tag))  # fmt: skip

    def _heading(self, one: "HtmlElement") -> str:
        words = _SPACE.sub(" ", self._inside(one).replace("**", "")).strip()
        return f"{'#' * self.levels[str(one.tag)]} {words}" if words else ""

    def _quotation(self, one: "HtmlElement") -> str:
        inner = "\n\n".join(filter(None, self.blocks(one)))
        return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""

    def _code(self, one: "HtmlElement") -> str:
        return "\n".join(INDENT + line for line in str(one.text_content()).strip("\n").split("\n"))

    def _list(self, one: "HtmlElement") -> str:
        lines = []
        number = 0
        for item in one:
            note = _NOTE.match(item.get("id") or "")
            parts = list(filter(None, self.blocks(item)))
            if note is not None:
                words = " ".join(parts).replace("\n", " ")
                self.notes.append(f"[^{note[1]}-{note[2]}]: {words.replace('↑', '').strip()}")
                continue
            number += 1
            mark = f"{number}." if one.tag == "ol" else "-"
            joiner = "\n\n" if any(part.startswith((">", "|")) for part in parts[1:]) else "\n"
            inner = joiner.join(parts).split("\n")
            lines.append(f"{mark:<4}{inner[0]}")
            lines += [f"{INDENT}{line}".rstrip() for line in inner[1:]]
        return "\n".join(lines)

    def _table(self, one: "HtmlElement") -> str:
        rows = [[self._cell(cell) for cell in row if cell.tag in {"td", "th"}]
                for row in one.iter("tr")]  # fmt: skip
        wide = max((len(row) for row in rows), default=0)
        if wide == 0:
            return ""
        lines = [f"| {' | '.join([*row, *[''] * (wide - len(row))])} |" for row in rows]
        lines.insert(1, f"|{' --- |' * wide}")
        return "\n".join(lines)

    def _cell(self, one: "HtmlElement") -> str:
        words = " ".join(part for part in self._cell_parts(one) if part)
        return _SPACE.sub(" ", words).replace("|", "\\|").strip()

    def _cell_parts(self, one: "HtmlElement") -> Iterator[str]:
        yield self._words(one.text)
        for part in one:
            known = part.tag in {"p", "li", *HEADINGS}
            inner = self._inside(part) if known or part.tag == "td" else self._flat(part)
            yield inner
            yield self._words(part.tail)

    def _flat(self, one: "HtmlElement") -> str:
        """Lists and tables within a cell: their words alone."""
        if self._block(one) is not None:
            return escaped(" ".join(str(text) for text in one.itertext()))
        return self._inline(one)

    def _inside(self, one: "HtmlElement") -> str:
        found = [self._words(one.text)]
        for part in one:
            found += [self._inline(part), self._words(part.tail)]
        return "".join(found)

    def _inline(self, one: "HtmlElement") -> str:
        special = {"br": self._break, "img": self._picture, "a": self._link}.get(str(one.tag))
        if special is not None:
            return special(one)
        note = _NOTE.match(one[0].get("href") or "") if one.tag == "sup" and len(one) == 1 else None
        if note is not None:
            return f"[^{note[1]}-{note[2]}]"
        words = self._inside(one)
        if one.tag in {"sub", "sup", "del"} and words.strip():
            return f"<{one.tag}>{words}</{one.tag}>"
        return _marked(words, MARKS.get(str(one.tag), ""))

    def _break(self, _one: "HtmlElement") -> str:
        return "  \n"

    def _link(self, one: "HtmlElement") -> str:
        address = one.get("href") or ""
        if address.startswith("#"):
            return "" if _NOTE.match(address) is not None else self._inside(one)
        self.told.links += bool(address)
        return self._inside(one)

    def _picture(self, one: "HtmlElement") -> str:
        name = self.pictures.get(one.get("src") or "")
        if name is None:
            self.told.pictures += 1
            return ""
        alt = _SPACE.sub(" ", one.get("alt") or "").strip()
        return f"![{escaped(alt)}]({name})"

    def _words(self, text: str | None) -> str:
        return escaped(_SPACE.sub(" ", text or ""))


def _marked(words: str, mark: str) -> str:
    """Between marks, which stand at the words and not at the blanks around them."""
    if not mark or not words.strip() or "\n" in words:
        return words
    before = words[: len(words) - len(words.lstrip())]
    after = words[len(words.rstrip()) :]
    return f"{before}{mark}{words.strip()}{mark}{after}"


def _paragraph(words: str) -> str:
    lines = [line.strip(" ") for line in words.strip().split("\n")]
    text = "  \n".join(line for line in lines if line)
    return escaped_lines(text)
