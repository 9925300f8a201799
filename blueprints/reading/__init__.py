"""Reading classes: the list, a class and its syllabus, reading, notes, reflections."""

from blueprints.reading import reader, reader_notes, reader_pages, reader_places
from blueprints.reading.blueprint import bp

__all__ = ["bp", "reader", "reader_notes", "reader_pages", "reader_places"]
