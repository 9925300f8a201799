"""What a confirmer wants to be told of an entry: a twin, hours that meet, a very full day."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from domain.claims import even_share, minutes_on
from domain.queues import Line, Queue

MUCH_FOR_A_DAY = 10 * 60  # minutes; more is looked at twice


@dataclass(frozen=True, slots=True)
class Oddity:
    """``twins`` are as long, of the same day and kind; ``meets`` lie in the same hours.

    ``minutes`` are those of the fullest of its days where they are more than ten hours, else 0.
    """

    twins: tuple[Line, ...]
    meets: tuple[Line, ...]
    minutes: int


def oddities(queue: Queue) -> dict[int, Oddity]:
    """What is odd about the waiting entries, by id; those without are left out. No query."""
    found: dict[int, Oddity] = {}
    for (_person, day), group in _by_day([*queue.lines, *queue.beside]).items():
        filled = sum(map(_minutes_a_day, group))
        minutes = filled if filled > MUCH_FOR_A_DAY else 0
        if minutes or len(group) > 1:
            _note(found, day, group, minutes)
    return found


def _note(found: dict[int, Oddity], day: date, group: list[Line], minutes: int) -> None:
    """Note what is odd of a day's entries; one over several days is met on each of them."""
    alike = Counter(map(_SAID, group))
    timed = [one for one in group if one.start_time is not None]
    if not minutes and len(alike) == len(group) and len(timed) < 2:  # noqa: PLR2004 - to meet
        return
    for line in group:
        if line.state != "waiting":
            continue
        twins: tuple[Line, ...] = ()
        if line.studied_on == day and alike[_SAID(line)] > 1:
            twins = tuple(one for one in group if one.id != line.id and _SAID(one) == _SAID(line))
        meets = tuple(one for one in timed if one.id != line.id and _meet(one, line))
        if twins or meets or minutes:
            before = found.get(line.id, Oddity((), (), 0))
            found[line.id] = Oddity(
                twins or before.twins, meets or before.meets, max(minutes, before.minutes)
            )


def of_the_same_days(queue: Queue, line: Line) -> list[Line]:
    """The person's other entries, waiting or decided, on the days of the line."""
    return [
        one
        for one in (*queue.lines, *queue.beside)
        if one.person_id == line.person_id and one.id != line.id
        and one.studied_on <= line.last_on and line.studied_on <= one.last_on
    ]  # fmt: skip


_SAID = attrgetter(
    "studied_on", "kind", "minutes", "days", "half_days", "count", "level", "sessions"
)


def _by_day(lines: Iterable[Line]) -> dict[tuple[int, date], list[Line]]:
    """By person and day, everything that fills it."""
    days: dict[tuple[int, date], list[Line]] = defaultdict(list)
    for line in lines:
        for day in line.person_days:
            days[day].append(line)
    return days


def _minutes_a_day(line: Line) -> int:
    return even_share(minutes_on(line), line.studied_on, line.last_on)


def _meet(line: Line, other: Line) -> bool:
    if line.start_time is None or other.start_time is None:
        return False
    begins = datetime.combine(line.studied_on, line.start_time)
    other_begins = datetime.combine(other.studied_on, other.start_time)
    ends, other_ends = begins + _length(line), other_begins + _length(other)
    return begins < other_ends and other_begins < ends


def _length(line: Line) -> timedelta:
    return timedelta(minutes=line.minutes)
