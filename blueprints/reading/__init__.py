"""Reading classes: the list, a class and its syllabus, reading, notes, reflections."""

from blueprints.reading import self_test
from blueprints.reading.blueprint import bp

__all__ = ["bp", "self_test"]
