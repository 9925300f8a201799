"""What was pasted from Word with its markup, as plain Markdown: no word of the text is lost.

Word's clipboard is HTML of its own kind: ``mso`` classes and styles, ``<o:p>``, smart tags
(``<st1:place>``), conditional comments, lists that are paragraphs with the sign in a span of
``mso-list:Ignore``. A text without any of that is left as it was typed.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.reading.markup import parsed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_OF_WORD = re.compile(
    r"<!--\s*\[if\b|<!\[(?:if|endif)\b|</?(?:o|w|v|m|st\d):\w+|\bclass\s*=\s*[\"']?Mso|\bmso-|"
    r"<!--\s*StartFragment|urn:schemas-microsoft-com",
    re.IGNORECASE,
)
# What is no text of the document; and the marks of conditional comments that are shown.
_NOT_TEXT = re.compile(
    r"<!--.*?-->|<(style|script|xml|title)\b[^>]*>.*?</\1\s*>|<!\[(?:if|endif)[^>]*\]>|"
    r"<\?xml[^>]*>|<!DOCTYPE[^>]*>|<(?:meta|link)\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_OPENED = re.compile(r"<!--|<(?:style|script|xml|title)\b", re.IGNORECASE)
_MOST_WORK = 20_000_000  # characters looked at: each is looked for to the end of the text
_COLON = re.compile(r"(</?)([A-Za-z][\w]*):(?=\w)")  # o:p is an element of no HTML parser
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table",
           "section", "article", "body", "html", "dl", "dt", "dd", "pre"}  # fmt: skip
_HEADINGS = {"h1": "## ", "h2": "### ", "h3": "#### ", "h4": "##### ", "h5": "###### ",
             "h6": "###### "}  # fmt: skip
_STRONG, _EMPHASIS = {"b", "strong"}, {"i", "em"}
_PLAIN = re.compile(r"(?:^|;)\s*font-(?:weight|style)\s*:\s*normal", re.IGNORECASE)
# Word breaks the lines of its HTML anywhere: between Chinese characters that is no blank.
_BREAK = re.compile(r"(?<=[\u2e80-\uffef])[ \t]*\r?\n[ \t]*(?=[\u2e80-\uffef])")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_MARKS = re.compile(r"([\\`*_\[\]|])")
_AT_FIRST = re.compile(r"^(#{1,6}(?= )|>|[-+](?= )|=+$|~~~)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_SIGN = re.compile(r"^\(?（?\s*(\d{1,3})\s*[.)、）．]")
_BULLETS = set("·•●○■□◆◇➢Øo§ü-–—*")  # the signs of Word's lists, as its fonts spell them
_LIST, _LEVEL = re.compile(r"mso-list:\s*l\d+"), re.compile(r"level(\d)")
_IGNORE = re.compile(r"mso-list:\s*Ignore", re.IGNORECASE)


def is_pasted(text: str) -> bool:
    """Whether the text has Word's markup in it, and no more of it than a document has."""
    if _OF_WORD.search(text) is None:
        return False
    return len(_OPENED.findall(text)) * len(text) <= _MOST_WORK


def unpasted(text: str) -> str:
    """The text without Word's markup; what was typed around it stays as it was typed."""
    if not is_pasted(text):
        return text
    try:
        return _unpasted(text)
    except RecursionError:  # nested deeper than any document
        return text


def _unpasted(text: str) -> str:
    html = _COLON.sub(r"\1\2-", _NOT_TEXT.sub("", text))
    page = parsed(html)
    parts: list[str] = []
    typed = page.text or ""
    for child in page:
        if _is_block(child):
            parts += [typed.strip("\n"), *_block(child)]
            typed = child.tail or ""
        else:
            typed += _inline(child) + (child.tail or "")
    return _put_together([*parts, typed.strip("\n")])


def _put_together(parts: list[str]) -> str:
    """The parts with an empty line between them, lines of one list without."""
    text = ""
    for part in (one.rstrip() for one in parts if one.strip()):
        if text:
            text += "\n" if _is_item(part) and _is_item(text.rsplit("\n", 1)[-1]) else "\n\n"
        text += part
    return text


def _is_item(line: str) -> bool:
    return re.match(r" *(?:- |\d{1,3}\. )", line) is not None


def _is_block(element: "HtmlElement") -> bool:
    return isinstance(element.tag, str) and (
        element.tag in _BLOCKS or any(_is_block(one) for one in element)
    )


def _block(element: "HtmlElement") -> Iterator[str]:
    """The paragraphs of Markdown that a block comes to."""
    tag = element.tag
    if tag in _HEADINGS:
        yield from _lines(_HEADINGS[tag], _words(element))
    elif tag == "table":
        yield from _table(element)
    elif tag in {"ul", "ol"}:
        yield from _items(element, 0)
    elif any(_is_block(one) for one in element):
        yield from _inside(element)
    elif _LIST.search(element.get("style") or ""):
        yield _item_of_word(element)
    else:
        yield _escaped_first(_words(element))


