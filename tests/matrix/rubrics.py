"""The rubric of the world, which the series of the lecture hall are scored by."""

from collections.abc import Mapping

Arguments = Mapping[str, object]


class RubricObjects:
    """A version of a rubric, which everybody who studies may read."""

    def rubric(self, visitor: str) -> dict[str, Arguments]:
        return {
            "any": {"slug": "lecture-hall", "version": 1},
            "missing": {"slug": "lecture-hall", "version": 77},
        }
