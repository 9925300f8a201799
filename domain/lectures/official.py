"""The official score: exact fractions, each step kept for the sheet of account (算分单)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from domain.lectures.class_values import (
    ClassTotal,
    ClassValue,
    class_value,
    in_judges_order,
    value_of_total,
)
from domain.lectures.linkage import panels_of
from domain.lectures.placings import Majority, Placed, majority, places, placings_of, tie_values
from domain.lectures.rubric import DOWN, HALF_EVEN, JUDGES, PLACINGS, Rubric
from domain.lectures.sheet_scores import ScoredSheet


class NoPlace(StrEnum):
    """Why a lecture has no place; the screens hold the wording."""

    NO_SHEETS = "no_sheets"  # nor a score: a class that weighs has no valid sheet
    TOO_FEW_SHEETS = "too_few_sheets"  # under the minimum of a class
    NOT_ALL_PLACED = "not_all_placed"  # placings: not every judge scored every lecture


@dataclass(frozen=True, slots=True)
class OfficialScore:
    """The score of one lecture and how it came about.

    ``exact`` is the sum of the classes' shares less ``penalty``, not under 0; ``score`` is that,
    rounded once, with the rubric's decimals. Both are ``None`` without a valid sheet of a class
    that weighs. ``panel`` counts from 1; a place holds inside its panel alone. ``because`` says
    why there is no place, ``because_of`` in which class.
    """

    lecture: str
    panel: int | None
    classes: tuple[ClassValue, ...]
    minutes_spoken: int | None
    minutes_over: int
    penalty: Fraction
    exact: Fraction | None
    score: str | None
    placed: Placed | None = None
    because: NoPlace | None = None
    because_of: str = ""
    majority: Majority | None = None

    @property
    def place(self) -> int | None:
        return None if self.placed is None else self.placed.place


@dataclass(frozen=True, slots=True)
class Official:
    """The scores in the order of the lectures, and the panels in which they may be compared."""

    scores: tuple[OfficialScore, ...]
    panels: tuple[tuple[str, ...], ...]


def official(
    rubric: Rubric,
    sheets: Iterable[ScoredSheet],
    *,
    lectures: Sequence[str],
    minutes_spoken: Mapping[str, int] | None = None,
    totals: Iterable[ClassTotal] = (),
) -> Official:
    """Scores and places of all ``lectures`` from their valid sheets.

    ``totals`` stand for classes whose sheets are not given. The order of sheets makes no
    difference. Where judges link not all lectures with each other, places are given inside
    each panel. A lecture that is not among ``lectures`` raises KeyError.
    """
    by_class: dict[str, dict[str, list[ScoredSheet]]] = {name: {} for name in lectures}
    for one in sheets:
        by_class[one.sheet.lecture].setdefault(one.sheet.ballot, []).append(one)
    for kinds in by_class.values():
        kinds.update({ballot: in_judges_order(every) for ballot, every in kinds.items()})
    summed = {(one.lecture, one.ballot): one for one in totals}
    panels = tuple(tuple(one) for one in panels_of(_links(by_class)))
    panel_of = {name: at for at, panel in enumerate(panels, start=1) for name in panel}
    spoken = minutes_spoken or {}
    scores = {
        name: _score(rubric, name, panel_of.get(name), _classes(rubric, name, kinds, summed),
                     spoken.get(name))
        for name, kinds in by_class.items()
    }  # fmt: skip
    for panel in panels:
        scores |= _with_places(rubric, [scores[name] for name in panel])
    return Official(tuple(scores[name] for name in lectures), panels)


def _links(by_class: Mapping[str, Mapping[str, list[ScoredSheet]]]) -> Iterable[tuple[str, str]]:
    for name, kinds in by_class.items():
        for one in kinds.get(JUDGES, ()):
            yield name, one.sheet.judge


def _classes(
    rubric: Rubric,
    lecture: str,
    sheets: Mapping[str, list[ScoredSheet]],
    totals: Mapping[tuple[str, str], ClassTotal],
) -> tuple[ClassValue, ...]:
    found = []
    for ballot in rubric.ballots:
        total = totals.get((lecture, ballot.id))
        if total is None:
            found.append(class_value(rubric, ballot, sheets.get(ballot.id, ())))
        else:
            found.append(value_of_total(rubric, ballot, total))
    return tuple(found)


def _score(
    rubric: Rubric,
    lecture: str,
    panel: int | None,
    classes: tuple[ClassValue, ...],
    minutes: int | None,
) -> OfficialScore:
    over, penalty = penalty_of(rubric, minutes)
    weighing = [one for one in classes if one.ballot.weight]
    empty = next((one for one in weighing if one.value is None), None)
    if empty is not None:
        return OfficialScore(
            lecture, panel, classes, minutes, over, penalty, None, None,
            because=NoPlace.NO_SHEETS, because_of=empty.ballot.id,
        )  # fmt: skip
    exact = max(sum((one.share for one in weighing), Fraction(0)) - penalty, Fraction(0))
    few = next((one for one in weighing if not one.enough), None)
    return OfficialScore(
        lecture, panel, classes, minutes, over, penalty, exact,
        rounded_text(exact, rubric.decimals, rubric.rounding),
        because=NoPlace.TOO_FEW_SHEETS if few else None,
        because_of=few.ballot.id if few else "",
    )  # fmt: skip


def penalty_of(rubric: Rubric, minutes: int | None) -> tuple[int, Fraction]:
    """Started minutes over what is allowed with the grace, and the points that they take off."""
    rule = rubric.time_penalty
    if rule is None or minutes is None:
        return 0, Fraction(0)
    over = max(0, math.ceil(minutes - rule.minutes - rule.grace))
    return over, min(over * rule.per_minute, rule.most)


def rounded_text(exact: Fraction, decimals: int, rounding: str) -> str:
    """A number that is not negative, rounded once, with so many decimals."""
    scaled = exact * 10**decimals
    if rounding == DOWN:
        whole = math.floor(scaled)
    elif rounding == HALF_EVEN:
        whole = round(scaled)
    else:
        whole = math.floor(scaled + Fraction(1, 2))
    digits = str(whole).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def _with_places(rubric: Rubric, panel: Sequence[OfficialScore]) -> dict[str, OfficialScore]:
    """The lectures of one panel that get a place, or one reason more why they get none."""
    ranked = [one for one in panel if one.because is None]
    stands = _majorities(rubric, ranked) if rubric.method == PLACINGS else {}
    if rubric.method == PLACINGS and not stands:
        return {one.lecture: replace(one, because=NoPlace.NOT_ALL_PLACED) for one in ranked}
    ranks: dict[str, tuple[Fraction | int, ...]] = {}
    for one in ranked:
        stand = stands.get(one.lecture)
        ranks[one.lecture] = stand.rank if stand else (-Fraction(one.score or 0),)
    ties = {one.lecture: tie_values(rubric, _judges(one)) for one in ranked}
    found = places(ranks, ties)
    return {
        one.lecture: replace(one, placed=found[one.lecture], majority=stands.get(one.lecture))
        for one in ranked
    }


def _majorities(rubric: Rubric, ranked: Sequence[OfficialScore]) -> dict[str, Majority]:
    """How each stands by placings; empty where not every judge scored every one of them."""
    sheets = {one.lecture: [a.scored for a in _judges(one).accounted] for one in ranked}
    placings = placings_of(rubric, sheets)
    if placings is None:
        return {}
    return {
        lecture: majority({judge: given[lecture] for judge, given in placings.items()})
        for lecture in sheets
    }


def _judges(one: OfficialScore) -> ClassValue:
    return next(value for value in one.classes if value.ballot.id == JUDGES)
