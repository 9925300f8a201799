"""Time by strand, rank, at the grass roots and seconded, counted from days; never typed.

Pure: no query, no clock. Every day of a main post counts for the strand that the post had on
that day. A secondment lies over the home post, whose strand goes on counting, and counts as a
secondment beside it. Time without a break counts in whole months of the calendar; the days that
are left over of several such times are added, thirty to a month. So a line cut in two says what
the whole line said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.hours.requirements import months_after

DOCUMENTS, MEETINGS, AFFAIRS, GENERAL = STRANDS = ("documents", "meetings", "affairs", "general")
A_DAY = timedelta(days=1)
MONTHS_A_YEAR, DAYS_A_MONTH = 12, 30


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


def whole_months(first: date, last: date) -> int:
    """Whole months of the calendar from the first day to the last, both included."""
    after = last + A_DAY
    months = (after.year - first.year) * MONTHS_A_YEAR + after.month - first.month
    return months - (after.day < first.day)


def experience_upto(
    day: date, stretches: Sequence[Stretch], away: Sequence[Away], *, single_line: int | None
) -> Experience:
    """What the lines come to by the end of the day; later days do not count.

    ``single_line``: so many months in one strand and none in another are a single line.
    """
    held = sorted((one for one in stretches if one.from_on <= day), key=lambda one: one.from_on)
    by_strand = {name: [one for one in held if one.strand == name] for name in STRANDS}
    ranks = dict.fromkeys(one.rank for one in held if one.rank)
    roots: list[Stretch | Away] = [one for one in held if one.grass_roots]
    roots += [one for one in away if one.grass_roots]
    months = {strand: months_covered(lines, day) for strand, lines in by_strand.items()}
    strands = [strand for strand, lines in by_strand.items() if lines]
    is_single = single_line is not None and len(strands) == 1 and months[strands[0]] >= single_line
    return Experience(
        strands=months,
        ranks={rank: months_covered([one for one in held if one.rank == rank], day)
               for rank in ranks},
        grass_roots=months_covered(roots, day),
        seconded=months_covered(away, day),
        total=months_covered(held, day),
        single=strands[0] if is_single else "",
    )  # fmt: skip


def months_covered(spans: Iterable[Stretch | Away], day: date) -> int:
    """How long, up to and with ``day``, at least one of them holds."""
    months = days = 0
    for first, last in _without_breaks(spans, day):
        whole = whole_months(first, last)
        months += whole
        days += (last + A_DAY - months_after(first, whole)).days
    return months + days // DAYS_A_MONTH


def _without_breaks(spans: Iterable[Stretch | Away], day: date) -> list[tuple[date, date]]:
    """Those that meet or overlap as one, up to the day."""
    found: list[tuple[date, date]] = []
    for one in sorted(spans, key=lambda one: one.from_on):
        last = min(one.to_on or day, day)
        if last < one.from_on:
            continue
        if found and one.from_on <= found[-1][1] + A_DAY:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((one.from_on, last))
    return found
