"""Names of units and branches in the order in which people count and read them.

``第二党支部`` comes before ``第十党支部``; what no number tells apart stands by pinyin.
"""

import re
from functools import lru_cache

from domain.pinyin import usual_reading

NUMBER = re.compile("([0-9]+|[〇零一二三四五六七八九十百千]+)")
DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0}
TENS = {"十": 10, "百": 100, "千": 1000}

Piece = tuple[bool, int, str]


@lru_cache(maxsize=8192)
def place_key(name: str) -> tuple[tuple[Piece, ...], str]:
    """The key to sort by: a number before a word, and of two names alike the text decides."""
    pieces = [piece.strip() for piece in NUMBER.split(name)]
    return tuple(_piece(piece) for piece in pieces if piece), name


def _piece(text: str) -> Piece:
    return (False, _value(text), "") if NUMBER.fullmatch(text) else (True, 0, usual_reading(text))


def _value(written: str) -> int:
    """``12``, ``十二``, ``一百零二`` and ``二〇二六`` as numbers."""
    if written.isascii():
        return int(written)
    if TENS.keys().isdisjoint(written):
        return int("".join(str(DIGITS[character]) for character in written))
    total = digit = 0
    for character in written:
        if character in TENS:
            total, digit = total + (digit or 1) * TENS[character], 0
        else:
            digit = DIGITS[character]
    return total + digit
