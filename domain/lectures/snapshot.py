"""A frozen result as its pages read it: places, intervals, bands, accounts; from its file alone.

Without numpy: the adjusted part is read as it was frozen, only exact sums are told step by step.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any

from domain.lectures.official import NoPlace, OfficialScore, official
from domain.lectures.result_file import Published, PublishedLecture, minutes_of
from domain.lectures.rubric import Rubric
from domain.lectures.sheet_scores import score_sheets
from domain.lectures.verifying import published_of

NINE_IN_TEN = 1.645  # standard errors to either side of an estimate
KEPT = 8  # snapshots that a process keeps as read: they never change


@dataclass(frozen=True, slots=True)
class AdjustedRow:
    """The adjusted score beside the official one; places from ``low`` (the better) to ``high``."""

    estimate: float
    standard_error: float | None
    place_low: int
    place_high: int
    alike: frozenset[str]

    @property
    def interval(self) -> tuple[float, float] | None:
        """In nine cases of ten the score lies in it."""
        if self.standard_error is None:
            return None
        reach = NINE_IN_TEN * self.standard_error
        return self.estimate - reach, self.estimate + reach


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A lecture in its place. ``panel`` counts from 1; places hold inside it alone."""

    lecture: PublishedLecture
    panel: int | None
    place: int | None
    score: str | None
    because: NoPlace | None
    sheets: int
    adjusted: AdjustedRow | None

    @property
    def slug(self) -> str:
        return self.lecture.slug


@dataclass(frozen=True)
class Snapshot:
    """What one file says. ``rows`` panel by panel, in order of place, without one last."""

    document: Mapping[str, Any]
    told: Published
    rubric: Rubric
    rows: tuple[ResultRow, ...]

    @property
    def connected(self) -> bool:
        return bool(self.document["connected"])

    @property
    def judges(self) -> int:
        return len(self.document["judges"])

    @property
    def panels(self) -> tuple[tuple[ResultRow, ...], ...]:
        """The rows of each panel; those in none come last, together."""
        found: dict[int | None, list[ResultRow]] = {}
        for row in self.rows:
            found.setdefault(row.panel, []).append(row)
        return tuple(tuple(rows) for rows in found.values())

    @cached_property
    def accounts(self) -> dict[str, OfficialScore]:
        """How each official score came about, by lecture: the same exact sums once more."""
        valid, _refused = score_sheets(self.rubric, self.told.sheets)
        found = official(
            self.rubric, valid, lectures=[one.slug for one in self.told.lectures],
            minutes_spoken=minutes_of(self.told.lectures), totals=self.told.totals,
        )  # fmt: skip
        return {one.lecture: one for one in found.scores}

    def row(self, slug: str) -> ResultRow | None:
        return next((one for one in self.rows if one.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Change:
    """A lecture whose score or place differs between two results; ``None``: it is not in one."""

    lecture: PublishedLecture
    before: ResultRow | None
    after: ResultRow | None


@lru_cache(maxsize=KEPT)
def snapshot_of(document: str) -> Snapshot:
    """The file, read. Its text is what the application froze itself."""
    content: dict[str, Any] = json.loads(document)
    told, rubric = published_of(content, content["series"]["slug"])
    adjusted = {one["lecture"]: _adjusted(one) for one in content["adjusted"]}
    scores = {one["lecture"]: one for one in content["official"]}
    rows = [_row(one, scores[one.slug], adjusted.get(one.slug)) for one in told.lectures]
    rows.sort(key=_in_order)
    return Snapshot(content, told, rubric, tuple(rows))


def _adjusted(one: Mapping[str, Any]) -> AdjustedRow:
    error = one["standard_error"]
    return AdjustedRow(
        float(one["estimate"]), None if error is None else float(error), one["place_low"],
        one["place_high"], frozenset(one["alike"]),
    )  # fmt: skip


def _row(
    lecture: PublishedLecture, score: Mapping[str, Any], adjusted: AdjustedRow | None
) -> ResultRow:
    because = score["because"]
    return ResultRow(
        lecture, score["panel"], score["place"], score["score"],
        None if because is None else NoPlace(because), score["sheets"], adjusted,
    )  # fmt: skip


def _in_order(row: ResultRow) -> tuple[Any, ...]:
    return (
        row.panel is None, row.panel or 0, row.place is None, row.place or 0,
        -float(row.score or 0), row.lecture.number,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that follow each other, each of which cannot be told from the next.

    ``whole``: no two of them can be told apart, however far they lie from each other.
    """

    rows: tuple[ResultRow, ...]

    @property
    def whole(self) -> bool:
        return all(_alike(one, other) for one, other in combinations(self.rows, 2))


def bands(rows: Sequence[ResultRow]) -> list[Band]:
    """The bands of two rows or more in one panel, of those with a place."""
    found: list[list[ResultRow]] = []
    for row in rows:
        if row.place is None or row.adjusted is None:
            continue
        if found and _alike(found[-1][-1], row):
            found[-1].append(row)
        else:
            found.append([row])
    return [Band(tuple(band)) for band in found if len(band) > 1]


def _alike(one: ResultRow, other: ResultRow) -> bool:
    return one.adjusted is not None and other.slug in one.adjusted.alike


def changes(before: Snapshot, after: Snapshot) -> list[Change]:
    """What differs in score or place, in the order of the later result; what left it comes last."""
    was = {one.slug: one for one in before.rows}
    found = [
        Change(row.lecture, was.get(row.slug), row)
        for row in after.rows
        if row.slug not in was or _told(was[row.slug]) != _told(row)
    ]
    now = {one.slug for one in after.rows}
    return found + [Change(row.lecture, row, None) for row in before.rows if row.slug not in now]


def _told(row: ResultRow) -> tuple[Any, ...]:
    return row.score, row.place, row.panel
