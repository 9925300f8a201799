"""Reading classes: what is read, in its revisions, who is in a class, and its board."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ReadingClass(Base):
    """One class: its theme, days, members' way in, and what closing it asks for.

    What a class from files says of itself is read-only until it is detached. Days, organiser
    and leader are set in the program, before it is opened. ``asks`` is a JSON object of the
    rules of ``class.toml`` (``domain.reading.asked``).
    """

    __tablename__ = "reading_classes"
    __table_args__ = (
        sa.CheckConstraint("state IN ('planned', 'open', 'closed')", name="state_known"),
        sa.CheckConstraint("origin IN ('files', 'detached', 'local')", name="origin_known"),
        sa.CheckConstraint("joining IN ('open', 'assigned')", name="joining_known"),
        sa.CheckConstraint(
            "starts_on IS NULL OR ends_on IS NULL OR ends_on >= starts_on", name="days_in_order"
        ),
        sa.CheckConstraint(
            "state = 'planned' OR (starts_on IS NOT NULL AND ends_on IS NOT NULL)",
            name="open_has_days",
        ),
        sa.Index("ix_reading_classes_state", "state", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    theme: Mapped[str] = mapped_column(sa.Text, default="")  # plain text
    theme_en: Mapped[str] = mapped_column(sa.Text, default="")
    kind: Mapped[str] = mapped_column(sa.String(40))  # of the rule pack: what it is credited as
    joining: Mapped[str] = mapped_column(sa.String(10), default="assigned")
    asks: Mapped[str] = mapped_column(sa.Text, default="{}")
    origin: Mapped[str] = mapped_column(sa.String(10), default="local")
    file_sha256: Mapped[str] = mapped_column(sa.String(64), default="")  # of class.toml, as read
    state: Mapped[str] = mapped_column(sa.String(10), default="planned")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # the last day
    organiser_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    leader_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    written_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    written_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entry_batches.id"))
    version: Mapped[int] = mapped_column(default=1)


class ClassMember(Base):
    """A person in a class, or one who was and went; what they did there stays."""

    __tablename__ = "class_members"
    __table_args__ = (
        sa.UniqueConstraint("class_id", "person_id"),
        sa.CheckConstraint("way IN ('branch', 'list', 'joined')", name="way_known"),
        sa.Index("ix_class_members_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(sa.ForeignKey("reading_classes.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    way: Mapped[str] = mapped_column(sa.String(10))
    added_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("study_entries.id"))  # the credit
    reason: Mapped[str] = mapped_column(sa.String(300), default="")  # credited all the same


class ReadingMaterial(Base):
    """One material of a class's syllabus: Markdown in its revisions, or a PDF.

    ``day`` is the day of the syllabus, counted from 1; 0 where it has none. Taken off the
    syllabus, it stays with what readers did.
    """

    __tablename__ = "reading_materials"
    __table_args__ = (
        sa.UniqueConstraint("class_id", "slug"),
        sa.CheckConstraint("form IN ('text', 'pdf')", name="form_known"),
        sa.CheckConstraint("origin IN ('files', 'detached', 'local')", name="origin_known"),
        sa.CheckConstraint("form = 'text' OR sha256 IS NOT NULL", name="pdf_has_file"),
        sa.CheckConstraint("minutes BETWEEN 0 AND 6000 AND day BETWEEN 0 AND 366", name="in_range"),
        sa.Index("ix_reading_materials_class", "class_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(sa.ForeignKey("reading_classes.id"))
    slug: Mapped[str] = mapped_column(sa.String(80))
    number: Mapped[int]  # the place in the syllabus
    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    required: Mapped[bool] = mapped_column(default=True)
    minutes: Mapped[int] = mapped_column(default=0)  # how long it takes to read
    day: Mapped[int] = mapped_column(default=0)
    strands: Mapped[str] = mapped_column(sa.String(80), default="")  # sorted, by ";"
    source: Mapped[str] = mapped_column(sa.String(300), default="")
    form: Mapped[str] = mapped_column(sa.String(10), default="text")
    sha256: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_files.sha256"))  # the PDF
    origin: Mapped[str] = mapped_column(sa.String(10), default="local")
    file_sha256: Mapped[str] = mapped_column(sa.String(64), default="")  # of its files, as read
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class MaterialRevision(Base):
    """One revision of a material's text in one language; never changed, the last one is read.

    ``html`` is sanitised, made once. ``plain`` is the text of ``html``, character by character:
    places in notes are counted in it. ``sections`` is a JSON list of objects with key, title
    and start; ``questions`` the self-test (``domain.reading.tests``).
    """

    __tablename__ = "material_revisions"
    __table_args__ = (
        sa.UniqueConstraint("material_id", "language", "number"),
        sa.CheckConstraint("language IN ('zh', 'en')", name="language_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(sa.ForeignKey("reading_materials.id"))
    language: Mapped[str] = mapped_column(sa.String(2))
    number: Mapped[int]  # from 1, in each language
    markdown: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    plain: Mapped[str] = mapped_column(sa.Text)
    sections: Mapped[str] = mapped_column(sa.Text, default="[]")
    questions: Mapped[str] = mapped_column(sa.Text, default="[]")
    characters: Mapped[int]
    written_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    written_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")  # what was changed and why


class MaterialPicture(Base):
    """A picture beside a material, by the name that its text calls it; the last one is shown."""

    __tablename__ = "material_pictures"
    __table_args__ = (sa.UniqueConstraint("class_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(sa.ForeignKey("reading_classes.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    sha256: Mapped[str] = mapped_column(sa.ForeignKey("stored_files.sha256"))
    file_sha256: Mapped[str] = mapped_column(sa.String(64), default="")  # as it came


class ClassPost(Base):
    """A post on a class's board; taken down, the line stays and says when."""

    __tablename__ = "class_posts"
    __table_args__ = (sa.Index("ix_class_posts_class", "class_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(sa.ForeignKey("reading_classes.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    words: Mapped[str] = mapped_column(sa.Text)  # Markdown
    words_html: Mapped[str | None] = mapped_column(sa.Text)  # where it is more than plain lines
    pinned: Mapped[bool] = mapped_column(default=False)
    posted_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class ClassStep(Base):
    """What was done to a class or a material of it: who, when, why, values before and after.

    ``before`` and ``after`` are JSON objects of the columns that changed.
    """

    __tablename__ = "class_steps"
    __table_args__ = (sa.Index("ix_class_steps_class", "class_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(sa.ForeignKey("reading_classes.id"))
    material_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reading_materials.id"))
    act: Mapped[str] = mapped_column(sa.String(20))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    before: Mapped[str] = mapped_column(sa.Text, default="{}")
    after: Mapped[str] = mapped_column(sa.Text, default="{}")
