"""How much of the scores' variance is the judges': REML, as a search in one dimension.

With gamma = judges' variance / residual variance, everything that REML asks is a sum over the
eigenvalues of Z'MZ (see ``ScoreTable.decomposed``):
    y'Py = rest + sum of u^2 / (lambda (1 + gamma lambda))
    log|V| + log|X'V^-1 X| = log|X'X| + sum of log(1 + gamma lambda)
where rest is the residual sum of squares with judges fixed. Sources: Patterson & Thompson 1971
(Biometrika 58:545) for restricted likelihood; Bates, Maechler, Bolker & Walker 2015 (Journal of
Statistical Software 67(1), section 3.4) for the profiled criterion, as lme4 prints it.
"""

from dataclasses import dataclass
from math import inf, log, pi

import numpy as np

from domain.lectures.score_table import Floats

STEPS_A_DECADE = 8
LEAST, MOST = -8, 22  # powers of ten of gamma x mean lambda that are looked at
MOST_WITHOUT_REST = 6  # beyond it nothing changes when the sheets fit exactly
HALVINGS = 80
FLAT = 1e-8  # in units of the criterion


@dataclass(frozen=True)
class Squares:
    """The sums that REML asks of a table and its scores.

    ``values``: the eigenvalues that are not 0, ``effects``: u of each; ``rest`` with ``spare``
    degrees of freedom is what remains with judges fixed; ``log_sheets`` is log|X'X|.
    """

    values: Floats
    effects: Floats
    rest: float
    spare: int
    log_sheets: float

    @property
    def freedom(self) -> int:
        """Sheets less lectures: n - p."""
        return self.spare + len(self.values)

    def remaining(self, gamma: float) -> float:
        """The sum y'Py, in units of the residual variance."""
        parts = self.effects**2 / (self.values * (1 + gamma * self.values))
        return self.rest + float(np.sum(parts))

    def criterion(self, gamma: float) -> float:
        """Minus twice the restricted log-likelihood at its best residual variance, as lme4's."""
        remaining = self.remaining(gamma)
        if remaining <= 0:
            return -inf
        return (
            self.freedom * (1 + log(2 * pi * remaining / self.freedom))
            + self.log_sheets
            + float(np.sum(np.log1p(gamma * self.values)))
        )

    def slope(self, gamma: float) -> float:
        """The derivative of the criterion by gamma."""
        grown = 1 + gamma * self.values
        falls = float(np.sum((self.effects / grown) ** 2))
        return float(np.sum(self.values / grown)) - self.freedom * falls / self.remaining(gamma)


def best_gamma(squares: Squares) -> float:
    """The gamma of the least criterion: 0 and ``inf`` (judges as good as fixed) are answers too.

    0 also where the criterion is flat: then the sheets cannot tell judges from noise.
    ``inf`` only where as many effects as sheets fit the scores exactly.
    """
    if not len(squares.values):
        return 0.0
    scale = float(np.mean(squares.values))
    most = MOST if squares.spare else MOST_WITHOUT_REST
    grid = np.logspace(LEAST, most, (most - LEAST) * STEPS_A_DECADE + 1) / scale
    heights = [squares.criterion(gamma) for gamma in grid]
    if max(heights) - min(heights) <= FLAT:
        return 0.0
    slopes = [squares.slope(gamma) for gamma in grid]
    found = [
        _root(squares, low, high)
        for low, high, before, after in zip(grid, grid[1:], slopes, slopes[1:], strict=False)
        if before < 0 <= after
    ]
    best = min([0.0, *found, float(grid[-1])], key=squares.criterion)
    return inf if best == grid[-1] else best


def _root(squares: Squares, low: float, high: float) -> float:
    """Where the slope turns from falling to rising, to the last digit."""
    for _ in range(HALVINGS):
        middle = float(np.sqrt(low * high))
        if squares.slope(middle) < 0:
            low = middle
        else:
            high = middle
    return float(np.sqrt(low * high))
