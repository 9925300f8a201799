"""Units: opened, renamed, moved, merged, closed. All add and flush; the caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from domain.access import units_below
from domain.groupstudy.moving import UNIT, move_gatherings
from domain.lectures.moving import hold_running_series, move_series
from domain.lectures.recusal import recuse_barred
from domain.organisation.changes import (
    AlreadyClosed,
    NameTaken,
    When,
    add_record,
    change_record,
    open_for_change,
)
from domain.organisation.joining import join_posts, posts_alike
from domain.organisation.leaders import lapse_of_unit, lapse_of_units_left, leaders_serving
from domain.placements.merging import move_placements
from domain.taskbooks.moving import move_books
from domain.versions import next_version
from models import Branch, Post, Tenure, Unit, db

AnyRecord = TypeVar("AnyRecord", Unit, Branch, Post)


class WouldLoop(Exception):
    """The unit would stand below itself; ``unit`` is the one it was to stand below."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(f"unit {unit.id}")
        self.unit = unit


class OutsideHasNoTree(Exception):
    """An outside unit is a name only: nothing stands below it, nor it below anything."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(f"unit {unit.id}")
        self.unit = unit


class BothHaveUnit(NameTaken):
    """Two units that merge both have one of the name below them."""

    def __init__(self, name: str, kept: Unit, merged: Unit) -> None:
        super().__init__(name)
        self.kept = kept
        self.merged = merged


class BelowItself(WouldLoop):
    """The unit was to stand directly below itself, or to be merged into itself."""


@dataclass(frozen=True, slots=True)
class Contents:
    """How much of each kind a unit, branch or post still has."""

    people: int = 0
    units: int = 0
    posts: int = 0
    branches: int = 0

    def __bool__(self) -> bool:
        return bool(self.people or self.units or self.posts or self.branches)


class StillInUse(Exception):
    """It cannot close yet; ``contents`` says what it still has."""

    def __init__(self, contents: Contents) -> None:
        super().__init__(str(contents))
        self.contents = contents


class StillHasMembers(StillInUse):
    """The branch cannot close yet: people are in it."""


def open_unit(*, name: str, parent: Unit | None = None, outside: bool = False, when: When) -> Unit:
    """A new unit below ``parent``, or at the top; an outside one is a name without a tree.

    Raises:
        NotYet, NameTaken: see ``changes``.
        AlreadyClosed: the parent stands no more.
        OutsideHasNoTree: a parent, and outside.
    """
    if parent is not None:
        _check_parent(parent, outside=outside)
    unit = Unit(
        name=name, parent_id=parent.id if parent is not None else None, outside=outside,
        opened_on=when.on,
    )  # fmt: skip
    add_record(unit, name, when)
    return unit


def rename_unit(unit: Unit, *, version: int, name: str, when: When) -> None:
    """Another name from the day on.

    Raises:
        Stale: somebody changed the unit since ``version`` was read.
        NameTaken, NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    open_for_change(unit, when)
    next_version(unit, version)
    change_record(unit, "renamed", {"name": name}, when)


