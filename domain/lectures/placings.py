"""Places: by the rounded score, or by the majority of the judges' placings; and what ties break."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.lectures.class_values import ClassValue, median
from domain.lectures.class_values import mean as mean_of
from domain.lectures.rubric import TIE_MEAN, TIE_MEDIAN, Rubric
from domain.lectures.sheet_scores import ScoredSheet

TieValues = tuple[tuple[str, Fraction], ...]  # by what was looked at, and what it was


@dataclass(frozen=True, slots=True)
class Majority:
    """How a lecture stands by the judges' placings (the 6.0 system of figure skating).

    ``placings`` by judge. ``place`` is the best that more than half of the judges gave it or
    better; ``size`` so many judges did; ``total`` their placings together, ``total_all`` those
    of all judges.
    """

    placings: Mapping[str, int]
    place: int
    size: int
    total: int
    total_all: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Smaller is better: place, then a larger majority, then the smaller totals."""
        return self.place, -self.size, self.total, self.total_all


@dataclass(frozen=True, slots=True)
class Placed:
    """A lecture's place, the lectures it was equal with, and what was looked at to tell them apart.

    ``looked_at`` ends with what told it from all of them; ``decided_by`` names that, and is empty
    where nothing did (the place is shared) or nothing had to.
    """

    place: int
    equals: tuple[str, ...] = ()
    looked_at: TieValues = ()
    decided_by: str = ""


def tie_values(rubric: Rubric, judges: ClassValue) -> TieValues:
    """What the tie-break looks at, in its order; more is better.

    A criterion stands for its mean over the judges' sheets that count, ``mean`` and ``median``
    for those of the scores of all their valid sheets.
    """
    scores = [one.scored.score for one in judges.accounted]
    found = {**judges.means, TIE_MEAN: mean_of(scores), TIE_MEDIAN: median(scores)}
    return tuple((name, found[name]) for name in rubric.tie_break)


def places(
    ranks: Mapping[str, tuple[Fraction | int, ...]], ties: Mapping[str, TieValues]
) -> dict[str, Placed]:
    """The place of each lecture of one panel, from what ranks it (smaller is better) and its ties.

    Equals after the tie-break share a place, and the next has one as if they did not: 1, 2, 2, 4.
    """
    keys = {name: (*rank, *(-value for _name, value in ties[name])) for name, rank in ranks.items()}
    order = sorted(keys.values())
    first = {key: at + 1 for at, key in reversed(list(enumerate(order)))}
    return {
        name: _placed(name, first[key], [o for o in ranks if ranks[o] == ranks[name]], ties)
        for name, key in keys.items()
    }


def _placed(name: str, place: int, equals: Sequence[str], ties: Mapping[str, TieValues]) -> Placed:
    others = [one for one in equals if one != name]
    if not others:
        return Placed(place)
    left, own = others, ties[name]
    for at, (looked_at, value) in enumerate(own):
        left = [one for one in left if ties[one][at][1] == value]
        if not left:
            return Placed(place, tuple(others), own[: at + 1], looked_at)
    return Placed(place, tuple(others), own)


def placings_of(
    rubric: Rubric, sheets: Mapping[str, Sequence[ScoredSheet]]
) -> dict[str, dict[str, int]] | None:
    """The placing that each judge gives each lecture, by judge; of the sheets of each lecture.

    A judge's equal scores are told apart by ``placings_by``, and share a placing otherwise.
    ``None`` where not every judge scored every lecture.
    """
    given: dict[str, dict[str, tuple[Fraction, Fraction]]] = {}
    for lecture, every in sheets.items():
        for one in every:
            by = one.sheet.marks[rubric.placings_by] if rubric.placings_by else Fraction(0)
            given.setdefault(one.sheet.judge, {})[lecture] = (one.score, Fraction(by))
    if any(len(scores) != len(sheets) for scores in given.values()):
        return None
    return {
        judge: {
            lecture: 1 + sum(other > score for other in scores.values())
            for lecture, score in scores.items()
        }
        for judge, scores in given.items()
    }


def majority(placings: Mapping[str, int]) -> Majority:
    """How the lecture stands, from the placing that each judge gave it."""
    ranked = sorted(placings.values())
    place = ranked[len(ranked) // 2]
    within = [one for one in ranked if one <= place]
    return Majority(placings, place, len(within), sum(within), sum(ranked))