def _inside(element: "HtmlElement") -> Iterator[str]:
    """Blocks in a block, and the text between them."""
    words = _text(element.text)
    for child in element:
        if _is_block(child):
            if words.strip():
                yield _escaped_first(_tidy(words))
            words = _text(child.tail)
            yield from _block(child)
        else:
            words += _inline(child) + _text(child.tail)
    if words.strip():
        yield _escaped_first(_tidy(words))


def _lines(prefix: str, words: str) -> Iterator[str]:
    if words:
        yield prefix + _on_one_line(words)


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


def _items(element: "HtmlElement", depth: int) -> Iterator[str]:
    """The items of a list, those of lists in it indented by four."""
    number = 0
    for item in element:
        if item.tag in {"ul", "ol"}:
            yield from _items(item, depth + 1)
            continue
        number += 1
        sign = f"{number}. " if element.tag == "ol" else "- "
        nested = [one for one in item if one.tag in {"ul", "ol"}]
        for one in nested:
            item.remove(one)
        paragraphs = [one for one in _inside(item) if one.strip()]
        yield "    " * depth + sign + _on_one_line(" ".join(paragraphs))
        for one in nested:
            yield from _items(one, depth + 1)


def _item_of_word(element: "HtmlElement") -> str:
    """A paragraph that Word shows as an item: by a sign, by a number, or as it was numbered."""
    sign = "".join(
        str(one.text_content()) for one in element.iter() if _is_sign(one)
    ).replace("\xa0", " ").strip()  # fmt: skip
    for one in [one for one in element.iter() if _is_sign(one)]:
        one.drop_tree()
    words = _words(element)
    level = _LEVEL.search(element.get("style") or "")
    indent = "    " * (int(level[1]) - 1 if level else 0)
    number = _SIGN.match(sign)
    if number is not None:
        return f"{indent}{number[1]}. {_on_one_line(words)}"
    if not sign or set(sign) <= _BULLETS:
        return f"{indent}- {_on_one_line(words)}"
    return _escaped_first(f"{sign}{words}")  # 一、 and the like: part of the text


def _is_sign(element: "HtmlElement") -> bool:
    return isinstance(element.tag, str) and bool(_IGNORE.search(element.get("style") or ""))


def _table(element: "HtmlElement") -> Iterator[str]:
    rows = [[_cell(one) for one in row.iterchildren("td", "th")] for row in _rows(element)]
    rows = [row for row in rows if any(row)]
    if not rows:
        return
    width = max(map(len, rows))
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    yield "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _rows(table: "HtmlElement") -> "Iterator[HtmlElement]":
    """The rows of the table itself, not those of tables in its cells."""
    for one in table:
        if one.tag == "tr":
            yield one
        elif one.tag in {"thead", "tbody", "tfoot"}:
            yield from one.iterchildren("tr")


def _cell(cell: "HtmlElement") -> str:
    """On one line; of a table inside it the words alone."""
    if cell.find(".//table") is not None:
        return _on_one_line(_text(str(cell.text_content())))
    return _on_one_line(" ".join(_inside(cell)))


def _words(element: "HtmlElement") -> str:
    """The element's inline Markdown without white space at its ends."""
    inside = _text(element.text) + "".join(
        _inline(one) + _text(one.tail) for one in element
    )  # fmt: skip
    return _tidy(inside)


def _tidy(words: str) -> str:
    lines = [line.strip(" \t\u3000") for line in words.split("\n")]
    return "  \n".join(line for line in lines if line)  # a break stays one


def _inline(element: "HtmlElement") -> str:
    if not isinstance(element.tag, str):  # a comment
        return ""
    if element.tag == "br":
        return "  \n"
    inside = _text(element.text) + "".join(
        _inline(one) + _text(one.tail) for one in element
    )  # fmt: skip
    mark = _mark_of(element)
    if not mark or not inside.strip() or "\n" in inside:
        return inside
    core = inside.strip(" ")
    ahead, behind = inside[: len(inside) - len(inside.lstrip(" "))], inside[len(inside.rstrip()) :]
    return f"{ahead}{mark}{core}{mark}{behind}"


def _mark_of(element: "HtmlElement") -> str:
    if _PLAIN.search(element.get("style") or ""):
        return ""
    return "**" if element.tag in _STRONG else "*" if element.tag in _EMPHASIS else ""


def _text(text: str | None) -> str:
    """White space as HTML reads it, and nothing in it that Markdown would read as a mark."""
    return _TAG.sub("&lt;", _MARKS.sub(r"\\\1", _SPACE.sub(" ", _BREAK.sub("", text or ""))))


def _escaped_first(words: str) -> str:
    return "\n".join(_AT_FIRST.sub(r"\\\1", line) for line in words.split("\n"))
