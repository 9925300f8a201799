"""How hard a password is to guess by somebody who tries what people choose.

A password is read as the cheapest row of pieces: listed words, days, repeats, and single
characters of its own. Each piece costs the bits that a guesser needs for one of its kind. The
idea of reading a password in pieces is zxcvbn's (Wheeler, USENIX Security 2016).
"""

import re
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("weak_passwords.txt")
LEAST_BITS = 36  # a little more than three listed words
_WORD, _DAY, _REPEAT, _DIGIT, _OTHER = 11, 11, 8, 4, 5
_LEAST_PIECE = 2
_AS_LETTERS = str.maketrans("@430!15$7", "aaeoiisst")
_WITHOUT_SHIFT = str.maketrans("!@#$%^&*()", "1234567890")
_DAY_FORM = re.compile(r"(19|20)\d\d((0[1-9]|1[0-2])([0-2]\d|3[01])?)?")
_REPEAT_FORM = re.compile(r"(.{1,3})\1+")


def is_weak(password: str) -> bool:
    """Whether the password falls to a list of common ones, with the usual changes to them.

    Case is ignored, and so are letters written as digits and signs (``p@ssw0rd``), and digits
    typed with the shift key held (``1qaz@WSX``).
    """
    plain = password.lower()
    readings = (plain, plain.translate(_AS_LETTERS), plain.translate(_WITHOUT_SHIFT))
    return min(map(_bits, readings)) < LEAST_BITS


def _bits(text: str) -> int:
    least = [0]  # for each length of the beginning, the bits of its cheapest reading
    for end in range(1, len(text) + 1):
        own = _DIGIT if text[end - 1].isdigit() else _OTHER
        readings = [least[end - 1] + own]
        for start in range(max(0, end - longest_word()), end - _LEAST_PIECE + 1):
            cost = _piece(text[start:end])
            if cost is not None:
                readings.append(least[start] + cost)
        least.append(min(readings))
    return least[-1]


def _piece(text: str) -> int | None:
    if text in words():
        return _WORD
    if _DAY_FORM.fullmatch(text):
        return _DAY
    return _REPEAT if _REPEAT_FORM.fullmatch(text) else None


@cache
def words() -> frozenset[str]:
    """The listed words, read once."""
    lines = WORDS.read_text(encoding="utf-8").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def longest_word() -> int:
    return max(map(len, words()))
