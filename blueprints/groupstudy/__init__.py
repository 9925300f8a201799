"""Group study: gatherings planned, held, credited; talks, questions, minutes; the rhythm board."""

from blueprints.groupstudy import (
    closing,
    door,
    feeds,
    files,
    listing,
    minutes,
    planning,
    questions,
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
    "listing",
    "minutes",
    "planning",
    "questions",
    "rhythm",
    "rules",
    "showing",
    "talks",
]
