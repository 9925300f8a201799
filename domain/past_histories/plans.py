"""What bringing in histories would do, row by row: a preview and an order to apply are the same."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from domain.cells import Refusal


class HistoryKind(StrEnum):
    ADDED = "added"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class HistoryProblem(StrEnum):
    """Why a row that could be read is refused all the same; the screens hold the wording."""

    STAFF_NO_UNKNOWN = "staff_no_unknown"
    STAFF_NO_ALIKE = "staff_no_alike"  # found: the number that is known
    NEEDED_BY_KIND = "needed_by_kind"
    ENDS_BEFORE = "ends_before"
    DAY_TO_COME = "day_to_come"  # day: today
    PERSON_GONE = "person_gone"  # day: the first no longer here
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_AMBIGUOUS = "unit_ambiguous"  # found: the paths that end so
    UNIT_CLOSED = "unit_closed"  # day: the first it no longer stands
    POST_UNKNOWN = "post_unknown"  # found: the unit
    POST_CLOSED = "post_closed"  # day: the first it no longer stands
    TWIN_LINES = "twin_lines"  # other_rows: rows of the file on the same days
    OVERLAPS_RECORDED = "overlaps_recorded"  # found, day: the line that stands, its first day
    RECORDED_OTHERWISE = "recorded_otherwise"
    PAPER_TOO_OLD = "paper_too_old"  # day: the first day of the first post
    PAPER_DATED_OTHERWISE = "paper_dated_otherwise"  # day: of the paper as it is known
    NO_HOME_POST = "no_home_post"
    MENTOR_UNKNOWN = "mentor_unknown"
    MENTOR_SELF = "mentor_self"
    TOO_MANY_MENTEES = "too_many_mentees"  # limit


class HistoryNote(StrEnum):
    """What HR should know of a row that is not refused."""

    GAP_BEFORE = "gap_before"  # days: without a main post before it
    PERHAPS_OCTOBER = "perhaps_october"
    UNIT_OPENED = "unit_opened"  # found: an outside unit
    POST_OPENED = "post_opened"  # found
    STILL_RUNNING = "still_running"  # a placement that is not over yet


@dataclass(frozen=True, slots=True)
class Note:
    about: HistoryNote
    found: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit that stands or stood, or the name of an outside one that is to be opened."""

    unit_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class PostAt:
    """A post in a unit; without an id it is to be opened, and closed with its unit on
    ``closed_on``.
    """

    unit: UnitAt
    title: str
    post_id: int | None
    strand: str = "general"
    grass_roots: bool = False
    closed_on: date | None = None

    @property
    def key(self) -> tuple[int | str, str]:
        """What two rows that mean one post have in common."""
        return (self.unit.unit_id or self.unit.name, self.title)


@dataclass(frozen=True, slots=True)
class NewTenure:
    person_id: int
    post: PostAt
    rank: str
    main: bool
    from_on: date
    to_on: date | None
    document_no: str
    document_on: date | None

    def says(self) -> tuple[object, ...]:
        return (self.post.key, self.main, self.from_on, self.to_on)


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """``last_on``: the last day, real or planned; a rotation has none."""

    kind: str
    person_id: int
    from_on: date
    last_on: date | None
    running: bool
    document_no: str
    document_on: date | None
    note: str
    mentor_id: int | None = None
    to_post: PostAt | None = None
    before: PostAt | None = None  # the main post of the day before, or the home post
    host: UnitAt | None = None
    host_post: str = ""
    grass_roots: bool = False
    rank: str = ""


@dataclass(frozen=True, slots=True)
class HistoryPlan:
    """One row: its number in the file, whom it means, and what becomes of it."""

    number: int
    staff_no: str
    name: str
    kind: HistoryKind
    refusals: tuple[Refusal, ...]
    notes: tuple[Note, ...]
    tenure: NewTenure | None
    placement: NewPlacement | None
    counterpart: str  # as the row says it


@dataclass(frozen=True)
class HistoriesPlan:
    """Every row of the file, and the columns that were passed over."""

    rows: list[HistoryPlan]
    unknown_headings: list[str]

    @cached_property
    def counts(self) -> Counter[HistoryKind]:
        return Counter(row.kind for row in self.rows)

    def of_kind(self, kind: HistoryKind) -> list[HistoryPlan]:
        return [row for row in self.rows if row.kind is kind]

    @cached_property
    def opened(self) -> list[str]:
        """Names of the outside units and posts that would be opened, each once."""
        found = (
            note.found for row in self.of_kind(HistoryKind.ADDED) for note in row.notes
            if note.about in {HistoryNote.UNIT_OPENED, HistoryNote.POST_OPENED}
        )  # fmt: skip
        return list(dict.fromkeys(found))

    @cached_property
    def lacks_places(self) -> bool:
        """Whether a row is refused for a unit or a post that could be opened with it."""
        unknown = {HistoryProblem.UNIT_UNKNOWN, HistoryProblem.POST_UNKNOWN}
        return any(refusal.reason in unknown for row in self.rows for refusal in row.refusals)

    @cached_property
    def digest(self) -> str:
        """Two plans of one digest write the same and refuse the same."""
        return _digest(row for row in self.rows if row.kind is not HistoryKind.UNCHANGED)


def _digest(rows: Iterable[HistoryPlan]) -> str:
    told = hashlib.sha256()
    for row in rows:
        told.update(repr(row).encode())
    return told.hexdigest()
