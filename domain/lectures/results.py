"""Official and adjusted scores together, and the digest of the sheets they come from."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.lectures.class_values import ClassTotal
from domain.lectures.official import OfficialScore, official
from domain.lectures.rubric import JUDGES, Rubric
from domain.lectures.sheet_scores import (
    RefusedSheet,
    ScoredSheet,
    Sheet,
    in_order,
    score_sheets,
)
from domain.rehearsal.columns import natural

if TYPE_CHECKING:
    from domain.lectures.adjusted import Adjusted

METHOD = "rigong-lectures/1"  # raised when the same inputs would give other results
SEED_DIGITS = 8  # of the digest, hexadecimal


@dataclass(frozen=True, slots=True)
class Results:
    """What a set of sheets comes to.

    ``panels`` holds the lectures that judges link with each other; ``connected``: all of them,
    so there is one order. ``input_sha256`` is the same whatever the order of the sheets.
    """

    official: tuple[OfficialScore, ...]
    adjusted: "Adjusted"
    panels: tuple[tuple[str, ...], ...]
    refused: tuple[RefusedSheet, ...]
    input_sha256: str
    method: str

    @property
    def connected(self) -> bool:
        return len(self.panels) <= 1


def results(
    rubric: Rubric,
    rubric_source: str,
    sheets: Iterable[Sheet],
    *,
    lectures: Sequence[str],
    minutes_spoken: Mapping[str, int] | None = None,
    totals: Sequence[ClassTotal] = (),
    refused: Iterable[RefusedSheet] = (),
) -> Results:
    """Reckon both scores of all ``lectures``.

    ``rubric_source`` is the text that the rubric was read from. ``refused`` are sheets that were
    refused before; they are told with those that are refused here. The adjusted score is that of
    the judges' valid sheets, before any penalty for time; the draws of its place ranges follow
    from the digest. Brings numpy into the process.
    """
    valid, wrong = score_sheets(rubric, sheets)
    spoken = {name: minutes for name, minutes in (minutes_spoken or {}).items() if name in lectures}
    digest = input_sha256(
        rubric_source, valid, lectures=lectures, minutes_spoken=spoken, totals=totals
    )
    found = official(rubric, valid, lectures=lectures, minutes_spoken=spoken, totals=totals)
    return Results(
        found.scores,
        adjusted_scores(rubric, valid, lectures=lectures, seed=int(digest[:SEED_DIGITS], 16)),
        found.panels,
        tuple(sorted([*refused, *wrong], key=_key)),
        digest,
        method_text(rubric),
    )


def _key(one: RefusedSheet) -> Any:
    return in_order((one.lecture, one.judge, one.ballot))


def method_text(rubric: Rubric) -> str:
    return f"{METHOD} {rubric.method} {'robust' if rubric.robust else 'plain'}"


def input_sha256(
    rubric_source: str,
    valid: Iterable[ScoredSheet],
    *,
    lectures: Iterable[str],
    minutes_spoken: Mapping[str, int],
    totals: Iterable[ClassTotal],
) -> str:
    """The digest of everything that results are reckoned from, in one order and writing.

    JSON in UTF-8 with sorted keys and no blanks; marks and values as fractions in lowest terms.
    """
    canonical = {
        "rubric": rubric_source,
        "lectures": {name: minutes_spoken.get(name) for name in lectures},
        "sheets": sorted(
            [*one.sheet.key, {name: str(mark) for name, mark in one.sheet.marks.items()}]
            for one in valid
        ),
        "totals": sorted(
            [
                one.lecture, one.ballot, one.sheets, str(one.value),
                {name: str(mean) for name, mean in one.means.items()},
            ]
            for one in totals
        ),
    }  # fmt: skip
    text = json.dumps(canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def adjusted_scores(
    rubric: Rubric, valid: Iterable[ScoredSheet], *, lectures: Sequence[str], seed: int
) -> "Adjusted":
    """The adjusted scores of the judges' sheets, in the order of the lectures."""
    from domain.lectures.adjusted import Scored, adjust  # noqa: PLC0415 - it brings numpy

    place = {name: at for at, name in enumerate(lectures)}
    judged = [one for one in valid if one.sheet.ballot == JUDGES]
    judged.sort(key=lambda one: (place[one.sheet.lecture], in_order(one.sheet.key)))
    scores = [Scored(one.sheet.lecture, one.sheet.judge, float(one.score)) for one in judged]
    return adjust(scores, robust=rubric.robust, seed=seed)


def results_document(found: Results) -> dict[str, Any]:
    """The results as scripts read them: official scores as texts, adjusted ones as numbers."""
    adjusted = found.adjusted
    return {
        "official": [official_document(one) for one in found.official],
        "adjusted": [
            {
                "lecture": one.lecture, "panel": one.panel, "estimate": one.estimate,
                "standard_error": one.standard_error, "place_low": one.place_low,
                "place_high": one.place_high,
            }
            for one in adjusted.lectures
        ],
        "judges": [
            {
                "judge": one.judge, "severity": one.severity,
                "standard_error": one.standard_error, "sheets": one.sheets,
            }
            for one in sorted(adjusted.judges, key=lambda judge: natural(judge.judge))
        ],
        "variance": {"judge": adjusted.variance_judge, "residual": adjusted.variance_residual},
        "connected": found.connected,
        "panels": [list(panel) for panel in found.panels],
        "refused_sheets": [
            {"lecture": one.lecture, "judge": one.judge, "reason": str(one.reason)}
            for one in found.refused
        ],
        "pulled_in": [
            {"lecture": one.lecture, "judge": one.judge, "residual": one.residual}
            for one in adjusted.pulled_in
        ],
        "input_sha256": found.input_sha256,
        "method": found.method,
    }  # fmt: skip


def official_document(one: OfficialScore) -> dict[str, Any]:
    """``sheets`` counts the valid sheets of all classes."""
    return {
        "lecture": one.lecture,
        "score": one.score,
        "place": one.place,
        "sheets": sum(value.sheets for value in one.classes),
        "dropped": [
            {"judge": sheet.judge, "ballot": value.ballot.id}
            for value in one.classes
            for sheet in value.accounted
            if sheet.dropped is not None
        ],
    }
