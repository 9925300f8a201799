"""What somebody typed into a search, as phrases to be found."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.search.tokens import folded, is_chinese, tokens

LONGEST_QUERY = 200  # characters that are read of it
MOST_PHRASES = 8
LONGEST_PHRASE = 40  # tokens; what is typed beyond them is not looked for


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side: as they are in a folded text, and as the index has them.

    The last Latin word, and a character alone, may go on: ``goes_on`` says that the last token
    is the beginning of one.
    """

    words: str
    tokens: tuple[str, ...]
    goes_on: bool


def phrases_of(text: str) -> list[Phrase]:
    """The phrases of a query, each once: what white space divides. Punctuation alone is none."""
    found = (_phrase(one) for one in text[:LONGEST_QUERY].split())
    return list(dict.fromkeys(one for one in found if one is not None))[:MOST_PHRASES]


def _phrase(typed: str) -> Phrase | None:
    words = _shortened(folded(typed))
    coded = tokens(words)
    if not coded:
        return None
    last, first = words.split()[-1], words.split()[0]
    ends_whole = is_chinese(last) and len(last) > 1  # its last pair says all of it
    if ends_whole:
        coded.pop()
    return Phrase(words.lstrip() if is_chinese(first) else words, tuple(coded), not ends_whole)


def _shortened(words: str) -> str:
    """No more than ``LONGEST_PHRASE`` tokens; a character is one, and a Latin word."""
    kept, left = "", LONGEST_PHRASE
    for word in words.split():
        if left <= 0:
            break
        piece = word[:left] if is_chinese(word) else word
        kept += f" {piece}"
        left -= len(piece) if is_chinese(word) else 1
    return kept


def for_fts5(phrases: Sequence[Phrase]) -> str:
    """The phrases as SQLite's FTS5 is asked for them; tokens hold letters and digits only."""
    return " AND ".join(f'"{" ".join(one.tokens)}"{" *" if one.goes_on else ""}' for one in phrases)


def for_tsquery(phrases: Sequence[Phrase]) -> str:
    """The phrases as PostgreSQL is asked for them: their tokens, whose order it need not see to.

    GIN knows no positions: it would read every text that has the tokens of a phrase anew.
    """
    return " & ".join(
        token + (":*" if one.goes_on and number == len(one.tokens) else "")
        for one in phrases
        for number, token in enumerate(one.tokens, 1)
    )
