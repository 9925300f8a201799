"""The demo's results: last season's proposed by one organiser and published by the other."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from domain.access import GrantHeld, Visitor
from domain.demo.accounts import Keys
from domain.lectures.freezing import propose_result, publish_result
from domain.lectures.holding import CLOSED, SCORING
from domain.lectures.judge_duties import follow_judges
from domain.lectures.reckoning import reckon
from models import Account, LectureSeries, db

PUBLISHED_AGO = timedelta(days=3)  # a review may still be asked for


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
