"""One-time links by which judges from outside come to their own sheets. Nothing commits.

A link is used up by the device that opens it; of both only digests are kept. A new link ends
the old one, and the device.
"""

import secrets
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from domain.accounts.links import new_token
from domain.audit import Actor
from domain.lectures.holding import CLOSED, SCORING, hold
from domain.lectures.steps import take_step
from domain.visitors import token_hash
from models import JudgeAssignment, Lecture, LectureSeries, SeriesJudge, db

LASTS = timedelta(days=14)


class NotOutside(Exception):
    """Who is a person here signs in; a link is for judges from outside."""


class LinkSpent(Exception):
    """No link of that token stands: it is used, replaced, too old, or was never made."""


def make_link(series: LectureSeries, judge: SeriesJudge, *, actor: Actor, now: datetime) -> str:
    """A new link; its token is kept nowhere. It stands for 14 days, and to the end of the day by
    which sheets are due, also where that is set later.

    Raises:
        NotInState: scoring is not open; NotOutside.
    """
    hold(series, SCORING, CLOSED)
    if judge.person_id is not None:
        raise NotOutside
    token = new_token()
    judge.link_digest, judge.device_digest = token_hash(token), None
    judge.link_until = now + LASTS
    take_step(series, "link_made", actor, now, values=({}, {"judge": judge.number}))
    return token


def stands_until(judge: SeriesJudge, series: LectureSeries, *, now: datetime) -> datetime | None:
    """When the judge's link, and the device that used it, stop working."""
    until = judge.link_until
    if until is None or series.score_until is None:
        return until
    return max(until, _end_of(series.score_until, now))


def _stands(now: datetime) -> sa.ColumnElement[bool]:
    """The same as a condition on a judge and the series."""
    return sa.or_(SeriesJudge.link_until > now, LectureSeries.score_until >= now.date())


def _end_of(day: date, now: datetime) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), now.tzinfo)


def find_link(token: str, *, now: datetime) -> SeriesJudge | None:
    """The judge of the token, in any case of letters, while the link stands. One query."""
    return db.session.scalars(
        sa.select(SeriesJudge)
        .join(LectureSeries, LectureSeries.id == SeriesJudge.series_id)
        .where(
            SeriesJudge.link_digest == token_hash(token.lower()), _stands(now),
            SeriesJudge.removed_at.is_(None), LectureSeries.state.in_((SCORING, CLOSED)),
        )
    ).one_or_none()  # fmt: skip


def use_link(token: str, *, source: str, now: datetime) -> tuple[SeriesJudge, str]:
    """Use the link up; the judge, and the key of this device, which is kept nowhere.

    Raises:
        LinkSpent: perhaps since a moment ago.
    """
    judge, key = find_link(token, now=now), secrets.token_urlsafe(32)
    if judge is None or not _spend(judge, token, key):
        raise LinkSpent
    db.session.refresh(judge)
    series = db.session.get_one(LectureSeries, judge.series_id)
    take_step(series, "link_used", Actor(None, source), now, values=({}, {"judge": judge.number}))
    return judge, key


def _spend(judge: SeriesJudge, token: str, key: str) -> bool:
    """Whether this transaction, of all that try, is the one that uses the link."""
    spent = db.session.execute(
        sa.update(SeriesJudge)
        .where(SeriesJudge.id == judge.id, SeriesJudge.link_digest == token_hash(token.lower()))
        .values(link_digest=None, device_digest=token_hash(key))
    )
    return int(spent.rowcount) == 1  # type: ignore[attr-defined]


def find_device(key: str, *, now: datetime) -> SeriesJudge | None:
    """The judge whose device has the key, as long as the link would stand. One query."""
    return db.session.scalars(
        sa.select(SeriesJudge)
        .join(LectureSeries, LectureSeries.id == SeriesJudge.series_id)
        .where(
            SeriesJudge.device_digest == token_hash(key), _stands(now),
            SeriesJudge.removed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip


def find_ballot(
    judge: SeriesJudge, lecture_slug: str
) -> tuple[LectureSeries, Lecture, JudgeAssignment] | None:
    """The lecture of the judge's series and the own assignment to it. One query."""
    row = db.session.execute(
        sa.select(LectureSeries, Lecture, JudgeAssignment)
        .join(Lecture, Lecture.series_id == LectureSeries.id)
        .join(JudgeAssignment, JudgeAssignment.lecture_id == Lecture.id)
        .where(
            LectureSeries.id == judge.series_id, Lecture.slug == lecture_slug,
            JudgeAssignment.judge_id == judge.id, JudgeAssignment.recused_at.is_(None),
            Lecture.withdrawn_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
    return None if row is None else (row[0], row[1], row[2])
