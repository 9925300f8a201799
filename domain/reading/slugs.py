"""The last parts of a class's and a material's address, and the words that are not free."""

import re

LONGEST_CLASS, LONGEST_MATERIAL = 60, 80
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_EVERYWHERE = frozenset({"new", "import", "results", "score", "check-in", "search", "notes"})
RESERVED_CLASSES = _EVERYWHERE | {"members", "reflections", "preview"}
RESERVED_MATERIALS = _EVERYWHERE | {
    "board", "closing", "edit", "join", "materials", "members", "pictures", "progress",
    "reflection", "reflections", "state", "steps", "talks", "task-book", "test",
}  # fmt: skip


def is_class_slug(text: str) -> bool:
    return _is_slug(text, LONGEST_CLASS) and text not in RESERVED_CLASSES


def is_material_slug(text: str) -> bool:
    return _is_slug(text, LONGEST_MATERIAL) and text not in RESERVED_MATERIALS


def _is_slug(text: str, longest: int) -> bool:
    return len(text) <= longest and _SLUG.match(text) is not None
