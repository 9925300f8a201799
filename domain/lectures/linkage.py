"""Which lectures may be compared: those that judges link with each other.

Without numpy: the official part asks this too.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

LectureKey = TypeVar("LectureKey", bound=Hashable)
JudgeKey = TypeVar("JudgeKey", bound=Hashable)
Node = tuple[str, Hashable]


def panels_of(pairs: Iterable[tuple[LectureKey, Hashable]]) -> list[list[LectureKey]]:
    """The lectures of each panel, from (lecture, judge) of every sheet.

    A panel is a connected part of the graph in which a sheet joins its lecture and its judge.
    Panels come in the order of their first lecture, the lectures of one in their order of first
    appearance. One panel or none: everything may be compared. Cost: about one step a sheet.
    """
    parents: dict[Node, Node] = {}
    lectures: dict[LectureKey, None] = {}
    for lecture, judge in pairs:
        lectures[lecture] = None
        ends: tuple[Node, Node] = (("lecture", lecture), ("judge", judge))
        roots = [_root(parents, end) for end in ends]
        parents[roots[1]] = roots[0]
    panels: dict[Node, list[LectureKey]] = {}
    for lecture in lectures:
        panels.setdefault(_root(parents, ("lecture", lecture)), []).append(lecture)
    return list(panels.values())


def _root(parents: dict[Node, Node], node: Node) -> Node:
    """The node that stands for the part of the graph; the way to it is halved in passing."""
    parents.setdefault(node, node)
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node


def panels_without(pairs: Iterable[tuple[Hashable, JudgeKey]]) -> tuple[int, dict[JudgeKey, int]]:
    """How many panels there are, and how many there would be without each judge.

    A lecture that would keep no judge is a panel of its own. The graph is walked once, from
    lectures: where nothing below a judge reaches above the judge, the judge alone holds it to
    the rest. Cost: about one step a sheet.
    """
    meets: dict[Node, list[Node]] = {}
    judges: dict[JudgeKey, None] = {}
    for lecture, judge in pairs:
        judges[judge] = None
        ends: tuple[Node, Node] = (("lecture", lecture), ("judge", judge))
        for end, other in (ends, ends[::-1]):
            meets.setdefault(end, []).append(other)
    order: dict[Node, int] = {}
    hanging: Counter[Node] = Counter()
    panels = 0
    for node in meets:
        if node[0] == "lecture" and node not in order:
            panels += 1
            _walk(node, meets, order, hanging)
    return panels, {judge: panels + hanging["judge", judge] for judge in judges}


def _walk(
    start: Node, meets: Mapping[Node, list[Node]], order: dict[Node, int], hanging: Counter[Node]
) -> None:
    """Number the nodes of a panel as they are met; count what hangs on each node alone."""
    order[start] = len(order)
    highest = {start: order[start]}  # the first node that is reached from below each
    way: list[tuple[Node, Node | None]] = [(start, None)]
    rests = [iter(meets[start])]
    while way:
        node, above = way[-1]
        for other in rests[-1]:
            if other not in order:
                order[other] = highest[other] = len(order)
                way.append((other, node))
                rests.append(iter(meets[other]))
                break
            if other != above:
                highest[node] = min(highest[node], order[other])
        else:
            way.pop()
            rests.pop()
            if above is not None:
                highest[above] = min(highest[above], highest[node])
                hanging[above] += highest[node] >= order[above]
