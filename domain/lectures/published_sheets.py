"""The published results of earlier series, whose sheets others may be rehearsed on."""

import sqlalchemy as sa

from models import LectureResult, LectureSeries, db

MOST_SERIES = 50


def published_series() -> list[tuple[int, str]]:
    """Result and title of the series that are published, the newest first. One query."""
    rows = db.session.execute(
        sa.select(LectureResult.id, LectureSeries.title)
        .join(LectureSeries, LectureSeries.id == LectureResult.series_id)
        .where(LectureResult.state == "published")
        .order_by(LectureResult.id.desc())
        .limit(MOST_SERIES)
    )
    return [(result_id, title) for result_id, title in rows]


def published_document(result_id: int) -> str | None:
    """The file of a result that is published. One query."""
    return db.session.scalar(
        sa.select(LectureResult.document).where(
            LectureResult.id == result_id, LectureResult.state == "published"
        )
    )
