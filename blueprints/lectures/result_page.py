"""A result as its page shows it: rows with their plots, bands of what cannot be told apart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.lectures.result_words import (
    number_text,
    one_decimal,
    place_text,
    speakers_text,
    topics_text,
)
from blueprints.shared.score_words import no_place_text
from domain.lectures.snapshot import Band, ResultRow, Snapshot, bands, changes

STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
MOST_TICKS = 5
EDGE = 3.0  # percent of a plot's width that is left free at either end
INLINE = 40  # lectures whose accounts stand on the page of the result


@dataclass(frozen=True, slots=True)
class Axis:
    """What all plots of a page are drawn to."""

    low: float
    high: float
    step: float

    def at(self, value: float) -> float:
        """Where the value lies, in percent of the width."""
        share = (value - self.low) / (self.high - self.low)
        return round(EDGE + share * (100 - 2 * EDGE), 2)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        many = round((self.high - self.low) / self.step)
        decimals = 1 if self.step < 1 else 0
        values = [self.low + self.step * turn for turn in range(many + 1)]
        return [(self.at(one), f"{one:z.{decimals}f}".replace("-", "−")) for one in values]


@dataclass(frozen=True, slots=True)
class Plot:
    """A dot, and the interval around it where there is one; in percent of the width."""

    dot: float
    low: float | None
    high: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table of places; ``band`` is set where it cannot be told from its neighbours."""

    row: ResultRow
    place: str
    who: str
    why: str
    adjusted: str
    interval: str
    places: str
    plot: Plot | None
    band: bool
    note: str  # after the last row of a band
    apart: str  # from which places it cannot be told, where the band does not say so


@dataclass(frozen=True, slots=True)
class Panel:
    """Lectures that are compared with each other; ``number`` is 0 where there is one panel."""

    number: int
    lines: Sequence[Line]


def axis_of(values: Sequence[float]) -> Axis | None:
    """A round scale of at most six ticks over all values; none without a value."""
    if not values:
        return None
    lowest, highest = min(values), max(values)
    step = next((one for one in STEPS if (highest - lowest) / one <= MOST_TICKS - 1), STEPS[-1])
    low = math.floor(lowest / step) * step
    high = math.ceil(highest / step) * step
    return Axis(low, high if high > low else low + step, step)


def scale_of(snapshot: Snapshot) -> Axis | None:
    adjusted = [row.adjusted for row in snapshot.rows if row.adjusted is not None]
    ends = [end for one in adjusted for end in (one.estimate, *(one.interval or ()))]
    return axis_of(ends)


def panels_of(snapshot: Snapshot, axis: Axis | None) -> list[Panel]:
    """The rows, panel by panel, as the table shows them."""
    alone = snapshot.connected
    return [
        Panel(0 if alone else rows[0].panel or 0, _lines(snapshot, rows, axis))
        for rows in snapshot.panels
    ]


def _lines(snapshot: Snapshot, rows: Sequence[ResultRow], axis: Axis | None) -> list[Line]:
    notes: dict[str, str] = {}
    apart = {row.slug: _apart(rows, row) for row in rows}
    for band in bands(rows):
        notes |= dict.fromkeys((row.slug for row in band.rows), "")
        notes[band.rows[-1].slug] = _band_text(band)
        if band.whole:
            apart |= {row.slug: "" for row in band.rows if _alike_inside(band, row)}
    return [_line(snapshot, row, axis, notes.get(row.slug), apart[row.slug]) for row in rows]


def _alike_inside(band: Band, row: ResultRow) -> bool:
    """Whether the lecture cannot be told from those of its band, and from no other."""
    return row.adjusted is None or row.adjusted.alike <= {one.slug for one in band.rows}


def _apart(rows: Sequence[ResultRow], row: ResultRow) -> str:
    """From which places of the panel the lecture cannot be told."""
    alike = row.adjusted.alike if row.adjusted is not None else frozenset()
    places = sorted({one.place for one in rows if one.place is not None and one.slug in alike})
    return _(", ").join(_stretches(places)) if row.place is not None else ""


def _stretches(places: Sequence[int]) -> list[str]:
    """``1``, ``3–5``: numbers that follow each other, from the first to the last of them."""
    found: list[list[int]] = []
    for place in places:
        if found and found[-1][-1] + 1 == place:
            found[-1].append(place)
        else:
            found.append([place])
    return [str(one[0]) if len(one) == 1 else f"{one[0]}–{one[-1]}" for one in found]


def _line(
    snapshot: Snapshot, row: ResultRow, axis: Axis | None, note: str | None, apart: str
) -> Line:
    """``note``: ``None`` outside of bands, empty inside one but for its last row."""
    adjusted = row.adjusted
    interval = adjusted.interval if adjusted is not None else None
    ends = [one_decimal(end) for end in interval or ()]
    return Line(
        row, place_text(row), speakers_text(row),
        no_place_text(snapshot.rubric, snapshot.accounts[row.slug]) if row.because else "",
        one_decimal(adjusted.estimate if adjusted else None), "–".join(ends), _places(row),
        _plot(row, axis), note is not None, note or "", apart,
    )  # fmt: skip


