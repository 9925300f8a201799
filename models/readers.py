"""What readers of a class do: places, sections read, notes, reflections, self-tests, search."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ReadingPlace(Base):
    """Where a person stopped reading a material, the same on every device; one row for each."""

    __tablename__ = "reading_places"
    __table_args__ = (
        sa.CheckConstraint("permille BETWEEN 0 AND 1000 AND page >= 0", name="in_range"),
        sa.Index("ix_reading_places_person", "person_id", "at"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    material_id: Mapped[int] = mapped_column(
        sa.ForeignKey("reading_materials.id"), primary_key=True
    )
    section: Mapped[str] = mapped_column(sa.String(80), default="")
    permille: Mapped[int] = mapped_column(default=0)  # how far down the text
    page: Mapped[int] = mapped_column(default=0)  # of a PDF, from 1
    seconds: Mapped[int] = mapped_column(default=0)  # with the page before the eyes, on study_on
    study_on: Mapped[date]
    at: Mapped[datetime]


class SectionRead(Base):
    """A person has read a section of a material: said so, or reached its end."""

    __tablename__ = "sections_read"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    material_id: Mapped[int] = mapped_column(
        sa.ForeignKey("reading_materials.id"), primary_key=True
    )
    section: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    at: Mapped[datetime]


class ReadingNote(Base):
    """A passage that a person marked, with or without words; nobody else sees it.

    The passage is kept as it was marked (``quote``, and what stands before and after it), and
    where it is in the revision in which it was last found: ``start`` and ``length`` count
    characters of ``MaterialRevision.plain``. Not found in a later one, it is ``orphaned``.
    """

    __tablename__ = "reading_notes"
    __table_args__ = (
        sa.CheckConstraint("state IN ('anchored', 'moved', 'orphaned')", name="state_known"),
        sa.CheckConstraint('start >= 0 AND "length" >= 0', name="in_range"),
        sa.Index("ix_reading_notes_person", "person_id", "material_id"),
        sa.Index("ix_reading_notes_material", "material_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    material_id: Mapped[int] = mapped_column(sa.ForeignKey("reading_materials.id"))
    revision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("material_revisions.id"))
    language: Mapped[str] = mapped_column(sa.String(2), default="zh")
    page: Mapped[int] = mapped_column(default=0)  # of a PDF, from 1
    start: Mapped[int] = mapped_column(default=0)
    length: Mapped[int] = mapped_column(default=0)
    quote: Mapped[str] = mapped_column(sa.Text, default="")
    before: Mapped[str] = mapped_column(sa.String(80), default="")
    after: Mapped[str] = mapped_column(sa.String(80), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")  # Markdown
    words_html: Mapped[str | None] = mapped_column(sa.Text)  # where it is more than plain lines
    state: Mapped[str] = mapped_column(sa.String(10), default="anchored")
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Reflection(Base):
    """A member's reflection on a class: one for each, drafted, handed in, answered.

    ``words`` is the text being written; what was handed in stays in its versions. ``sharing``
    is the author's consent that the class reads it as an exchange talk.
    """

    __tablename__ = "reflections"
    __table_args__ = (
        sa.UniqueConstraint("class_id", "person_id"),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'returned', 'accepted')", name="state_known"
        ),
        sa.CheckConstraint("sharing IN ('private', 'shared')", name="sharing_known"),
        sa.Index("ix_reflections_person", "person_id"),
        sa.Index("ix_reflections_state", "state", "class_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(sa.ForeignKey("reading_classes.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")  # Markdown
    state: Mapped[str] = mapped_column(sa.String(10), default="draft")
    sharing: Mapped[str] = mapped_column(sa.String(10), default="private")
    shared_at: Mapped[datetime | None]
    saved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ReflectionVersion(Base):
    """A reflection as it was handed in, and the answer to it as a whole; never changed after."""

    __tablename__ = "reflection_versions"
    __table_args__ = (
        sa.UniqueConstraint("reflection_id", "number"),
        sa.CheckConstraint(
            "verdict IN ('', 'accepted', 'returned', 'taken_back')", name="verdict_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reflection_id: Mapped[int] = mapped_column(sa.ForeignKey("reflections.id"))
    number: Mapped[int]  # from 1
    title: Mapped[str] = mapped_column(sa.String(120))
    words: Mapped[str] = mapped_column(sa.Text)  # Markdown
    html: Mapped[str] = mapped_column(sa.Text)
    plain: Mapped[str] = mapped_column(sa.Text)  # the text of html: margin answers count in it
    characters: Mapped[int]  # without white space
    handed_in_at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(sa.String(10), default="")
    answer: Mapped[str] = mapped_column(sa.Text, default="")  # Markdown
    answer_html: Mapped[str | None] = mapped_column(sa.Text)
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]


class MarginAnswer(Base):
    """What the reviewer says beside a passage of a version that was handed in."""

    __tablename__ = "margin_answers"
    __table_args__ = (sa.Index("ix_margin_answers_version", "version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("reflection_versions.id"))
    start: Mapped[int]
    length: Mapped[int]
    quote: Mapped[str] = mapped_column(sa.Text)
    words: Mapped[str] = mapped_column(sa.Text)  # Markdown
    words_html: Mapped[str | None] = mapped_column(sa.Text)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class ExchangeReply(Base):
    """What somebody of the class replies to an exchange talk; taken down, the line stays."""

    __tablename__ = "exchange_replies"
    __table_args__ = (sa.Index("ix_exchange_replies_reflection", "reflection_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reflection_id: Mapped[int] = mapped_column(sa.ForeignKey("reflections.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    words: Mapped[str] = mapped_column(sa.Text)  # Markdown
    words_html: Mapped[str | None] = mapped_column(sa.Text)
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class TestAttempt(Base):
    """One attempt at the self-test of a material; the order of its questions is in the seed."""

    __test__ = False  # of pytest
    __tablename__ = "test_attempts"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "material_id", "number"),
        sa.CheckConstraint("points BETWEEN 0 AND out_of", name="points_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    material_id: Mapped[int] = mapped_column(sa.ForeignKey("reading_materials.id"))
    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("material_revisions.id"))
    number: Mapped[int]  # from 1
    seed: Mapped[str] = mapped_column(sa.String(20))
    answers: Mapped[str] = mapped_column(sa.Text, default="{}")  # JSON, by question
    points: Mapped[int] = mapped_column(default=0)
    out_of: Mapped[int]
    passed: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class SearchPassage(Base):
    """A passage that a search may find, written with its source in the same transaction.

    ``folded`` is ``text`` with nothing left but its words (``domain.search.tokens``); phrases are
    looked for and counted in it. ``tokens`` are its words as both databases index them; the index
    is the database's own (FTS5, or GIN over tsvector), made by the migration. Where a text was
    cut, the passage goes on into the next one, so that no phrase is cut: its own are the first
    ``own`` characters of ``folded``.
    """

    __tablename__ = "search_passages"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('class', 'material', 'note', 'reflection')", name="kind_known"
        ),
        sa.Index("ix_search_passages_source", "kind", "source_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(12))
    source_id: Mapped[int]
    class_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reading_classes.id"))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # of a private one
    language: Mapped[str] = mapped_column(sa.String(2), default="")
    number: Mapped[int]  # within its source, from 0, which is the title
    section: Mapped[str] = mapped_column(sa.String(80), default="")  # where it is, to link to
    dated_on: Mapped[date]  # the day of its source
    own: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    folded: Mapped[str] = mapped_column(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text)
    tokens: Mapped[str] = mapped_column(sa.Text)
