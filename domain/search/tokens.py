"""How a search reads words: Chinese characters by pairs, Latin words and numbers whole.

A text is folded first: nothing is left but its words, and that is what a phrase is looked for
and counted in. Both databases index the same tokens of it, each a word of ASCII, so both find
the same: neither's own reading of Chinese is used. A token is two characters that stand side by
side: a word of two characters is one token, and a single character is the beginning of one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

LONGEST_WORD = 40
LONGEST_BEGINNING = 2000  # characters
# One character of Chinese, Japanese or Korean writing.
_CJK = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_CJK}]+|\d+|[^\W\d_{_CJK}]+")  # T9704 and T 9704 are alike
_SINGLE = re.compile(rf"[{_CJK}]|\d{{1,64}}|[^\W\d_{_CJK}]{{1,64}}")
_IS_CJK = re.compile(rf"[{_CJK}]")
_MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"  # they belong to the character before them
# Of these each is one character when it is plain: what Chinese and English are written in.
_EVEN = "\x00-\x7f\u2013\u2014\u2018\u2019\u201c\u201d\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e"
_CLUSTER = re.compile(rf"[{_EVEN}]+(?![{_MARKS}])|[^{_MARKS}][{_MARKS}]*|[{_MARKS}]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where each of its characters stands in the text: start and end."""

    text: str
    places: tuple[tuple[int, int], ...]


def folded(text: str) -> str:
    """The words of a text, a blank before each; alike in case, width and accents.

    Chinese goes on over white space, since a line is broken anywhere in it; whatever else
    stands between two words parts them.
    """
    return "".join(words for words, _start in _words(_plain(text)))


def folded_with_places(text: str) -> Folded:
    """The same, with where it is in the text; dearer, for the passages of one page."""
    plain, places = "", []
    for found in _CLUSTER.finditer(text):
        piece, start = _plain(found[0]), found.start()
        plain += piece
        if len(piece) == len(found[0]):
            places += [(at, at + 1) for at in range(start, found.end())]
        else:
            places += [found.span()] * len(piece)
    words, where = "", []
    for word, start in _words(plain):
        words += word
        if word.startswith(" "):
            where.append(places[start])
        where += places[start : start + len(word.lstrip(" "))]
    return Folded(words, tuple(where))


def tokens(folded_text: str) -> list[str]:
    """The tokens of a folded text, in order; each is a word of ASCII letters and digits."""
    found: list[str] = []
    for word in folded_text.split():
        if is_chinese(word):
            codes = [_coded(character) for character in word]
            found += [one + after for one, after in zip(codes, [*codes[1:], ""], strict=True)]
        elif word.isascii():
            found.append(f"w{word[:LONGEST_WORD]}")
        else:
            found.append("x" + word.encode().hex()[:LONGEST_WORD])
    return found


def beginning(text: str, count: int, start: int) -> int:
    """Where the first so many words of a text from ``start`` on end; a character is a word."""
    end = start
    for found in islice(_SINGLE.finditer(text, start, start + LONGEST_BEGINNING), count):
        end = found.end()
    return end


def is_chinese(word: str) -> bool:
    """Whether a word of a folded text is one of characters, by its first."""
    return _IS_CJK.match(word) is not None


def _plain(text: str) -> str:
    """The text with full-width forms, accents and upper case taken away."""
    if text.isascii():
        return text.lower()
    even = unicodedata.normalize("NFKC", text).casefold()
    apart = unicodedata.normalize("NFD", even)
    return unicodedata.normalize("NFC", "".join(c for c in apart if not "\u0300" <= c <= "\u036f"))


def _words(plain: str) -> Iterator[tuple[str, int]]:
    """The words of a plain text, each with the blank before it and where it begins."""
    last = -1  # where a run of Chinese has ended
    for found in _WORD.finditer(plain):
        chinese = is_chinese(found[0])
        goes_on = chinese and last >= 0 and not plain[last : found.start()].strip()
        yield ("" if goes_on else " ") + found[0], found.start()
        last = found.end() if chinese else -1


def _coded(character: str) -> str:
    code = ord(character)
    return f"c{code:04x}" if character <= "\uffff" else f"d{code:05x}"
