"""The places of one query that one visitor may open, from the passages that are kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor
from domain.finding.results import CLASS, MATERIAL, NOTE, REFLECTION, Hit, Place
from domain.reading.reach import readable
from domain.reading.talks import shared_with
from domain.search.excerpts import excerpt, marks
from domain.search.phrases import Phrase, for_fts5, for_tsquery
from domain.search.tokens import LONGEST_WORD
from models import (
    Person,
    ReadingClass,
    ReadingMaterial,
    ReadingNote,
    Reflection,
    SearchPassage,
    db,
)
from models.base import on_sqlite

_INDEX = sa.table("search_index", sa.column("rowid", sa.Integer))


class Places:
    """One query: its phrases, whose it is, which kind is asked for, in which language."""

    def __init__(
        self, phrases: Sequence[Phrase], visitor: Visitor, *, kind: str, language: str
    ) -> None:
        self._phrases, self._visitor, self._kind = phrases, visitor, kind
        self._language = language
        self._found = _found(phrases)

    def page(self, start: int, size: int) -> tuple[list[Hit], int]:
        """So many places from one on, and how many there are. Three queries, seldom four."""
        grouped = self._grouped()
        places = grouped.cte("places")
        ordered = (
            sa.select(places, sa.func.count().over().label("total"))
            .order_by(
                places.c.in_title.desc(), places.c.hits.desc(), places.c.dated_on.desc(),
                places.c.source_id, places.c.kind, places.c.first, places.c.section,
            )
            .limit(size)
            .offset(start)
        )  # fmt: skip
        with _by_the_index():
            rows = db.session.execute(ordered).all() if size > 0 else []
            if rows:
                total = rows[0].total
            else:
                counted = sa.select(sa.func.count()).select_from(places)
                total = db.session.scalar(counted) if start or size <= 0 else 0
        return self._hits(rows), total or 0

    def _grouped(self) -> sa.Select[Any]:
        """The places, and of each the passage to be shown: in the language, and not the title."""
        kept = self._found.c
        in_language, below_title = kept.language == self._language, kept.number > 0
        shown = sa.func.coalesce(
            sa.func.min(sa.case((sa.and_(in_language, below_title), kept.id))),
            sa.func.min(sa.case((below_title, kept.id))),
            sa.func.min(sa.case((in_language, kept.id))),
            sa.func.min(kept.id),
        )
        columns = (
            kept.kind, kept.source_id, kept.section, shown.label("shown"),
            sa.func.max(sa.case((below_title, 0), else_=1)).label("in_title"),
            sa.func.sum(kept.hits).label("hits"),
            sa.func.max(kept.dated_on).label("dated_on"),
            sa.func.min(kept.number).label("first"),
        )  # fmt: skip
        return (
            sa.select(*columns)
            .where(self._may_be_opened())
            .group_by(kept.kind, kept.source_id, kept.section)
        )

    def _may_be_opened(self) -> sa.ColumnElement[bool]:
        """The condition on passages: what the visitor may open. One query."""
        own = self._visitor.person_id
        classes = db.session.execute(
            sa.select(ReadingClass.id, shared_with(self._visitor)).where(readable(self._visitor))
        ).all()
        taken_off = sa.select(ReadingMaterial.id).where(ReadingMaterial.removed_at.is_not(None))
        talks = sa.select(Reflection.id).where(
            sa.or_(Reflection.sharing == "shared", Reflection.person_id == own)
        )
        kept = self._found.c
        by_kind = {
            CLASS: sa.true(),
            MATERIAL: kept.source_id.not_in(taken_off),
            NOTE: sa.and_(kept.owner_id.is_not(None), kept.owner_id == own),
            REFLECTION: sa.and_(
                kept.class_id.in_([one for one, shared in classes if shared]),
                sa.or_(kept.owner_id.is_(None), kept.owner_id == own), kept.source_id.in_(talks),
            ),
        }  # fmt: skip
        return sa.and_(
            kept.class_id.in_([one for one, _shared in classes]),
            sa.or_(
                *(
                    sa.and_(kept.kind == kind, condition)
                    for kind, condition in by_kind.items()
                    if self._kind in {"", kind}
                ),
                sa.false(),
            ),
        )

    def _hits(self, rows: Sequence[Any]) -> list[Hit]:
        """The results of these rows, in their order. One query, or none for no rows."""
        if not rows:
            return []
        opening = sa.orm.aliased(SearchPassage)  # what stands below a title that was found
        below = sa.and_(
            SearchPassage.number == 0, opening.number == 1,
            opening.kind == SearchPassage.kind, opening.source_id == SearchPassage.source_id,
            opening.language == SearchPassage.language,
        )  # fmt: skip
        of_note = sa.and_(SearchPassage.kind == NOTE, ReadingNote.id == SearchPassage.source_id)
        of_material = sa.or_(
            sa.and_(SearchPassage.kind == MATERIAL, ReadingMaterial.id == SearchPassage.source_id),
            ReadingMaterial.id == ReadingNote.material_id,
        )
        of_reflection = sa.and_(
            SearchPassage.kind == REFLECTION, Reflection.id == SearchPassage.source_id
        )
        found = db.session.execute(
            sa.select(
                SearchPassage, sa.func.coalesce(opening.text, SearchPassage.text).label("text"),
                ReadingClass.slug, ReadingClass.title, ReadingClass.title_en,
                ReadingMaterial.slug.label("material"), Person.name, Person.id.label("author_id"),
            )
            .join(ReadingClass, ReadingClass.id == SearchPassage.class_id)
            .outerjoin(opening, below)
            .outerjoin(ReadingNote, of_note)
            .outerjoin(ReadingMaterial, of_material)
            .outerjoin(Reflection, of_reflection)
            .outerjoin(Person, Person.id == Reflection.person_id)
            .where(SearchPassage.id.in_([row.shown for row in rows]))
        )  # fmt: skip
        details = {one.SearchPassage.id: one for one in found}
        return [self._hit(row, details[row.shown]) for row in rows if row.shown in details]

    def _hit(self, row: Any, details: Any) -> Hit:
        kept: SearchPassage = details.SearchPassage
        passage, found = excerpt(details.text, self._phrases)
        own = details.author_id is not None and details.author_id == self._visitor.person_id
        place = Place(
            kept.source_id, details.slug, details.title, details.title_en,
            details.material or "", kept.section, kept.language, details.name or "", own,
        )  # fmt: skip
        return Hit(
            kept.kind, kept.title, passage, tuple(found),
            tuple(marks(kept.title, self._phrases)), int(row.hits), place, row.dated_on,
        )  # fmt: skip


def _found(phrases: Sequence[Phrase]) -> sa.CTE:
    """The passages that have all the phrases, and how often: by the index alone at first.

    The index of PostgreSQL knows tokens and not their order, and both know only so much of a
    long word: there the words decide.
    """
    kept = SearchPassage
    query = sa.select(
        kept.id, kept.kind, kept.source_id, kept.class_id, kept.owner_id, kept.language,
        kept.number, kept.section, kept.dated_on, _hits_in(phrases).label("hits"),
    )  # fmt: skip
    if on_sqlite():
        asked = sa.literal_column("search_index").op("MATCH")(for_fts5(phrases))
        query = query.select_from(_INDEX).join(kept, kept.id == _INDEX.c.rowid).where(asked)
    else:
        simple: sa.ColumnElement[str] = sa.literal_column("'simple'")
        vector = sa.func.to_tsvector(simple, kept.tokens)
        query = query.where(vector.op("@@")(sa.func.to_tsquery(simple, for_tsquery(phrases))))
    unsure = [one for one in phrases if len(one.tokens) > 1 or len(one.words) > LONGEST_WORD]
    query = query.where(*(kept.folded.contains(one.words, autoescape=True) for one in unsure))
    return query.cte("found").prefix_with("MATERIALIZED", dialect="postgresql")


def _hits_in(phrases: Sequence[Phrase]) -> sa.ColumnElement[int]:
    """How often the phrases begin in what is a passage's own, and in no other."""
    total: sa.ColumnElement[int] = sa.literal(0)
    for one in phrases:
        size = len(one.words)
        own = sa.func.substr(SearchPassage.folded, 1, SearchPassage.own + (size - 1))
        without = sa.func.replace(own, one.words, "")
        total = total + (sa.func.length(own) - sa.func.length(without)) // size
    return total


@contextmanager
def _by_the_index() -> Iterator[None]:
    """Keep PostgreSQL from reading every passage where a word is in most of them.

    It takes that for cheap, and does not know how dear the index's expression is. What it then
    thinks of the cost of the rest must not make it compile the query.
    """
    if not on_sqlite():
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off; SET LOCAL jit = off"))
    yield
    if not on_sqlite():
        db.session.execute(sa.text("SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT"))
