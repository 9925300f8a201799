"""Where a marked passage is in a text, also when the text has changed since.

A passage is known by its words, and by what stood before and after it (the text quote
selector of the W3C's Web Annotation Data Model, section 4.2.4). It is looked for as it is;
then as it is but for white space; then by what is most like it near where it was.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT = 40  # characters kept before and after a passage
LONGEST_QUOTE = 5000
ALIKE = 0.75  # of a passage that was changed, so much must be left
MOST_COMPARED = 600  # characters of a passage that are compared when it was changed


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text: its words, and up to ``CONTEXT`` characters around them."""

    quote: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage is: ``length`` characters from ``start`` on."""

    start: int
    length: int


def passage_at(text: str, place: Place) -> Passage:
    """The passage that stands at a place of the text."""
    end = place.start + place.length
    return Passage(
        text[place.start : end], text[max(0, place.start - CONTEXT) : place.start],
        text[end : end + CONTEXT],
    )  # fmt: skip


def find_place(text: str, passage: Passage, *, near: int = 0) -> Place | None:
    """Where the passage is in the text, or ``None``.

    Of several places, the one with the same words around it; of several such, the one
    closest to ``near``. Time grows with the text, and not with its square.
    """
    if not passage.quote.strip():
        return None
    exact = _best([Place(at, len(passage.quote)) for at in _all(text, passage.quote)],
                  text, passage, near)  # fmt: skip
    return exact or _but_for_space(text, passage, near) or _most_alike(text, passage, near)


def _all(text: str, words: str) -> list[int]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _best(places: list[Place], text: str, passage: Passage, near: int) -> Place | None:
    if not places:
        return None
    return max(
        places,
        key=lambda one: (_same_around(text, one, passage), -abs(one.start - near)),
    )


def _same_around(text: str, place: Place, passage: Passage) -> int:
    """How many characters before and after the place are those that stood around the passage."""
    around = passage_at(text, place)
    return _same_end(around.before, passage.before) + _same_start(around.after, passage.after)


def _same_start(one: str, other: str) -> int:
    count = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        count += 1
    return count


def _same_end(one: str, other: str) -> int:
    return _same_start(one[::-1], other[::-1])


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text without white space, and where each of its characters stands."""
    places = [at for at, character in enumerate(text) if not character.isspace()]
    return "".join(text[at] for at in places), places


def _but_for_space(text: str, passage: Passage, near: int) -> Place | None:
    squeezed, places = _squeezed(text)
    words, _places = _squeezed(passage.quote)
    found = [
        Place(places[at], places[at + len(words) - 1] + 1 - places[at])
        for at in _all(squeezed, words)
    ]
    return _best(found, text, passage, near)


def _most_alike(text: str, passage: Passage, near: int) -> Place | None:
    """The passage as it was changed, within a few thousand characters of where it was.

    It begins where its first words or those before it stand, and ends where its last ones do;
    it is taken when enough of it is left.
    """
    quote = passage.quote
    if len(quote) > MOST_COMPARED or len(quote) < 4:  # noqa: PLR2004 - too little to know again
        return None
    span = 3000 + len(quote)
    low = max(0, near - span)
    window = text[low : near + span]
    matcher = SequenceMatcher(None, window, quote, autojunk=False)
    blocks = [one for one in matcher.get_matching_blocks() if one.size >= 2]  # noqa: PLR2004
    if not blocks:
        return None
    biggest = max(blocks, key=lambda one: one.size)
    begin = max(0, biggest.a - biggest.b - 10)
    end = min(len(window), biggest.a + (len(quote) - biggest.b) + 10)
    near_by = [one for one in blocks if begin <= one.a and one.a + one.size <= end]
    start, stop = near_by[0].a, near_by[-1].a + near_by[-1].size
    likeness = SequenceMatcher(None, window[start:stop], quote, autojunk=False).ratio()
    return Place(low + start, stop - start) if likeness >= ALIKE else None
