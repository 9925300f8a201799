"""Placements: mentorship, rotation and secondment, and what happens in them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

_STANDS = sa.text("superseded_at IS NULL")


class Placement(Base):
    """A mentorship, a rotation or a secondment, from its proposal to its assessment.

    ``person_id``: the mentee, who moves, or who is seconded. ``unit_id``: of their main post when
    it was proposed. Days are both included. Which columns are filled goes by the kind.
    """

    __tablename__ = "placements"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('mentorship', 'rotation', 'secondment')", name="kind_known"),
        sa.CheckConstraint(
            "state IN ('proposed', 'turned_down', 'approved', 'under_way', 'ended_early',"
            " 'completed', 'assessed', 'cancelled')",
            name="state_known",
        ),
        sa.CheckConstraint("planned_to_on >= from_on", name="planned_days_in_order"),
        sa.CheckConstraint("ended_on >= from_on", name="days_in_order"),
        sa.CheckConstraint("mentor_id <> person_id", name="mentor_is_another"),
        sa.CheckConstraint("receiver_id <> person_id", name="receiver_is_another"),
        sa.CheckConstraint("(kind = 'mentorship') = (mentor_id IS NOT NULL)", name="mentor_of"),
        sa.CheckConstraint("(kind = 'rotation') = (to_post_id IS NOT NULL)", name="post_of"),
        sa.CheckConstraint("(kind = 'secondment') = (host_unit_id IS NOT NULL)", name="host_of"),
        sa.CheckConstraint(
            "kind <> 'secondment' OR home_post_id IS NOT NULL", name="secondment_over_home_post"
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'turned_down', 'cancelled') OR approved_at IS NOT NULL",
            name="approved_when",
        ),
        sa.CheckConstraint(
            "state NOT IN ('ended_early', 'completed', 'assessed') OR ended_on IS NOT NULL",
            name="ended_when",
        ),
        sa.Index("ix_placements_person", "person_id", "from_on"),
        sa.Index("ix_placements_mentor", "mentor_id", "state"),
        sa.Index("ix_placements_kind", "kind", "from_on", "id"),
        sa.Index("ix_placements_state", "kind", "state", "planned_to_on"),
        sa.Index("ix_placements_unit", "unit_id", "kind", "from_on"),
        sa.Index("ix_placements_host", "host_unit_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(12))
    state: Mapped[str] = mapped_column(sa.String(12), default="proposed")
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    from_on: Mapped[date]
    planned_to_on: Mapped[date | None]  # a rotation has none
    ended_on: Mapped[date | None]  # the last day, once it is over
    aim: Mapped[str] = mapped_column(sa.Text, default="")
    document_no: Mapped[str] = mapped_column(sa.String(80), default="")
    document_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(sa.String(300), default="")  # cancelled, ended early
    proposed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime]
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    approved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    # mentorship: who guides, the points of the agreement, and who has agreed to it
    mentor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    duties: Mapped[str] = mapped_column(sa.Text, default="")
    content: Mapped[str] = mapped_column(sa.Text, default="")
    standard: Mapped[str] = mapped_column(sa.Text, default="")  # by which it is tested
    unit_agreed_at: Mapped[datetime | None]
    unit_agreed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    mentor_agreed_at: Mapped[datetime | None]
    mentee_agreed_at: Mapped[datetime | None]
    flagged_on: Mapped[date | None]  # one of the two was moved, or left
    successor_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("placements.id"))
    # rotation: from where to where, and who takes over what is left there
    from_post_id: Mapped[int | None] = mapped_column(sa.ForeignKey("posts.id"))
    to_post_id: Mapped[int | None] = mapped_column(sa.ForeignKey("posts.id"))
    tenure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tenures.id"))  # the line it made
    to_rank: Mapped[str] = mapped_column(sa.String(40), default="")
    receiver_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    # secondment: over which post of the home, at which host
    home_post_id: Mapped[int | None] = mapped_column(sa.ForeignKey("posts.id"))
    host_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    host_post: Mapped[str] = mapped_column(sa.String(120), default="")
    project: Mapped[str] = mapped_column(sa.String(120), default="")
    grass_roots: Mapped[bool] = mapped_column(default=False)


class PlacementStep(Base):
    """What was done to a placement: who, when, why, values before and after."""

    __tablename__ = "placement_steps"
    __table_args__ = (sa.Index("ix_placement_steps_placement", "placement_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placements.id"))
    act: Mapped[str] = mapped_column(sa.String(30))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    before: Mapped[str] = mapped_column(sa.Text, default="{}")
    after: Mapped[str] = mapped_column(sa.Text, default="{}")


class PlacementTalk(Base):
    """A talk of a pair, or the mid-term talk of a secondment; logged by one side, confirmed by
    the other, and only then credited.
    """

    __tablename__ = "placement_talks"
    __table_args__ = (
        sa.CheckConstraint("state IN ('waiting', 'confirmed', 'returned')", name="state_known"),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes_possible"),
        sa.Index("ix_placement_talks_placement", "placement_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placements.id"))
    held_on: Mapped[date]
    minutes: Mapped[int]
    topic: Mapped[str] = mapped_column(sa.String(120))
    said: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    logged_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    logged_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")  # why it was given back
    mentor_entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("study_entries.id"))
    mentee_entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("study_entries.id"))
    version: Mapped[int] = mapped_column(default=1)


class PlacementReport(Base):
    """What is written in a placement: a report of somebody seconded, a pair's book or report."""

    __tablename__ = "placement_reports"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('report', 'book', 'yearly')", name="kind_known"),
        sa.Index("ix_placement_reports_placement", "placement_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placements.id"))
    kind: Mapped[str] = mapped_column(sa.String(10))
    title: Mapped[str] = mapped_column(sa.String(120))
    markdown: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    handed_in_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class PlacementOpinion(Base):
    """A signed opinion: of a unit about somebody seconded or moved, or about a pair.

    ``about``: the person, the mentor, the mentee or the pair. ``side``: who says it. One of an
    outside unit is a scan with signer and date, entered by HR.
    """

    __tablename__ = "placement_opinions"
    __table_args__ = (
        sa.CheckConstraint("phase IN ('first_month', 'mid_term', 'final')", name="phase_known"),
        sa.CheckConstraint(
            "side IN ('home', 'host', 'unit', 'mentor', 'mentee')", name="side_known"
        ),
        sa.CheckConstraint("about IN ('person', 'mentor', 'mentee', 'pair')", name="about_known"),
        sa.CheckConstraint(
            "conclusion IN ('', 'excellent', 'good', 'fair', 'poor')", name="conclusion_known"
        ),
        sa.Index(
            "uq_placement_opinions_standing", "placement_id", "phase", "side", "about",
            unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placements.id"))
    phase: Mapped[str] = mapped_column(sa.String(12))
    side: Mapped[str] = mapped_column(sa.String(8))
    about: Mapped[str] = mapped_column(sa.String(8))
    text: Mapped[str] = mapped_column(sa.Text)
    conclusion: Mapped[str] = mapped_column(sa.String(10), default="")
    signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    signed_name: Mapped[str] = mapped_column(sa.String(60), default="")  # of an outside unit
    signed_on: Mapped[date]
    entered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    entered_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class HandOverItem(Base):
    """One thing handed over at a rotation; the receiver signs for it."""

    __tablename__ = "hand_over_items"
    __table_args__ = (sa.Index("ix_hand_over_items_placement", "placement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placements.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(sa.String(300))
    handed_over_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    received_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    remark: Mapped[str] = mapped_column(sa.String(300), default="")
    version: Mapped[int] = mapped_column(default=1)


class PlacementFile(Base):
    """A file of a placement: the agreement, a scan of a signed opinion, a report's annex."""

    __tablename__ = "placement_files"
    __table_args__ = (
        sa.CheckConstraint("purpose IN ('agreement', 'opinion', 'report')", name="purpose_known"),
        sa.Index("ix_placement_files_placement", "placement_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placements.id"))
    purpose: Mapped[str] = mapped_column(sa.String(10))
    opinion_id: Mapped[int | None] = mapped_column(sa.ForeignKey("placement_opinions.id"))
    sha256: Mapped[str] = mapped_column(sa.ForeignKey("stored_files.sha256"))
    name: Mapped[str] = mapped_column(sa.String(120))
    added_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class SavedView(Base):
    """A list with its filters, kept under a name for one account."""

    __tablename__ = "saved_views"
    __table_args__ = (sa.UniqueConstraint("account_id", "place", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    place: Mapped[str] = mapped_column(sa.String(40))  # of which list
    name: Mapped[str] = mapped_column(sa.String(60))
    query: Mapped[str] = mapped_column(sa.String(500))  # as the list's address has it
    saved_at: Mapped[datetime]
