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
from math import inf, pi

import numpy as np

from domain.lectures.score_table import Floats

STEPS_A_DECADE = 8
LEAST, MOST = -8, 22  # powers of ten of gamma x mean lambda that are looked at
MOST_WITHOUT_REST = 6  # beyond it nothing changes when the sheets fit exactly
NARROWINGS, PARTS = 12, 32
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

    def remaining(self, gammas: Floats) -> Floats:
        """The sum y'Py at each gamma, in units of the residual variance."""
        parts = self.effects**2 / (self.values * self._grown(gammas))
        total: Floats = parts.sum(axis=1)
        return self.rest + total

    def criteria(self, gammas: Floats) -> Floats:
        """Minus twice the restricted log-likelihood at its best residual variance, as lme4's."""
        remaining = 2 * pi * self.remaining(gammas) / self.freedom
        grown: Floats = np.log(self._grown(gammas)).sum(axis=1)
        own: Floats = self.freedom * (1 + np.log(remaining))
        return own + grown + self.log_sheets

    def slopes(self, gammas: Floats) -> Floats:
        """The derivatives of the criteria by gamma."""
        grown = self._grown(gammas)
        falls: Floats = ((self.effects / grown) ** 2).sum(axis=1)
        rises: Floats = (self.values / grown).sum(axis=1)
        return rises - self.freedom * falls / self.remaining(gammas)

    def _grown(self, gammas: Floats) -> Floats:
        """Gammas by eigenvalues: 1 + gamma lambda."""
        return 1 + gammas[:, None] * self.values


def best_gamma(squares: Squares) -> float:
    """The gamma of the least criterion: 0 and ``inf`` (judges as good as fixed) are answers too.

    0 also where the criterion is flat: then the sheets cannot tell judges from noise.
    ``inf`` only where as many effects as sheets fit the scores exactly. The scores must differ
    inside a lecture, or there is no criterion.
    """
    scale = float(np.mean(squares.values))
    most = MOST if squares.spare else MOST_WITHOUT_REST
    grid = np.logspace(LEAST, most, (most - LEAST) * STEPS_A_DECADE + 1) / scale
    if np.ptp(squares.criteria(grid)) <= FLAT:
        return 0.0
    slopes = squares.slopes(grid)
    turns = np.flatnonzero((slopes[:-1] < 0) & (slopes[1:] >= 0))
    roots = [_root(squares, grid[at], grid[at + 1]) for at in turns]
    choices = np.array([0.0, *roots, grid[-1]])
    best = float(choices[np.argmin(squares.criteria(choices))])
    return inf if best == grid[-1] else best


def _root(squares: Squares, low: float, high: float) -> float:
    """Where the slope turns from falling to rising, to the last digit."""
    for _ in range(NARROWINGS):
        between = np.geomspace(low, high, PARTS + 1)
        falling = np.flatnonzero(squares.slopes(between[1:-1]) < 0)
        last = int(falling[-1]) + 1 if len(falling) else 0
        low, high = between[last], between[last + 1]
    return float(np.sqrt(low * high))
