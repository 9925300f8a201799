"""Reviews of published results (复核): asked for by those concerned, answered by an organiser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain import notices
from domain.access import Visitor, may
from domain.lectures.concerned import may_ask_review
from domain.lectures.freezing import begin_correction, find_result, is_of
from domain.lectures.holding import PUBLISHED, hold
from domain.lectures.own_stake import not_own
from domain.lectures.reach import PUBLISH, speaks_at
from domain.lectures.steps import take_step
from domain.matters import close_matter, raise_matter
from domain.matters.kinds import LECTURE_REVIEW
from models import (
    Account,
    Lecture,
    LectureResult,
    LectureSeries,
    Person,
    ReviewRequest,
    db,
)

STANDS, CORRECTED = OUTCOMES = ("stands", "corrected")
MOST_GROUNDS = 2000  # characters, of grounds and of an answer
MOST_REASON = 300
TOPIC = "lecture_review"


class NotPublished(Exception):
    """No result is published."""


class ReviewOver(Exception):
    """The last day on which a review could be asked for is past."""

    def __init__(self, until: date | None) -> None:
        super().__init__(str(until))
        self.until = until


class AskedBefore(Exception):
    """The visitor asked for a review of this lecture in this result already."""


class NotConcerned(Exception):
    """The visitor neither speaks at the lecture nor sent it."""


class AnsweredBefore(Exception):
    """Somebody has answered it meanwhile."""


class OwnRequest(Exception):
    """Nobody answers what they asked for themselves."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A request with what its page shows beside."""

    row: ReviewRequest
    lecture: Lecture
    result: int  # its number
    asked_by: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """Requests of one result; ``corrected`` of those answered."""

    asked: int
    answered: int
    corrected: int


