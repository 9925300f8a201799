"""What speakers are told of their own lecture once results are published, and their answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor
from domain.lectures.advice import is_published, of_counting_sheets
from domain.lectures.class_values import mean
from domain.lectures.reach import seen_by, spoken_by
from domain.lectures.rubric import JUDGES, LEAST_AUDIENCE
from models import Lecture, LectureComment, LectureResult, LectureSeries, db


@dataclass(frozen=True, slots=True)
class Means:
    """The mean mark of each criterion: of the sheets that counted, and of the audience.

    That of the audience is empty where fewer than ``LEAST_AUDIENCE`` rated.
    """

    judges: Mapping[str, Fraction]
    sheets: int
    audience: Mapping[str, Fraction]
    listeners: int


class Advice(NamedTuple):
    """Advice to a speaker, with the lecture and the series it is about."""

    comment: LectureComment
    lecture: Lecture
    series: LectureSeries


def published_means(series: LectureSeries, lecture: Lecture) -> Means | None:
    """As the published file has them; ``None`` before it is there. One query."""
    document = db.session.scalar(
        sa.select(LectureResult.document).where(
            LectureResult.series_id == series.id, LectureResult.state == "published"
        )
    )
    return None if document is None else means_in(json.loads(document), lecture.slug)


def means_in(document: Mapping[str, Any], slug: str) -> Means:
    """Out of a published file, those of one lecture; dropped sheets are left out."""
    dropped = {
        sheet["judge"]
        for one in document["official"] if one["lecture"] == slug
        for sheet in one["dropped"] if sheet["ballot"] == JUDGES
    }  # fmt: skip
    counted = [
        one["marks"]
        for one in document["sheets"]
        if one["lecture"] == slug and one["judge"] not in dropped
    ]
    names = {name: None for marks in counted for name in marks}
    judges = {name: mean([Fraction(marks[name]) for marks in counted]) for name in names}
    heard = next((one for one in document["audience"] if one["lecture"] == slug), None)
    if heard is None or heard["sheets"] < LEAST_AUDIENCE:
        return Means(judges, len(counted), {}, 0)
    audience = {name: Fraction(value) for name, value in heard["means"].items()}
    return Means(judges, len(counted), audience, heard["sheets"])


def find_advice(comment_id: int, visitor: Visitor) -> Advice | None:
    """One that is let through to the visitor, who speaks at its lecture. Two queries."""
    if visitor.person_id is None:
        return None
    row = db.session.execute(
        sa.select(LectureComment, Lecture, LectureSeries)
        .join(Lecture, Lecture.id == LectureComment.lecture_id)
        .join(LectureSeries, LectureSeries.id == Lecture.series_id)
        .where(
            LectureComment.id == comment_id, LectureComment.advice, seen_by(visitor),
            of_counting_sheets(),
            Lecture.id.in_(spoken_by(visitor.person_id)),
        )
    ).one_or_none()  # fmt: skip
    return Advice(*row) if row is not None and is_published(row[2]) else None
