"""The lecture hall: series, lectures, judges and their score sheets, results and reviews."""

from blueprints.lectures import (
    assignments,
    comments,
    judges,
    lecture,
    outside,
    paper,
    rating,
    recusals,
    running,
    score,
    series,
    speaking,
)
from blueprints.lectures.blueprint import bp

__all__ = [
    "assignments", "bp", "comments", "judges", "lecture", "outside", "paper", "rating", "recusals",
    "running", "score", "series", "speaking",
]  # fmt: skip
