"""Reading classes: the list, a class and its syllabus, reading, notes, reflections."""

from blueprints.reading import (
    boarding,
    editing,
    finishing,
    importing,
    listing,
    membership,
    overseeing,
    pictures,
    reader,
    reader_notes,
    reader_pages,
    reader_places,
    reflection,
    reviewing,
    self_test,
    syllabus,
    talks,
    writing,
)
from blueprints.reading.blueprint import bp

__all__ = [
    "boarding", "bp", "editing", "finishing", "importing", "listing", "membership", "overseeing",
    "pictures", "reader", "reader_notes", "reader_pages", "reader_places", "reflection",
    "reviewing", "self_test", "syllabus", "talks", "writing",
]  # fmt: skip
