"""What a search may find, kept with its source in one transaction. Nothing here commits."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from domain.search.phrases import LONGEST_PHRASE
from domain.search.tokens import beginning, folded, tokens
from models import SearchPassage, db
from models.base import on_sqlite

LONGEST = 300  # characters of a passage, but for what it shares with the next one
LONGEST_TITLE = 200
# Where a text is cut: the end of a line, of a sentence, of a part of one, a blank.
_CUTS = (re.compile(r"\n"), re.compile(r"[。！？；]|[.!?;](?=\s)"), re.compile(r"[，、：,:]|\s"))
SHARED = LONGEST_PHRASE + 20  # words; some of them are more than one once they are folded


@dataclass(frozen=True, slots=True)
class Found:
    """A text to be found: which section it stands in, and its words."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Of what the passages are; who may find them, a class's readers or one person.

    ``kind`` is ``class``, ``material``, ``note`` or ``reflection``.
    """

    kind: str
    id: int
    title: str
    dated_on: date
    class_id: int | None = None
    owner_id: int | None = None
    language: str = ""
    other_title: str = ""  # found as the title is, and not shown


class Piece(NamedTuple):
    """A passage: its text, of which the first ``own`` characters are in no other one."""

    text: str
    own: int


def keep_passages(source: Source, texts: Sequence[Found]) -> None:
    """Take the place of what was kept of the source in the language; number 0 is its title."""
    forget_passages(source.kind, {source.id}, language=source.language)
    pieces = [("", piece) for piece in _titles(source)]
    pieces += [(one.section, piece) for one in texts for piece in divided(one.text)]
    _insert(source, pieces)


def retitle(source: Source) -> None:
    """Let the source be found under another title; what was kept of its texts stays."""
    wanted = [
        SearchPassage.kind == source.kind, SearchPassage.source_id == source.id,
        SearchPassage.language == source.language,
    ]  # fmt: skip
    title = source.title[:LONGEST_TITLE]
    db.session.execute(sa.update(SearchPassage).where(*wanted).values(title=title))
    _forget(*wanted, SearchPassage.number == 0)
    _insert(source, [("", piece) for piece in _titles(source)])


def _titles(source: Source) -> list[Piece]:
    """One passage of the title, in all the words that it has."""
    words = "\n".join(filter(None, (source.title[:LONGEST_TITLE], source.other_title)))
    return [Piece(words, len(words))]


def _insert(source: Source, pieces: Sequence[tuple[str, Piece]]) -> None:
    title = source.title[:LONGEST_TITLE]
    rows = [
        {
            "kind": source.kind, "source_id": source.id, "class_id": source.class_id,
            "owner_id": source.owner_id, "language": source.language, "number": number,
            "section": section, "title": title, "dated_on": source.dated_on, **_read(piece),
        }
        for number, (section, piece) in enumerate(pieces)
    ]  # fmt: skip
    inserted = sa.insert(SearchPassage).returning(SearchPassage.id, sort_by_parameter_order=True)
    ids = db.session.scalars(inserted, rows).all()
    if _has_own_index():
        indexed = [{"id": one, "tokens": row["tokens"]} for one, row in zip(ids, rows, strict=True)]
        db.session.execute(
            sa.text("INSERT INTO search_index (rowid, tokens) VALUES (:id, :tokens)"), indexed
        )


def _read(piece: Piece) -> dict[str, str | int]:
    """The columns that say how the search reads a passage; no database keeps a NUL."""
    text = piece.text.replace("\0", " ")
    words = folded(text)
    own = len(words) if piece.own == len(text) else len(folded(text[: piece.own]))
    return {"text": text, "folded": words, "own": own, "tokens": " ".join(tokens(words))}


def forget_passages(kind: str, source_ids: Collection[int], *, language: str | None = None) -> None:
    """Nothing of the sources is found any more (in the language, where one is given)."""
    wanted = [SearchPassage.kind == kind, SearchPassage.source_id.in_(source_ids)]
    if language is not None:
        wanted.append(SearchPassage.language == language)
    _forget(*wanted)


def _forget(*wanted: sa.ColumnElement[bool]) -> None:
    if _has_own_index():
        kept = db.session.execute(
            sa.select(SearchPassage.id, SearchPassage.tokens).where(*wanted)
        ).all()
        if kept:
            db.session.execute(
                sa.text(
                    "INSERT INTO search_index (search_index, rowid, tokens)"
                    " VALUES ('delete', :id, :tokens)"
                ),
                [{"id": row.id, "tokens": row.tokens} for row in kept],
            )
    db.session.execute(sa.delete(SearchPassage).where(*wanted))


def rebuild_index() -> None:
    """Make the index anew from the passages that are there. PostgreSQL keeps its own by itself."""
    if _has_own_index():
        db.session.execute(sa.text("INSERT INTO search_index (search_index) VALUES ('rebuild')"))


def divided(text: str) -> list[Piece]:
    """The text in passages of about ``LONGEST`` characters, cut at the end of a sentence.

    Each goes on into the next by as much as the longest phrase is long, so that a phrase is
    found wherever it stands; what is in two passages is the later one's own.
    """
    pieces, start = [], 0
    whole = text.strip()
    while start < len(whole):
        end = _cut(whole, start)
        own = whole[start:end]
        if own.strip():
            pieces.append(Piece(whole[start : beginning(whole, SHARED, end)], len(own)))
        start = end
    return pieces


def _cut(text: str, start: int) -> int:
    """Where the passage that begins at ``start`` ends, in its second half; never in a word."""
    if len(text) - start <= LONGEST:
        return len(text)
    half, end = start + LONGEST // 2, start + LONGEST
    for mark in _CUTS:
        places = [found.end() for found in mark.finditer(text, half, end)]
        if places:
            return places[-1]
    for place in range(end, half, -1):
        if not (text[place - 1].isascii() and text[place].isascii()):
            return place
    return end


def _has_own_index() -> bool:
    """Whether the index is a table beside the passages (SQLite), filled by whoever writes them."""
    return on_sqlite()
