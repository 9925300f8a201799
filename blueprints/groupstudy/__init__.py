"""Group study: gatherings planned, held, credited; talks, questions, minutes; the rhythm board."""

from blueprints.groupstudy import (
    closing,
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
    showing,
    talks,
)
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.feeds import calendar_bp

__all__ = [
    "bp",
    "calendar_bp",
    "closing",
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
    "showing",
    "talks",
]
