"""One fit of score = lecture + judge + error: lectures fixed, judges random.

Source: Henderson 1975 (Biometrics 31:423), the mixed-model equations, written in the eigenvectors
Q of Z'MZ (``ScoreTable.decomposed``), so that a refit costs judges squared and no matrix is larger
than lectures by judges or judges by judges:
    judges' effects b = Q g u,  u = Q'Z'My,  g = gamma / (1 + gamma lambda)
    lectures' estimates = D_l^-1 (X'y - N b)
    their covariance = se2 D_l^-1 + D_l^-1 N Q c Q'N' D_l^-1,  c = se2 g
    prediction errors of the judges: Q c Q'
Judges fixed are the limit of gamma: g = 1/lambda, and 0 for the level of a panel, which then
is that of its average judge.
"""

from dataclasses import dataclass
from math import inf

import numpy as np

from domain.lectures.score_table import Floats, ScoreTable
from domain.lectures.variances import Squares, best_gamma

EXACT = 1e-10  # residuals of this share of the largest score are rounding
AS_FIXED = 1e-12  # a ratio of variances that no score can tell from judges fixed


@dataclass(frozen=True)
class Fit:
    """Estimates of the lectures, effects of the judges (positive: kind), and how sure they are.

    ``gains`` and ``errors`` are g and c above. The variances are None where the sheets cannot
    tell them; ``errors`` are None with the residual's: then no standard error is known, and none
    of a judge without the judges'. ``criterion`` is None with judges fixed and without noise.
    """

    estimates: Floats
    effects: Floats
    gains: Floats
    errors: Floats | None
    variance_judge: float | None
    variance_residual: float | None
    criterion: float | None

    def fitted(self, table: ScoreTable) -> Floats:
        return self.estimates[table.lecture] + self.effects[table.judge]


def fit(table: ScoreTable, scores: Floats, variance_ratio: float | None) -> Fit:
    """Fit the model to these scores of the table's sheets.

    ``variance_ratio`` is residual / judges' variance: None for REML, 0 for judges fixed.
    """
    eigenvalues, vectors = table.decomposed
    level = float(np.mean(scores))
    within = table.within_lectures(scores - level)
    heard = vectors.T @ table.by_judge(within)
    heard[: len(table.panels)] = 0
    squares = _squares(table, within, heard)
    gamma = _gamma(table, squares, variance_ratio)
    if gamma == inf:
        gains = np.zeros_like(eigenvalues)
        gains[len(table.panels) :] = 1 / squares.values
    else:
        gains = gamma / (1 + gamma * eigenvalues)
    effects = vectors @ (gains * heard)
    means = table.by_lecture(scores - level - effects[table.judge]) / table.sheets_of_lecture
    judge, residual = _variances(squares, gamma)
    errors = None
    if residual is not None:
        errors = residual * gains
        errors[: len(table.panels)] = judge or 0
    told = residual and gamma != inf
    return Fit(
        means + level, effects, gains, errors, judge, residual,
        float(squares.criteria(np.array([gamma]))[0]) if told else None,
    )  # fmt: skip


def _squares(table: ScoreTable, within: Floats, heard: Floats) -> Squares:
    eigenvalues, vectors = table.decomposed
    levels = len(table.panels)
    values, effects = eigenvalues[levels:], heard[levels:]
    fixed = vectors[:, levels:] @ (effects / values)
    left = within - table.within_lectures(fixed[table.judge])
    spare = len(table.scores) - len(table.lectures) - len(values)
    rest = float(left @ left)
    nothing_left = len(table.scores) * (EXACT * float(np.max(np.abs(table.scores)))) ** 2
    if within @ within <= nothing_left:
        effects = np.zeros_like(effects)
    if not spare or rest <= nothing_left:
        rest = 0.0
    return Squares(values, effects, rest, spare, float(np.sum(np.log(table.sheets_of_lecture))))


def _gamma(table: ScoreTable, squares: Squares, variance_ratio: float | None) -> float:
    """The judges' variance over the residual; ``inf`` for judges fixed, asked for or exact."""
    if variance_ratio is not None:
        return 1 / variance_ratio if variance_ratio > AS_FIXED else inf
    if not squares.rest and not np.any(squares.effects):
        return 0.0
    if squares.spare and not squares.rest:
        return inf
    return best_gamma(squares)


def _variances(squares: Squares, gamma: float) -> tuple[float | None, float | None]:
    """Judges' and residual variance.

    With judges fixed the first is the mean square of their effects, and without a spare degree of
    freedom the second is unknown. Without one, judges that seem all alike are not known to be so:
    what differs is then all counted as residual.
    """
    if not squares.freedom:
        return None, None
    if gamma == inf:
        judge = float(np.mean((squares.effects / squares.values) ** 2))
        return judge, squares.rest / squares.spare if squares.spare else None
    residual = float(squares.remaining(np.array([gamma]))[0]) / squares.freedom
    return gamma * residual if gamma or squares.spare else None, residual
