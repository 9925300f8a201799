"""The lecture hall: series, lectures, judges and their score sheets, results and reviews."""

from blueprints.lectures import (
    drawing,
    editing,
    facts,
    index,
    lecture,
    lecture_editing,
    series,
    times,
)
from blueprints.lectures.blueprint import bp

__all__ = [
    "bp",
    "drawing",
    "editing",
    "facts",
    "index",
    "lecture",
    "lecture_editing",
    "series",
    "times",
]
