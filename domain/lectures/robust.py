"""The fit that a single wild sheet cannot carry away.

Huber's way (1964, Annals of Mathematical Statistics 35:73) by pseudo-values: what a sheet says
beyond 1.5 robust standard deviations of the others is not believed, and the model is fitted again,
variances and all. Clipping makes the scores look quieter than they are, so the standard errors of
the last fit are divided by the share of sheets that were not clipped. Where all were clipped no
standard error is known.
"""

from dataclasses import dataclass, replace

import numpy as np

from domain.lectures.mixed_model import EXACT, Fit, fit
from domain.lectures.score_table import Floats, ScoreTable

ROUNDS = 8
CLIP = 1.5
WILD = 3.0
NORMAL = 1.4826  # makes the median absolute deviation a standard deviation, for normal noise


@dataclass(frozen=True)
class RobustFit:
    """The last fit, the scores it was made of, and what the sheets said against it.

    ``residuals`` are of the original scores; ``believed`` is the share of sheets not clipped;
    ``wild`` are the positions of the sheets that the fit pulled in from far.
    """

    fit: Fit
    scores: Floats
    residuals: Floats
    believed: float
    wild: list[int]


def fit_plainly(table: ScoreTable, variance_ratio: float | None) -> RobustFit:
    """The fit that believes every sheet; it pulls in none."""
    found = fit(table, table.scores, variance_ratio)
    return RobustFit(found, table.scores, table.scores - found.fitted(table), 1.0, [])


def fit_robustly(table: ScoreTable, variance_ratio: float | None) -> RobustFit:
    """Eight rounds of clipping and fitting again; it stops when most sheets fit exactly."""
    last = fit_plainly(table, variance_ratio)
    for _ in range(ROUNDS):
        spread = _spread(table, last.residuals)
        if not spread:
            break
        clipped = np.clip(last.residuals, -CLIP * spread, CLIP * spread)
        scores = last.fit.fitted(table) + clipped
        believed = float(np.mean(clipped == last.residuals))
        found = fit(table, scores, variance_ratio)
        if not believed:
            found = replace(found, errors=None)
        residuals = table.scores - found.fitted(table)
        wild = np.flatnonzero(np.abs(residuals) > WILD * (_spread(table, residuals) or spread))
        last = RobustFit(found, scores, residuals, believed, wild.tolist())
    return last


def _spread(table: ScoreTable, residuals: Floats) -> float:
    """The robust standard deviation of the residuals; 0 when it is no more than rounding."""
    spread = NORMAL * float(np.median(np.abs(residuals - np.median(residuals))))
    return spread if spread > EXACT * float(np.max(np.abs(table.scores))) else 0.0
