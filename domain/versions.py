"""Editable records carry a version: who writes an old one is told, and nothing is lost."""

from collections.abc import Mapping
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


def change(record: Any, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set those of the values that differ; what they were before, and what they are now."""
    differing = [name for name, value in values.items() if getattr(record, name) != value]
    before = {name: getattr(record, name) for name in differing}
    for name in differing:
        setattr(record, name, values[name])
    return before, {name: values[name] for name in differing}
