"""Group study: gatherings planned, held, credited; talks, questions, minutes; the rhythm board."""

from blueprints.groupstudy import (
    closing,
    correcting,
    door,
    files,
    minutes,
    questions,
    sheet,
    showing,
    talks,
)
from blueprints.groupstudy.blueprint import bp

__all__ = [
    "bp",
    "closing",
    "correcting",
    "door",
    "files",
    "minutes",
    "questions",
    "sheet",
    "showing",
    "talks",
]
