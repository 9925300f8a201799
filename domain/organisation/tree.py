"""Reading the organisation: the tree today or on a past day, paths, and finding by name."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.access import stands_on
from domain.name_order import place_key
from models import Branch, OrganisationChange, Post, Tenure, Unit, db

Bare = tuple[int, int | None, str, bool]  # id, parent, name, outside


@dataclass(frozen=True, slots=True)
class Node:
    """A unit in its place: ``depth`` 0 is the top, ``path`` its names from the top down."""

    unit_id: int
    parent_id: int | None
    name: str
    depth: int
    path: tuple[str, ...]
    outside: bool
    posts: int = 0
    people: int = 0  # whose main post is in this very unit
    people_below: int = 0  # in it and below it


def tree(today: date) -> list[Node]:
    """The open units, each followed by those below it, by name; outside last. Three queries."""
    posts = _counted(
        sa.select(Post.unit_id, sa.func.count())
        .where(Post.closed_on.is_(None))
        .group_by(Post.unit_id)
    )
    people = _counted(
        sa.select(Post.unit_id, sa.func.count(sa.distinct(Tenure.person_id)))
        .join(Tenure, Tenure.post_id == Post.id)
        .where(Tenure.main, stands_on(Tenure, today))
        .group_by(Post.unit_id)
    )
    return _ordered(_open_units(), posts, people)


def open_units() -> list[Node]:
    """The same tree without any figure, for choosing a unit. One query."""
    return _ordered(_open_units(), {}, {})


def with_below(unit_id: int, nodes: Sequence[Node]) -> frozenset[int]:
    """The unit and those below it, of these; nothing where it is none of them. No query."""
    path = next((node.path for node in nodes if node.unit_id == unit_id), None)
    return frozenset(
        node.unit_id for node in nodes if path is not None and node.path[: len(path)] == path
    )


def tree_on(day: date) -> list[Node]:
    """The units as they stood on the day, told from the changes since then. Two queries."""
    rows = db.session.scalars(
        sa.select(Unit).where(
            Unit.opened_on <= day, sa.or_(Unit.closed_on.is_(None), Unit.closed_on > day)
        )
    )
    stood: dict[int, dict[str, Any]] = {
        unit.id: {"parent_id": unit.parent_id, "name": unit.name, "outside": unit.outside}
        for unit in rows
    }
    later = db.session.execute(
        sa.select(OrganisationChange.noun_id, OrganisationChange.before)
        .where(OrganisationChange.noun == "unit", OrganisationChange.on > day)
        .order_by(OrganisationChange.on.desc(), OrganisationChange.id.desc())
    )
    for unit_id, before in later:
        if unit_id in stood:
            stood[unit_id].update(json.loads(before))
    units = [
        (unit_id, one["parent_id"], one["name"], one["outside"]) for unit_id, one in stood.items()
    ]
    return _ordered(units, {}, {})


def unit_path(unit_id: int) -> tuple[str, ...]:
    """The names from the top down to the unit. One recursive query."""
    line = (
        sa.select(Unit.id, Unit.parent_id, Unit.name, sa.literal(0).label("up"))
        .where(Unit.id == unit_id)
        .cte(recursive=True)
    )
    above = sa.select(Unit.id, Unit.parent_id, Unit.name, line.c.up + 1)
    line = line.union_all(above.join(line, Unit.id == line.c.parent_id))
    return tuple(db.session.scalars(sa.select(line.c.name).order_by(line.c.up.desc())))


def find_unit_by_path(path: Sequence[str], *, outside: bool = False) -> Unit | None:
    """The open unit at the end of the names from the top down. One query for each name."""
    unit: Unit | None = None
    for name in path:
        parent_id = unit.id if unit is not None else None
        unit = db.session.scalars(
            sa.select(Unit).where(
                Unit.name == name, Unit.parent_id.is_not_distinct_from(parent_id),
                Unit.outside == outside, Unit.closed_on.is_(None),
            )
        ).one_or_none()  # fmt: skip
        if unit is None:
            return None
    return unit


def find_branch(name: str) -> Branch | None:
    """The open branch of the name."""
    return db.session.scalars(
        sa.select(Branch).where(Branch.name == name, Branch.closed_on.is_(None))
    ).one_or_none()


def find_post(unit_id: int, title: str) -> Post | None:
    """The open post of the title in the unit."""
    return db.session.scalars(
        sa.select(Post).where(
            Post.unit_id == unit_id, Post.title == title, Post.closed_on.is_(None)
        )
    ).one_or_none()


def _open_units() -> list[Bare]:
    return [
        (unit.id, unit.parent_id, unit.name, unit.outside)
        for unit in db.session.scalars(sa.select(Unit).where(Unit.closed_on.is_(None)))
    ]


def _counted(query: sa.Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def _ordered(
    units: Iterable[Bare], posts: Mapping[int, int], people: Mapping[int, int]
) -> list[Node]:
    """The nodes, depth first; a unit whose parent is not among them stands at the top."""
    known = {unit[0]: unit for unit in units}
    below: dict[int | None, list[Bare]] = defaultdict(list)
    for unit in sorted(known.values(), key=lambda one: (one[3], place_key(one[2]), one[0])):
        below[unit[1] if unit[1] in known else None].append(unit)
    return [
        node for unit in below[None] for node in _branch_of_tree(unit, (), below, posts, people)
    ]


def _branch_of_tree(
    unit: Bare,
    above: tuple[str, ...],
    below: Mapping[int | None, list[Bare]],
    posts: Mapping[int, int],
    people: Mapping[int, int],
) -> list[Node]:
    """The unit and what stands below it."""
    unit_id, parent_id, name, outside = unit
    path = (*above, name)
    inner = [
        node
        for one in below.get(unit_id, ())
        for node in _branch_of_tree(one, path, below, posts, people)
    ]
    here = people.get(unit_id, 0)
    node = Node(
        unit_id=unit_id, parent_id=parent_id, name=name, depth=len(above), path=path,
        outside=outside, posts=posts.get(unit_id, 0), people=here,
        people_below=here + sum(one.people for one in inner),
    )  # fmt: skip
    return [node, *inner]