def ask_review(
    series: LectureSeries, lecture: Lecture, grounds: str, visitor: Visitor, *, now: datetime
) -> ReviewRequest:
    """Ask that the published score and place of the lecture be looked at again.

    Raises:
        NotConcerned, NotPublished, ReviewOver, AskedBefore.
    """
    if not may_ask_review(lecture, visitor):
        raise NotConcerned
    hold(series)
    result = find_result(series, PUBLISHED)
    if result is None:
        raise NotPublished
    if series.review_until is None or now.date() > series.review_until:
        raise ReviewOver(series.review_until)
    if own_review(lecture, visitor, result.id) is not None:
        raise AskedBefore
    row = ReviewRequest(
        result_id=result.id, lecture_id=lecture.id, asked_by=visitor.account_id, asked_at=now,
        grounds=grounds,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    raise_matter(
        LECTURE_REVIEW, row.id, actor=visitor.actor, now=now, owed_to=visitor.person_id,
        title=lecture.topic,
    )  # fmt: skip
    take_step(
        series, "review_asked", visitor.actor, now, lecture=lecture, values=({}, {"review": row.id})
    )
    return row


def answer_review(
    series: LectureSeries, line: ReviewLine, outcome: str, answer: str, visitor: Visitor, *,
    now: datetime,
) -> None:  # fmt: skip
    """Answer in writing; what is to be corrected opens the series for a correction at once.

    Raises:
        OwnRequest, AnsweredBefore.
        domain.lectures.own_stake.OwnLecture: the visitor speaks there.
    """
    hold(series)
    row = line.row
    db.session.refresh(row, with_for_update=True)
    if _asked_it(row, visitor):
        raise OwnRequest
    not_own(line.lecture, visitor.account_id)
    if row.outcome:
        raise AnsweredBefore
    row.outcome, row.answer = outcome, answer
    row.answered_by, row.answered_at = visitor.account_id, now
    db.session.flush()
    matter = close_matter(
        LECTURE_REVIEW, row.id, outcome=outcome, actor=visitor.actor, now=now, comes_back=False
    )
    asker = db.session.get_one(Account, row.asked_by).person_id
    told = [] if asker is None else [asker]
    notices.notify(TOPIC, told, matter_id=matter.id if matter else None)
    take_step(
        series, "review_answered", visitor.actor, now, lecture=line.lecture,
        values=({}, {"review": row.id, "outcome": outcome}),
    )  # fmt: skip
    if outcome == CORRECTED and series.state == PUBLISHED:
        begin_correction(series, answer[:MOST_REASON], visitor, now=now)


def own_review(lecture: Lecture, visitor: Visitor, result_id: int) -> ReviewRequest | None:
    """What the visitor asked about the lecture in that result. One query."""
    return db.session.scalars(
        sa.select(ReviewRequest).where(
            ReviewRequest.lecture_id == lecture.id, ReviewRequest.result_id == result_id,
            ReviewRequest.asked_by == visitor.account_id,
        )
    ).one_or_none()  # fmt: skip


def earlier_reviews(lecture: Lecture, visitor: Visitor, result_id: int) -> Sequence[ReviewRequest]:
    """What the visitor asked about the lecture in other results, by their order. One query."""
    return db.session.scalars(
        sa.select(ReviewRequest)
        .where(
            ReviewRequest.lecture_id == lecture.id, ReviewRequest.result_id != result_id,
            ReviewRequest.asked_by == visitor.account_id,
        )
        .order_by(ReviewRequest.id)
    ).all()  # fmt: skip


def reviews_of(series: LectureSeries) -> list[ReviewLine]:
    """All requests of the series, those to be answered first. One query."""
    rows = db.session.execute(
        _lines(series).order_by(ReviewRequest.outcome != "", ReviewRequest.id)
    ).all()
    return [ReviewLine(*row) for row in rows]


def find_review(series: LectureSeries, review_id: int, visitor: Visitor) -> ReviewLine | None:
    """A request, for organisers and for whoever asked. One query."""
    found = _lines(series).where(ReviewRequest.id == review_id)
    if not may(visitor, PUBLISH):
        found = found.where(ReviewRequest.asked_by == visitor.account_id)
    row = db.session.execute(found).one_or_none()
    return None if row is None else ReviewLine(*row)


def review_counts(result_id: int) -> ReviewCounts:
    """How many asked, and what came of it. One query."""
    row = db.session.execute(
        sa.select(
            sa.func.count(ReviewRequest.id),
            sa.func.count(ReviewRequest.id).filter(ReviewRequest.outcome != ""),
            sa.func.count(ReviewRequest.id).filter(ReviewRequest.outcome == CORRECTED),
        ).where(ReviewRequest.result_id == result_id)
    ).one()
    return ReviewCounts(*row)


def may_answer(line: ReviewLine, visitor: Visitor) -> bool:
    """Whether the visitor is an organiser, neither asked nor speaks, and it waits for an answer."""
    if line.row.outcome or not may(visitor, PUBLISH):
        return False
    return not _asked_it(line.row, visitor) and not speaks_at(line.lecture, visitor)


def series_of_review(review_id: int, visitor: Visitor) -> str | None:
    """The slug of the series that the request is about, if the visitor may open it. One query."""
    found = (
        sa.select(LectureSeries.slug)
        .join(Lecture, Lecture.series_id == LectureSeries.id)
        .join(ReviewRequest, ReviewRequest.lecture_id == Lecture.id)
        .where(ReviewRequest.id == review_id)
    )
    if not may(visitor, PUBLISH):
        found = found.where(ReviewRequest.asked_by == visitor.account_id)
    return db.session.scalars(found).one_or_none()


def _lines(series: LectureSeries) -> Any:
    asker, answerer = sa.orm.aliased(Account), sa.orm.aliased(Account)
    asked, answered = sa.orm.aliased(Person), sa.orm.aliased(Person)
    return (
        sa.select(
            ReviewRequest, Lecture, LectureResult.number,
            sa.func.coalesce(asked.name, asker.username),
            sa.func.coalesce(answered.name, answerer.username, ""),
        )
        .join(Lecture, Lecture.id == ReviewRequest.lecture_id)
        .join(LectureResult, LectureResult.id == ReviewRequest.result_id)
        .join(asker, asker.id == ReviewRequest.asked_by)
        .outerjoin(asked, asked.id == asker.person_id)
        .outerjoin(answerer, answerer.id == ReviewRequest.answered_by)
        .outerjoin(answered, answered.id == answerer.person_id)
        .where(Lecture.series_id == series.id)
    )  # fmt: skip


def _asked_it(row: ReviewRequest, visitor: Visitor) -> bool:
    """Under this account or another one of the same person. At most one query."""
    return row.asked_by == visitor.account_id or is_of(row.asked_by, visitor)
