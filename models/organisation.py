"""Units, branches and posts, and the dated list of what was done to each."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Unit(Base):
    """A node of the organisation tree; an ``outside`` one is a name only and has no tree."""

    __tablename__ = "units"
    __table_args__ = (
        sa.CheckConstraint("NOT (outside AND parent_id IS NOT NULL)", name="outside_has_no_tree"),
        sa.CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        sa.Index(
            "uq_units_open_name_in_parent",
            sa.text("coalesce(parent_id, 0)"),
            "name",
            "outside",
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        ),
        sa.Index("ix_units_parent", "parent_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    outside: Mapped[bool] = mapped_column(default=False)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]  # the first day it no longer stands
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    version: Mapped[int] = mapped_column(default=1)


class Branch(Base):
    """A Party branch: the study group of its members."""

    __tablename__ = "branches"
    __table_args__ = (
        sa.Index(
            "uq_branches_open_name",
            "name",
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]  # the first day it no longer stands
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"))
    version: Mapped[int] = mapped_column(default=1)


class Post(Base):
    """A position in a unit. Its strand is its own; the rank belongs to who holds it, when."""

    __tablename__ = "posts"
    __table_args__ = (
        sa.CheckConstraint(
            "strand IN ('documents', 'meetings', 'affairs', 'general')", name="strand_known"
        ),
        sa.CheckConstraint("term_years IS NULL OR term_years > 0", name="term_positive"),
        sa.Index(
            "uq_posts_open_title_in_unit",
            "unit_id",
            "title",
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    title: Mapped[str] = mapped_column(sa.String(120))
    strand: Mapped[str] = mapped_column(sa.String(12), default="general")
    leading: Mapped[bool] = mapped_column(default=False)
    deputy_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("posts.id"))
    key_post: Mapped[bool] = mapped_column(default=False)
    grass_roots: Mapped[bool] = mapped_column(default=False)
    term_years: Mapped[int | None]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]  # the first day it no longer stands
    version: Mapped[int] = mapped_column(default=1)


class OrganisationChange(Base):
    """One dated act upon a unit, branch or post: opened, renamed, moved, merged, edited, closed.

    ``before`` and ``after`` are JSON objects of the columns that changed, so the tree of a
    past day can be told from the rows up to that day.
    """

    __tablename__ = "organisation_changes"
    __table_args__ = (
        sa.CheckConstraint("noun IN ('unit', 'branch', 'post')", name="noun_known"),
        sa.CheckConstraint(
            "kind IN ('opened', 'renamed', 'moved', 'merged', 'edited', 'closed')",
            name="kind_known",
        ),
        sa.Index("ix_organisation_changes_noun", "noun", "noun_id", "on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(sa.String(8))
    noun_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(8))
    on: Mapped[date]
    before: Mapped[str] = mapped_column(sa.Text, default="{}")
    after: Mapped[str] = mapped_column(sa.Text, default="{}")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
