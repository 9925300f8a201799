"""The adjusted score: what the lectures would have got from the same judges.

It stands beside the official score, never instead of it. Nothing imports this module as the
application starts, for it brings numpy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np

from domain.lectures.effects import JudgeEffect, PulledIn
from domain.lectures.judging import judge_effects
from domain.lectures.place_ranges import place_ranges, told_apart
from domain.lectures.robust import RobustFit, fit_plainly, fit_robustly
from domain.lectures.score_table import (
    Floats,
    Scored,
    ScoredTwice,
    ScoreNotFinite,
    ScoreTable,
    Whole,
    table_of,
)

__all__ = [
    "Adjusted",
    "AdjustedLecture",
    "JudgeEffect",
    "PulledIn",
    "ScoreNotFinite",
    "Scored",
    "ScoredTwice",
    "VarianceRatioWrong",
    "adjust",
]  # fmt: skip


class VarianceRatioWrong(ValueError):
    """A ratio of variances is a finite number from 0."""


@dataclass(frozen=True)
class AdjustedLecture:
    """One lecture; ``panel`` counts from 1, places are counted inside the panel.

    In nine draws of ten the place lies from ``place_low`` (the better) to ``place_high``.
    ``alike`` names, in order of name, the lectures of the panel it cannot be told apart from.
    ``standard_error`` is None where the sheets leave nothing to judge it by; then every place of
    the panel is possible.
    """

    lecture: str
    panel: int
    estimate: float
    standard_error: float | None
    place_low: int
    place_high: int
    alike: tuple[str, ...]


@dataclass(frozen=True)
class Adjusted:
    """The whole fit. Lectures, judges and panels come in the order of first appearance.

    The variances are None where the sheets cannot tell them: both where every lecture has one
    sheet, either where lectures and judges leave no sheet to spare. ``reml`` is minus twice the
    restricted log-likelihood as lme4 prints it, None with judges fixed and without noise.
    """

    lectures: tuple[AdjustedLecture, ...]
    judges: tuple[JudgeEffect, ...]
    variance_judge: float | None
    variance_residual: float | None
    reml: float | None
    connected: bool
    panels: list[list[str]]
    pulled_in: tuple[PulledIn, ...]


def adjust(
    scores: Sequence[Scored],
    *,
    robust: bool = True,
    variance_ratio: float | None = None,
    seed: int,
) -> Adjusted:
    """Fit score = lecture + judge + error: lectures fixed, judges random, variances by REML.

    ``variance_ratio`` is residual / judges' variance: None estimates it, 0 takes judges as fixed.
    ``seed`` is of the draws for the place ranges; the same sheets, in any order, give the same
    answer. Sources stand with the parts: Henderson 1975, Patterson & Thompson 1971, Huber 1964.
    Raises ScoredTwice, ScoreNotFinite, VarianceRatioWrong.
    """
    if variance_ratio is not None and not (isfinite(variance_ratio) and variance_ratio >= 0):
        raise VarianceRatioWrong(variance_ratio)
    if not scores:
        return Adjusted((), (), None, None, None, connected=True, panels=[], pulled_in=())
    table = table_of(scores)
    found = (fit_robustly if robust else fit_plainly)(table, variance_ratio)
    judges = {one.judge: one for one in judge_effects(table, found)}
    lectures = _lectures(table, found, np.random.default_rng(seed))
    return Adjusted(
        tuple(lectures[name] for name in dict.fromkeys(one.lecture for one in scores)),
        tuple(judges[name] for name in dict.fromkeys(one.judge for one in scores)),
        found.fit.variance_judge,
        found.fit.variance_residual,
        found.fit.criterion,
        len(table.panels) == 1,
        table.panels,
        _pulled_in(table, found),
    )


def _lectures(
    table: ScoreTable, found: RobustFit, generator: np.random.Generator
) -> dict[str, AdjustedLecture]:
    lectures = {}
    for number in dict.fromkeys(table.panel.tolist()):  # by name, as the draws are used up
        members = np.flatnonzero(table.panel == number)
        names = [table.lectures[at] for at in members]
        estimates = found.fit.estimates[members]
        covariance = _covariance(table, found, members)
        low, high = place_ranges(estimates, covariance, generator)
        apart = told_apart(estimates, covariance)
        errors = _standard_errors(table, found, number, covariance)
        for at, name in enumerate(names):
            alike = tuple(names[one] for one in np.flatnonzero(~apart[at]) if one != at)
            lectures[name] = AdjustedLecture(
                name, number + 1, float(estimates[at]), errors[at], int(low[at]), int(high[at]),
                alike,
            )  # fmt: skip
    return lectures


def _covariance(table: ScoreTable, found: RobustFit, members: Whole) -> Floats | None:
    """Of the estimates of one panel, without the doubt about its level, which all share."""
    fit = found.fit
    if fit.errors is None or fit.variance_residual is None:
        return None
    levels = len(table.panels)
    spread = table.spread_over_lectures[members, levels:]
    covariance = (spread * fit.errors[levels:]) @ spread.T
    covariance[np.diag_indices(len(members))] += (
        fit.variance_residual / table.sheets_of_lecture[members]
    )
    return covariance / found.believed**2


def _standard_errors(
    table: ScoreTable, found: RobustFit, number: int, covariance: Floats | None
) -> list[float | None]:
    """The doubt about the panel's level is the judges' variance over its judges."""
    if covariance is None:
        return [None] * len(table.panels[number])
    judges = len(set(table.judge[table.panel[table.lecture] == number].tolist()))
    level = (found.fit.variance_judge or 0) / judges / found.believed**2
    return [sqrt(one + level) for one in np.diag(covariance).tolist()]


def _pulled_in(table: ScoreTable, found: RobustFit) -> tuple[PulledIn, ...]:
    """The farthest first."""
    wild = sorted(found.wild, key=lambda at: -abs(found.residuals[at]))
    return tuple(
        PulledIn(
            table.lectures[table.lecture[at]],
            table.judges[table.judge[at]],
            float(found.residuals[at]),
        )
        for at in wild
    )
