"""Time by strand, rank, at the grass roots and seconded, counted from days; never typed.

Pure: no query, no clock. Every day of a main post counts for the strand that the post had on
that day. A secondment lies over the home post, whose strand goes on counting, and counts as a
secondment beside it. Days are summed first and turned into months once, so that a line cut in
two says what the whole line said. A month is 365.25 / 12 days; halves are rounded up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

DOCUMENTS, MEETINGS, AFFAIRS, GENERAL = STRANDS = ("documents", "meetings", "affairs", "general")
A_DAY = timedelta(days=1)
# 487 days are 16 months.
DAYS, MONTHS = 487, 16


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a main post, both included, through which strand and grass roots stay the same."""

    from_on: date
    to_on: date | None
    strand: str
    grass_roots: bool = False
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """A secondment, from a day to a day, both included."""

    from_on: date
    to_on: date | None
    grass_roots: bool = False


@dataclass(frozen=True, slots=True)
class Experience:
    """Whole months. ``ranks`` in the order in which they were first held.

    ``single``: the only strand there is, where the rules call that a single line; "" otherwise.
    """

    strands: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(STRANDS, 0))
    ranks: Mapping[str, int] = field(default_factory=dict)
    grass_roots: int = 0
    seconded: int = 0
    total: int = 0
    single: str = ""

    def months(self, what: str) -> int:
        """Of a strand, or of ``grass_roots`` or ``seconded``."""
        return self.strands[what] if what in self.strands else int(getattr(self, what))


def whole_months(days: int) -> int:
    """So many days as months, to the nearest one."""
    return (2 * MONTHS * days + DAYS) // (2 * DAYS)


def experience_upto(
    day: date, stretches: Sequence[Stretch], away: Sequence[Away], *, single_line: int | None
) -> Experience:
    """What the lines come to by the end of the day; later days do not count.

    ``single_line``: so many months in one strand and none in another are a single line.
    """
    strands, ranks = dict.fromkeys(STRANDS, 0), dict[str, int]()
    for one in sorted(stretches, key=lambda one: one.from_on):
        days = days_covered([one], day)
        strands[one.strand] += days
        if one.rank and days:
            ranks[one.rank] = ranks.get(one.rank, 0) + days
    roots: list[Stretch | Away] = [one for one in stretches if one.grass_roots]
    roots += [one for one in away if one.grass_roots]
    months = {strand: whole_months(days) for strand, days in strands.items()}
    return Experience(
        strands=months,
        ranks={rank: whole_months(days) for rank, days in ranks.items()},
        grass_roots=whole_months(days_covered(roots, day)),
        seconded=whole_months(days_covered(away, day)),
        total=whole_months(sum(strands.values())),
        single=_single(strands, months, single_line),
    )


def days_covered(spans: Iterable[Stretch | Away], day: date) -> int:
    """On how many days up to and with ``day`` at least one of them holds."""
    days = 0
    counted = date.min
    for one in sorted(spans, key=lambda one: one.from_on):
        first = max(one.from_on, counted + A_DAY)
        last = min(one.to_on or day, day)
        if last >= first:
            days += (last - first).days + 1
            counted = last
    return days


def _single(days: Mapping[str, int], months: Mapping[str, int], least: int | None) -> str:
    held = [strand for strand in STRANDS if days[strand]]
    if least is None or len(held) != 1 or months[held[0]] < least:
        return ""
    return held[0]
