"""One row of a file of histories: what it would become, or why it is refused on its own."""

from datetime import date
from typing import Any

from domain.cells import Refusal, zeroless
from domain.past_histories.columns import TENURE, HistoryEntry, HistoryRow
from domain.past_histories.plans import (
    HistoryNote,
    HistoryProblem,
    NewPlacement,
    NewTenure,
    Note,
    PostAt,
    UnitAt,
)
from domain.past_histories.state import HistoryState, PostKnown
from domain.people.numbers import PersonKnown
from domain.people.spans import A_DAY
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT

NEEDED = {
    TENURE: ("unit", "post"), ROTATION: ("unit", "post"),
    SECONDMENT: ("counterpart", "to_on"), MENTORSHIP: ("counterpart", "to_on"),
}  # fmt: skip


class RowRead:
    """A row on its way to a plan; ``tenure`` and ``placement``: what it would write."""

    def __init__(self, row: HistoryRow, state: HistoryState) -> None:
        self.row = row
        self.refusals: list[Refusal] = list(row.refusals)
        self.notes: list[Note] = []
        self.person: PersonKnown | None = state.people.get(row.line.staff_no)
        self.tenure: NewTenure | None = None
        self.placement: NewPlacement | None = None
        self.stands = False  # what it says is recorded already

    @property
    def line(self) -> HistoryEntry:
        return self.row.line

    def refuse(self, name: str, reason: HistoryProblem, **details: Any) -> None:
        value = self.row.written.get(name, "")
        self.refusals.append(Refusal(name, value, reason, **details))

    def note(self, about: HistoryNote, found: str = "") -> None:
        self.notes.append(Note(about, found))


