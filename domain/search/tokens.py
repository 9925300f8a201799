"""How a search reads words: single Chinese characters, and Latin words and numbers whole.

Both databases index the same tokens, each a word of ASCII, so both find the same: neither's
own reading of Chinese is used. A query is a phrase of tokens; its last Latin word may go on.
"""

import re
import unicodedata

LONGEST_WORD = 40
# One character of Chinese, Japanese or Korean writing, or a run of other letters and digits.
_CJK = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_TOKEN = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")


def plain(text: str) -> str:
    """The text with full-width forms, accents and upper case taken away."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    apart = unicodedata.normalize("NFD", folded)
    return unicodedata.normalize("NFC", "".join(c for c in apart if not _is_accent(c)))


def _is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order; each is a word of ASCII letters and digits."""
    return [_coded(word) for word in _TOKEN.findall(plain(text))]


def _coded(word: str) -> str:
    if len(word) == 1 and not word.isascii():
        return f"c{ord(word):x}"
    if word.isascii():
        return f"w{word[:LONGEST_WORD]}"
    return "x" + word.encode().hex()[:LONGEST_WORD]
