"""The road map of a book as numbers for the macro that draws it: steps along time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.shared.clock import day_text, month_text
from blueprints.taskbooks.words import state_text
from domain.taskbooks.items import first_day
from domain.taskbooks.lists import ItemRow, Phase
from domain.taskbooks.progress import DONE, DROPPED, PUT_OFF
from models import TaskBook

LINE, HEAD = 46, 8  # px: of a task, and above the first one
WEEKS_UP_TO, MONTHS_UP_TO = 62, 430  # days that are shown by weeks, by months
LAST_PERCENT = 100
CLASSES = {"not_begun": "none", "under_way": "work", DONE: "done", DROPPED: "gone", PUT_OFF: "off"}


@dataclass(frozen=True, slots=True)
class Tick:
    """Where a week, a month or a quarter begins, in percent; every second one is ``minor``."""

    x: float
    label: str
    minor: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A task: its texts, and its bar from ``x`` on; a bar without width is a dot at ``x``.

    ``first_x`` is where it was due before it was put off, ``settled_x`` where in its bar it
    was done.
    """

    y: int
    number: str
    what: str
    state: str
    look: str
    x: float
    width: float
    first_x: float | None
    settled_x: float | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A step with its lines, as one picture: its own height, and a sentence that tells it."""

    name: str
    label: str
    height: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class RoadMap:
    ticks: list[Tick]
    today: float | None
    stretches: list[Stretch]


def road_map(book: TaskBook, phases: list[Phase], today: date) -> RoadMap:
    """The whole picture; its numbers are those of the list (``numbered``)."""
    scale = _Scale(book.starts_on, book.ends_on)
    stretches = [
        Stretch(
            phase_name(phase, phases),
            ngettext("%(name)s: %(num)d task", "%(name)s: %(num)d tasks", len(phase.rows),
                     name=phase_name(phase, phases) or book.title),
            HEAD + LINE * len(phase.rows),
            [_line(n, number, row, scale, today) for n, (number, row) in enumerate(rows)],
        )
        for phase, rows in numbered(phases)
    ]  # fmt: skip
    shown = book.starts_on <= today <= book.ends_on
    return RoadMap(list(_ticks(scale)), scale.middle(today) if shown else None, stretches)


def numbered(phases: list[Phase]) -> Iterator[tuple[Phase, list[tuple[str, ItemRow]]]]:
    """Each step with its tasks and their numbers: ``2.1``, and ``1`` where there is one step."""
    several = len(phases) > 1
    for place, phase in enumerate(phases, start=1):
        before = f"{place}." if several else ""
        yield phase, [(f"{before}{n}", row) for n, row in enumerate(phase.rows, start=1)]


def phase_name(phase: Phase, phases: list[Phase]) -> str:
    """Its name; of tasks in no step only where there are steps beside them."""
    if phase.name or len(phases) == 1:
        return phase.name
    return _("In no step")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days to percent of the width; each day is as wide as any other."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def start(self, day: date) -> float:
        return round(LAST_PERCENT * (day - self.first).days / self.days, 2)

    def middle(self, day: date) -> float:
        return round(LAST_PERCENT * ((day - self.first).days + 0.5) / self.days, 2)


def _line(place: int, number: str, row: ItemRow, scale: _Scale, today: date) -> Line:
    item, begins = row.item, first_day(row.item)
    bar = begins < item.due_on
    within = item.settled_on is not None and begins <= item.settled_on <= item.due_on
    return Line(
        HEAD + LINE * place, number, item.what, state_text(row, today),
        "late" if row.late(today) else CLASSES[item.state],
        scale.start(begins) if bar else scale.middle(item.due_on),
        round(LAST_PERCENT * ((item.due_on - begins).days + 1) / scale.days, 2) if bar else 0,
        scale.middle(item.first_due_on) if item.first_due_on else None,
        scale.middle(item.settled_on) if bar and within and item.state == DONE else None,
    )  # fmt: skip


def _ticks(scale: _Scale) -> Iterator[Tick]:
    """Mondays, first days of months, or of quarters, as the length of the book asks."""
    place = 0
    for number in range(scale.days):
        day = scale.first + timedelta(days=number)
        if scale.days <= WEEKS_UP_TO:
            label = day_text(day) if day.weekday() == 0 else ""
        elif scale.days <= MONTHS_UP_TO:
            label = month_text(day.month) if day.day == 1 else ""
        else:
            begins = day.day == 1 and day.month % 3 == 1
            label = f"{day.year}.{day.month}" if begins else ""
        if label:
            yield Tick(scale.start(day), label, minor=place % 2 == 1)
            place += 1
