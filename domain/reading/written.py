"""A reflection's Markdown into what is kept of it; nothing in it can make that take long."""

import re

from markupsafe import escape

from domain.reading.markup import parsed
from domain.reading.rendering import Rendered, Section, count_characters, rendered

_MOST_OPENED = 100  # of "[": each is looked for to the end of the text
_DEEPEST = re.compile(r"^[ \t]*(?:(?:>|[-+*]|\d+[.)])[ \t]*){20}", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_ITEM = re.compile(r" {0,3}(?:[-+*]|\d{1,3}[.)]) +\S")
# A line of plain text: no heading, quotation, list, table, rule, definition, HTML or code.
_TEXT = re.compile(r"(?! {0,3}(?:#|>|[-+*=:`~<|]|\d{1,3}[.)] )| {4}|\t)\s*\S[^|]*\Z")
_OPENING = "opening"


def rendered_words(words: str) -> Rendered:
    """The text as it is kept. What opens too much, or nests too deep, is kept as plain lines.

    Each line is a paragraph, as people write, where Markdown would go on with the one before.
    """
    if words.count("[") > _MOST_OPENED or _DEEPEST.search(words):
        return _plain_lines(words)
    try:
        return rendered(_paragraphs_apart(words))
    except RecursionError:
        return _plain_lines(words)


def _paragraphs_apart(words: str) -> str:
    """With an empty line after each line of text that another, or a list, follows."""
    lines: list[str] = []
    fenced = False
    for line in words.split("\n"):
        before = lines[-1] if lines else ""
        goes_on = _TEXT.match(line) is not None or _ITEM.match(line) is not None
        if not fenced and goes_on and _TEXT.match(before) and not before.endswith("  "):
            lines.append("")
        fenced ^= _FENCE.match(line) is not None
        lines.append(line)
    return "\n".join(lines)


def _plain_lines(words: str) -> Rendered:
    lines = [line for line in words.split("\n") if line.strip()]
    inside = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    html = f'<section id="s-{_OPENING}">{inside}</section>'
    plain = str(parsed(html).text_content())
    return Rendered(html, plain, (Section(_OPENING, "", 0),), count_characters(plain))
