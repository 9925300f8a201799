"""Which lectures may be compared: those that judges link with each other.

Without numpy: the official part asks this too.
"""

from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

LectureKey = TypeVar("LectureKey", bound=Hashable)
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


def panels_without(
    pairs: Iterable[tuple[Hashable, Hashable]],
) -> tuple[int, dict[Hashable, int]]:
    """How many panels there are, and by judge how many there would be without that one.

    A lecture that keeps no judge is a panel of its own. Cost: the pairs. A judge is a vertex of
    the graph of both; one walk in depth tells what hangs on each (Hopcroft and Tarjan 1973).
    """
    near: dict[Node, list[Node]] = {}
    for lecture, judge in pairs:
        ends: tuple[Node, Node] = (("lecture", lecture), ("judge", judge))
        near.setdefault(ends[0], []).append(ends[1])
        near.setdefault(ends[1], []).append(ends[0])
    turns: dict[Node, int] = {}
    parts: dict[Node, int] = {}  # into how many what hangs together falls without it
    panels = 0
    for node in near:
        if node not in turns:
            panels += 1
            _walk(node, near, turns, parts)
    return panels, {node[1]: panels - 1 + parts[node] for node in near if node[0] == "judge"}


def _walk(
    first: Node, near: dict[Node, list[Node]], turns: dict[Node, int], parts: dict[Node, int]
) -> None:
    """From one vertex to all that hang together with it; ``turns``: as which each was met."""
    path: list[tuple[Node, Iterator[Node]]] = []
    low: dict[Node, int] = {}

    def enter(node: Node) -> None:
        turns[node] = low[node] = len(turns)
        parts[node] = 0 if node == first else 1
        path.append((node, iter(near[node])))

    enter(first)
    while path:
        node, rest = path[-1]
        met = next((other for other in rest if _reaches(other, low[node], turns)), None)
        if met is None:
            path.pop()
            if path:
                _hand_up(path[-1][0], node, low, turns, parts)
        elif met in turns:
            low[node] = turns[met]
        else:
            enter(met)


def _reaches(other: Node, low: int, turns: dict[Node, int]) -> bool:
    """Whether it was not met yet, or was before all that are known to be reached."""
    return turns.get(other, -1) < low


def _hand_up(
    above: Node, node: Node, low: dict[Node, int], turns: dict[Node, int], parts: dict[Node, int]
) -> None:
    """What ``node`` reaches ``above`` reaches; if that is nothing before it, it is cut off."""
    low[above] = min(low[above], low[node])
    if low[node] >= turns[above]:
        parts[above] += 1
