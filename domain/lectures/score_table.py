"""The sheets as arrays, and the one decomposition that every fit of the table uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from domain.lectures.linkage import panels_of

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.intp]
Truths: TypeAlias = NDArray[np.bool_]


class Scored(NamedTuple):
    """The score of one sheet, on the 0 to 100 scale."""

    lecture: str
    judge: str
    score: float


class SheetRefused(ValueError):
    """A sheet that no table can hold; it says which."""

    def __init__(self, lecture: str, judge: str) -> None:
        super().__init__(lecture, judge)
        self.lecture = lecture
        self.judge = judge


class ScoredTwice(SheetRefused):
    """The judge has another sheet of the same lecture."""


class ScoreNotFinite(SheetRefused):
    """The score is no number that can be counted with."""


@dataclass(frozen=True)
class ScoreTable:
    """Sheets, lectures and judges sorted by name, so that no result depends on the order given.

    ``lecture`` and ``judge`` are the positions of each sheet's own in ``lectures`` and ``judges``;
    ``panel`` is the panel of each lecture from 0, in the order given.
    """

    lectures: list[str]
    judges: list[str]
    lecture: Whole
    judge: Whole
    scores: Floats
    panels: list[list[str]]
    panel: Whole

    @cached_property
    def sheets_of_lecture(self) -> Floats:
        return np.bincount(self.lecture, minlength=len(self.lectures)).astype(np.float64)

    @cached_property
    def sheets_of_judge(self) -> Floats:
        return np.bincount(self.judge, minlength=len(self.judges)).astype(np.float64)

    def by_lecture(self, values: Floats) -> Floats:
        """The sum of the sheets' values of each lecture."""
        return np.asarray(np.bincount(self.lecture, values, len(self.lectures)), np.float64)

    def by_judge(self, values: Floats) -> Floats:
        """The sum of the sheets' values of each judge."""
        return np.asarray(np.bincount(self.judge, values, len(self.judges)), np.float64)

    def within_lectures(self, values: Floats) -> Floats:
        """The values less the mean of their lecture: M of the formulas, I - X (X'X)^-1 X'."""
        return values - (self.by_lecture(values) / self.sheets_of_lecture)[self.lecture]

    @cached_property
    def shares(self) -> Floats:
        """Lectures by judges: the judge's share of the lecture's sheets, D_l^-1 N."""
        shares = np.zeros((len(self.lectures), len(self.judges)))
        shares[self.lecture, self.judge] = 1 / self.sheets_of_lecture[self.lecture]
        return shares

    @cached_property
    def decomposed(self) -> tuple[Floats, Floats]:
        """The eigenvalues, smallest first, and the eigenvectors of Z'MZ (judges by judges).

        Z'MZ = D_j - N' D_l^-1 N is what the sheets say of the judges once lectures are taken out.
        It knows nothing of the level of a panel: as many eigenvalues are exactly 0 as there are
        panels, and they are set so. Cost: judges cubed, once a table.
        """
        shares = self.shares
        within = np.diag(self.sheets_of_judge) - shares.T @ (
            self.sheets_of_lecture[:, None] * shares
        )
        values, vectors = np.linalg.eigh(within)
        values[: len(self.panels)] = 0
        return values, vectors

    @cached_property
    def spread_over_lectures(self) -> Floats:
        """Lectures by eigenvectors: D_l^-1 N Q."""
        return self.shares @ self.decomposed[1]


def table_of(scores: Sequence[Scored]) -> ScoreTable:
    """The table of the sheets; ScoredTwice or ScoreNotFinite at the first that cannot stand."""
    seen: set[tuple[str, str]] = set()
    for lecture, judge, score in scores:
        if not isfinite(score):
            raise ScoreNotFinite(lecture, judge)
        if (lecture, judge) in seen:
            raise ScoredTwice(lecture, judge)
        seen.add((lecture, judge))
    ordered = sorted(scores)
    lectures = sorted({one.lecture for one in ordered})
    judges = sorted({one.judge for one in ordered})
    lecture_at = {name: at for at, name in enumerate(lectures)}
    judge_at = {name: at for at, name in enumerate(judges)}
    panels = panels_of((one.lecture, one.judge) for one in scores)
    panel_of = {name: at for at, panel in enumerate(panels) for name in panel}
    return ScoreTable(
        lectures,
        judges,
        np.array([lecture_at[one.lecture] for one in ordered], np.intp),
        np.array([judge_at[one.judge] for one in ordered], np.intp),
        np.array([one.score for one in ordered], np.float64),
        panels,
        np.array([panel_of[name] for name in lectures], np.intp),
    )