def line_of(snapshot: Snapshot, row: ResultRow) -> Line:
    """One lecture by itself, without a plot."""
    return _line(snapshot, row, None, None, "")


def _places(row: ResultRow) -> str:
    """In which place it may be: ``2–4``, or ``3``."""
    if row.adjusted is None:
        return ""
    low, high = row.adjusted.place_low, row.adjusted.place_high
    return str(low) if low == high else f"{low}–{high}"


def _plot(row: ResultRow, axis: Axis | None) -> Plot | None:
    if row.adjusted is None or axis is None:
        return None
    estimate, interval = row.adjusted.estimate, row.adjusted.interval
    if interval is None:
        said = _("Adjusted score %(score)s, interval unknown", score=one_decimal(estimate))
        return Plot(axis.at(estimate), None, None, said)
    low, high = interval
    said = _(
        "Adjusted score %(score)s, interval %(low)s to %(high)s", score=one_decimal(estimate),
        low=one_decimal(low), high=one_decimal(high),
    )  # fmt: skip
    return Plot(axis.at(estimate), axis.at(low), axis.at(high), said)


def _band_text(band: Band) -> str:
    places = [row.place for row in band.rows if row.place is not None]
    if places[0] == places[-1]:
        return _("They share a place, and the adjusted scores do not tell them apart either.")
    if band.whole:
        return _(
            "Places %(first)d to %(last)d cannot be told apart: the difference is too small for "
            "the order to be certain. Treat them alike.",
            first=places[0], last=places[-1],
        )  # fmt: skip
    return _(
        "From place %(first)d to %(last)d each lecture cannot be told from the next: the order of "
        "neighbours is not certain. In which places a lecture may be stands under its adjusted "
        "score.",
        first=places[0], last=places[-1],
    )  # fmt: skip


def uncertain_places(snapshot: Snapshot) -> list[str]:
    """Which places cannot be told apart, a sentence for each stretch: of papers and prizes."""
    return [
        text
        for rows in snapshot.panels
        for band in bands(rows)
        if (text := _stretch_text(band, "" if snapshot.connected else str(rows[0].panel)))
    ]


def _stretch_text(band: Band, panel: str) -> str:
    first, last = band.rows[0].place, band.rows[-1].place
    if first == last:
        return ""  # shared: that is said already
    values = {"first": first, "last": last, "group": panel}
    if band.whole:
        if panel:
            return _("Group %(group)s: ranks %(first)d to %(last)d cannot be told apart.", **values)
        return _("Ranks %(first)d to %(last)d cannot be told apart.", **values)
    if panel:
        return _(
            "Group %(group)s: from rank %(first)d to %(last)d neighbours cannot be told apart.",
            **values,
        )
    return _("From rank %(first)d to %(last)d neighbours cannot be told apart.", **values)


def change_lines(before: Snapshot, after: Snapshot) -> list[dict[str, Any]]:
    """Of every lecture that a correction changes, what was and what is."""
    return [
        {
            "topic": one.lecture.topic, "before": _told(before, one.before),
            "after": _told(after, one.after),
        }
        for one in changes(before, after)
    ]  # fmt: skip


def _told(snapshot: Snapshot, row: ResultRow | None) -> str:
    if row is None:
        return _("not in it")
    if row.score is None:
        return _("no score")
    if row.place is None:
        return _("%(score)s, no place", score=row.score)
    if snapshot.connected:
        return _("%(score)s, place %(place)d", score=row.score, place=row.place)
    return _(
        "%(score)s, place %(place)d in group %(panel)d", score=row.score, place=row.place,
        panel=row.panel,
    )  # fmt: skip


def judged_text(snapshot: Snapshot) -> str:
    """How many judges and sheets it comes from."""
    judges = ngettext("%(num)d judge", "%(num)d judges", snapshot.judges)
    sheets = ngettext("%(num)d sheet", "%(num)d sheets", len(snapshot.told.sheets))
    return _("%(judges)s, %(sheets)s.", judges=judges, sheets=sheets)


def unlinked_text(snapshot: Snapshot) -> str:
    """The lectures of each panel, told apart."""
    named = [rows for rows in snapshot.panels if rows[0].panel is not None]
    return _("; ").join(topics_text(rows) for rows in named) if len(named) <= INLINE else ""


def audience_lines(snapshot: Snapshot) -> list[dict[str, Any]]:
    """How the audience rated each lecture that five or more of it rated."""
    topics = {row.slug: row.lecture.topic for row in snapshot.rows}
    return [
        {"topic": topics[one.lecture], "sheets": one.sheets, "value": number_text(one.value)}
        for one in snapshot.told.totals
    ]
