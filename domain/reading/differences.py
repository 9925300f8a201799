"""What is different between two revisions of a text, line by line and within a line.

Chinese has no blanks between words, so a changed line is compared character by character.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, TAKEN_OUT, LEFT_OUT = "same", "added", "taken_out", "left_out"
AROUND = 2  # lines shown before and after a change
MOST_CELLS = 4_000_000  # pairs of lines, or of characters, that are compared one by one
ALIKE = 0.4  # a line as unlike as that was written anew

Pieces = tuple[tuple[str, str], ...]  # what became of it, and the words


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison: what became of it, and its pieces. Of ``LEFT_OUT``, how many."""

    kind: str
    pieces: Pieces
    many: int = 0


def differences(old: str, new: str) -> list[Line]:
    """The changed lines with those around them; empty where nothing is different."""
    before, after = old.splitlines(), new.splitlines()
    if before == after:
        return []
    found = list(_lines(before, after))
    changed = [at for at, line in enumerate(found) if line.kind != SAME]
    shown = {near for at in changed for near in range(at - AROUND, at + AROUND + 1)}
    lines: list[Line] = []
    hidden = 0
    for at, line in enumerate(found):
        if at in shown:
            if hidden:
                lines.append(Line(LEFT_OUT, (), hidden))
            lines.append(line)
            hidden = 0
        else:
            hidden += 1
    return [*lines, Line(LEFT_OUT, (), hidden)] if hidden else lines


def _lines(before: list[str], after: list[str]) -> Iterator[Line]:
    large = len(before) * len(after) > MOST_CELLS
    matcher = SequenceMatcher(None, before, after, autojunk=large)
    room = MOST_CELLS
    for what, low, high, start, stop in matcher.get_opcodes():
        if what == "equal":
            yield from (Line(SAME, ((SAME, line),)) for line in before[low:high])
            continue
        pairs = min(high - low, stop - start)
        for at in range(pairs):
            old, new = before[low + at], after[start + at]
            room -= len(old) * len(new)
            yield from _pair(old, new, within=room > 0)
        yield from (Line(TAKEN_OUT, ((TAKEN_OUT, one),)) for one in before[low + pairs : high])
        yield from (Line(ADDED, ((ADDED, one),)) for one in after[start + pairs : stop])


def _pair(old: str, new: str, *, within: bool) -> Iterator[Line]:
    """A line and the one in its place; where they are alike, what is the same in both is told."""
    if within:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        if matcher.ratio() >= ALIKE:
            codes = matcher.get_opcodes()
            gone = ((code[0] == "equal", old[code[1] : code[2]]) for code in codes)
            come = ((code[0] == "equal", new[code[3] : code[4]]) for code in codes)
            yield Line(TAKEN_OUT, _pieces(gone, TAKEN_OUT))
            yield Line(ADDED, _pieces(come, ADDED))
            return
    yield Line(TAKEN_OUT, ((TAKEN_OUT, old),))
    yield Line(ADDED, ((ADDED, new),))


def _pieces(found: Iterator[tuple[bool, str]], kind: str) -> Pieces:
    return tuple((SAME if same else kind, words) for same, words in found if words)
