"""Which lectures may be compared: those that judges link with each other.

Without numpy: the official part asks this too.
"""

from collections.abc import Iterable


def panels_of(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The lectures of each panel, from (lecture, judge) of every sheet.

    A panel is a connected part of the graph in which a sheet joins its lecture and its judge.
    Panels come in the order of their first lecture, the lectures of one in their order of first
    appearance. One panel or none: everything may be compared. Cost: about one step a sheet.
    """
    parents: dict[tuple[str, str], tuple[str, str]] = {}
    lectures: dict[str, None] = {}
    for lecture, judge in pairs:
        lectures[lecture] = None
        ends = (("lecture", lecture), ("judge", judge))
        roots = [_root(parents, end) for end in ends]
        parents[roots[1]] = roots[0]
    panels: dict[tuple[str, str], list[str]] = {}
    for lecture in lectures:
        panels.setdefault(_root(parents, ("lecture", lecture)), []).append(lecture)
    return list(panels.values())


def _root(
    parents: dict[tuple[str, str], tuple[str, str]], node: tuple[str, str]
) -> tuple[str, str]:
    """The node that stands for the part of the graph; the way to it is halved in passing."""
    parents.setdefault(node, node)
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node
