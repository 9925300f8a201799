"""Who scores which lecture, planned: linked even when any one judge is absent, loads alike.

Own code without tables, the same for the same seed. First everybody's load is levelled, exactly
(alternating paths); then exchanges between lectures, which leave loads as they are, link what
hangs on one judge; only where these do not suffice may loads differ more.
"""

import random
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from domain.lectures.linkage import panels_without

Pair = tuple[int, int]  # lecture, judge
LINKED = (1, 0)  # one panel, and no more without any one judge
MOST_LOOKS = 300_000  # at pairs, in looking for better plans: a second or two at most


@dataclass(frozen=True, slots=True)
class Absence:
    """What the absence of one judge would break.

    ``panels``: into how many the lectures would fall, 1 where they stay together; ``few``: the
    lectures that would have fewer judges than a place needs, and have enough now.
    """

    judge: Hashable
    panels: int
    few: tuple[Hashable, ...]


def critical_judges(pairs: Collection[tuple[Hashable, Hashable]], *, minimum: int) -> list[Absence]:
    """The judges whose absence breaks something, in the order of their first pair.

    A judge splits the lectures who leaves them in more panels than they are in now; one that
    keeps no judge at all is a panel of its own. Cost: the pairs.
    """
    now, without = panels_without(pairs)
    counts = Counter(lecture for lecture, _judge in pairs)
    fews: dict[Hashable, list[Hashable]] = {judge: [] for _lecture, judge in pairs}
    scored = defaultdict(list)
    for lecture, judge in pairs:
        scored[lecture].append(judge)
    for lecture, judges in scored.items():
        if counts[lecture] == minimum:
            for judge in judges:
                fews[judge].append(lecture)
    return [
        Absence(judge, without[judge] if without[judge] > now else 1, tuple(few))
        for judge, few in fews.items()
        if without[judge] > now or few
    ]


@dataclass(frozen=True, slots=True)
class Plan:
    """``pairs`` include what was kept; ``short``: lectures with fewer judges than asked for."""

    pairs: frozenset[Pair]
    short: tuple[int, ...]


def plan(
    lectures: Sequence[int], judges: Sequence[int], *, each: int, barred: Collection[Pair],
    kept: Collection[Pair] = (), seed: str = "",
) -> Plan:  # fmt: skip
    """``each`` judges for every lecture, or all who may, where they are fewer.

    ``kept`` pairs stand and count; no ``barred`` pair is made.
    """
    draft = _Draft(list(lectures), list(judges), frozenset(barred), frozenset(kept))
    dice = random.Random(f"{seed}|{each}")  # noqa: S311 - a plan, no secret
    draft.fill(each, dice)
    draft.level()
    _link(draft, dice)
    pairs = draft.pairs()
    counts = Counter(lecture for lecture, _judge in pairs)
    return Plan(pairs, tuple(one for one in lectures if counts[one] < each))


