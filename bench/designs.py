"""Seasons made up, of which the true order is known, and the ways of ranking them.

Scores are 85 (80 where panels differ) + lecture (SD 3) + judge (SD 4) + error (SD 3), rounded and
clipped to 1-100. Wild sheets are 20 points off, seven of ten of them downward.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from domain.lectures.adjusted import Scored, adjust

WAYS = ("mean", "trimmed", "z-score", "two-way", "robust")
LECTURE, JUDGE, ERROR, PANEL = 3, 4, 3, 4
WILD, DOWNWARD = 20, 0.7


class Season(NamedTuple):
    """The lectures' true values, and (lecture, judge, score) of each sheet."""

    truth: np.ndarray
    sheets: list[tuple[int, int, float]]


def drawn(
    generator: np.random.Generator, judges: int, lectures: int, sheets: int, wild: float = 0
) -> Season:
    """Each lecture is scored by so many judges, drawn by lot."""
    truth = generator.normal(0, LECTURE, lectures)
    pairs = [
        (lecture, int(judge))
        for lecture in range(lectures)
        for judge in generator.choice(judges, sheets, replace=False)
    ]
    return Season(truth, _scored(generator, truth, judges, pairs, base=85, wild=wild))


def in_panels(
    generator: np.random.Generator, judges: int, lectures: int, sheets: int, shared: float
) -> Season:
    """Groups of as many judges as a lecture has sheets, and of lectures that differ in quality.

    The shared part of each group's lectures is also scored by the first judge of the next group
    and by the last of the one after.
    """
    groups = judges // sheets
    each = lectures // groups
    group = np.repeat(np.arange(groups), each)
    truth = generator.normal(0, PANEL, groups)[group] + generator.normal(0, LECTURE, lectures)
    pairs = []
    for lecture in range(lectures):
        own = int(group[lecture])
        pairs += [(lecture, own * sheets + judge) for judge in range(sheets)]
        if lecture % each < round(shared * each):
            pairs.append((lecture, (own + 1) % groups * sheets))
            pairs.append((lecture, (own + 2) % groups * sheets + sheets - 1))
    return Season(truth, _scored(generator, truth, judges, pairs, base=80, wild=0))


def _scored(
    generator: np.random.Generator, truth: np.ndarray, judges: int, pairs: list[tuple[int, int]],
    *, base: float, wild: float,
) -> list[tuple[int, int, float]]:  # fmt: skip
    severity = generator.normal(0, JUDGE, judges)
    lecture, judge = np.array(pairs).T
    scores = base + truth[lecture] + severity[judge] + generator.normal(0, ERROR, len(pairs))
    astray = np.where(generator.random(len(pairs)) < DOWNWARD, -WILD, WILD)
    scores += np.where(generator.random(len(pairs)) < wild, astray, 0)
    return [
        (*pair, float(score))
        for pair, score in zip(pairs, np.clip(np.round(scores), 1, 100), strict=True)
    ]


def taus(season: Season) -> dict[str, float]:
    """Kendall's tau of each way of ranking with the truth."""
    return {
        way: kendall_tau(season.truth, estimates(season))
        for way, estimates in zip(
            WAYS, (_mean, _trimmed, _z_scores, _two_way, _robust), strict=True
        )
    }


def kendall_tau(one: np.ndarray, other: np.ndarray) -> float:
    """Tau-b: pairs in the same order less pairs in the opposite one, with ties allowed for."""
    pairs = np.triu_indices(len(one), 1)
    first = np.sign(one[:, None] - one[None, :])[pairs]
    second = np.sign(other[:, None] - other[None, :])[pairs]
    return float(first @ second / np.sqrt(np.sum(first**2) * np.sum(second**2)))


def _by_lecture(season: Season, value: Callable[[list[float]], float], scores) -> np.ndarray:
    found: list[list[float]] = [[] for _ in season.truth]
    for (lecture, _, _), score in zip(season.sheets, scores, strict=True):
        found[lecture].append(score)
    return np.array([value(one) for one in found])


def _mean(season: Season) -> np.ndarray:
    return _by_lecture(season, np.mean, [score for _, _, score in season.sheets])


def _trimmed(season: Season) -> np.ndarray:
    scores = [score for _, _, score in season.sheets]
    return _by_lecture(season, lambda one: np.mean(sorted(one)[1:-1]), scores)


def _z_scores(season: Season) -> np.ndarray:
    of_judge: dict[int, list[float]] = {}
    for _, judge, score in season.sheets:
        of_judge.setdefault(judge, []).append(score)
    known = {judge: (np.mean(one), np.std(one) or 1) for judge, one in of_judge.items()}
    scores = [(score - known[judge][0]) / known[judge][1] for _, judge, score in season.sheets]
    return _by_lecture(season, np.mean, scores)


def _two_way(season: Season) -> np.ndarray:
    return _adjusted(season, robust=False)


def _robust(season: Season) -> np.ndarray:
    return _adjusted(season, robust=True)


def _adjusted(season: Season, *, robust: bool) -> np.ndarray:
    found = adjust(scored(season), robust=robust, seed=1)
    estimates = {int(one.lecture): one.estimate for one in found.lectures}
    return np.array([estimates[at] for at in range(len(season.truth))])


def scored(season: Season) -> list[Scored]:
    """The sheets as the engine takes them."""
    return [Scored(str(lecture), str(judge), score) for lecture, judge, score in season.sheets]
