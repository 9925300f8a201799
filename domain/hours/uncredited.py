"""Confirmed entries that came to nothing, and why: listed, never dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.hours.engine import Judged, judge
from domain.hours.figures import Figure
from domain.hours.ledger import activity_of
from domain.hours.pack_format import LEAVE
from domain.hours.packs import Pack, packs_of
from domain.hours.statements import Line, StudyDay


class Came(StrEnum):
    """Why an activity that has a rule came to nothing all the same."""

    TOO_MUCH_LEAVE = "leave"
    CAPS_FULL = "caps_full"
    NOTHING = "nothing"  # its rule gives 0.00 for so much


@dataclass(frozen=True, slots=True)
class Uncredited:
    """One entry; ``judged`` alone says ``unruled``, or else ``came`` says why."""

    entry: StudyDay
    pack: Pack
    judged: Judged
    came: Came


def uncredited(
    figure: Figure, studied: Iterable[StudyDay], lines: Iterable[Line]
) -> list[Uncredited]:
    """The confirmed entries of the figure's year without any line in it, by day.

    ``lines`` are all of the year. No query, and one where some entry is of other rules than
    the figure's.
    """
    credited = {line.entry_id for line in lines}
    found = [
        one
        for one in studied
        if one.state == "confirmed" and one.id not in credited and one.pack_id is not None
    ]
    packs = packs_of({one.pack_id for one in found if one.pack_id} - {figure.pack_id})
    packs[figure.pack_id] = figure.pack
    return [_reason(one, packs) for one in found if _ends_here(one, figure.year)]


def _ends_here(entry: StudyDay, year: int) -> bool:
    """Over New Year it may be credited in the other year; it is listed where it ends."""
    return (entry.ends_on or entry.studied_on).year == year


def _reason(entry: StudyDay, packs: dict[int, Pack]) -> Uncredited:
    pack_id = entry.pack_id or 0
    activity = activity_of(entry, pack_id, entry_id=entry.id)
    [judged] = judge([activity], packs)
    came = Came.CAPS_FULL if judged.uncapped else Came.NOTHING
    if judged.cap == LEAVE:
        came = Came.TOO_MUCH_LEAVE
    return Uncredited(entry, packs[pack_id], judged, came)
