"""Which places get which award: read from a frozen result."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.lectures.snapshot import ResultRow, Snapshot

FIRST, SECOND, THIRD = AWARDS = ("first", "second", "third")


class NotDescending(ValueError):
    """An award ends before the one above it; ``award`` names it."""

    def __init__(self, award: str) -> None:
        super().__init__(award)
        self.award = award


@dataclass(frozen=True, slots=True)
class Awards:
    """Up to which place each award goes, 0 for none, and with how many points at least.

    Where lectures are not linked the places are those of each panel. Who shares a place shares
    the award.
    """

    last_places: Sequence[int]
    least: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        last = 0
        for award, place in zip(AWARDS, self.last_places, strict=True):
            if place and place <= last:
                raise NotDescending(award)
            last = place or last


@dataclass(frozen=True, slots=True)
class Awarded:
    """A lecture with its award."""

    award: str
    row: ResultRow


def awarded(snapshot: Snapshot, awards: Awards) -> list[Awarded]:
    """The lectures with an award, in the order of the result."""
    found = []
    for row in snapshot.rows:
        award = _award(row, awards)
        if award is not None:
            found.append(Awarded(award, row))
    return found


def _award(row: ResultRow, awards: Awards) -> str | None:
    if row.place is None or row.score is None or Fraction(row.score) < awards.least:
        return None
    for award, last in zip(AWARDS, awards.last_places, strict=True):
        if last and row.place <= last:
            return award
    return None
