"""What a search may find, kept with its source in one transaction. Nothing here commits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.search.tokens import tokens
from models import SearchPassage, db

LONGEST = 600  # characters of one passage


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


def keep_passages(source: Source, texts: Sequence[Found]) -> None:
    """Take the place of what was kept of the source in the language; number 0 is its title."""
    forget_passages(source.kind, {source.id}, language=source.language)
    pieces = [Found("", source.title)]
    for one in texts:
        pieces += [Found(one.section, piece) for piece in divided(one.text)]
    rows = [
        {
            "kind": source.kind, "source_id": source.id, "class_id": source.class_id,
            "owner_id": source.owner_id, "language": source.language, "number": number,
            "section": piece.section, "title": source.title[:200], "text": piece.text,
            "tokens": " ".join(tokens(piece.text)), "dated_on": source.dated_on,
        }
        for number, piece in enumerate(pieces)
    ]  # fmt: skip
    inserted = sa.insert(SearchPassage).returning(SearchPassage.id, sort_by_parameter_order=True)
    ids = db.session.scalars(inserted, rows).all()
    if _has_own_index():
        indexed = [{"id": one, "tokens": row["tokens"]} for one, row in zip(ids, rows, strict=True)]
        db.session.execute(
            sa.text("INSERT INTO search_index (rowid, tokens) VALUES (:id, :tokens)"), indexed
        )


def forget_passages(kind: str, source_ids: Collection[int], *, language: str | None = None) -> None:
    """Nothing of the sources is found any more (in the language, where one is given)."""
    wanted = [SearchPassage.kind == kind, SearchPassage.source_id.in_(source_ids)]
    if language is not None:
        wanted.append(SearchPassage.language == language)
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


def divided(text: str) -> list[str]:
    """The text in passages of at most ``LONGEST`` characters, cut between lines where it can be.

    A phrase that goes over a cut is found nowhere, so a cut line is cut at a full stop.
    """
    pieces: list[str] = []
    for line in filter(None, (one.strip() for one in text.split("\n"))):
        rest = line
        while len(rest) > LONGEST:
            cut = max(rest.rfind(mark, LONGEST // 2, LONGEST) for mark in "。；！？.;!?") + 1
            cut = cut or LONGEST
            pieces.append(rest[:cut])
            rest = rest[cut:]
        if pieces and len(pieces[-1]) + len(rest) < LONGEST:
            pieces[-1] = f"{pieces[-1]}\n{rest}"
        elif rest:
            pieces.append(rest)
    return pieces


def _has_own_index() -> bool:
    """Whether the index is a table beside the passages (SQLite), filled by whoever writes them."""
    return db.session.get_bind().dialect.name == "sqlite"
