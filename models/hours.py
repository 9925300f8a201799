"""Rule packs, and the append-only ledger of credit hours."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class RulePack(Base):
    """One version of a pack of hours rules, as it was loaded; the source text is the pack."""

    __tablename__ = "rule_packs"
    __table_args__ = (sa.UniqueConstraint("slug", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60))
    version: Mapped[int]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]  # the last day it is in force
    source_text: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    loaded_at: Mapped[datetime]


class Credit(Base):
    """One line of the ledger: a signed difference in hundredths of a credit hour.

    Never updated, never deleted (triggers). The sum of a person's lines is the total.
    """

    __tablename__ = "credits"
    __table_args__ = (
        sa.UniqueConstraint(
            "source_kind", "source_id", "person_id", "cause", "year", "part",
            name="uq_credits_source_cause",
        ),
        sa.CheckConstraint("hundredths <> 0", name="says_something"),
        sa.Index("ix_credits_person_year", "person_id", "year", "part", "hundredths"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    source_kind: Mapped[str] = mapped_column(sa.String(20))  # "study_entry"
    source_id: Mapped[int]
    cause: Mapped[str] = mapped_column(sa.String(40))  # "confirmed:17", a step of the source
    on: Mapped[date]  # the day of the activity
    year: Mapped[int]
    part: Mapped[str] = mapped_column(sa.String(40))
    hundredths: Mapped[int]
    minutes: Mapped[int]
    uncapped_hundredths: Mapped[int]
    rule: Mapped[str] = mapped_column(sa.String(60))
    cap: Mapped[str] = mapped_column(sa.String(60), default="")
    pack_id: Mapped[int] = mapped_column(sa.ForeignKey("rule_packs.id"))
    recorded_at: Mapped[datetime]
