"""A published result reckoned again from what its file holds, and compared."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NoReturn

from domain.hours.fields import Expected, Fields, PackRefused, Source, done
from domain.lectures.class_values import ClassTotal
from domain.lectures.result_file import (
    FORMAT,
    RECKONED,
    Published,
    PublishedLecture,
    minutes_of,
    result_document,
)
from domain.lectures.results import results
from domain.lectures.rubric import AUDIENCE, JUDGES, MOST_MARK, Rubric, parse_rubric
from domain.lectures.sheet_scores import Sheet

MOST_BYTES = 50_000_000
TOLERANCE = Decimal("0.00001")  # of adjusted numbers: machines reckon floats a little differently
_SIX = re.compile(r"-?\d{1,12}\.\d{6}", re.ASCII)
_FRACTION = re.compile(r"(\d{1,40})(?:/([1-9]\d{0,39}))?", re.ASCII)
_TOLERANT = re.compile(r"adjusted\[\d+\]\.(estimate|standard_error)|variance\.(judge|residual)")
_PLACES = re.compile(r"adjusted\[\d+\]\.place_(low|high)")
ABSENT = "–"
PARTS = (
    "format", "series", "number", "proposed_on", "rubric", "lectures", "judges", "sheets",
    "audience", *RECKONED,
)  # fmt: skip


class Outcome(StrEnum):
    """What a comparison came to; the screens hold the wording."""

    IDENTICAL = "identical"
    WITHIN_TOLERANCE = "within_tolerance"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the file and the reckoning differ; ``tolerated``: as machines may."""

    path: str
    published: str
    recomputed: str
    tolerated: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome, and every difference in the order of the file."""

    outcome: Outcome
    differences: tuple[Difference, ...]


class _JsonSource(Source):
    """A JSON file, whose fields have no lines."""

    def refused(self, field: str, expected: Expected, **details: Any) -> PackRefused:
        return PackRefused(self.file, field, expected, 0, **details)


def verify(content: bytes, file: str) -> Verified:
    """Reckon everything in the file again from its inputs, and compare.

    The official part must be the same exactly, adjusted numbers within 0.00001, the ends of
    place ranges within one. Brings numpy into the process.

    Raises:
        domain.hours.fields.PackRefused: the file is no such document, or its rubric no rubric.
    """
    document = _document(content, file)
    told, rubric = published_of(document, file)
    found = results(
        rubric, told.rubric_source, told.sheets,
        lectures=[one.slug for one in told.lectures],
        minutes_spoken=minutes_of(told.lectures),
        totals=told.totals,
    )  # fmt: skip
    refused = [
        Difference(f"sheets: {one.lecture}, {one.judge}", "valid", str(one.reason))
        for one in found.refused
    ]
    again = result_document(told, found)
    differences = (*refused, *_differences(document, again), *_impossible(document, again))
    if all(one.tolerated for one in differences):
        outcome = Outcome.WITHIN_TOLERANCE if differences else Outcome.IDENTICAL
    else:
        outcome = Outcome.DIFFERENT
    return Verified(outcome, differences)


def read_published(content: bytes, file: str) -> tuple[Published, Rubric]:
    """What the file holds, and the rubric it was reckoned by; nothing is reckoned again.

    Raises:
        domain.hours.fields.PackRefused: the file is no such document, or its rubric no rubric.
    """
    return published_of(_document(content, file), file)


def _document(content: bytes, file: str) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise PackRefused(file, "", Expected.SHORTER, 1, most=MOST_BYTES)
    try:
        text = content.decode("utf-8-sig")
        document = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackRefused(file, "", Expected.UTF_8, line) from None
    except json.JSONDecodeError as error:
        raise PackRefused(file, "", Expected.JSON, error.lineno) from None
    except (ValueError, RecursionError):
        raise PackRefused(file, "", Expected.JSON, 1) from None
    if not isinstance(document, dict):
        raise PackRefused(file, "", Expected.TABLE, 1)
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(pairs[0][0])
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def published_of(document: dict[str, Any], file: str) -> tuple[Published, Rubric]:
    """What the document says it was reckoned from, and its rubric.

    Raises:
        domain.hours.fields.PackRefused: a part is missing, unknown or not what it should be.
    """
    top = Fields(document, _JsonSource(file, ""))
    _refuse_other_parts(top, document)
    top.choice("format", (FORMAT,))
    series = top.table("series")
    rubric = parse_rubric(top.text("rubric"), f"{file}, rubric")
    lectures = [_lecture(row) for row in top.tables("lectures")]
    slugs = tuple(one.slug for one in lectures)
    if len(set(slugs)) != len(slugs):
        top.refuse("lectures", Expected.TEXTS)
    judges = top.texts("judges")
    told = Published(
        series.text("slug"), series.text("title"), top.number("number"),
        top.number_or_none("replaces"), _day(top, "proposed_on"), top.text("rubric"), lectures,
        [_sheet(row, slugs, judges, rubric) for row in top.tables("sheets")],
        [_total(row, slugs, rubric) for row in top.tables("audience")],
    )  # fmt: skip
    series.done()
    return told, rubric


def _refuse_other_parts(top: Fields, document: dict[str, Any]) -> None:
    """Every part must be there, and no other."""
    for name in document:
        if name not in PARTS and name != "replaces":
            top.refuse(name, Expected.KNOWN)
    for name in PARTS:
        if name not in document:
            top.refuse(name, Expected.GIVEN)


def _day(top: Fields, name: str) -> date:
    try:
        return date.fromisoformat(top.text(name))
    except ValueError:
        top.refuse(name, Expected.DAY)


def _lecture(row: Fields) -> PublishedLecture:
    speakers = row.tables("speakers")
    found = PublishedLecture(
        row.text("slug"), row.number("number"), row.text("topic"),
        row.text("branch") if "branch" in row else "",
        tuple(one.text("name") for one in speakers),
        row.number_or_none("minutes_spoken", least=0),
    )  # fmt: skip
    done((row, *speakers))
    return found


def _sheet(row: Fields, slugs: tuple[str, ...], judges: tuple[str, ...], rubric: Rubric) -> Sheet:
    marks = row.table("marks")
    names = marks.names([one.id for one in rubric.criteria])
    found = Sheet(
        row.choice("lecture", slugs), row.choice("judge", judges), JUDGES,
        {name: marks.decimal(name, most=MOST_MARK) for name in names},
    )  # fmt: skip
    row.done()
    return found


def _total(row: Fields, slugs: tuple[str, ...], rubric: Rubric) -> ClassTotal:
    means = row.table("means")
    names = means.names([one.id for one in rubric.criteria])
    found = ClassTotal(
        row.choice("lecture", slugs), AUDIENCE, row.number("sheets"), _fraction(row, "value"),
        {name: _fraction(means, name) for name in names},
    )  # fmt: skip
    row.done()
    return found


def _fraction(row: Fields, name: str) -> Fraction:
    found = _FRACTION.fullmatch(row.text(name))
    if found is None:
        row.refuse(name, Expected.FRACTION)
    return Fraction(int(found[1]), int(found[2] or 1))


def _differences(document: dict[str, Any], again: dict[str, Any]) -> Iterator[Difference]:
    for name in sorted(again):
        yield from _compared(name, document.get(name), again[name])


def _compared(path: str, published: Any, recomputed: Any) -> Iterator[Difference]:
    if isinstance(published, dict) and isinstance(recomputed, dict):
        for name in sorted({*published, *recomputed}):
            where = f"{path}.{name}"
            yield from _compared(where, published.get(name, ABSENT), recomputed.get(name, ABSENT))
    elif isinstance(published, list) and isinstance(recomputed, list):
        for at in range(max(len(published), len(recomputed))):
            ends = (one[at] if at < len(one) else ABSENT for one in (published, recomputed))
            yield from _compared(f"{path}[{at}]", *ends)
    elif type(published) is not type(recomputed) or published != recomputed:
        tolerated = _near(path, published, recomputed)
        yield Difference(path, _text(published), _text(recomputed), tolerated)


def _impossible(document: dict[str, Any], again: dict[str, Any]) -> Iterator[Difference]:
    """Ranges of places that no panel has, however near they are to what was reckoned again."""
    sizes = Counter(one["panel"] for one in again["adjusted"])
    published = document["adjusted"] if isinstance(document["adjusted"], list) else []
    for at, (told, one) in enumerate(zip(published, again["adjusted"], strict=False)):
        if not isinstance(told, dict):
            continue
        low, high = told.get("place_low"), told.get("place_high")
        most = sizes[one["panel"]]
        if type(low) is int and type(high) is int and not 1 <= low <= high <= most:
            name = f"adjusted[{at}].place_low, place_high"
            yield Difference(name, f"{low}, {high}", f"1 ≤ low ≤ high ≤ {most}")


def _near(path: str, published: Any, recomputed: Any) -> bool:
    """Whether two machines may differ so."""
    if _TOLERANT.fullmatch(path) and isinstance(published, str) and isinstance(recomputed, str):
        if not _SIX.fullmatch(published) or not _SIX.fullmatch(recomputed):
            return False
        return abs(Decimal(published) - Decimal(recomputed)) <= TOLERANCE
    if _PLACES.fullmatch(path) and type(published) is int and type(recomputed) is int:
        return abs(published - recomputed) <= 1
    return False


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
