"""Which unit a roster means: a path from the top, or one name that only one unit carries."""

from collections import defaultdict
from collections.abc import Iterable

from domain.roster.plans import UnitPath
from domain.roster.state import RosterState


class UnitAmbiguous(Exception):
    """More than one unit carries the name; ``paths`` are all of them."""

    def __init__(self, paths: list[UnitPath]) -> None:
        super().__init__(paths)
        self.paths = paths


class UnitNames:
    """The units that are open, and those that the paths of the same file would open."""

    def __init__(self, state: RosterState, written: Iterable[UnitPath | None]) -> None:
        self._known = set(state.units)
        for path in written:
            if path is not None and len(path) > 1:
                self._known |= {path[:depth] for depth in range(1, len(path) + 1)}
        self._by_name: dict[str, list[UnitPath]] = defaultdict(list)
        for path in sorted(self._known):
            self._by_name[path[-1]].append(path)

    def resolve(self, written: UnitPath) -> UnitPath:
        """The path from the top. A single name that nobody knows is a unit at the top.

        Raises:
            UnitAmbiguous: a single name, not of the top, that several units carry.
        """
        if len(written) > 1 or written in self._known:
            return written
        found = self._by_name.get(written[0], [])
        if len(found) > 1:
            raise UnitAmbiguous(found)
        return found[0] if found else written
