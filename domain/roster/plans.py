"""What a roster would do, row by row: a preview and an order to apply are one and the same."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from domain.cells import Refusal

UnitPath = tuple[str, ...]  # names from the top of the tree down
PostKey = tuple[UnitPath, str]  # the unit and the title
Said = str | bool | date | UnitPath | None


class RowKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class RowProblem(StrEnum):
    """Why a row that could be read is refused all the same; the screens hold the wording."""

    STAFF_NO_ALIKE = "staff_no_alike"  # found: the number that is known
    SAME_PERSON = "same_person"  # other_rows: the person under another number
    UNIT_MISSING = "unit_missing"  # found: the first name of the path that is missing
    UNIT_AMBIGUOUS = "unit_ambiguous"  # found: the paths it could be
    BRANCH_MISSING = "branch_missing"
    POST_MISSING = "post_missing"  # found: the post under its unit
    USUAL_POST_MISSING = "usual_post_missing"  # found: the unit; the row names no post
    NEEDS_UNIT = "needs_unit"
    NEEDS_BRANCH = "needs_branch"
    LATER_LINE = "later_line"  # day: when what is recorded begins
    OVERLAPS_POST = "overlaps_post"
    STRAND_CONFLICT = "strand_conflict"  # other_rows: the same post, another strand
    USERNAME_TAKEN = "username_taken"
    USERNAME_TWICE = "username_twice"
    HAS_ACCOUNT = "has_account"  # found: the username it has
    PERSON_LEFT = "person_left"  # day: the first day no longer here
    NOBODY_TO_LEAVE = "nobody_to_leave"
    OWN_RECORD = "own_record"


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after; ``None`` and "" where there is none."""

    field: str
    before: Said
    after: Said


@dataclass(frozen=True, slots=True)
class AskedRole:
    role: str
    branch: str | None = None
    unit: UnitPath | None = None


@dataclass(frozen=True, slots=True)
class Acts:
    """What applying a row does. ``person_id`` is ``None`` for somebody new.

    ``branch`` and ``post`` are ``None`` where no line changes; ``from_first`` is the tenure
    whose beginning is corrected, and to which day.
    """

    person_id: int | None
    version: int
    on: date
    name: str
    party_member: bool | None
    edits: bool = False
    leaves: bool = False
    returns: bool = False
    branch: str | None = None
    office: str | None = None
    post: PostKey | None = None
    post_from: date | None = None
    rank: str = ""
    from_first: tuple[int, date] | None = None
    strand: tuple[PostKey, str] | None = None
    username: str | None = None
    roles: tuple[AskedRole, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """What the file names and nobody has opened yet; paths of units include those above."""

    units: tuple[UnitPath, ...] = ()
    branches: tuple[str, ...] = ()
    posts: tuple[PostKey, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.units or self.branches or self.posts)


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row: its number in the file, and what becomes of it."""

    number: int
    staff_no: str
    name: str
    kind: RowKind
    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]
    acts: Acts
    missing: Missing


@dataclass(frozen=True)
class Plan:
    """Every row, and what would be opened (or, without leave to, would have to be).

    ``odd_ranks``: those that one row names and nobody else holds, perhaps misspelt.
    """

    rows: list[RowPlan]
    missing: Missing
    unknown_headings: list[str]
    odd_ranks: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> Counter[RowKind]:
        return Counter(row.kind for row in self.rows)

    def of_kind(self, kind: RowKind) -> list[RowPlan]:
        return [row for row in self.rows if row.kind is kind]

    @cached_property
    def digest(self) -> str:
        """Two plans of one digest write the same and refuse the same."""
        told = hashlib.sha256(repr(self.missing).encode())
        for row in self.rows:
            if row.kind is not RowKind.UNCHANGED:
                told.update(repr(row).encode())
        return told.hexdigest()
