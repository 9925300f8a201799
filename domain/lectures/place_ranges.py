"""Places as ranges, and which lectures cannot be told apart: always inside one panel."""

from statistics import NormalDist

import numpy as np

from domain.lectures.score_table import Floats, Truths, Whole

LEVEL = 0.90  # of the ranges and of the intervals of differences
DRAWS, DRAWS_OF_MANY, MANY = 4_000, 2_000, 500
SAME = 1e-9  # of the largest estimate: what differs by less is equal
REACH = NormalDist().inv_cdf((1 + LEVEL) / 2)


def place_ranges(
    estimates: Floats, covariance: Floats | None, generator: np.random.Generator
) -> tuple[Whole, Whole]:
    """The first and last place of each lecture of a panel, from the best (1).

    They are the 5th and 95th percentile of the place in draws from the estimates' covariance
    (4,000; 2,000 for more than 500 lectures); equal estimates share a range. Without covariance
    every place is possible; a covariance of nothing but 0 leaves the places as they are, shared by
    equals. Cost: lectures cubed, and draws times lectures.
    """
    count = len(estimates)
    if covariance is None:
        return np.ones(count, np.intp), np.full(count, count, np.intp)
    estimates = _evened(estimates)
    if not np.any(covariance):
        sure = 1 + np.sum(estimates[None, :] > estimates[:, None], axis=1)
        return sure, sure
    random = generator.standard_normal((DRAWS if count <= MANY else DRAWS_OF_MANY, count))
    draws = estimates + random @ np.linalg.cholesky(covariance).T
    places = np.empty(draws.shape, np.intp)
    np.put_along_axis(places, np.argsort(-draws, axis=1), np.arange(1, count + 1)[None, :], axis=1)
    ends = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    low, high = np.quantile(places, ends, axis=0, method="inverted_cdf")
    _, group = np.unique(estimates, return_inverse=True)
    best, worst = np.full(count, count, np.intp), np.ones(count, np.intp)
    np.minimum.at(best, group, low)
    np.maximum.at(worst, group, high)
    return best[group], worst[group]


def told_apart(estimates: Floats, covariance: Floats | None) -> Truths:
    """Lectures by lectures: whether the 90 % interval of their difference leaves 0 out."""
    if covariance is None:
        return np.zeros((len(estimates), len(estimates)), np.bool_)
    estimates = _evened(estimates)
    own = np.diag(covariance)
    squared = np.maximum(own[:, None] + own[None, :] - 2 * covariance, 0)
    apart: Truths = np.abs(estimates[:, None] - estimates[None, :]) > REACH * np.sqrt(squared)
    return apart


def _evened(estimates: Floats) -> Floats:
    """The estimates, with those that differ by rounding alone made equal."""
    order = np.argsort(estimates, kind="stable")
    ordered = estimates[order]
    near = SAME * max(float(np.max(np.abs(estimates))), 1.0)
    first = np.concatenate([[True], np.diff(ordered) > near])
    evened = np.empty_like(estimates)
    evened[order] = ordered[np.flatnonzero(first)[np.cumsum(first) - 1]]
    return evened
