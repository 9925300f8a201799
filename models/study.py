"""Self-study as cadres record it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class StudyEntry(Base):
    """One claim of study: who, which day, how long, on what, and what was gained."""

    __tablename__ = "study_entries"
    __table_args__ = (
        sa.CheckConstraint("minutes > 0 AND minutes <= 960", name="minutes_in_a_day"),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'confirmed', 'returned', 'withdrawn', 'voided')",
            name="state_known",
        ),
        sa.Index("ix_study_entries_person_day", "person_id", "studied_on"),
        sa.Index("ix_study_entries_state", "state", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(sa.String(40), default="self_study")  # of the rule pack
    studied_on: Mapped[date]  # in the organisation's zone
    minutes: Mapped[int]
    topic: Mapped[str] = mapped_column(sa.String(120))
    gained: Mapped[str] = mapped_column(sa.String(500))
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("study_entries.id"), unique=True)
    pack_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rule_packs.id"))
    submitted_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class EntryStep(Base):
    """What was done to an entry: who, when, and why where a reason is asked."""

    __tablename__ = "entry_steps"
    __table_args__ = (
        sa.CheckConstraint(
            "act IN ('submitted', 'edited', 'withdrawn', 'confirmed', 'returned', 'voided',"
            " 'reopened')",
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
