"""What a merge of units or branches would move, told before it is done. Nothing is written."""

from dataclasses import dataclass

from domain.organisation.branches import members_from
from domain.organisation.changes import When
from domain.organisation.joining import posts_alike
from domain.organisation.leaders import holders_for_branch, holders_for_unit
from domain.organisation.units import Contents, contents_of
from models import Branch, Unit


@dataclass(frozen=True, slots=True)
class UnitMerge:
    """``contents`` of the merged unit; ``alike`` of its posts become one with one of the kept.

    ``leaders`` lose their role for it.
    """

    contents: Contents
    alike: int
    leaders: int


@dataclass(frozen=True, slots=True)
class BranchMerge:
    """People who would be in the other branch, and secretaries who lose their role."""

    members: int
    secretaries: int


def preview_unit_merge(kept: Unit, merged: Unit, *, when: When) -> UnitMerge:
    """Six queries."""
    return UnitMerge(
        contents_of(merged, when), len(posts_alike(kept, merged)),
        len(holders_for_unit(merged.id, when.on)),
    )  # fmt: skip


def preview_branch_merge(merged: Branch, *, when: When) -> BranchMerge:
    """Two queries."""
    return BranchMerge(len(members_from(merged, when)), len(holders_for_branch(merged.id, when.on)))
