"""A rubric rehearsed before it counts: on made-up sheets, a file, or those of an earlier series."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random

from domain.lectures.class_values import ClassTotal
from domain.lectures.made_up import made_up_sheets
from domain.lectures.official import OfficialScore
from domain.lectures.result_file import Published, minutes_of
from domain.lectures.results import Results, results
from domain.lectures.rubric import AUDIENCE, Rubric
from domain.lectures.sheet_scores import RefusedSheet, Sheet
from domain.lectures.sheets_file import SheetsFile

LISTENERS = 3  # made up beyond the minimum of the audience
OFTEN_IN_TIME, LONGEST_OVER = 0.7, 6  # of made-up lectures: the share in time, minutes over


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The sheets of a rehearsal.

    ``topics``: what a lecture is called where that is more than its name. ``approximate``: the
    audience's totals were reckoned by the rubric from its means, since it was asked by another.
    """

    lectures: Sequence[str]
    sheets: Sequence[Sheet]
    refused: Sequence[RefusedSheet] = ()
    minutes_spoken: Mapping[str, int] = field(default_factory=dict)
    totals: Sequence[ClassTotal] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A lecture that comes out otherwise under another rubric."""

    lecture: str
    before: OfficialScore
    after: OfficialScore


def results_of(sheets: Rehearsed, rubric: Rubric, source: str) -> Results:
    """What the sheets come to under the rubric of that text. Brings numpy into the process."""
    return results(
        rubric, source, sheets.sheets, lectures=sheets.lectures, refused=sheets.refused,
        minutes_spoken=sheets.minutes_spoken, totals=sheets.totals,
    )  # fmt: skip


def made_up(rubric: Rubric, *, seed: int, lectures: int, judges: int, given: int) -> Rehearsed:
    """A season in which each lecture is scored by ``given`` judges, each next one by the next.

    The audience rates where it weighs, and some speak too long where that costs points. With one
    sheet each, judges link no lectures.
    """
    names = [f"{at:02d}" for at in range(1, lectures + 1)]
    numbers = [str(at) for at in range(1, judges + 1)]
    asked = {
        (name, numbers[(at + turn) % judges])
        for at, name in enumerate(names)
        for turn in range(min(given, judges))
    }
    sheets = [
        one
        for one in made_up_sheets(rubric, lectures=names, judges=numbers, seed=seed)
        if (one.lecture, one.judge) in asked
    ]
    return Rehearsed(
        names, [*sheets, *_audience(rubric, names, seed)],
        minutes_spoken=_minutes(rubric, names, seed),
    )  # fmt: skip


def _audience(rubric: Rubric, lectures: Sequence[str], seed: int) -> list[Sheet]:
    """The same lectures are the good ones; what listeners give is of their own."""
    ballot = rubric.ballot(AUDIENCE)
    if ballot is None or not ballot.weight:
        return []
    listeners = [f"{AUDIENCE}{at}" for at in range(1, ballot.minimum + LISTENERS + 1)]
    rated = made_up_sheets(rubric, lectures=lectures, judges=listeners, seed=seed)
    return [replace(one, ballot=AUDIENCE) for one in rated]


def _minutes(rubric: Rubric, lectures: Sequence[str], seed: int) -> dict[str, int]:
    rule = rubric.time_penalty
    if rule is None:
        return {}
    drawn = Random(seed)  # noqa: S311 - nothing is kept secret
    allowed = rule.minutes + rule.grace
    return {
        name: allowed
        if drawn.random() < OFTEN_IN_TIME
        else allowed + drawn.randint(1, LONGEST_OVER)
        for name in lectures
    }


def of_file(read: SheetsFile) -> Rehearsed:
    return Rehearsed(read.lectures, read.sheets, read.refused)


def of_published(told: Published, by: Rubric, rubric: Rubric) -> Rehearsed:
    """The sheets of a published result, which was reckoned ``by`` its rubric, for another one."""
    same = _reckoned_by(by) == _reckoned_by(rubric)
    totals = told.totals if same else list(_by_means(rubric, told.totals))
    return Rehearsed(
        [one.slug for one in told.lectures], told.sheets,
        minutes_spoken=minutes_of(told.lectures),
        totals=totals, topics={one.slug: one.topic for one in told.lectures},
        approximate=not same and bool(totals),
    )  # fmt: skip


def _reckoned_by(rubric: Rubric) -> tuple[object, ...]:
    """All that the audience's total depends on."""
    ballot = rubric.ballot(AUDIENCE)
    drops = (ballot.drop_high, ballot.drop_low) if ballot else None
    return rubric.method, drops, tuple((c.id, c.weight, c.most) for c in rubric.criteria)


def _by_means(rubric: Rubric, totals: Iterable[ClassTotal]) -> Iterable[ClassTotal]:
    """The totals as the rubric weighs them, where the audience was asked all of its criteria."""
    for one in totals:
        if all(criterion.id in one.means for criterion in rubric.criteria):
            value = sum(
                (Fraction(c.weight) * one.means[c.id] / c.most for c in rubric.criteria),
                Fraction(0),
            )
            yield replace(one, value=value)


def moved(before: Results, after: Results) -> list[Moved]:
    """Of the same sheets, the lectures with another place or score, in the order of the new."""
    old = {one.lecture: one for one in before.official}
    found = [
        Moved(one.lecture, old[one.lecture], one)
        for one in after.official
        if (one.place, one.score) != (old[one.lecture].place, old[one.lecture].score)
    ]
    return sorted(found, key=lambda one: by_place(one.after))


def first(found: Results) -> list[str]:
    """Who has the first place; nobody where judges do not link all lectures."""
    return [one.lecture for one in found.official if one.place == 1] if found.connected else []


def by_place(one: OfficialScore) -> tuple[int, bool, int]:
    """A key that sorts by panel and place, those without a place last."""
    return one.panel or 0, one.place is None, one.place or 0