class Reader:
    """Reads rows against the state; ``create_missing`` opens units and posts nobody knows."""

    def __init__(self, state: HistoryState, *, today: date, create_missing: bool) -> None:
        self.state, self.today, self.create_missing = state, today, create_missing

    def read(self, row: HistoryRow) -> RowRead:
        """What the row says on its own; it is not set against other rows or lines yet."""
        read = RowRead(row, self.state)
        if read.person is None and row.line.staff_no:
            self._refuse_unknown(read)
        for name in NEEDED.get(row.line.kind, ()):
            if not row.written.get(name) or (name == "to_on" and row.line.open_end):
                read.refuse(name, HistoryProblem.NEEDED_BY_KIND)
        self._check_days(read)
        if row.line.kind in {TENURE, ROTATION}:
            self._read_post(read)
        elif row.line.kind == SECONDMENT:
            self._read_secondment(read)
        elif row.line.kind == MENTORSHIP:
            self._read_mentorship(read)
        if row.perhaps_october:
            read.note(HistoryNote.PERHAPS_OCTOBER)
        return read

    def _refuse_unknown(self, read: RowRead) -> None:
        alike = self.state.alike.get(zeroless(read.line.staff_no))
        if alike is not None:
            read.refuse("staff_no", HistoryProblem.STAFF_NO_ALIKE, found=alike)
        else:
            read.refuse("staff_no", HistoryProblem.STAFF_NO_UNKNOWN)

    def _check_days(self, read: RowRead) -> None:
        line, person = read.line, read.person
        first, last = line.from_on, line.to_on
        if first is not None and last is not None and last < first:
            read.refuse("to_on", HistoryProblem.ENDS_BEFORE)
        if first is not None and first > self.today and line.kind != TENURE:
            read.refuse("from_on", HistoryProblem.DAY_TO_COME, day=self.today)
        if line.document_on is not None and line.document_on > self.today:
            read.refuse("document_on", HistoryProblem.DAY_TO_COME, day=self.today)
        gone = person.left_on if person is not None else None
        if gone is not None and first is not None and (last or first) >= gone:
            field = "from_on" if first >= gone else "to_on"
            read.refuse(field, HistoryProblem.PERSON_GONE, day=gone)

    def _read_post(self, read: RowRead) -> None:
        line = read.line
        if not line.unit or not line.post or line.from_on is None:
            return
        unit = self._unit(read, "unit", line.unit)
        post = self._post(read, unit) if unit is not None else None
        if post is None or read.person is None or read.refusals:
            return
        main = True if line.kind == ROTATION else line.main is not False
        read.tenure = NewTenure(
            read.person.person_id, post, line.rank, main, line.from_on, line.to_on,
            line.document_no, line.document_on,
        )  # fmt: skip
        if line.kind == ROTATION:
            read.placement = NewPlacement(
                ROTATION, read.person.person_id, line.from_on, None, running=False,
                document_no=line.document_no, document_on=line.document_on, note=line.note,
                to_post=post, rank=line.rank,
            )  # fmt: skip

    def _unit(self, read: RowRead, field: str, path: tuple[str, ...]) -> UnitAt | None:
        """The unit by its path, or the end of it; an outside one by its name."""
        found, name = self.state.units.get(path, []), " ".join(path)
        whole = [one for one in found if self.state.paths[one] == path]
        if len(whole or found) == 1:
            return UnitAt((whole or found)[0], "")
        if found:
            paths = "; ".join(self.state.unit_name(one) for one in found)
            read.refuse(field, HistoryProblem.UNIT_AMBIGUOUS, found=paths)
            return None
        outside = self.state.outside.get(name)
        if outside is not None:
            return UnitAt(outside, "")
        if not self.create_missing:
            read.refuse(field, HistoryProblem.UNIT_UNKNOWN)
            return None
        read.note(HistoryNote.UNIT_OPENED, name)
        return UnitAt(None, name)

    def _post(self, read: RowRead, unit: UnitAt) -> PostAt | None:
        line = read.line
        known = self.state.posts.get((unit.unit_id, line.post), []) if unit.unit_id else []
        if known:
            return self._known_post(read, unit, known)
        if not self.create_missing:
            read.refuse("post", HistoryProblem.POST_UNKNOWN, found=" / ".join(line.unit))
            return None
        closed_on = self.state.closed.get(unit.unit_id) if unit.unit_id else None
        last = line.to_on or line.from_on
        if closed_on is not None and last is not None and last >= closed_on:
            read.refuse("unit", HistoryProblem.UNIT_CLOSED, day=closed_on)
            return None
        read.note(HistoryNote.POST_OPENED, f"{unit.name or ' '.join(line.unit)} {line.post}")
        strand, grass_roots = line.strand or "general", bool(line.grass_roots)
        return PostAt(unit, line.post, None, strand, grass_roots, closed_on)

    def _known_post(self, read: RowRead, unit: UnitAt, known: list[PostKnown]) -> PostAt | None:
        """One that stood to the last day; a line without a last day ends where the post does."""
        first = read.line.from_on or date.min
        last = read.line.to_on or first
        post = next((one for one in known if _stands(one, last)), None)
        if post is None:
            read.refuse("post", HistoryProblem.POST_CLOSED, day=known[0].closed_on)
            return None
        return PostAt(unit, post.title, post.post_id)

    def _read_secondment(self, read: RowRead) -> None:
        line = read.line
        if not line.counterpart or line.from_on is None or line.to_on is None:
            return
        path = tuple(one.strip() for one in line.counterpart.replace("／", "/").split("/"))
        host = self._unit(read, "counterpart", path)
        if host is None or read.person is None or read.refusals:
            return
        read.placement = self._placement(read, read.person, host=host, host_post=line.post)

    def _read_mentorship(self, read: RowRead) -> None:
        line = read.line
        if not line.counterpart or line.from_on is None or line.to_on is None:
            return
        mentor = self.state.people.get(line.counterpart)
        if mentor is None:
            read.refuse("counterpart", HistoryProblem.MENTOR_UNKNOWN)
        elif read.person is not None and mentor.person_id == read.person.person_id:
            read.refuse("counterpart", HistoryProblem.MENTOR_SELF)
        elif read.person is not None and not read.refusals:
            read.placement = self._placement(read, read.person, mentor_id=mentor.person_id)

    def _placement(self, read: RowRead, person: PersonKnown, **values: Any) -> NewPlacement:
        line = read.line
        running = line.to_on is not None and line.to_on >= self.today
        if running:
            read.note(HistoryNote.STILL_RUNNING)
        return NewPlacement(
            line.kind, person.person_id, line.from_on or date.min, line.to_on, running=running,
            document_no=line.document_no, document_on=line.document_on, note=line.note,
            grass_roots=bool(line.grass_roots), **values,
        )  # fmt: skip


def _stands(post: PostKnown, day: date) -> bool:
    return post.closed_on is None or post.closed_on > day


def last_possible(read: RowRead, state: HistoryState) -> date | None:
    """The last day that a line of the row can have: the person and the post still there."""
    ends = [read.person.left_on] if read.person is not None else []
    if read.tenure is not None:
        post = read.tenure.post
        known = state.posts_by_id[post.post_id] if post.post_id is not None else post
        ends.append(known.closed_on)
    days = [one for one in ends if one is not None]
    return min(days) - A_DAY if days else None
