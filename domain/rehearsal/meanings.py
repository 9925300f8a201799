"""What the words of a file mean in a pack: ids, or names in either language."""

from collections.abc import Mapping
from functools import lru_cache

from domain.cells import folded
from domain.hours.pack_format import Pack
from domain.past_activities.state import ids_by_word
from domain.rehearsal.columns import several


class Meanings:
    """The ids of a pack by all that they may be called. What is not known keeps its spelling."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._kinds = ids_by_word({one.id: one.words for one in pack.kinds.values()})
        self._parts, self._tags = ids_by_word(pack.parts), ids_by_word(pack.tags)
        self._levels = {one.id: ids_by_word(one.levels) for one in pack.kinds.values()}
        self._groups = ids_by_word({one.id: one.words for one in pack.groups.values()})
        self._ranks = _groups_by_rank(pack)
        self.unknown_groups: set[str] = set()
        # A file says the same few words a hundred thousand times.
        self.kind = lru_cache(maxsize=4096)(self._kind)
        self.part = lru_cache(maxsize=4096)(self._part)
        self.tags = lru_cache(maxsize=4096)(self._tags_of)
        self.groups = lru_cache(maxsize=4096)(self._groups_of)

    def level(self, kind: str, text: str) -> str:
        return _meant(self._levels.get(kind, {}), text)

    def _kind(self, text: str) -> str:
        return _meant(self._kinds, text)

    def _part(self, text: str) -> str:
        return _meant(self._parts, text)

    def _tags_of(self, text: str) -> str:
        return ";".join(sorted(_meant(self._tags, one) for one in several(text)))

    def _groups_of(self, text: str) -> frozenset[str]:
        """The groups that a ``rank_group`` names, by id, by name or by a rank of theirs."""
        found: set[str] = set()
        for one in several(text):
            word = folded(one)
            if word in self._groups:
                found.add(self._groups[word])
            elif word in self._ranks:
                found |= self._ranks[word]
            else:
                self.unknown_groups.add(one)
        return frozenset(found)


def _meant(ids: Mapping[str, str], text: str) -> str:
    return ids.get(folded(text), text) if text else ""


def _groups_by_rank(pack: Pack) -> dict[str, set[str]]:
    """The groups that a rank alone makes; of others a file has to name the group."""
    found: dict[str, set[str]] = {}
    for group in pack.groups.values():
        for rank in group.ranks if not (group.party_member or group.offices) else ():
            found.setdefault(folded(rank), set()).add(group.id)
    return found
