"""Branches: opened, renamed, moved, merged, closed. All add and flush; the caller commits."""

import sqlalchemy as sa

from domain import audit
from domain.groupstudy.moving import BRANCH, move_gatherings
from domain.lectures.moving import hold_running_series, move_lectures
from domain.lectures.recusal import recuse_barred
from domain.locks import lock_people
from domain.organisation.changes import (
    When,
    add_record,
    change_record,
    open_for_change,
)
from domain.organisation.leaders import lapse_of_branch
from domain.organisation.units import Contents, StillHasMembers
from domain.people.spans import add_line, end_line, signed, told
from domain.taskbooks.moving import move_books
from domain.versions import next_version
from models import Branch, BranchMembership, Unit, db


class SameBranch(Exception):
    """A branch cannot be merged into itself."""


def open_branch(*, name: str, unit: Unit | None = None, when: When) -> Branch:
    """A new branch, of the unit where one is given.

    Raises:
        NotYet, NameTaken: see ``changes``.
    """
    branch = Branch(name=name, unit_id=unit.id if unit is not None else None, opened_on=when.on)
    add_record(branch, name, when)
    return branch


def rename_branch(branch: Branch, *, version: int, name: str, when: When) -> None:
    """Another name from the day on.

    Raises:
        Stale: somebody changed the branch since ``version`` was read.
        NameTaken, NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    open_for_change(branch, when)
    next_version(branch, version)
    change_record(branch, "renamed", {"name": name}, when)


def move_branch(branch: Branch, *, unit: Unit | None, when: When) -> None:
    """To another unit, or to none, from the day on; its members stay.

    Raises:
        NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    open_for_change(branch, when)
    branch.version += 1
    change_record(branch, "moved", {"unit_id": unit.id if unit is not None else None}, when)


def merge_branches(kept: Branch, merged: Branch, *, when: When) -> int:
    """The members of ``merged`` are in ``kept`` from the day on, and ``merged`` closes.

    They hold no office in ``kept`` until it is given; the roles for ``merged`` lapse. Returns
    how many lines moved.

    Raises:
        SameBranch: the two are one.
        NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    if kept.id == merged.id:
        raise SameBranch
    hold_running_series()
    lock_people(*(line.person_id for line in _lines(merged, when)))
    open_for_change(kept, when)
    open_for_change(merged, when)
    lines = _lines(merged, when)
    for line in lines:
        _move_line(line, kept, when)
    merged.version += 1
    change_record(merged, "merged", {"closed_on": when.on, "merged_into_id": kept.id}, when)
    lapse_of_branch(merged.id, when)
    move_books("branch", merged.id, kept.id, actor=when.actor, now=when.now)
    move_gatherings(BRANCH, merged.id, kept.id, actor=when.actor, now=when.now)
    move_lectures(BRANCH, merged.id, kept.id, actor=when.actor, now=when.now)
    recuse_barred(actor=when.actor, now=when.now)
    return len(lines)


def close_branch(branch: Branch, *, when: When) -> None:
    """The branch stands no more from the day on, and its roles lapse.

    Raises:
        StillHasMembers: it has members on the day or later.
        NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    open_for_change(branch, when)
    members = members_from(branch, when)
    if members:
        raise StillHasMembers(Contents(people=len(members)))
    branch.version += 1
    change_record(branch, "closed", {"closed_on": when.on}, when)
    lapse_of_branch(branch.id, when)


def members_from(branch: Branch, when: When) -> set[int]:
    """Ids of the people who are in the branch on the day or later. One query."""
    return {line.person_id for line in _lines(branch, when)}


def _lines(branch: Branch, when: When) -> list[BranchMembership]:
    return list(
        db.session.scalars(
            sa.select(BranchMembership)
            .where(
                BranchMembership.branch_id == branch.id,
                BranchMembership.superseded_at.is_(None),
                sa.or_(BranchMembership.to_on.is_(None), BranchMembership.to_on >= when.on),
            )
            .order_by(BranchMembership.person_id, BranchMembership.from_on)
        )
    )


def _move_line(line: BranchMembership, kept: Branch, when: When) -> None:
    end_line(line, on=when.on, actor=when.actor, now=when.now)
    values = {
        "branch_id": kept.id, "from_on": max(line.from_on, when.on), "to_on": line.to_on,
    }  # fmt: skip
    new = BranchMembership(
        person_id=line.person_id, office=None, **signed(values, when.actor, when.now)
    )
    add_line(new)
    audit.record(
        when.actor, "person.joined_branch", "person", line.person_id, at=when.now,
        before=told(line), after=told(new),
    )  # fmt: skip