def move_unit(unit: Unit, *, parent: Unit | None, when: When) -> None:
    """Below another unit, or to the top, from the day on, with everything it has.

    Who leads a unit above the old place and no longer serves in it loses the role there.

    Raises:
        WouldLoop: the parent is the unit or stands below it.
        OutsideHasNoTree: one of the two is outside.
        NameTaken, NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    _lock_tree()
    open_for_change(unit, when)
    if parent is not None:
        _check_parent(parent, outside=unit.outside)
        if parent.id == unit.id:
            raise BelowItself(parent)
        if parent.id in _ids_below(unit):
            raise WouldLoop(parent)
    served = leaders_serving(unit.id, when.on)
    unit.version += 1
    change_record(unit, "moved", {"parent_id": parent.id if parent is not None else None}, when)
    lapse_of_units_left(served, when)


def merge_units(kept: Unit, merged: Unit, *, when: When) -> None:
    """Everything of ``merged`` stands in ``kept`` from the day on, and ``merged`` closes.

    Units below it, open posts and branches move with those who hold them; a post of a title that
    ``kept`` has as well becomes one with it. Leaders of ``merged`` lead it no more.

    Raises:
        WouldLoop: ``kept`` is ``merged`` or stands below it.
        OutsideHasNoTree: only one of the two is outside.
        BothHaveUnit: both have a unit of the name; rename or close one first.
        NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    hold_running_series()
    _lock_tree()
    open_for_change(kept, when)
    open_for_change(merged, when)
    if kept.outside != merged.outside:
        raise OutsideHasNoTree(kept)
    if kept.id == merged.id:
        raise BelowItself(kept)
    if kept.id in _ids_below(merged):
        raise WouldLoop(kept)
    served = leaders_serving(merged.id, when.on)
    for below in _open_rows(Unit, Unit.parent_id == merged.id):
        open_for_change(below, when)
        try:
            change_record(below, "moved", {"parent_id": kept.id}, when)
        except NameTaken as taken:
            raise BothHaveUnit(taken.name, kept, merged) from taken
    for post, joined in posts_alike(kept, merged):
        join_posts(post, joined, when=when)
    within: list[Post | Branch] = [*_open_rows(Post, Post.unit_id == merged.id)]
    within += _open_rows(Branch, Branch.unit_id == merged.id)
    for record in within:
        open_for_change(record, when)
        change_record(record, "moved", {"unit_id": kept.id}, when)
    merged.version += 1
    change_record(merged, "merged", {"closed_on": when.on, "merged_into_id": kept.id}, when)
    lapse_of_unit(merged.id, when)
    lapse_of_units_left(served, when)
    _hand_over(merged.id, kept.id, when)


def _hand_over(merged_id: int, kept_id: int, when: When) -> None:
    """What is held by the one unit is the other's from now on."""
    move_books("unit", merged_id, kept_id, actor=when.actor, now=when.now)
    move_gatherings(UNIT, merged_id, kept_id, actor=when.actor, now=when.now)
    move_series(merged_id, kept_id, actor=when.actor, now=when.now)
    move_placements(merged_id, kept_id, actor=when.actor, now=when.now)
    recuse_barred(actor=when.actor, now=when.now)


def close_unit(unit: Unit, *, when: When) -> None:
    """The unit stands no more from the day on, and nobody leads it.

    Raises:
        StillInUse: it has people, or open units, posts or branches.
        NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    open_for_change(unit, when)
    contents = contents_of(unit, when)
    if contents:
        raise StillInUse(contents)
    unit.version += 1
    change_record(unit, "closed", {"closed_on": when.on}, when)
    lapse_of_unit(unit.id, when)


def contents_of(unit: Unit, when: When) -> Contents:
    """What the unit has on the day or later. Four queries."""
    people = (
        sa.select(sa.func.count(sa.distinct(Tenure.person_id)))
        .join(Post, Post.id == Tenure.post_id)
        .where(
            Post.unit_id == unit.id, Tenure.superseded_at.is_(None),
            sa.or_(Tenure.to_on.is_(None), Tenure.to_on >= when.on),
        )
    )  # fmt: skip
    return Contents(
        people=db.session.scalar(people) or 0,
        units=len(_open_rows(Unit, Unit.parent_id == unit.id)),
        posts=len(_open_rows(Post, Post.unit_id == unit.id)),
        branches=len(_open_rows(Branch, Branch.unit_id == unit.id)),
    )


def _open_rows(model: type[AnyRecord], which: sa.ColumnElement[bool]) -> Sequence[AnyRecord]:
    return db.session.scalars(
        sa.select(model).where(which, model.closed_on.is_(None)).order_by(model.id)
    ).all()


def _check_parent(parent: Unit, *, outside: bool) -> None:
    if outside or parent.outside:
        raise OutsideHasNoTree(parent)
    if parent.closed_on is not None:
        raise AlreadyClosed(parent)


def _ids_below(unit: Unit) -> set[int]:
    return set(db.session.scalars(sa.select(units_below(frozenset({unit.id})).c.id)))


def _lock_tree() -> None:
    """Hold every unit: two moves at once could each be right and together make a loop."""
    db.session.execute(sa.select(Unit.id).order_by(Unit.id).with_for_update()).all()
