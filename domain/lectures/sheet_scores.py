"""Score sheets: which of them are valid, and the score of each as an exact fraction."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.lectures.rubric import Criterion, Rubric
from domain.rehearsal.columns import natural

Key = tuple[str, str, str]  # lecture, judge, ballot


class SheetProblem(StrEnum):
    """Why a sheet does not count; the screens hold the wording."""

    UNKNOWN_BALLOT = "unknown_ballot"
    DOUBLED = "doubled"  # two sheets, or two marks for one criterion
    OWN_UNIT = "own_unit"
    NOT_A_NUMBER = "not_a_number"
    UNKNOWN_CRITERION = "unknown_criterion"
    MISSING_CRITERION = "missing_criterion"
    OUT_OF_RANGE = "out_of_range"
    OFF_STEP = "off_step"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one judge, or one of the audience, gave one lecture; ``marks`` by criterion."""

    lecture: str
    judge: str
    ballot: str
    marks: Mapping[str, Fraction]

    @property
    def key(self) -> Key:
        return self.lecture, self.judge, self.ballot


@dataclass(frozen=True, slots=True)
class RefusedSheet:
    """A sheet that does not count; ``criterion`` where the reason lies in one mark."""

    lecture: str
    judge: str
    ballot: str
    reason: SheetProblem
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class ScoredSheet:
    """A valid sheet. ``points`` are what each criterion gives of 100, ``score`` their sum."""

    sheet: Sheet
    points: Mapping[str, Fraction]
    score: Fraction


def score_sheets(
    rubric: Rubric, sheets: Iterable[Sheet]
) -> tuple[list[ScoredSheet], list[RefusedSheet]]:
    """The valid sheets with their scores, and the others with the reason.

    Both by lecture, judge and ballot, whatever the order they came in. Of two sheets of one
    judge for one lecture in one class neither counts: nobody could say which is meant.
    """
    listed = sorted(sheets, key=lambda one: in_order(one.key))
    times = Counter(one.key for one in listed)
    valid: list[ScoredSheet] = []
    refused: dict[Key, RefusedSheet] = {}
    for one in listed:
        if times[one.key] > 1:
            found: tuple[SheetProblem, str] | None = (SheetProblem.DOUBLED, "")
        else:
            found = problem_of(rubric, one)
        if found is None:
            valid.append(_scored(rubric, one))
        else:
            refused.setdefault(one.key, RefusedSheet(*one.key, *found))
    return valid, list(refused.values())


def in_order(key: Key) -> tuple[list[tuple[int, int, str]], ...]:
    return tuple(natural(part) for part in key)


def problem_of(rubric: Rubric, sheet: Sheet) -> tuple[SheetProblem, str] | None:
    """What is wrong with the sheet by itself, with the criterion; the first thing, if any."""
    if rubric.ballot(sheet.ballot) is None:
        return SheetProblem.UNKNOWN_BALLOT, ""
    known = {one.id for one in rubric.criteria}
    unknown = next((name for name in sheet.marks if name not in known), None)
    if unknown is not None:
        return SheetProblem.UNKNOWN_CRITERION, unknown
    missing = next((one.id for one in rubric.criteria if one.id not in sheet.marks), None)
    if missing is not None:
        return SheetProblem.MISSING_CRITERION, missing
    for criterion in rubric.criteria:
        found = mark_problem(criterion, sheet.marks[criterion.id])
        if found is not None:
            return found, criterion.id
    return None


def mark_problem(criterion: Criterion, mark: Fraction) -> SheetProblem | None:
    """Whether the mark lies in the range (ends included) and on a step."""
    if not criterion.least <= mark <= criterion.most:
        return SheetProblem.OUT_OF_RANGE
    return SheetProblem.OFF_STEP if (mark - criterion.least) % criterion.step else None


def worth_of(criterion: Criterion, mark: Fraction) -> Fraction:
    """What the mark gives of 100."""
    return criterion.weight * mark / criterion.most


def _scored(rubric: Rubric, sheet: Sheet) -> ScoredSheet:
    points = {one.id: worth_of(one, Fraction(sheet.marks[one.id])) for one in rubric.criteria}
    return ScoredSheet(sheet, points, sum(points.values(), Fraction(0)))
