"""Editable records carry a version: who writes an old one is told, and nothing is lost."""

from typing import Any


class Stale(Exception):
    """The record was changed since it was read; ``record`` is as it is stored now."""

    def __init__(self, record: Any) -> None:
        super().__init__(f"{type(record).__name__} {record.id} is at version {record.version}")
        self.record = record


def next_version(record: Any, version: int) -> None:
    """Move the record on from the version that its editor had read.

    Raises:
        Stale: somebody else moved it on first.
    """
    if record.version != version:
        raise Stale(record)
    record.version += 1
