"""Group study: gatherings planned, held, credited; talks, questions, minutes; the rhythm board."""

from blueprints.groupstudy import (
    closing,
    correcting,
    door,
    feeds,
    files,
    key_points,
    listing,
    minutes,
    planning,
    questions,
    replies,
    rhythm,
    rules,
    sheet,
    showing,
    talks,
)
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.feeds import calendar_bp

__all__ = [
    "bp",
    "calendar_bp",
    "closing",
    "correcting",
    "door",
    "feeds",
    "files",
    "key_points",
    "listing",
    "minutes",
    "planning",
    "questions",
    "replies",
    "rhythm",
    "rules",
    "sheet",
    "showing",
    "talks",
]
