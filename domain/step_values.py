"""What a step keeps of the values before and after it, and what of these the trail is told."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from domain import audit

Values = tuple[Mapping[str, Any], Mapping[str, Any]]  # before, after


def as_json(values: Mapping[str, Any]) -> str:
    """The values as a step's row keeps them."""
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True, default=str)


def for_trail(values: Mapping[str, Any], personal: Collection[str]) -> dict[str, Any] | None:
    """The same without what is only how a text is shown, and of ``personal`` texts a digest;
    ``None`` where nothing is left.
    """
    return {
        name: audit.digest(value) if name in personal and isinstance(value, str) else value
        for name, value in values.items()
        if not name.endswith("_html")
    } or None
