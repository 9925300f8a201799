"""Rubrics and the formula of the official score: read, written, rehearsed before they count."""

from blueprints.rubrics import bringing, editor, reading, rehearsing
from blueprints.rubrics.blueprint import bp

__all__ = ["bp", "bringing", "editor", "reading", "rehearsing"]
