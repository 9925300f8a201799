"""What one class of ballots gives a lecture: the sheets dropped, and the value of the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from domain.lectures.rubric import AUDIENCE, LEAST_AUDIENCE, MEDIAN, WHOLE, Ballot, Rubric
from domain.lectures.sheet_scores import ScoredSheet
from domain.rehearsal.columns import natural


class Dropped(StrEnum):
    """At which end a sheet was dropped."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """A class of which only the total is known: so many sheets, and the value they give.

    ``value`` is the mean, trimmed mean or median of the valid sheets; ``means`` by criterion.
    """

    lecture: str
    ballot: str
    sheets: int
    value: Fraction
    means: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountedSheet:
    """A sheet in the account of its class; ``dropped``: it does not count, and why."""

    scored: ScoredSheet
    dropped: Dropped | None

    @property
    def judge(self) -> str:
        return self.scored.sheet.judge


@dataclass(frozen=True, slots=True)
class ClassValue:
    """What a class gives: ``value`` of its ``sheets``, of which ``share`` goes into the score.

    ``value`` is ``None`` without any valid sheet. ``accounted`` is empty where only the total is
    known. ``means`` are those of the criteria, over the sheets that count.
    """

    ballot: Ballot
    sheets: int
    minimum: int
    value: Fraction | None
    means: Mapping[str, Fraction]
    accounted: tuple[AccountedSheet, ...] = ()

    @property
    def share(self) -> Fraction:
        return Fraction(self.ballot.weight, WHOLE) * (self.value or 0)

    @property
    def enough(self) -> bool:
        return self.sheets >= self.minimum


def class_value(rubric: Rubric, ballot: Ballot, sheets: Sequence[ScoredSheet]) -> ClassValue:
    """The value of a class from its valid sheets, which come in the order of the judges.

    Nothing is dropped where nothing would be left. The sheets come back in their order.
    """
    dropped = _dropped(ballot, sheets) if len(sheets) > ballot.drops else {}
    counted = [one for at, one in enumerate(sheets) if at not in dropped]
    scores = [one.score for one in counted]
    value = None
    if scores:
        value = median(scores) if rubric.method == MEDIAN else mean(scores)
    means = {
        one.id: mean([sheet.sheet.marks[one.id] for sheet in counted])
        for one in rubric.criteria
        if counted
    }
    accounted = tuple(AccountedSheet(one, dropped.get(at)) for at, one in enumerate(sheets))
    return ClassValue(ballot, len(sheets), rubric.minimum_of(ballot), value, means, accounted)


def value_of_total(rubric: Rubric, ballot: Ballot, total: ClassTotal) -> ClassValue:
    value = total.value if total.sheets else None
    return ClassValue(ballot, total.sheets, rubric.minimum_of(ballot), value, total.means)


def totals_of(rubric: Rubric, sheets: Iterable[ScoredSheet]) -> list[ClassTotal]:
    """The audience's valid sheets as totals, by lecture.

    Fewer than five are left out, as if there were none: their total would say who rated how.
    """
    ballot = rubric.ballot(AUDIENCE)
    rated: dict[str, list[ScoredSheet]] = {}
    for one in sheets:
        if one.sheet.ballot == AUDIENCE:
            rated.setdefault(one.sheet.lecture, []).append(one)
    found = []
    for lecture, every in sorted(rated.items()):
        if ballot is None or len(every) < LEAST_AUDIENCE:
            continue
        summed = class_value(rubric, ballot, in_judges_order(every))
        value = summed.value or Fraction(0)
        found.append(ClassTotal(lecture, ballot.id, summed.sheets, value, summed.means))
    return found


def in_judges_order(sheets: Sequence[ScoredSheet]) -> list[ScoredSheet]:
    return sorted(sheets, key=lambda one: natural(one.sheet.judge))


def mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def median(numbers: Sequence[Fraction]) -> Fraction:
    """The middle one; of an even number the mean of the middle two."""
    ranked = sorted(numbers)
    middle = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[middle]
    return (ranked[middle - 1] + ranked[middle]) / 2


def _dropped(ballot: Ballot, sheets: Sequence[ScoredSheet]) -> dict[int, Dropped]:
    """The places of what is dropped; among equal sheets, that of the judge who comes first."""
    left = list(range(len(sheets)))
    found: dict[int, Dropped] = {}
    ends = [(Dropped.HIGH, -1, ballot.drop_high), (Dropped.LOW, 1, ballot.drop_low)]
    for end, sign, times in ends:
        for _time in range(times):
            at = min(left, key=lambda place: (sign * sheets[place].score, place))
            left.remove(at)
            found[at] = end
    return found
