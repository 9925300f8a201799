"""Group study: gatherings, who is invited, what is read beforehand, and the rule of study first."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.loaded_rules import LoadedRules

_REPLACES = sa.text("replaces_id IS NOT NULL")


class GroupStudy(Base):
    """One gathering, held by a branch or a unit; once closed it stands.

    Its times are those planned and, once it is closed, those held. A correction of what it was
    is a new row that replaces it; the old one is ``corrected`` and credits nobody any more.
    ``series_id`` is the first gathering of those planned together.
    """

    __tablename__ = "group_studies"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('leader_led', 'branch_exchange', 'first_item', 'lecture')", name="kind_known"
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'open', 'closed', 'cancelled', 'corrected')", name="state_known"
        ),
        sa.CheckConstraint("(branch_id IS NULL) <> (unit_id IS NULL)", name="held_by_one"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint(
            "state NOT IN ('closed', 'corrected') OR closed_at IS NOT NULL", name="closed_when"
        ),
        sa.Index("ix_group_studies_held_on", "held_on", "state"),
        sa.Index("ix_group_studies_branch", "branch_id", "held_on"),
        sa.Index(
            "uq_group_studies_replaces", "replaces_id", unique=True, sqlite_where=_REPLACES,
            postgresql_where=_REPLACES,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    state: Mapped[str] = mapped_column(sa.String(10), default="planned")
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    topic: Mapped[str] = mapped_column(sa.String(120))
    meeting: Mapped[str] = mapped_column(sa.String(120), default="")  # whose first item it is
    agenda: Mapped[str] = mapped_column(sa.Text, default="")  # plain text, an item on each line
    place: Mapped[str] = mapped_column(sa.String(120), default="")
    leader_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # who leads it
    held_on: Mapped[date]  # its day in the organisation's zone
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    key_points: Mapped[str] = mapped_column(sa.Text, default="")  # Markdown
    key_points_html: Mapped[str | None] = mapped_column(sa.Text)
    secret: Mapped[str] = mapped_column(sa.String(32))  # its codes are signed with it
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey("group_studies.id"))
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("group_studies.id"))
    written_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime]  # what a calendar shows of it: the last change
    sequence: Mapped[int] = mapped_column(default=0)  # and how many there were
    version: Mapped[int] = mapped_column(default=1)


class GroupStudyInvitation(Base):
    """A branch, a unit with all below it, or a single person who is invited."""

    __tablename__ = "group_study_invitations"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN branch_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="invites_one",
        ),
        sa.UniqueConstraint("group_study_id", "branch_id", "unit_id", "person_id"),
        sa.Index("ix_group_study_invitations_branch", "branch_id"),
        sa.Index("ix_group_study_invitations_unit", "unit_id"),
        sa.Index("ix_group_study_invitations_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_study_id: Mapped[int] = mapped_column(sa.ForeignKey("group_studies.id"))
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class GroupStudyReading(Base):
    """What is to be read beforehand: a material of a reading class, or a title by itself."""

    __tablename__ = "group_study_readings"
    __table_args__ = (sa.Index("ix_group_study_readings_group_study", "group_study_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_study_id: Mapped[int] = mapped_column(sa.ForeignKey("group_studies.id"))
    number: Mapped[int]  # its place in the list, from 1
    title: Mapped[str] = mapped_column(sa.String(200))
    material_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reading_materials.id"))


class GroupStudyStep(Base):
    """What was done to a gathering: who, when, why, values before and after.

    ``before`` and ``after`` are JSON objects of the columns that changed.
    """

    __tablename__ = "group_study_steps"
    __table_args__ = (sa.Index("ix_group_study_steps_group_study", "group_study_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_study_id: Mapped[int] = mapped_column(sa.ForeignKey("group_studies.id"))
    act: Mapped[str] = mapped_column(sa.String(20))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    before: Mapped[str] = mapped_column(sa.Text, default="{}")
    after: Mapped[str] = mapped_column(sa.Text, default="{}")


class StudyFirstRules(LoadedRules):
    """One version of the rule of study first, as it was loaded; the source text is the rule."""

    __tablename__ = "study_first_rules"


class RhythmDuty(Base):
    """What the rule asks of one branch in one period; the source of the matter that reminds."""

    __tablename__ = "rhythm_duties"
    __table_args__ = (
        sa.UniqueConstraint("branch_id", "requirement", "from_on"),
        sa.CheckConstraint("to_on > from_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branches.id"))
    requirement: Mapped[str] = mapped_column(sa.String(40))  # its id in the rule
    from_on: Mapped[date]
    to_on: Mapped[date]  # the last day of the period
    raised_at: Mapped[datetime]


class CalendarFeed(Base):
    """An account's calendar address, of its own gatherings or of a branch's.

    The address holds a digest of ``nonce`` under the key of the installation: from the row
    alone nobody can make it. Renewed, the old address is not there any more.
    """

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        sa.Index("uq_calendar_feeds", "account_id", sa.text("coalesce(branch_id, 0)"), unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"))
    nonce: Mapped[str] = mapped_column(sa.String(32))
    renewed_at: Mapped[datetime]
