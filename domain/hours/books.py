"""What one person had, by year: what requirements are held against. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.hours.activities import Credited
from domain.hours.engine import Judged
from domain.hours.pack_format import LEAVE, Requirement

Sums = Mapping[tuple[str, str], int]  # hundredths by part and tags
Counts = Mapping[tuple[str, str], int]  # activities by kind and tags


@dataclass(frozen=True, slots=True)
class Books:
    """What one person had, by year; a year that is not there held nothing.

    ``sums``: hundredths by part and tags, the tags as on the ledger's lines (ids in order,
    joined by ``;``). ``counts``: how many activities there were, by kind and tags; asked only
    where a requirement names a least number of them.
    """

    sums: Mapping[int, Sums] = field(default_factory=dict)
    counts: Mapping[int, Counts] = field(default_factory=dict)


def sums_of(lines: Iterable[Credited]) -> dict[int, dict[tuple[str, str], int]]:
    """``Books.sums`` of credited lines: by year, then by part and tags."""
    sums: dict[int, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        sums[line.year][line.part, line.tags] += line.hundredths
    return sums


def counts_of(judged: Iterable[Judged]) -> dict[int, dict[tuple[str, str], int]]:
    """``Books.counts`` of judged activities: each counts once, in the year of its last day.

    One that leave struck, or that no rule fits, does not count; one that a cap cut does.
    """
    counts: dict[int, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for one in judged:
        if one.lines and one.cap != LEAVE:
            year = one.activity.last_on.year
            counts[year][one.activity.kind, one.lines[-1].tags] += 1
    return counts


def counts_for(requirement: Requirement, part: str, tags: str) -> bool:
    """Whether hours of the part with these tags (joined by ``;``) count for the requirement."""
    if requirement.counts and part not in requirement.counts:
        return False
    wanted = requirement.counts_tags
    return not wanted or not set(wanted).isdisjoint(tags.split(";"))


def tagged(sums: Sums, tag: str, part: str = "") -> int:
    """The hundredths with a tag, in one part or in all."""
    return sum(
        hundredths
        for (of_part, tags), hundredths in sums.items()
        if part in {"", of_part} and tag in tags.split(";")
    )
