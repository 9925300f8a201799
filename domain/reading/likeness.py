"""Which long passages two texts share: a hint for whoever reads them, and never a verdict.

Both texts are read without white space, marks and letter case. Every run of ``SHINGLE``
characters of the one text is looked for in the other; what is found is made as long as it
goes (the greedy tiling of Wise, "YAP3", SIGCSE 1996), and kept where it is long enough.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

SHINGLE = 12  # characters looked for at once
LONG = 20  # characters of a passage worth showing
GAP = 6  # characters that may differ between two passages that are shown as one
ENOUGH = 0.05  # of the shorter text, or
MANY = 60  # characters shared: less is a turn of phrase
MOST_SHOWN = 10
_MOST_PLACES = 4  # of the same shingle in a text
_STEP = LONG - SHINGLE + 1  # a run of LONG characters holds a shingle at one of these places
_LEFT_OUT = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Shared:
    """A passage of both texts: where it begins and how long it is, in each."""

    start: int
    length: int
    other_start: int
    other_length: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a text shares with another, named by ``key``: the passages, in the text's order.

    ``permille``: how much of the shorter of the two that is, rounded down.
    """

    key: int
    permille: int
    characters: int
    passages: tuple[Shared, ...]


class _BareCharacters(dict[int, str]):
    """What is left of each character; found once for each, for ``str.translate``."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = _LEFT_OUT.sub("", folded)
        return self[code]


_BARE = _BareCharacters()


@lru_cache(maxsize=600)
def _bare(text: str) -> str:
    return text.translate(_BARE)


def alike(
    text: str, others: Iterable[tuple[int, str]], *, most: int = MOST_SHOWN
) -> list[Likeness]:
    """The ``most`` of the others that share enough with the text, the most alike first.

    Time grows with the sum of their lengths: 500 texts of 3,000 characters take a part of a
    second the first time, and less once their bare forms are remembered.
    """
    bare = _bare(text)
    index = _index(bare)
    found = []
    for key, other in others:
        bare_other = _bare(other)
        runs = _runs(bare, index, bare_other)
        characters = _covered(len(bare), runs)
        shorter = min(len(bare), len(bare_other))
        if characters >= MANY or (runs and characters >= ENOUGH * shorter):
            found.append((-1000 * characters // shorter, key, characters, other, runs))
    found.sort(key=lambda one: one[:2])
    here = _places(text)
    return [
        Likeness(key, min(1000, 1000 * characters // min(len(bare), len(_bare(other)))),
                 characters, _passages(runs, here, _places(other)))
        for _order, key, characters, other, runs in found[:most]
    ]  # fmt: skip


def _covered(size: int, runs: list[tuple[int, int, int]]) -> int:
    """How many characters of the text lie in a run."""
    covered = bytearray(size)
    for here, _there, length in runs:
        covered[here : here + length] = b"\1" * length
    return sum(covered)


def _index(bare: str) -> dict[str, list[int]]:
    """Where each shingle of the text begins, a few places at most."""
    index: dict[str, list[int]] = {}
    for at in range(len(bare) - SHINGLE + 1):
        places = index.setdefault(bare[at : at + SHINGLE], [])
        if len(places) < _MOST_PLACES:
            places.append(at)
    return index


def _runs(
    bare: str, index: dict[str, list[int]], other: str
) -> list[tuple[int, int, int]]:  # fmt: skip
    """Runs that both have: where in the one, where in the other, how long; apart in the other."""
    runs = []
    at, done = 0, 0
    while at <= len(other) - SHINGLE:
        places = index.get(other[at : at + SHINGLE])
        if places is None:
            at += _STEP
            continue
        here, there, length = max(
            (_whole(bare, other, place, at, done) for place in places), key=lambda one: one[2]
        )
        if length >= LONG:
            runs.append((here, there, length))
        done = at = max(there + length, at + 1)
    return runs


def _whole(bare: str, other: str, here: int, there: int, first: int) -> tuple[int, int, int]:
    """The run around two equal places, not before ``first`` of the other text."""
    back = 0
    while here > back and there - back > first and bare[here - back - 1] == other[there - back - 1]:
        back += 1
    ahead = SHINGLE
    most = min(len(bare) - here, len(other) - there)
    while ahead < most and bare[here + ahead] == other[there + ahead]:
        ahead += 1
    return here - back, there - back, back + ahead


def _passages(
    runs: list[tuple[int, int, int]], here: list[int], there: list[int]
) -> tuple[Shared, ...]:
    """The runs where they stand in the texts themselves."""
    return tuple(
        Shared(
            here[start], here[start + length - 1] + 1 - here[start], there[other],
            there[other + other_length - 1] + 1 - there[other],
        )
        for start, length, other, other_length in _joined(runs)
    )  # fmt: skip


def _joined(runs: list[tuple[int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The runs in the order of the one text; two with little between them in both are one."""
    joined: list[tuple[int, int, int, int]] = []
    for here, there, length in sorted(runs):
        if joined:
            first, so_long, other_first, other_long = joined[-1]
            gap, other_gap = here - first - so_long, there - other_first - other_long
            if 0 <= gap <= GAP and 0 <= other_gap <= GAP:
                joined[-1] = (
                    first, here + length - first, other_first, there + length - other_first
                )  # fmt: skip
                continue
        joined.append((here, length, there, length))
    return joined


def _places(text: str) -> list[int]:
    """Where each character of the bare text stands in the text."""
    return [at for at, character in enumerate(text) for _one in _BARE[ord(character)]]
