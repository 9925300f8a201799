"""Frozen results read: which one the visitor may open, and the versions of a series."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain.access import Visitor, may
from domain.lectures.freezing import PROPOSED, SUPERSEDED
from domain.lectures.holding import PUBLISHED, VALUES_SEEN_BY_ORGANISERS
from domain.lectures.reach import RUN
from models import Account, LectureResult, LectureSeries, Person, Unit, db


@dataclass(frozen=True, slots=True)
class Version:
    """A result in the list of a series, without what it says."""

    id: int
    number: int
    state: str
    reason: str
    decision: str
    replaces_id: int | None
    input_sha256: str
    method: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None


def holder_of(result: LectureResult) -> str:
    """The name of the unit that holds the series. Two queries at most."""
    series = db.session.get_one(LectureSeries, result.series_id)
    return db.session.get_one(Unit, series.unit_id).name


def opened_to(visitor: Visitor) -> sa.ColumnElement[bool]:
    """The condition on ``LectureResult`` that the visitor may read it.

    Everybody reads what is published, and what was; organisers the others as well, but not
    while the series is scored again.
    """
    told = LectureResult.state.in_((PUBLISHED, SUPERSEDED))
    if not may(visitor, RUN):
        return told
    closed = sa.select(LectureSeries.id).where(LectureSeries.state.in_(VALUES_SEEN_BY_ORGANISERS))
    return sa.or_(told, LectureResult.series_id.in_(closed))


def numbered_result(series: LectureSeries, number: int, visitor: Visitor) -> LectureResult | None:
    """One query."""
    return db.session.scalars(
        sa.select(LectureResult).where(
            LectureResult.series_id == series.id, LectureResult.number == number,
            opened_to(visitor),
        )
    ).one_or_none()  # fmt: skip


def current_result(series: LectureSeries, visitor: Visitor) -> LectureResult | None:
    """What is published; for organisers otherwise what is proposed. One query."""
    return db.session.scalars(
        sa.select(LectureResult)
        .where(
            LectureResult.series_id == series.id, LectureResult.state.in_((PUBLISHED, PROPOSED)),
            opened_to(visitor),
        )
        .order_by(LectureResult.state != PUBLISHED)
        .limit(1)
    ).one_or_none()  # fmt: skip


def versions_of(series: LectureSeries, visitor: Visitor) -> list[Version]:
    """Those that the visitor may read, the latest first. One query."""
    proposer, decider = sa.orm.aliased(Account), sa.orm.aliased(Account)
    proposed, decided = sa.orm.aliased(Person), sa.orm.aliased(Person)
    rows = db.session.execute(
        sa.select(
            LectureResult.id,
            LectureResult.number,
            LectureResult.state,
            LectureResult.reason,
            LectureResult.decision,
            LectureResult.replaces_id,
            LectureResult.input_sha256,
            LectureResult.method,
            sa.func.coalesce(proposed.name, proposer.username),
            LectureResult.proposed_at,
            sa.func.coalesce(decided.name, decider.username, ""),
            LectureResult.decided_at,
        )
        .join(proposer, proposer.id == LectureResult.proposed_by)
        .outerjoin(proposed, proposed.id == proposer.person_id)
        .outerjoin(decider, decider.id == LectureResult.decided_by)
        .outerjoin(decided, decided.id == decider.person_id)
        .where(LectureResult.series_id == series.id, opened_to(visitor))
        .order_by(LectureResult.number.desc())
    )
    return [Version(*tuple(row)) for row in rows]


def replaced_by(result: LectureResult) -> LectureResult | None:
    """The result that this one corrects. At most one query."""
    if result.replaces_id is None:
        return None
    return db.session.get_one(LectureResult, result.replaces_id)


def address_of(result_id: int, visitor: Visitor) -> tuple[str, int] | None:
    """The series' slug and the number of a result that the visitor may read. One query."""
    row = db.session.execute(
        sa.select(LectureSeries.slug, LectureResult.number)
        .join(LectureSeries, LectureSeries.id == LectureResult.series_id)
        .where(LectureResult.id == result_id, opened_to(visitor))
    ).one_or_none()
    return None if row is None else (row[0], row[1])
