"""Tables of sheets, and a second, slow way to the numbers of the adjusted score.

``penicillin.csv`` is the data set Penicillin of R's lme4 (Davies & Goldsmith 1972, Statistical
Methods in Research and Production, 4th edition, page 131): 24 plates as judges of 6 samples.
"""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np

from domain.lectures.adjusted import Scored


def penicillin():
    with (Path(__file__).parent / "penicillin.csv").open(encoding="utf-8") as lines:
        return [
            Scored(row["lecture"], row["judge"], float(row["value"]))
            for row in csv.DictReader(lines)
        ]


def without_a_third(scores, seed):
    kept = np.random.default_rng(seed).permutation(len(scores))[: len(scores) * 2 // 3]
    return [scores[at] for at in sorted(kept)]


def complete(rows, judges="abcdefghijkl"):
    """From {lecture: scores of judge a, b, c ...}; None is no sheet."""
    return [
        Scored(lecture, judge, score)
        for lecture, scores in rows.items()
        for judge, score in zip(judges, scores, strict=False)
        if score is not None
    ]


class Solved(NamedTuple):
    estimates: dict[str, float]
    errors: dict[str, float]
    severities: dict[str, float]
    judge_errors: dict[str, float]
    variance_judge: float
    variance_residual: float
    criterion: float


class Dense:
    """The model with sheets-by-sheets matrices, as the textbook writes it."""

    def __init__(self, scores):
        self.lectures = sorted({one.lecture for one in scores})
        self.judges = sorted({one.judge for one in scores})
        self.x = np.array(
            [[one.lecture == name for name in self.lectures] for one in scores], float
        )
        self.z = np.array([[one.judge == name for name in self.judges] for one in scores], float)
        self.y = np.array([one.score for one in scores])

    def criterion(self, gamma, y):
        """Minus twice the restricted log-likelihood, the residual variance, and the slope."""
        count, lectures = self.x.shape
        judged = self.z @ self.z.T
        v = np.eye(count) + gamma * judged
        inverse = np.linalg.inv(v)
        information = self.x.T @ inverse @ self.x
        p = inverse - inverse @ self.x @ np.linalg.solve(information, self.x.T @ inverse)
        freedom = count - lectures
        residual = y @ p @ y / freedom
        height = freedom * (1 + np.log(2 * np.pi * residual))
        height += np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
        return height, residual, np.trace(p @ judged) - y @ p @ judged @ p @ y / residual

    def best_gamma(self, y):
        """About the best of a coarse look, halved where the slope turns, in the logarithm."""
        logs = np.linspace(-8, 8, 33)
        best = logs[np.argmin([self.criterion(np.exp(one), y)[0] for one in logs])]
        low, high = best - 0.5, best + 0.5
        for _ in range(45):
            middle = (low + high) / 2
            falls = self.criterion(np.exp(middle), y)[2] < 0
            low, high = (middle, high) if falls else (low, middle)
        return float(np.exp((low + high) / 2))

    def equations(self, gamma, y):
        """Solution and inverse of Henderson's mixed-model equations."""
        x, z = self.x, self.z
        whole = np.block([[x.T @ x, x.T @ z], [z.T @ x, z.T @ z + np.eye(z.shape[1]) / gamma]])
        inverse = np.linalg.inv(whole)
        return inverse @ np.concatenate([x.T @ y, z.T @ y]), inverse

    def solve(self, gamma=None, y=None):
        y = self.y if y is None else y
        gamma = self.best_gamma(y) if gamma is None else gamma
        height, residual, _ = self.criterion(gamma, y)
        solution, inverse = self.equations(gamma, y)
        errors = np.sqrt(residual * np.diag(inverse))
        count = len(self.lectures)
        return Solved(
            dict(zip(self.lectures, solution[:count], strict=True)),
            dict(zip(self.lectures, errors[:count], strict=True)),
            dict(zip(self.judges, -solution[count:], strict=True)),
            dict(zip(self.judges, errors[count:], strict=True)),
            gamma * residual, residual, height,
        )  # fmt: skip

    def residuals(self, solved):
        estimates = np.array([solved.estimates[name] for name in self.lectures])
        severities = np.array([solved.severities[name] for name in self.judges])
        return self.y - self.x @ estimates + self.z @ severities
