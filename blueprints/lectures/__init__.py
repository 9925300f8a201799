"""The lecture hall: series, lectures, judges and their score sheets, results and reviews."""

from blueprints.lectures import lecture, score, series
from blueprints.lectures.blueprint import bp

__all__ = ["bp", "lecture", "score", "series"]
