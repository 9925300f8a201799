"""Whatever is owed an answer goes through here; no screen keeps a clock of its own."""

from domain.matters.raising import (
    DueBeforeToday,
    Taken,
    answer_matter,
    close_matter,
    close_matters,
    find_matter,
    move_matter,
    raise_matter,
    reopen_matter,
)

__all__ = [
    "DueBeforeToday", "Taken", "answer_matter", "close_matter", "close_matters", "find_matter",
    "move_matter", "raise_matter", "reopen_matter",
]  # fmt: skip
