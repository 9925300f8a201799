"""People, and the dated lines that say where each of them belongs and serves."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

DAYS_IN_ORDER = "to_on IS NULL OR to_on >= from_on"


class Person(Base):
    """Anyone with a record. Name, contact and login are not dated; everything else is a line."""

    __tablename__ = "people"
    __table_args__ = (
        sa.CheckConstraint("length(staff_no) BETWEEN 1 AND 32", name="staff_no_length"),
        sa.CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        sa.Index("ix_people_name", "name"),
        sa.Index(
            "ix_people_confirmer", "confirmer_id",
            sqlite_where=sa.text("confirmer_id IS NOT NULL"),
            postgresql_where=sa.text("confirmer_id IS NOT NULL"),
        ),  # partial: most have none, and SQLite would take it for useless
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_no: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    search_key: Mapped[str] = mapped_column(sa.Text, default="")  # see domain.pinyin
    office_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    party_member: Mapped[bool | None]
    confirmer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    left_on: Mapped[date | None]  # the first day no longer here, from the last departure
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class FormerStaffNumber(Base):
    """A number that a person carried before; it still finds the person."""

    __tablename__ = "former_staff_numbers"

    staff_no: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    until_on: Mapped[date]
    recorded_at: Mapped[datetime]


class Departure(Base):
    """A person left, and perhaps returned under the old number."""

    __tablename__ = "departures"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('transferred', 'retired', 'resigned', 'deceased')", name="kind_known"
        ),
        sa.CheckConstraint("returned_on IS NULL OR returned_on >= left_on", name="days_in_order"),
        sa.Index(
            "uq_departures_open",
            "person_id",
            unique=True,
            sqlite_where=sa.text("returned_on IS NULL"),
            postgresql_where=sa.text("returned_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(sa.String(12))
    left_on: Mapped[date]  # the first day no longer here
    returned_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))


class BranchMembership(Base):
    """A person in a branch, from a day to a day, both included; a person is in one at a time.

    Lines of one person that are not superseded never overlap: the domain checks it under the
    person's lock, and a trigger refuses what slips past.
    """

    __tablename__ = "branch_memberships"
    __table_args__ = (
        sa.CheckConstraint(DAYS_IN_ORDER, name="days_in_order"),
        sa.CheckConstraint(
            "office IS NULL OR office IN ('secretary', 'deputy_secretary', 'committee')",
            name="office_known",
        ),
        sa.Index("ix_branch_memberships_person", "person_id", "from_on"),
        sa.Index("ix_branch_memberships_branch", "branch_id", "from_on"),
        sa.Index(
            "uq_branch_memberships_open",
            "person_id",
            unique=True,
            sqlite_where=sa.text("to_on IS NULL AND superseded_at IS NULL"),
            postgresql_where=sa.text("to_on IS NULL AND superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branches.id"))
    office: Mapped[str | None] = mapped_column(sa.String(16))
    from_on: Mapped[date]
    to_on: Mapped[date | None]  # the last day in it
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    superseded_at: Mapped[datetime | None]


class Tenure(Base):
    """A person in a post, from a day to a day, both included, with the rank held there.

    Of the lines of one person that are not superseded, two ``main`` ones never overlap; other
    posts may. The domain checks it under the person's lock, a trigger refuses the rest.
    """

    __tablename__ = "tenures"
    __table_args__ = (
        sa.CheckConstraint(DAYS_IN_ORDER, name="days_in_order"),
        sa.Index("ix_tenures_person", "person_id", "from_on"),
        sa.Index("ix_tenures_post", "post_id", "from_on"),
        sa.Index(
            "uq_tenures_open_main",
            "person_id",
            unique=True,
            sqlite_where=sa.text("main AND to_on IS NULL AND superseded_at IS NULL"),
            postgresql_where=sa.text("main AND to_on IS NULL AND superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("posts.id"))
    rank: Mapped[str] = mapped_column(sa.String(40), default="")
    main: Mapped[bool] = mapped_column(default=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]  # the last day in it
    document_no: Mapped[str] = mapped_column(sa.String(80), default="")
    document_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    superseded_at: Mapped[datetime | None]


class Absence(Base):
    """A person away from a day to a day, both included, and who acts meanwhile."""

    __tablename__ = "absences"
    __table_args__ = (
        sa.CheckConstraint("to_on >= from_on", name="days_in_order"),
        sa.CheckConstraint("deputy_id <> person_id", name="deputy_is_another"),
        sa.Index("ix_absences_person", "person_id", "to_on"),
        sa.Index("ix_absences_deputy", "deputy_id", "to_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    deputy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    cancelled_at: Mapped[datetime | None]


class PersonMerge(Base):
    """Two records found to be one person. ``moved`` is JSON: table -> ids that changed hands."""

    __tablename__ = "person_merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    merged_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    moved: Mapped[str] = mapped_column(sa.Text)
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]
