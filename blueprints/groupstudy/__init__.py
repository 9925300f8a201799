"""Group study: gatherings planned, held, credited; talks, questions, minutes; the rhythm board."""

from blueprints.groupstudy import (
    check_in,
    closing,
    code_page,
    door,
    files,
    late,
    marks,
    minutes,
    questions,
    showing,
    talks,
)
from blueprints.groupstudy.blueprint import bp

__all__ = [
    "bp",
    "check_in",
    "closing",
    "code_page",
    "door",
    "files",
    "late",
    "marks",
    "minutes",
    "questions",
    "showing",
    "talks",
]
