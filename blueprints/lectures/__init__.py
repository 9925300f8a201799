"""The lecture hall: series, lectures, judges and their score sheets, results and reviews."""

from blueprints.lectures import comments, lecture, rating, score, series, speaking
from blueprints.lectures.blueprint import bp

__all__ = ["bp", "comments", "lecture", "rating", "score", "series", "speaking"]
