"""What was changed from one text to the next: lines, and inside a changed line its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, CAME = "same", "gone", "came"
AROUND = 1  # unchanged lines shown beside a change
_MOST_COMPARED = 4000  # characters of a line that are compared one by one
# A Chinese character by itself, a Latin word or a number whole, anything else one by one.
_PIECE = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters: the same in both texts, gone from the first, or come in the second."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison; ``pieces`` is empty where lines were left out between."""

    what: str
    pieces: tuple[Piece, ...]


def differences(before: str, after: str) -> list[Line]:
    """The changed lines with what stands around them; empty where nothing was changed."""
    old, new = _lines(before), _lines(after)
    found: list[Line] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(AROUND):
        if found:
            found.append(Line(SAME, ()))
        for tag, a, b, c, d in group:
            if tag == "equal":
                found += [Line(SAME, (Piece(SAME, text),)) for text in old[a:b]]
            else:
                found += _changed(old[a:b], new[c:d])
    return found


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def _changed(old: list[str], new: list[str]) -> Iterator[Line]:
    """Lines that stand for one another as one line of pieces; the rest gone, or come."""
    pairs = min(len(old), len(new))
    for was, now in zip(old[:pairs], new[:pairs], strict=True):
        yield Line("changed", tuple(_pieces(was, now)))
    yield from (Line(GONE, (Piece(GONE, text),)) for text in old[pairs:])
    yield from (Line(CAME, (Piece(CAME, text),)) for text in new[pairs:])


def _pieces(was: str, now: str) -> Iterator[Piece]:
    if len(was) + len(now) > _MOST_COMPARED:
        yield from (Piece(GONE, was), Piece(CAME, now))
        return
    old, new = _PIECE.findall(was), _PIECE.findall(now)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(old[a:b]))
            continue
        if a < b:
            yield Piece(GONE, "".join(old[a:b]))
        if c < d:
            yield Piece(CAME, "".join(new[c:d]))
