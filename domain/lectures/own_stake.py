"""Organisers who speak at a lecture themselves: what they do not decide about it, and who they are.

Each asks one query.
"""

from collections.abc import Collection

import sqlalchemy as sa

from models import Account, Lecture, LectureSeries, LectureSpeaker, db


class OwnLecture(Exception):
    """Nobody answers reviews, decides on comments, or types sheets of the own lecture."""


def not_own(lecture: Lecture, account_id: int | None) -> None:
    """
    Raises:
        OwnLecture: whoever acts speaks there.
    """
    found = sa.exists().where(
        LectureSpeaker.lecture_id == lecture.id, LectureSpeaker.person_id == Account.person_id,
        Account.id == account_id,
    )  # fmt: skip
    if db.session.scalar(sa.select(found)):
        raise OwnLecture


def own_lectures(series: LectureSeries, account_ids: Collection[int]) -> list[tuple[int, str]]:
    """Of the accounts, which speak at what is ranked: the account and the topic."""
    rows = db.session.execute(
        sa.select(Account.id, Lecture.topic)
        .join(LectureSpeaker, LectureSpeaker.person_id == Account.person_id)
        .join(Lecture, Lecture.id == LectureSpeaker.lecture_id)
        .where(
            Lecture.series_id == series.id, Lecture.withdrawn_at.is_(None),
            Account.id.in_(account_ids),
        )
        .order_by(Lecture.number, Lecture.id)
    )  # fmt: skip
    return [(account_id, topic) for account_id, topic in rows]
