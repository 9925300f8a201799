"""The lecture hall: series, lectures, judges and their score sheets, results and reviews."""

from blueprints.lectures import (
    assignments,
    judges,
    lecture,
    outside,
    paper,
    recusals,
    running,
    score,
    series,
)
from blueprints.lectures.blueprint import bp

__all__ = [
    "assignments", "bp", "judges", "lecture", "outside", "paper", "recusals", "running", "score",
    "series",
]  # fmt: skip
