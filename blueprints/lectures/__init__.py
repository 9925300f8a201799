"""The lecture hall: series, lectures, judges and their score sheets, results and reviews."""

from blueprints.lectures import (
    assignments,
    comments,
    drawing,
    editing,
    facts,
    index,
    judges,
    lecture,
    lecture_editing,
    rating,
    recusals,
    running,
    score,
    series,
    speaking,
    times,
)
from blueprints.lectures.blueprint import bp

__all__ = [
    "assignments",
    "bp",
    "comments",
    "drawing",
    "editing",
    "facts",
    "index",
    "judges",
    "lecture",
    "lecture_editing",
    "rating",
    "recusals",
    "running",
    "score",
    "series",
    "speaking",
    "times",
]
