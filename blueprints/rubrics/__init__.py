"""Rubrics and the formula of the official score: read, written, rehearsed before they count."""

from blueprints.rubrics import bringing, reading
from blueprints.rubrics.blueprint import bp

__all__ = ["bp", "bringing", "reading"]
