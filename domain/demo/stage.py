"""A stage on which what happened in the demo is enacted step by step, each on its day.

A story is a generator: it yields the day of its next step, then takes it by the program's own
rules. Steps of all the stories are taken in the order of their days, so that what one finds is
what really was there on that day.
"""

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from heapq import heapify, heappop, heappush

from domain.access import Visitor
from domain.audit import Actor
from domain.demo.people import Life, Place
from domain.placements.running import follow_placements
from domain.visitors import find_visitor

Story = Generator[date]
HOUR = 10


@dataclass(slots=True)
class Stage:
    """Who is there, and the day on which the step now taken is taken."""

    today: date
    zone: tzinfo
    people: Mapping[Place, Life]
    day: date = date.min
    _known: dict[str, Visitor] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.day, time(HOUR), self.zone)

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def visitor(self, username: str) -> Visitor:
        """Whoever has the account, with what they may do on the loading day."""
        if username not in self._known:
            found = find_visitor(username, today=self.today)
            if found is None:
                raise LookupError(username)
            self._known[username] = found
        return self._known[username]


def enact(stage: Stage, stories: Iterable[Story]) -> None:
    """Take the steps of every story, the earliest day first; the caller commits.

    On each of these days, and on the last one before the loading day, placements begin and
    complete by themselves, as they do every day.
    """
    waiting = [(next(story), number, story) for number, story in enumerate(stories)]
    heapify(waiting)
    while waiting:
        day, number, story = heappop(waiting)
        _go_to(stage, day)
        following = next(story, None)
        if following is not None:
            heappush(waiting, (following, number, story))
    _go_to(stage, stage.ago(1))


def _go_to(stage: Stage, day: date) -> None:
    if day > stage.day:
        stage.day = day
        follow_placements(today=day, actor=Actor(None), now=stage.now - timedelta(hours=2))
