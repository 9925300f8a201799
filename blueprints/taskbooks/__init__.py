"""Task books: the list, one book with its road map, its tasks, rehearsal and review."""

from blueprints.taskbooks import items, listing, progress, rehearsals, reviewing, writing
from blueprints.taskbooks.blueprint import bp

__all__ = ["bp", "items", "listing", "progress", "rehearsals", "reviewing", "writing"]
