"""What is asked, as bars side by side: each requirement, its parts, tags and numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from blueprints.shared.clock import full_day_text, hours_text
from blueprints.shared.conversion_words import word
from blueprints.shared.figure_words import (
    grace_text,
    owed_sentence,
    tag_name,
    times_name,
    years_text,
)
from blueprints.shared.hours_words import part_word
from domain.hours.figures import in_grace
from domain.hours.packs import Pack
from domain.hours.requirements import Result


@dataclass(frozen=True, slots=True)
class Bar:
    """Had of asked, and what is carried into it; all of them texts but the share."""

    name: str
    had: str
    asked: str
    owed: str
    met: bool
    share: int
    carried: str = ""
    within: bool = False  # of the rows above, and not added to the total


@dataclass(frozen=True, slots=True)
class Asked:
    """One requirement of a person, in words."""

    name: str
    years: str
    met: bool
    grace: str  # until when it may be met, where that is later than its last year
    due: str
    owed: str  # in words
    owed_hours: str
    total: Bar
    carried_in: str
    carried_out: str
    next_year: int
    bars: list[Bar] = field(default_factory=list)


def asked_of(pack: Pack, results: Iterable[Result], today: date) -> list[Asked]:
    """The requirements in their order, without those that ask nothing of anybody."""
    return [_asked(pack, one, today) for one in results if one.requirement.id]


def _asked(pack: Pack, result: Result, today: date) -> Asked:
    total = _bar("", result.total, result.required_total, result.carried_in)
    return Asked(
        word(result.requirement.words), years_text(result), result.met,
        grace_text(result) if in_grace(result, today) else "", full_day_text(result.due_on),
        owed_sentence(pack, result), hours_text(result.owed), total,
        hours_text(result.carried_in) if result.carried_in else "",
        hours_text(result.carried_out) if result.carried_out else "", result.last_year + 1,
        [*_parts(pack, result), *_tags(pack, result), *_times(pack, result)],
    )  # fmt: skip


def _parts(pack: Pack, result: Result) -> list[Bar]:
    """Every part that counts, where some part has a minimum; otherwise the total says it."""
    if not result.required:
        return []
    return [
        _bar(
            part_word(pack, part), had, result.required.get(part, 0), result.carried.get(part, 0)
        )
        for part, had in result.had.items()
    ]  # fmt: skip


def _tags(pack: Pack, result: Result) -> list[Bar]:
    """The tags of which a least number of hours is asked."""
    return [
        _bar(tag_name(pack, one.tag, one.part), had, one.hundredths, within=True)
        for one, had in result.had_tags.items()
    ]


def _times(pack: Pack, result: Result) -> list[Bar]:
    return [
        Bar(
            times_name(pack, one.kind, one.tag), str(had), str(one.least),
            str(max(0, one.least - had)), had >= one.least, min(100, 100 * had // one.least),
            within=True,
        )
        for one, had in result.times
    ]  # fmt: skip


def _bar(name: str, had: int, asked: int, carried: int = 0, *, within: bool = False) -> Bar:
    counted = had + carried
    return Bar(
        name, hours_text(had), hours_text(asked), hours_text(max(0, asked - counted)),
        counted >= asked > 0, min(100, max(0, round(100 * counted / asked))) if asked else 100,
        hours_text(carried) if carried else "", within,
    )  # fmt: skip
