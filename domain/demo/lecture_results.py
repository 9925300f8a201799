"""The demo's results: last season's proposed by one organiser and published by the other."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from domain.access import GrantHeld, Visitor
from domain.demo.accounts import Keys
from domain.lectures.freezing import propose_result, publish_result
from domain.lectures.holding import CLOSED, SCORING
from domain.lectures.judge_duties import follow_judges
from domain.lectures.receipts import receipt_of
from domain.lectures.reckoning import reckon
from models import Account, JudgeAssignment, Lecture, LectureSeries, ScoreSheet, SeriesJudge, db

PUBLISHED_AGO = timedelta(days=3)  # a review may still be asked for


def seal_with(key: str) -> None:
    """Every sealed sheet gets its receipt, by the key of the installation."""
    rows = db.session.execute(
        sa.select(ScoreSheet, Lecture.number, SeriesJudge.number)
        .join(Lecture, Lecture.id == ScoreSheet.lecture_id)
        .outerjoin(JudgeAssignment, JudgeAssignment.id == ScoreSheet.assignment_id)
        .outerjoin(SeriesJudge, SeriesJudge.id == JudgeAssignment.judge_id)
        .where(ScoreSheet.state == "sealed")
    ).all()
    for sheet, lecture, judge in rows:
        numbers = [lecture or 0] if judge is None else [lecture or 0, judge]
        sheet.receipt = receipt_of(sheet, key, *numbers)
    db.session.flush()


def publish_seasons(keys: Keys, *, now: datetime) -> None:
    """Whatever is closed has its results; judges of what is being scored owe their sheets."""
    first, second = (_organiser(keys, name) for name in ("organiser", "organiser2"))
    at = now - PUBLISHED_AGO
    for series in db.session.scalars(sa.select(LectureSeries).order_by(LectureSeries.id)).all():
        if series.state == CLOSED:
            row = propose_result(series, reckon(series), first, now=at)
            publish_result(series, row.number, second, now=at + timedelta(hours=2))
        elif series.state == SCORING:
            follow_judges(series, actor=first.actor, now=now)


def _organiser(keys: Keys, name: str) -> Visitor:
    account = db.session.get_one(Account, keys.named[name])
    return Visitor(
        account.id, 0, name, person_id=account.person_id, grants=(GrantHeld("organiser"),)
    )
