"""The file of a published result: everything it was reckoned from, and what came out.

Judges stand in it by number; their severity and the sheets that the adjusted score pulled in
do not. The same result always gives the same bytes.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.lectures.class_values import ClassTotal
from domain.lectures.official import OfficialScore
from domain.lectures.results import Results, official_document
from domain.lectures.rubric import decimal_text
from domain.lectures.sheet_scores import Sheet, in_order
from domain.rehearsal.columns import natural

FORMAT = "rigong-lecture-results/1"
ABOUT = ("format", "series", "number", "replaces", "proposed_on", "lectures", "judges")
RECKONED = (
    "official", "adjusted", "variance", "panels", "connected", "input_sha256", "about_sha256",
    "method",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublishedLecture:
    """What is told of a lecture beside its scores."""

    slug: str
    number: int
    topic: str
    branch: str = ""
    speakers: tuple[str, ...] = ()
    minutes_spoken: int | None = None


def minutes_of(lectures: Iterable[PublishedLecture]) -> dict[str, int]:
    """How long each lecture took, by its slug, where that is known."""
    return {one.slug: one.minutes_spoken for one in lectures if one.minutes_spoken is not None}


@dataclass(frozen=True, slots=True)
class Published:
    """What a published result says and was reckoned from; ``replaces``: the number it corrects.

    ``sheets`` are the judges' (by number, in text), ``totals`` those of the audience.
    """

    series: str
    title: str
    number: int
    replaces: int | None
    proposed_on: date
    rubric_source: str
    lectures: Sequence[PublishedLecture]
    sheets: Sequence[Sheet]
    totals: Sequence[ClassTotal]


def result_document(told: Published, found: Results) -> dict[str, Any]:
    """The document; ``found`` was reckoned from the sheets, totals and lectures of ``told``.

    What is not known is absent. Amounts are texts: marks and scores with their decimals, exact
    sums as fractions, adjusted numbers with six decimals.
    """
    document: dict[str, Any] = {
        "format": FORMAT,
        "series": {"slug": told.series, "title": told.title},
        "number": told.number,
        "proposed_on": told.proposed_on.isoformat(),
        "rubric": told.rubric_source,
        "lectures": [_lecture(one) for one in told.lectures],
        "judges": sorted({one.judge for one in told.sheets}, key=natural),
        "sheets": [_sheet(one) for one in sorted(told.sheets, key=lambda one: in_order(one.key))],
        "audience": [_total(one) for one in sorted(told.totals, key=lambda one: one.lecture)],
        **reckoned(found),
    }
    if told.replaces is not None:
        document["replaces"] = told.replaces
    document["about_sha256"] = about_sha256(document)
    return document


def document_bytes(document: dict[str, Any]) -> bytes:
    """The bytes of the file: UTF-8, sorted keys, one blank for each depth, a line end."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)
    return f"{text}\n".encode()


def about_sha256(document: dict[str, Any]) -> str:
    """The digest of what is told beside the numbers, so that no name is exchanged unseen."""
    about = {name: document[name] for name in ABOUT if name in document}
    text = json.dumps(about, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def reckoned(found: Results) -> dict[str, Any]:
    """What came out, as the file holds it."""
    adjusted = found.adjusted
    return {
        "official": [_official(one) for one in found.official],
        "adjusted": [
            {
                "lecture": one.lecture, "panel": one.panel, "estimate": six(one.estimate),
                "standard_error": six(one.standard_error), "place_low": one.place_low,
                "place_high": one.place_high, "alike": list(one.alike),
            }
            for one in adjusted.lectures
        ],
        "variance": {
            "judge": six(adjusted.variance_judge), "residual": six(adjusted.variance_residual),
        },
        "panels": [list(panel) for panel in found.panels],
        "connected": found.connected,
        "input_sha256": found.input_sha256,
        "method": found.method,
    }  # fmt: skip


def six(number: float | None) -> str | None:
    """Six decimals; a zero has no sign."""
    return None if number is None else f"{number:z.6f}"


def _lecture(one: PublishedLecture) -> dict[str, Any]:
    document: dict[str, Any] = {"slug": one.slug, "number": one.number, "topic": one.topic}
    if one.branch:
        document["branch"] = one.branch
    if one.speakers:
        document["speakers"] = [{"name": name} for name in one.speakers]
    if one.minutes_spoken is not None:
        document["minutes_spoken"] = one.minutes_spoken
    return document


def _sheet(one: Sheet) -> dict[str, Any]:
    marks = {name: decimal_text(mark) for name, mark in one.marks.items()}
    return {"lecture": one.lecture, "judge": one.judge, "marks": marks}


def _total(one: ClassTotal) -> dict[str, Any]:
    return {
        "lecture": one.lecture, "sheets": one.sheets, "value": str(one.value),
        "means": {name: str(mean) for name, mean in one.means.items()},
    }  # fmt: skip


def _official(one: OfficialScore) -> dict[str, Any]:
    return official_document(one) | {
        "panel": one.panel,
        "exact": None if one.exact is None else str(one.exact),
        "penalty": str(one.penalty),
        "because": None if one.because is None else str(one.because),
        "decided_by": one.placed.decided_by if one.placed else "",
    }
