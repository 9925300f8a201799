"""Scoring lectures: judges, their sheets, comments, frozen results and reviews of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

_PROPOSED = sa.text("state = 'proposed'")
_PUBLISHED = sa.text("state = 'published'")


class SeriesJudge(Base):
    """A judge of a series: a person, or somebody from outside by name.

    ``reserve``: stands in where another is recused. A link for an outside judge is used up by
    the device that opens it; of both only digests are kept.
    """

    __tablename__ = "series_judges"
    __table_args__ = (
        sa.UniqueConstraint("series_id", "number"),
        sa.UniqueConstraint("series_id", "person_id"),
        sa.UniqueConstraint("link_digest"),
        sa.UniqueConstraint("device_digest"),
        sa.CheckConstraint("(person_id IS NULL) = (outside_name <> '')", name="one_or_other"),
        sa.Index("ix_series_judges_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("lecture_series.id"))
    number: Mapped[int]  # by which the judge is told in public
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    outside_name: Mapped[str] = mapped_column(sa.String(60), default="")
    outside_unit: Mapped[str] = mapped_column(sa.String(120), default="")
    reserve: Mapped[bool] = mapped_column(default=False)
    link_digest: Mapped[str | None] = mapped_column(sa.String(64))
    link_until: Mapped[datetime | None]
    device_digest: Mapped[str | None] = mapped_column(sa.String(64))
    named_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    named_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class JudgeAssignment(Base):
    """A judge who is to score a lecture, with the branch and the unit of both on its day.

    Unless it is recused neither the branches nor the units are the same: the database refuses
    it, also where the lecture goes over to another. A recused one stays; ``replaces_id`` names
    the assignment it took over.
    """

    __tablename__ = "judge_assignments"
    __table_args__ = (
        sa.UniqueConstraint("lecture_id", "judge_id"),
        sa.ForeignKeyConstraint(
            ["lecture_id", "lecture_branch_id"], ["lectures.id", "lectures.branch_id"],
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["lecture_id", "lecture_unit_id"], ["lectures.id", "lectures.unit_id"],
            onupdate="CASCADE",
        ),
        sa.CheckConstraint(
            "recused_at IS NOT NULL OR lecture_branch_id <> judge_branch_id", name="other_branch"
        ),
        sa.CheckConstraint(
            "recused_at IS NOT NULL OR lecture_unit_id <> judge_unit_id", name="other_unit"
        ),
        sa.CheckConstraint(
            "(recused_at IS NULL) = (recusal_reason = '')", name="recused_with_reason"
        ),
        sa.Index("ix_judge_assignments_judge", "judge_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    lecture_id: Mapped[int] = mapped_column(sa.ForeignKey("lectures.id"))
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("series_judges.id"))
    lecture_branch_id: Mapped[int]
    lecture_unit_id: Mapped[int | None]
    judge_branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"))
    judge_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    assigned_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    assigned_at: Mapped[datetime]
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("judge_assignments.id"))
    recused_at: Mapped[datetime | None]
    recused_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    recusal_reason: Mapped[str] = mapped_column(sa.String(300), default="")


class ScoreSheet(Base):
    """The marks of one judge (ballot A) or of one listener (ballot B) for one lecture.

    ``marks``: JSON, criterion to value as exact text. A total is never kept. While it is open
    each change moves ``version``; sealed, the database refuses any change of the marks.
    ``receipt``: what whoever sealed it can hold against it later.
    """

    __tablename__ = "score_sheets"
    __table_args__ = (
        sa.UniqueConstraint("assignment_id"),
        sa.UniqueConstraint("lecture_id", "person_id"),
        sa.CheckConstraint(
            "(ballot = 'A' AND assignment_id IS NOT NULL AND person_id IS NULL)"
            " OR (ballot = 'B' AND assignment_id IS NULL AND person_id IS NOT NULL)",
            name="of_one",
        ),
        sa.CheckConstraint("state IN ('open', 'sealed')", name="state_known"),
        sa.CheckConstraint("way IN ('screen', 'link', 'paper')", name="way_known"),
        sa.CheckConstraint("(state = 'sealed') = (sealed_at IS NOT NULL)", name="sealed_when"),
        sa.Index("ix_score_sheets_lecture", "lecture_id", "ballot", "state"),
        sa.Index("ix_score_sheets_rater", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lecture_id: Mapped[int] = mapped_column(sa.ForeignKey("lectures.id"))
    ballot: Mapped[str] = mapped_column(sa.String(1))
    assignment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("judge_assignments.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    way: Mapped[str] = mapped_column(sa.String(10), default="screen")
    marks: Mapped[str] = mapped_column(sa.Text, default="{}")
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    receipt: Mapped[str] = mapped_column(sa.String(20), default="")
    saved_at: Mapped[datetime]
    sealed_at: Mapped[datetime | None]
    sealed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    version: Mapped[int] = mapped_column(default=1)


class PaperTyping(Base):
    """A paper sheet as one of two people typed it in; it counts when both typed the same."""

    __tablename__ = "paper_typings"
    __table_args__ = (
        sa.UniqueConstraint("assignment_id", "turn"),
        sa.UniqueConstraint("assignment_id", "typed_by"),
        sa.CheckConstraint("turn IN (1, 2)", name="turn_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("judge_assignments.id"))
    turn: Mapped[int]
    typed_by: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    typed_at: Mapped[datetime]
    marks: Mapped[str] = mapped_column(sa.Text)  # as a sheet's
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)


class LectureComment(Base):
    """What a sheet says in words; the speaker sees it once it was let through.

    Marked as ``advice`` it is owed an answer: what the speaker will do.
    """

    __tablename__ = "lecture_comments"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id"),
        sa.CheckConstraint("state IN ('waiting', 'shown', 'withheld')", name="state_known"),
        sa.Index("ix_lecture_comments_lecture", "lecture_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lecture_id: Mapped[int] = mapped_column(sa.ForeignKey("lectures.id"))
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("score_sheets.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    advice: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")  # why it was withheld
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class LectureResult(Base):
    """Results of a series, frozen: proposed by one organiser, decided on by another.

    ``document`` is the published file, byte for byte; ``judges_part`` (JSON) is what judges and
    organisers alone see of the same reckoning. The database refuses any change of either.
    """

    __tablename__ = "lecture_results"
    __table_args__ = (
        sa.UniqueConstraint("series_id", "number"),
        sa.Index("uq_lecture_results_proposed", "series_id", unique=True,
                 sqlite_where=_PROPOSED, postgresql_where=_PROPOSED),
        sa.Index("uq_lecture_results_published", "series_id", unique=True,
                 sqlite_where=_PUBLISHED, postgresql_where=_PUBLISHED),
        sa.CheckConstraint(
            "state IN ('proposed', 'published', 'superseded', 'turned_down')", name="state_known"
        ),
        sa.CheckConstraint(
            "state NOT IN ('published', 'superseded')"
            " OR (decided_by IS NOT NULL AND decided_by <> proposed_by)",
            name="two_organisers",
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("lecture_series.id"))
    number: Mapped[int]  # of the series, from 1
    state: Mapped[str] = mapped_column(sa.String(12), default="proposed")
    document: Mapped[str] = mapped_column(sa.Text)
    judges_part: Mapped[str] = mapped_column(sa.Text)
    input_sha256: Mapped[str] = mapped_column(sa.String(64))
    method: Mapped[str] = mapped_column(sa.String(80))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")  # of a correction
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lecture_results.id"))
    proposed_by: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(sa.String(300), default="")  # why it was turned down


class ReviewRequest(Base):
    """Somebody concerned asks that the published place of a lecture be looked at again."""

    __tablename__ = "review_requests"
    __table_args__ = (
        sa.UniqueConstraint("result_id", "lecture_id", "asked_by"),
        sa.CheckConstraint("outcome IN ('', 'stands', 'corrected')", name="outcome_known"),
        sa.CheckConstraint("(outcome = '') = (answered_at IS NULL)", name="answered_when"),
        sa.Index("ix_review_requests_lecture", "lecture_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    result_id: Mapped[int] = mapped_column(sa.ForeignKey("lecture_results.id"))
    lecture_id: Mapped[int] = mapped_column(sa.ForeignKey("lectures.id"))
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    grounds: Mapped[str] = mapped_column(sa.Text)
    outcome: Mapped[str] = mapped_column(sa.String(10), default="")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]
