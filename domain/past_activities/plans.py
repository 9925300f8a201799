"""What bringing in a file would do, row by row: a preview and an order to apply are the same."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from domain.cells import Refusal


class PastKind(StrEnum):
    READY = "ready"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class PastProblem(StrEnum):
    """Why a row that could be read is refused all the same; the screens hold the wording."""

    STAFF_NO_UNKNOWN = "staff_no_unknown"
    STAFF_NO_ALIKE = "staff_no_alike"  # found: the number that is known
    ID_TWICE = "id_twice"  # other_rows: the same person and activity id
    TWIN_ROW = "twin_row"  # other_rows: the same without an id
    RECORDED_OTHERWISE = "recorded_otherwise"  # day: of the activity that has the id
    KIND_UNKNOWN = "kind_unknown"  # found: the kinds there are
    NO_RULES = "no_rules"
    DAY_TO_COME = "day_to_come"  # day: today
    ENDS_BEFORE = "ends_before"
    YEAR_CLOSED = "year_closed"  # found: the year
    AMOUNT_MISSING = "amount_missing"
    AMOUNT_ELSEWHERE = "amount_elsewhere"  # the kind counts by another amount
    LEVEL_UNKNOWN = "level_unknown"  # found: the levels there are
    PART_UNKNOWN = "part_unknown"  # found: the parts there are
    TAG_UNKNOWN = "tag_unknown"  # found: the tags there are
    MORE_THAN_ITS_DAYS = "more_than_its_days"  # limit: the days from first to last
    DAY_FULL = "day_full"  # day and limit: the minutes left on it


@dataclass(frozen=True, slots=True)
class NewEntry:
    """The entry that a row becomes; ``credit`` in hundredths, before caps."""

    person_id: int
    kind: str
    studied_on: date
    ends_on: date | None
    minutes: int
    days: int
    half_days: int
    count: int
    level: str
    sessions: int
    part: str
    tags: str  # sorted, joined by ";"
    online: bool | None
    leave_hundredths: int
    rank_group: str
    topic: str
    document: str
    pack_id: int
    credit: int
    own: bool  # of whoever brings it in: it waits for their confirmer


@dataclass(frozen=True, slots=True)
class PastRowPlan:
    """One row: its number in the file, whom it means, and what becomes of it."""

    number: int
    staff_no: str
    name: str
    kind: PastKind
    refusals: tuple[Refusal, ...]
    entry: NewEntry | None


@dataclass(frozen=True)
class PastPlan:
    """Every row of the file, and the columns that were passed over."""

    rows: list[PastRowPlan]
    unknown_headings: list[str]

    @cached_property
    def counts(self) -> Counter[PastKind]:
        return Counter(row.kind for row in self.rows)

    def of_kind(self, kind: PastKind) -> list[PastRowPlan]:
        return [row for row in self.rows if row.kind is kind]

    @cached_property
    def digest(self) -> str:
        """Two plans of one digest write the same and refuse the same."""
        told = hashlib.sha256()
        for row in self.rows:
            if row.kind is not PastKind.UNCHANGED:
                told.update(repr(row).encode())
        return told.hexdigest()
