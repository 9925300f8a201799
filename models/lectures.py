"""The lecture hall: rubrics, series, their lectures and speakers, and what was done to them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.loaded_rules import LoadedRules


class RubricVersion(LoadedRules):
    """One version of a rubric and its formula, as it was loaded; the source text is the rule."""

    __tablename__ = "rubric_versions"


class LectureSeries(Base):
    """One season of the lecture hall, held by a unit and scored by one version of a rubric.

    ``audience``: ``sign_up``, who comes signs up; ``unit``, the whole unit is invited. ``seats``:
    so many may sign up for one lecture. ``minutes``: how long a lecture is planned.
    """

    __tablename__ = "lecture_series"
    __table_args__ = (
        sa.UniqueConstraint("slug"),
        sa.CheckConstraint(
            "state IN ('preparing', 'scoring', 'closed', 'frozen', 'published')",
            name="state_known",
        ),
        sa.CheckConstraint("audience IN ('sign_up', 'unit')", name="audience_known"),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes_possible"),
        sa.CheckConstraint("state <> 'published' OR review_until IS NOT NULL", name="review_set"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(120))
    season: Mapped[str] = mapped_column(sa.String(60), default="")
    about: Mapped[str] = mapped_column(sa.Text, default="")  # Markdown
    about_html: Mapped[str] = mapped_column(sa.Text, default="")
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    rubric_id: Mapped[int] = mapped_column(sa.ForeignKey("rubric_versions.id"))
    state: Mapped[str] = mapped_column(sa.String(10), default="preparing")
    audience: Mapped[str] = mapped_column(sa.String(10), default="sign_up")
    seats: Mapped[int | None]
    minutes: Mapped[int] = mapped_column(default=30)
    score_until: Mapped[date | None]  # the day by which sheets are due
    draw_seed: Mapped[str] = mapped_column(sa.String(80), default="")
    drawn_at: Mapped[datetime | None]
    drawn_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    scoring_at: Mapped[datetime | None]  # since when the rubric and the judges' sheets stand
    closed_at: Mapped[datetime | None]
    review_until: Mapped[date | None]  # the last day on which a review may be asked for
    written_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    written_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Lecture(Base):
    """One lecture of a series, sent by a branch; its time, place and people are its gathering's.

    ``unit_id``: of the first speaker's main post on its day; judges of it may not score.
    ``number``: its place in the order, once that is drawn. One that is withdrawn stays, unranked.
    """

    __tablename__ = "lectures"
    __table_args__ = (
        sa.UniqueConstraint("series_id", "slug"),
        sa.UniqueConstraint("series_id", "number"),
        sa.UniqueConstraint("group_study_id"),
        # What assignments repeat, so that a judge of the own branch or unit cannot be stored.
        sa.UniqueConstraint("id", "branch_id"),
        sa.UniqueConstraint("id", "unit_id"),
        sa.CheckConstraint("minutes_spoken BETWEEN 0 AND 600", name="minutes_possible"),
        sa.Index("ix_lectures_branch", "branch_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("lecture_series.id"))
    slug: Mapped[str] = mapped_column(sa.String(20))
    number: Mapped[int | None]
    topic: Mapped[str] = mapped_column(sa.String(120))
    abstract: Mapped[str] = mapped_column(sa.Text, default="")  # Markdown
    abstract_html: Mapped[str] = mapped_column(sa.Text, default="")
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branches.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    group_study_id: Mapped[int | None] = mapped_column(sa.ForeignKey("group_studies.id"))
    minutes_spoken: Mapped[int | None]  # for the time penalty; whole minutes, begun ones counted
    withdrawn_at: Mapped[datetime | None]
    written_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    written_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class LectureSpeaker(Base):
    """Somebody who gives a lecture: a person, or an expert from outside by name."""

    __tablename__ = "lecture_speakers"
    __table_args__ = (
        sa.UniqueConstraint("lecture_id", "person_id"),
        sa.CheckConstraint("(person_id IS NULL) = (outside_name <> '')", name="one_or_other"),
        sa.Index("ix_lecture_speakers_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lecture_id: Mapped[int] = mapped_column(sa.ForeignKey("lectures.id"))
    number: Mapped[int]  # the place in the list, from 1
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    outside_name: Mapped[str] = mapped_column(sa.String(60), default="")
    outside_unit: Mapped[str] = mapped_column(sa.String(120), default="")


class LectureStep(Base):
    """What was done to a series, or to a lecture of it: who, when, why, values before and after."""

    __tablename__ = "lecture_steps"
    __table_args__ = (sa.Index("ix_lecture_steps_series", "series_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("lecture_series.id"))
    lecture_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lectures.id"))
    act: Mapped[str] = mapped_column(sa.String(30))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    before: Mapped[str] = mapped_column(sa.Text, default="{}")
    after: Mapped[str] = mapped_column(sa.Text, default="{}")
