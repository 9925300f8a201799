"""Where a text has the phrases of a search, and the part of it that shows them."""

import re
from collections.abc import Sequence

from domain.search.phrases import Phrase
from domain.search.tokens import folded_with_places

SHOWN = 160  # characters of a passage that a list of results shows
BEFORE = 50  # characters before the first mark, at most
_BLANK = re.compile(r"\s")
_STOP = re.compile(r"[。！？；\n]|[.!?;](?=\s)")

Mark = tuple[int, int]  # start and length


def marks(text: str, phrases: Sequence[Phrase]) -> list[Mark]:
    """Where the phrases stand in the text, in order; what overlaps is one mark."""
    here = folded_with_places(text)
    spans = sorted(span for one in phrases for span in _spans(here.text, one.words))
    found: list[list[int]] = []
    for first, last in spans:
        start, end = here.places[first][0], here.places[last][1]
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return [(start, end - start) for start, end in found]


def _spans(text: str, words: str) -> list[tuple[int, int]]:
    """The first and the last character of each place, without the blank before them."""
    found, at = [], text.find(words)
    while at >= 0:
        blank = len(words) - len(words.lstrip())
        found.append((at + blank, at + len(words) - 1))
        at = text.find(words, at + len(words))
    return found


def excerpt(text: str, phrases: Sequence[Phrase]) -> tuple[str, list[Mark]]:
    """The part of a passage around the first mark, on one line, and the marks in it.

    It begins with a sentence where one begins close before the mark.
    """
    found = marks(text, phrases)
    first = found[0][0] if found else 0
    start = _beginning(text, first)
    end = min(len(text), start + SHOWN)
    if found:
        end = min(len(text), max(end, first + found[0][1]))
    left, right = "…" if start else "", "…" if end < len(text) else ""
    shift = start - len(left)
    shown = [(at - shift, size) for at, size in found if at + size <= end]
    return left + _BLANK.sub(" ", text[start:end]) + right, shown


def _beginning(text: str, first: int) -> int:
    low = first - BEFORE
    if low <= 0:
        return 0
    stops = [stop.end() for stop in _STOP.finditer(text, low, first)]
    start = stops[0] if stops else low
    while start < first and (text[start].isspace() or text[start] in "”’」』）"):
        start += 1
    return start