@dataclass(slots=True)
class _Draft:
    """A plan that is being made: ``of`` each lecture its judges, in the order they came."""

    lectures: list[int]
    judges: list[int]
    barred: frozenset[Pair]
    kept: frozenset[Pair]
    of: dict[int, list[int]] = field(default_factory=dict)
    loads: Counter[int] = field(default_factory=Counter)

    def pairs(self) -> frozenset[Pair]:
        return frozenset((lecture, judge) for lecture, some in self.of.items() for judge in some)

    def fill(self, each: int, dice: random.Random) -> None:
        """The lectures with the least choice first, each by the judges with the least to do.

        Among equals the dice choose: were it always the same, few would ever meet others.
        """
        self.of = {lecture: [] for lecture in self.lectures}
        for lecture, judge in sorted(self.kept):
            self._add(lecture, judge)
        choices = {one: [j for j in self.judges if self.takes(one, j)] for one in self.lectures}
        for lecture in sorted(self.lectures, key=lambda one: len(choices[one])):
            dice.shuffle(choices[lecture])
            least = sorted(choices[lecture], key=lambda judge: self.loads[judge])
            for judge in least[: max(0, each - len(self.of[lecture]))]:
                self._add(lecture, judge)

    def _add(self, lecture: int, judge: int) -> None:
        self.of.setdefault(lecture, []).append(judge)
        self.loads[judge] += 1

    def takes(self, lecture: int, judge: int) -> bool:
        """Whether the judge may come to the lecture."""
        return (lecture, judge) not in self.barred and judge not in self.of[lecture]

    def gives(self, lecture: int, judge: int) -> bool:
        """Whether the judge may be taken off the lecture."""
        return (lecture, judge) not in self.kept

    def change(self, lecture: int, judge: int, other: int) -> None:
        self.of[lecture][self.of[lecture].index(judge)] = other
        self.loads[judge] -= 1
        self.loads[other] += 1

    def level(self) -> None:
        """Hand lectures on until no chain of judges leads from a load to one lower by two.

        Then the loads are as alike as the bars allow: it is a flow of least convex cost.
        """
        while any(self._hand_on(judge) for judge in self._burdened()):
            pass

    def _burdened(self) -> list[int]:
        least = min((self.loads[judge] for judge in self.judges), default=0)
        return [judge for judge in self.judges if self.loads[judge] >= least + 2]

    def _hand_on(self, judge: int) -> bool:
        """Take one lecture from the judge, along the shortest chain; whether there is one."""
        came: dict[int, tuple[int, int]] = {}  # judge -> from which judge, with which lecture
        waiting = deque([judge])
        while waiting:
            giver = waiting.popleft()
            for lecture, taker in self._handed_by(giver):
                if taker in came or taker == judge:
                    continue
                came[taker] = (giver, lecture)
                if self.loads[taker] <= self.loads[judge] - 2:
                    self._follow(came, taker, judge)
                    return True
                waiting.append(taker)
        return False

    def _handed_by(self, giver: int) -> Iterator[Pair]:
        """Which of the judge's lectures could go to whom."""
        for lecture in self.lectures:
            if giver in self.of[lecture] and self.gives(lecture, giver):
                for taker in self.judges:
                    if self.takes(lecture, taker):
                        yield lecture, taker

    def _follow(self, came: Mapping[int, tuple[int, int]], last: int, first: int) -> None:
        """Each judge of the chain gives the lecture on by which the next one was found."""
        while last != first:
            giver, lecture = came[last]
            self.change(lecture, giver, last)
            last = giver


Step = tuple[tuple[int, int, int], ...]  # of lectures: who leaves, who comes
Worth = tuple[int, int, int]  # the less, the better


def _link(draft: _Draft, dice: random.Random) -> None:
    """Better the plan until any one judge may be absent; loads differ more only if that does it."""
    if _better(draft, _exchanges, dice):
        return
    level = {lecture: list(some) for lecture, some in draft.of.items()}
    if not _better(draft, _replacements, dice):
        draft.of = level
        draft.loads = Counter(judge for some in level.values() for judge in some)


def _better(
    draft: _Draft, steps: Callable[[_Draft, random.Random], Iterator[Step]], dice: random.Random
) -> bool:
    """Take steps of one sort while one betters the plan; whether it is linked at the end."""
    worth, looks, found = _worth(draft), MOST_LOOKS, True
    while found and looks > 0 and (worth[:2] > LINKED or steps is _replacements):
        found = False
        for step in steps(draft, dice):
            looks -= len(draft.judges) * draft.loads.total()
            _take(draft, step)
            now = _worth(draft)
            if now < worth:
                worth, found = now, True
                break
            _take(draft, tuple((lecture, came, left) for lecture, left, came in step))
            if looks <= 0:
                break
    return worth[:2] == LINKED


def _take(draft: _Draft, step: Step) -> None:
    for lecture, left, came in step:
        draft.change(lecture, left, came)


def _worth(draft: _Draft) -> Worth:
    """Panels; how many more there are, summed over the absence of each judge; unlike loads."""
    panels, without = panels_without(draft.pairs())
    apart = sum(without.get(judge, panels) - 1 for judge in draft.judges)
    return panels, apart, sum(load**2 for load in draft.loads.values())


def _exchanges(draft: _Draft, dice: random.Random) -> Iterator[Step]:
    """Two lectures give each other a judge: nobody has more to do than before."""
    for one, other in _shuffled(combinations(draft.lectures, 2), dice):
        for left, came in _shuffled(product(draft.of[one], draft.of[other]), dice):
            free = draft.gives(one, left) and draft.gives(other, came)
            if free and draft.takes(other, left) and draft.takes(one, came):
                yield ((one, left, came), (other, came, left))


def _replacements(draft: _Draft, dice: random.Random) -> Iterator[Step]:
    for lecture, came in _shuffled(product(draft.lectures, draft.judges), dice):
        if draft.takes(lecture, came):
            for left in list(draft.of[lecture]):
                if draft.gives(lecture, left):
                    yield ((lecture, left, came),)


def _shuffled(some: Iterable[tuple[int, int]], dice: random.Random) -> list[tuple[int, int]]:
    listed = list(some)
    dice.shuffle(listed)
    return listed
