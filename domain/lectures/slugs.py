"""The last parts of a series' and a lecture's address, and the words that are not free."""

from domain.reading.slugs import LONGEST_CLASS, is_class_slug

LONGEST_SERIES = LONGEST_CLASS  # characters
RESERVED = frozenset({"sheets", "gathering", "ballots", "rubrics"})


def is_series_slug(text: str) -> bool:
    return is_class_slug(text) and text not in RESERVED


def lecture_slug(number: int) -> str:
    """``lecture-03``: of the third lecture of a series, in the order in which they came in."""
    return f"lecture-{number:02d}"
