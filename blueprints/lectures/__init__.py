"""The lecture hall: series, lectures, judges and their score sheets, results and reviews."""

from blueprints.lectures import deciding, lecture, papers, results, reviewing, series, severity
from blueprints.lectures.blueprint import bp

__all__ = ["bp", "deciding", "lecture", "papers", "results", "reviewing", "series", "severity"]
