"""Study as cadres record it: entries, their steps, proofs, corrections asked for, the timer."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class StudyEntry(Base):
    """One claim of study: who, which days, how much, on what, and what was gained.

    How much is minutes, days and half days, gatherings, or a count (at a level): as its kind
    asks. ``part``, ``tags`` and ``online`` override what the kind says of itself. Claims of
    outside training, teaching or a paper are entries too, and so is what somebody else
    recorded for the person (``batch_id``). A draft may still lack anything but its owner.
    """

    __tablename__ = "study_entries"
    __table_args__ = (
        sa.CheckConstraint(
            "minutes BETWEEN 0 AND 60000 AND days BETWEEN 0 AND 366"
            " AND half_days BETWEEN 0 AND 366 AND count BETWEEN 0 AND 999"
            " AND sessions BETWEEN 0 AND 999 AND leave_hundredths BETWEEN 0 AND 9999999",
            name="amounts_in_range",
        ),
        sa.CheckConstraint(
            "state = 'draft' OR minutes + days + half_days + count + sessions > 0",
            name="says_how_much",
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > studied_on", name="ends_after"),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'confirmed', 'returned', 'withdrawn', 'voided')",
            name="state_known",
        ),
        sa.Index("ix_study_entries_person_day", "person_id", "studied_on"),
        sa.Index("ix_study_entries_state", "state", "person_id"),
        sa.Index(
            "ix_study_entries_batch", "batch_id", sqlite_where=sa.text("batch_id IS NOT NULL"),
            postgresql_where=sa.text("batch_id IS NOT NULL"),
        ),
        sa.Index(
            "uq_study_entries_replaces", "replaces_id", unique=True,
            sqlite_where=sa.text("replaces_id IS NOT NULL"),
            postgresql_where=sa.text("replaces_id IS NOT NULL"),
        ),  # partial, both: most entries have neither, and are logged the faster
        sa.Index(
            "ix_study_entries_long", "person_id", "ends_on",
            sqlite_where=sa.text("ends_on IS NOT NULL"),
            postgresql_where=sa.text("ends_on IS NOT NULL"),
        ),
        sa.Index(
            "ix_study_entries_rank_group", "person_id", sqlite_where=sa.text("rank_group <> ''"),
            postgresql_where=sa.text("rank_group <> ''"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(sa.String(40), default="self_study")  # of the rule pack
    studied_on: Mapped[date]  # the first day, in the organisation's zone
    ends_on: Mapped[date | None]  # the last day, where it is not the first
    start_time: Mapped[time | None]  # on the clock of the organisation's zone
    minutes: Mapped[int] = mapped_column(default=0)
    days: Mapped[int] = mapped_column(default=0)
    half_days: Mapped[int] = mapped_column(default=0)
    count: Mapped[int] = mapped_column(default=0)
    level: Mapped[str] = mapped_column(sa.String(40), default="")  # of the kind, in the pack
    sessions: Mapped[int] = mapped_column(default=0)
    leave_hundredths: Mapped[int] = mapped_column(default=0)  # credit hours that were missed
    part: Mapped[str] = mapped_column(sa.String(40), default="")  # where not the kind's own
    tags: Mapped[str] = mapped_column(sa.String(200), default="")  # besides; sorted, by ";"
    online: Mapped[bool | None]  # None: as the kind says
    rank_group: Mapped[str] = mapped_column(sa.String(200), default="")  # as a file named it
    topic: Mapped[str] = mapped_column(sa.String(120))
    material_id: Mapped[int | None] = mapped_column(sa.ForeignKey("materials.id"))
    gained: Mapped[str] = mapped_column(sa.Text)  # Markdown
    gained_html: Mapped[str | None] = mapped_column(sa.Text)  # where it is more than plain lines
    document: Mapped[str] = mapped_column(sa.String(120), default="")  # the paper that proves it
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("study_entries.id"))
    batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entry_batches.id"))
    pack_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rule_packs.id"))
    submitted_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class EntryBatch(Base):
    """What one person recorded for many: an activity on one form, or a file of past ones."""

    __tablename__ = "entry_batches"
    __table_args__ = (sa.CheckConstraint("kind IN ('form', 'import')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    title: Mapped[str] = mapped_column(sa.String(200))  # the activity, or the name of the file
    recorded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime]


class EntryStep(Base):
    """What was done to an entry: who, when, and why where a reason is asked."""

    __tablename__ = "entry_steps"
    __table_args__ = (
        sa.CheckConstraint(
            "act IN ('submitted', 'edited', 'withdrawn', 'confirmed', 'returned', 'voided',"
            " 'reopened', 'recorded', 'imported', 'asked', 'declined')",
            name="act_known",
        ),
        sa.Index("ix_entry_steps_entry", "entry_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("study_entries.id"))
    act: Mapped[str] = mapped_column(sa.String(10))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")


class Correction(Base):
    """What the owner of a confirmed entry asks to have put right, and the answer to it."""

    __tablename__ = "corrections"
    __table_args__ = (
        sa.CheckConstraint("state IN ('open', 'granted', 'declined')", name="state_known"),
        sa.Index(
            "uq_corrections_open", "entry_id", unique=True,
            sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("study_entries.id"))
    wish: Mapped[str] = mapped_column(sa.String(300))
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    answer: Mapped[str] = mapped_column(sa.String(300), default="")
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]


class StudyTimer(Base):
    """A timer that runs on the server, whatever page is closed: one row a person."""

    __tablename__ = "study_timers"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    started_at: Mapped[datetime]


class Material(Base):
    """Something to study that the organiser offers for choice in the log."""

    __tablename__ = "materials"
    __table_args__ = (
        sa.Index(
            "uq_materials_open_title", "title", unique=True,
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
