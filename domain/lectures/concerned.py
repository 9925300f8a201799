"""Whom the results of a series concern: speakers, judges, and who sent the lectures."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor
from domain.lectures.reach import speaks_at
from domain.visitors import standing_grants
from models import (
    Account,
    Branch,
    Grant,
    Lecture,
    LectureSeries,
    LectureSpeaker,
    SeriesJudge,
    db,
)


def people_concerned(series: LectureSeries, today: date) -> list[int]:
    """Ids of speakers, judges and secretaries of the branches that sent a lecture. One query.

    Of a branch that was merged, the secretaries of the one it became part of.
    """
    lectures = sa.select(Lecture.id).where(Lecture.series_id == series.id)
    sending = _and_what_became_of(Lecture.series_id == series.id)
    found = db.session.scalars(
        sa.union(
            sa.select(LectureSpeaker.person_id).where(
                LectureSpeaker.lecture_id.in_(lectures), LectureSpeaker.person_id.is_not(None)
            ),
            sa.select(SeriesJudge.person_id).where(
                SeriesJudge.series_id == series.id, SeriesJudge.person_id.is_not(None),
                SeriesJudge.removed_at.is_(None),
            ),
            sa.select(Account.person_id)
            .join(Grant, Grant.account_id == Account.id)
            .where(
                Grant.role == "secretary", Grant.branch_id.in_(sending), standing_grants(today),
                Account.person_id.is_not(None),
            ),
        )
    )  # fmt: skip
    return sorted(one for one in found if one is not None)


def may_ask_review(lecture: Lecture, visitor: Visitor) -> bool:
    """Whether the visitor speaks at it, or is the secretary of the branch that sent it.

    Or of the one that branch was merged into. At most two queries.
    """
    own = {one.branch_id for one in visitor.grants if one.role == "secretary"}
    if lecture.branch_id in own:
        return True
    if own and own & set(db.session.scalars(_and_what_became_of(Lecture.id == lecture.id))):
        return True
    return speaks_at(lecture, visitor)


def _and_what_became_of(wanted: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Ids of the branches that sent the lectures, and of those they were merged into since."""
    found = (
        sa.select(Branch.id, Branch.merged_into_id)
        .where(Branch.id.in_(sa.select(Lecture.branch_id).where(wanted)))
        .cte(recursive=True)
    )
    later = sa.select(Branch.id, Branch.merged_into_id).join(
        found, Branch.id == found.c.merged_into_id
    )
    return sa.select(found.union(later).c.id)
