"""The results of a series, reckoned from its sheets: for a preview, and to be frozen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from domain.lectures.effects import JudgeEffect, PulledIn
from domain.lectures.inputs import SeriesInputs, SheetCounts, series_inputs
from domain.lectures.result_file import Published, document_bytes, result_document, six
from domain.lectures.results import Results, results
from domain.lectures.series_steps import StepTaken
from models import LectureSeries

# What a result is reckoned from and about; two that agree in them say the same.
SAID = ("series", "rubric", "lectures", "judges", "sheets", "audience", "method")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the inputs came to."""

    inputs: SeriesInputs
    found: Results

    def document(
        self, series: LectureSeries, number: int, replaces: int | None, today: date
    ) -> str:
        """The text of the file that would be published."""
        inputs = self.inputs
        told = Published(
            series.slug, series.title, number, replaces, today, inputs.rubric_source,
            inputs.lectures, inputs.sheets, inputs.totals,
        )  # fmt: skip
        return document_bytes(result_document(told, self.found)).decode()

    def judges_part(self, dropped: Sequence[StepTaken]) -> str:
        """What organisers, and of each judge the judge, see of it beside; JSON.

        ``dropped``: what took sheets away since values were first seen.
        """
        adjusted = self.found.adjusted
        part = {
            "judges": [
                asdict(one) | {
                    name: six(getattr(one, name))
                    for name in ("severity", "standard_error", "spread", "agreement", "infit")
                }
                for one in adjusted.judges
            ],
            "pulled_in": [
                {"lecture": one.lecture, "judge": one.judge, "residual": six(one.residual)}
                for one in adjusted.pulled_in
            ],
            "refused": [
                {"lecture": one.lecture, "judge": one.judge, "reason": str(one.reason)}
                for one in self.inputs.refused
                if one.ballot == "A"
            ],
            "counts": asdict(self.inputs.counts),
            "dropped": [
                {
                    "act": one.act, "lecture": one.topic, "judge": _judge_of(one), "who": one.who,
                    "at": one.at.isoformat(), "reason": one.reason,
                }
                for one in dropped
            ],
        }  # fmt: skip
        return json.dumps(part, ensure_ascii=False, sort_keys=True)

    def says_the_same_as(self, published: str, series: LectureSeries) -> bool:
        """Whether nothing that a published file was made from would be different."""
        own, theirs = json.loads(self.document(series, 1, None, date.min)), json.loads(published)
        return all(own[name] == theirs[name] for name in SAID)


@dataclass(frozen=True, slots=True)
class DroppedSheet:
    """A step that took sheets away after scoring was closed; ``judge`` is empty for all of them."""

    act: str
    lecture: str
    judge: str
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class JudgesPart:
    """What is beside a published file: the judges, the strictest first, and wild sheets."""

    judges: tuple[JudgeEffect, ...]
    wild: tuple[PulledIn, ...]
    refused: tuple[Mapping[str, str], ...]
    counts: SheetCounts
    dropped: tuple[DroppedSheet, ...]

    def of(self, number: int) -> JudgeEffect | None:
        return next((one for one in self.judges if one.judge == str(number)), None)


def reckon(series: LectureSeries) -> Reckoned:
    """Reckon from what is sealed now. Six queries; brings numpy into the process."""
    inputs = series_inputs(series)
    found = results(
        inputs.rubric, inputs.rubric_source, inputs.sheets, lectures=inputs.slugs,
        minutes_spoken=inputs.minutes_spoken, totals=inputs.totals,
    )  # fmt: skip
    return Reckoned(inputs, found)


def same_inputs(one: SeriesInputs, other: SeriesInputs) -> bool:
    return one.digest() == other.digest() and one.lectures == other.lectures


def judges_part_of(text: str) -> JudgesPart:
    """What ``Reckoned.judges_part`` wrote."""
    part: dict[str, Any] = json.loads(text)
    judges = [JudgeEffect(**{name: _number(value, name) for name, value in one.items()})
              for one in part["judges"]]  # fmt: skip
    wild = [PulledIn(one["lecture"], one["judge"], float(one["residual"]))
            for one in part["pulled_in"]]  # fmt: skip
    judges.sort(key=lambda one: (-one.severity, int(one.judge)))
    dropped = [
        DroppedSheet(**one | {"at": datetime.fromisoformat(one["at"])}) for one in part["dropped"]
    ]
    return JudgesPart(
        tuple(judges), tuple(wild), tuple(part["refused"]), SheetCounts(**part["counts"]),
        tuple(dropped),
    )  # fmt: skip


def _judge_of(step: StepTaken) -> str:
    """The judge's number, whichever of its values holds it."""
    return str(step.before.get("judge", step.after.get("judge", "")))


def _number(value: Any, name: str) -> Any:
    return value if name == "judge" or not isinstance(value, str) else float(value)
