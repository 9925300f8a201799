"""Reading classes: the list, a class and its syllabus, reading, notes, reflections."""

from blueprints.reading import pictures
from blueprints.reading.blueprint import bp

__all__ = ["bp", "pictures"]
