"""Reading classes: the list, a class and its syllabus, reading, notes, reflections."""

from blueprints.reading import reflection, reviewing, talks
from blueprints.reading.blueprint import bp

__all__ = ["bp", "reflection", "reviewing", "talks"]
