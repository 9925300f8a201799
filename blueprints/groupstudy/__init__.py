"""Group study: gatherings planned, held, credited; talks, questions, minutes; the rhythm board."""

from blueprints.groupstudy import (
    closing,
    door,
    files,
    key_points,
    minutes,
    questions,
    replies,
    showing,
    talks,
)
from blueprints.groupstudy.blueprint import bp

__all__ = [
    "bp",
    "closing",
    "door",
    "files",
    "key_points",
    "minutes",
    "questions",
    "replies",
    "showing",
    "talks",
]
