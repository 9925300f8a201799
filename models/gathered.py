"""What happens at a gathering: attendance, talks and replies, questions, minutes, files."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

_STANDS = sa.text("superseded_at IS NULL")
_ENTRY = sa.text("entry_id IS NOT NULL")


class Attendance(Base):
    """One person at one gathering: expected, there, late, on leave or absent; credited once.

    Rows of those invited are made when the gathering opens, with the branch of that day, so
    whoever moves later stays where they were. While it is open a row changes, each change with
    a step; after closing a correction is a new row that replaces the old one.
    """

    __tablename__ = "attendances"
    __table_args__ = (
        sa.CheckConstraint(
            "state IN ('expected', 'present', 'late', 'leave', 'absent')", name="state_known"
        ),
        sa.CheckConstraint("way IN ('', 'code', 'late_code', 'roll', 'sheet')", name="way_known"),
        sa.Index(
            "uq_attendances_standing", "group_study_id", "person_id", unique=True,
            sqlite_where=_STANDS, postgresql_where=_STANDS,
        ),
        sa.Index(
            "uq_attendances_entry", "entry_id", unique=True, sqlite_where=_ENTRY,
            postgresql_where=_ENTRY,
        ),
        sa.Index("ix_attendances_person", "person_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    group_study_id: Mapped[int] = mapped_column(sa.ForeignKey("group_studies.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"))  # of that day
    guest: Mapped[bool] = mapped_column(default=False)  # came without being invited
    state: Mapped[str] = mapped_column(sa.String(10), default="expected")
    way: Mapped[str] = mapped_column(sa.String(10), default="")  # how the state came about
    arrived_at: Mapped[datetime | None]
    marked_at: Mapped[datetime | None]
    marked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")  # of leave, or of a correction
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("study_entries.id"))  # the credit
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attendances.id"))
    superseded_at: Mapped[datetime | None]


class AttendanceStep(Base):
    """What was done to an attendance: who, when, from which state to which, how and why."""

    __tablename__ = "attendance_steps"
    __table_args__ = (sa.Index("ix_attendance_steps_attendance", "attendance_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(sa.ForeignKey("attendances.id"))
    was: Mapped[str] = mapped_column(sa.String(10))
    became: Mapped[str] = mapped_column(sa.String(10))
    way: Mapped[str] = mapped_column(sa.String(10))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    at: Mapped[datetime]
    tapped_at: Mapped[datetime | None]  # where it was queued without network: when it was done
    reason: Mapped[str] = mapped_column(sa.String(300), default="")


class LateCheckIn(Base):
    """A code that was scanned without network and sent later: the host accepts it or not."""

    __tablename__ = "late_check_ins"
    __table_args__ = (
        sa.UniqueConstraint("group_study_id", "person_id"),
        sa.CheckConstraint("state IN ('waiting', 'accepted', 'refused')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_study_id: Mapped[int] = mapped_column(sa.ForeignKey("group_studies.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    slot_at: Mapped[datetime]  # when the code was shown
    sent_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")


class GroupStudyTalk(Base):
    """A speaker of a gathering in their turn, with their points or a shared reflection."""

    __tablename__ = "group_study_talks"
    __table_args__ = (
        sa.CheckConstraint("planned_minutes BETWEEN 0 AND 600", name="minutes_in_range"),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ends_after"),
        sa.Index("ix_group_study_talks_group_study", "group_study_id", "number"),
        sa.Index("ix_group_study_talks_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_study_id: Mapped[int] = mapped_column(sa.ForeignKey("group_studies.id"))
    number: Mapped[int]  # the turn
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    points: Mapped[str] = mapped_column(sa.Text, default="")  # Markdown
    points_html: Mapped[str | None] = mapped_column(sa.Text)
    reflection_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reflections.id"))
    planned_minutes: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class TalkReply(Base):
    """What a listener said to a talk; taken back, the line stays and says when."""

    __tablename__ = "talk_replies"
    __table_args__ = (sa.Index("ix_talk_replies_talk", "talk_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(sa.ForeignKey("group_study_talks.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    words: Mapped[str] = mapped_column(sa.Text)
    words_html: Mapped[str | None] = mapped_column(sa.Text)
    replied_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class GroupStudyQuestion(Base):
    """A question raised at a gathering, who owes the answer by when, and the answer."""

    __tablename__ = "group_study_questions"
    __table_args__ = (sa.Index("ix_group_study_questions_group_study", "group_study_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_study_id: Mapped[int] = mapped_column(sa.ForeignKey("group_studies.id"))
    words: Mapped[str] = mapped_column(sa.String(500))
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    owed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    due_on: Mapped[date]
    raised_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    raised_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(sa.Text, default="")  # Markdown
    answer_html: Mapped[str | None] = mapped_column(sa.Text)
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class GroupStudyMinutes(Base):
    """The minutes of a gathering in their versions; agreed, one stands and the next corrects it."""

    __tablename__ = "group_study_minutes"
    __table_args__ = (sa.UniqueConstraint("group_study_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_study_id: Mapped[int] = mapped_column(sa.ForeignKey("group_studies.id"))
    number: Mapped[int]  # from 1
    markdown: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")  # why agreed ones are corrected
    written_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    written_at: Mapped[datetime]
    agreed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    agreed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class GroupStudyFile(Base):
    """A photograph or a scan of a gathering, or the proof of somebody's leave from it."""

    __tablename__ = "group_study_files"
    __table_args__ = (
        sa.CheckConstraint("purpose IN ('photo', 'scan', 'leave')", name="purpose_known"),
        sa.CheckConstraint(
            "(purpose = 'leave') = (attendance_id IS NOT NULL)", name="leave_is_somebodys"
        ),
        sa.Index("ix_group_study_files_group_study", "group_study_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_study_id: Mapped[int] = mapped_column(sa.ForeignKey("group_studies.id"))
    attendance_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attendances.id"))
    purpose: Mapped[str] = mapped_column(sa.String(10))
    sha256: Mapped[str] = mapped_column(sa.ForeignKey("stored_files.sha256"))
    name: Mapped[str] = mapped_column(sa.String(120))  # as the person called it, made harmless
    added_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
