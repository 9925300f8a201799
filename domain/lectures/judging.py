"""What the fit says of each judge, in the words of many-facet Rasch measurement."""

from math import sqrt

import numpy as np

from domain.lectures.effects import JudgeEffect
from domain.lectures.robust import RobustFit
from domain.lectures.score_table import Floats, ScoreTable, Truths

FEWEST = 3  # lectures that a correlation is asked of


def judge_effects(table: ScoreTable, found: RobustFit) -> list[JudgeEffect]:
    """One for each judge of the table, in its order. Cost: as the decomposition's, less."""
    order = np.argsort(table.judge, kind="stable")
    ends = np.cumsum(table.sheets_of_judge).astype(np.intp)
    errors = _standard_errors(table, found)
    infits = _infits(table, found)
    others, known = _told_by_others(table, found)
    effects = []
    for at, (judge, sheets) in enumerate(zip(table.judges, np.split(order, ends), strict=False)):
        scores = table.scores[sheets]
        spread = float(np.std(scores, ddof=1)) if len(sheets) > 1 else None
        both = sheets[known[sheets]]
        effects.append(
            JudgeEffect(
                judge,
                -float(found.fit.effects[at]) + 0.0,
                errors[at],
                len(sheets),
                spread,
                _correlation(table.scores[both], others[both]),
                infits[at],
                no_spread=spread is not None and bool(np.all(scores == scores[0])),
            )
        )
    return effects


def _standard_errors(table: ScoreTable, found: RobustFit) -> list[float | None]:
    """Of the predicted effects: the roots of the diagonal of Q c Q'."""
    if found.fit.errors is None or found.fit.variance_judge is None:
        return [None] * len(table.judges)
    vectors = table.decomposed[1]
    squared = (vectors**2) @ found.fit.errors
    return [sqrt(one) / found.believed for one in squared.tolist()]


def _infits(table: ScoreTable, found: RobustFit) -> list[float | None]:
    """Sum of squared residuals over the sum of their variances, of each judge.

    The variance of a residual is se2 (1 - 1/n - w' G w): n the sheets of its lecture, w its row of
    MZ, G = Q g Q'. (Wright & Masters 1982, Rating Scale Analysis, for infit.)
    """
    residual = found.fit.variance_residual
    if not residual:
        return [None] * len(table.judges)
    vectors, gains = table.decomposed[1], found.fit.gains
    spread = table.spread_over_lectures
    judges = (vectors**2) @ gains
    lectures = (spread**2) @ gains
    crossed = spread @ (vectors * gains).T
    taken = (
        1 / table.sheets_of_lecture[table.lecture]
        + judges[table.judge]
        - 2 * crossed[table.lecture, table.judge]
        + lectures[table.lecture]
    )
    expected = residual * table.by_judge(np.maximum(1 - taken, 0))
    squares = table.by_judge(found.residuals**2)
    least = 1e-9 * residual
    return [
        one / of if of > least else None
        for one, of in zip(squares.tolist(), expected.tolist(), strict=True)
    ]


def _told_by_others(table: ScoreTable, found: RobustFit) -> tuple[Floats, Truths]:
    """For each sheet, what the lecture's other sheets say of it, and whether there are any."""
    corrected = found.scores - found.fit.effects[table.judge]
    left = table.sheets_of_lecture[table.lecture] - 1
    others = table.by_lecture(corrected)[table.lecture] - corrected
    return others / np.maximum(left, 1), left > 0


def _correlation(own: Floats, others: Floats) -> float | None:
    if len(own) < FEWEST:
        return None
    own, others = own - np.mean(own), others - np.mean(others)
    scale = sqrt(float(own @ own) * float(others @ others))
    largest = float(np.max(np.abs(own)))
    if not largest or scale <= 1e-9 * largest**2:
        return None
    return max(-1.0, min(1.0, float(own @ others) / scale))
