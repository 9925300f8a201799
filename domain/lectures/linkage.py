"""Which lectures may be compared: those that judges link with each other.

Without numpy: the official part asks this too.
"""

from collections.abc import Hashable, Iterable
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
