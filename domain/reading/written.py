"""A reflection's Markdown into what is kept of it; nothing in it can make that take long."""

import re

from lxml import html as lxml_html
from markupsafe import escape

from domain.reading.rendering import Rendered, Section, count_characters, rendered

_MOST_OPENED = 100  # of "[": each is looked for to the end of the text
_DEEPEST = re.compile(r"^[ \t]*(?:(?:>|[-+*]|\d+[.)])[ \t]*){20}", re.MULTILINE)
_OPENING = "opening"


def rendered_words(words: str) -> Rendered:
    """The text as it is kept. What opens too much, or nests too deep, is kept as plain lines."""
    if words.count("[") > _MOST_OPENED or _DEEPEST.search(words):
        return _plain_lines(words)
    try:
        return rendered(words)
    except RecursionError:
        return _plain_lines(words)


def _plain_lines(words: str) -> Rendered:
    lines = [line for line in words.split("\n") if line.strip()]
    inside = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    html = f'<section id="s-{_OPENING}">{inside}</section>'
    plain = str(lxml_html.fragment_fromstring(html).text_content())
    return Rendered(html, plain, (Section(_OPENING, "", 0),), count_characters(plain))
