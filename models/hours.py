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


class PackAdoption(Base):
    """From when to when a pack is the one in force: adopted with a reason, never overwritten.

    One that is ended earlier is superseded by a line with its last day. Standing ones never
    share a day (triggers). Both days are included; without ``to_on`` it goes on.
    """

    __tablename__ = "pack_adoptions"
    __table_args__ = (
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(sa.ForeignKey("rule_packs.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(300))
    adopted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    adopted_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


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
    tags: Mapped[str] = mapped_column(sa.String(200), default="")  # sorted, joined by ";"
    hundredths: Mapped[int]
    minutes: Mapped[int]
    uncapped_hundredths: Mapped[int]
    rule: Mapped[str] = mapped_column(sa.String(60))
    cap: Mapped[str] = mapped_column(sa.String(60), default="")
    pack_id: Mapped[int] = mapped_column(sa.ForeignKey("rule_packs.id"))
    recorded_at: Mapped[datetime]


class CreditMonth(Base):
    """The roll-up: a person's hundredths of a month in a part with the same tags.

    Kept with every line of the ledger.
    The month is that of the activity's day, except where a share counts for another year: then
    it is January (a later year) or December (an earlier one) of that year.
    """

    __tablename__ = "credit_months"
    __table_args__ = (
        sa.CheckConstraint("month BETWEEN 1 AND 12", name="month_known"),
        sa.Index("ix_credit_months_year", "year", "person_id", "part", "tags", "hundredths"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    tags: Mapped[str] = mapped_column(sa.String(200), primary_key=True, default="")
    hundredths: Mapped[int]


class ClosedYear(Base):
    """A year whose books HR has closed: only a void with a reason still touches it."""

    __tablename__ = "closed_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    closed_at: Mapped[datetime]
    document: Mapped[str] = mapped_column(sa.String(120), default="")


class CarryOver(Base):
    """What a closed year handed on to the next one of a person, under one requirement.

    ``part`` is the one it counts in next year; empty for the total. While a year is open, what it
    hands on follows from its lines; closing it fixes the amounts here.
    """

    __tablename__ = "carry_overs"
    __table_args__ = (sa.CheckConstraint("hundredths > 0", name="says_something"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    year: Mapped[int] = mapped_column(sa.ForeignKey("closed_years.year"), primary_key=True)
    requirement: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    part: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    hundredths: Mapped[int]


class ExemptPeriod(Base):
    """Days on which nothing is asked of a person: sick, on parental leave, in full-time study."""

    __tablename__ = "exempt_periods"
    __table_args__ = (
        sa.CheckConstraint("to_on >= from_on", name="ends_after"),
        sa.CheckConstraint("kind IN ('sick', 'parental', 'full_time_study')", name="kind_known"),
        sa.Index("ix_exempt_periods_person", "person_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    from_on: Mapped[date]
    to_on: Mapped[date]
    document: Mapped[str] = mapped_column(sa.String(120), default="")
    recorded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Certificate(Base):
    """A certificate of hours as it was issued: it says the same for ever."""

    __tablename__ = "certificates"
    __table_args__ = (sa.Index("ix_certificates_person", "person_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    organisation: Mapped[str] = mapped_column(sa.String(120), default="")
    name: Mapped[str] = mapped_column(sa.String(60))
    year: Mapped[int]
    hundredths: Mapped[int]
    parts: Mapped[str] = mapped_column(sa.Text)  # JSON: the hundredths of each part
    pack_id: Mapped[int] = mapped_column(sa.ForeignKey("rule_packs.id"))
    issued_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    issued_at: Mapped[datetime]
