"""A file of past activities set against what is recorded: a plan. Asks no table and no clock."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from domain.known_entries import DaysTaken, Known, likeness
from domain.past_activities.columns import PastFile, activity_id_in
from domain.past_activities.plans import NewEntry, PastKind, PastPlan, PastProblem, PastRowPlan
from domain.past_activities.row import RowRead, read_row
from domain.past_activities.state import PastState

Likeness = tuple[object, ...]
MOST_NAMED = 5  # other rows in one refusal


def plan_past(
    file: PastFile, state: PastState, *, today: date, own_person_id: int | None = None
) -> PastPlan:
    """What bringing the file in would do; rows that are refused keep no other row out.

    ``own_person_id`` is who brings it in: their own entries wait for their confirmer.
    """
    read = [
        read_row(row, state, today=today, own_person_id=own_person_id) for row in file.rows
    ]  # fmt: skip
    _refuse_twins(read)
    recorded = _Recorded(state.known)
    taken = DaysTaken(state.known)
    rows = [_planned(one, recorded, taken) for one in read]
    return PastPlan(rows, file.unknown_headings)


class _Recorded:
    """The entries that count already: by activity id, and by what they say."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.by_id: dict[tuple[int, str], Known] = {}
        self._with_id: set[tuple[int, Likeness]] = set()
        self._without: dict[tuple[int, Likeness], int] = defaultdict(int)
        for one in known:
            activity_id = activity_id_in(one.document) if one.imported else ""
            if activity_id:
                self.by_id[one.person_id, activity_id] = one
                self._with_id.add((one.person_id, likeness(one)))
            else:
                self._without[one.person_id, likeness(one)] += 1

    def holds(self, entry: NewEntry) -> bool:
        """Whether an entry without an id says the same; it stands for one row of the file."""
        key = (entry.person_id, likeness(entry))
        if self._without[key] == 0:
            return False
        self._without[key] -= 1
        return True

    def holds_any(self, entry: NewEntry) -> bool:
        """Whether any entry says the same, one that came under an id among them."""
        return self.holds(entry) or (entry.person_id, likeness(entry)) in self._with_id


def _refuse_twins(rows: list[RowRead]) -> None:
    """Refuse rows of one person that share an activity id, or without one say the same.

    The file does not tell whether that is one activity or two.
    """
    alike: dict[tuple[object, ...], list[RowRead]] = defaultdict(list)
    for one in rows:
        if one.person is not None and one.line.activity_id:
            alike[one.person.person_id, one.line.activity_id].append(one)
        elif one.entry is not None:
            alike[one.entry.person_id, likeness(one.entry)].append(one)
    for twins in alike.values():
        numbers = [one.row.number for one in twins]
        for one in twins if len(twins) > 1 else ():
            others = tuple(number for number in numbers if number != one.row.number)[:MOST_NAMED]
            if one.line.activity_id:
                one.refuse("activity_id", PastProblem.ID_TWICE, other_rows=others)
            else:
                one.refuse("starts_on", PastProblem.TWIN_ROW, other_rows=others)


def _planned(read: RowRead, recorded: _Recorded, taken: DaysTaken) -> PastRowPlan:
    entry = read.entry if not read.refusals else None
    unchanged = entry is not None and _is_recorded(read, entry, recorded)
    if entry is not None and not unchanged and not read.refusals:
        full = taken.too_full(entry.person_id, entry)
        if full is not None:
            read.refuse("starts_on", PastProblem.DAY_FULL, day=full[0], limit=full[1])
        else:
            taken.add(entry.person_id, entry)
    kind = PastKind.UNCHANGED if unchanged else PastKind.READY
    if read.refusals:
        kind = PastKind.REFUSED
    person = read.person
    return PastRowPlan(
        read.row.number, read.line.staff_no, person.name if person is not None else "", kind,
        tuple(read.refusals), entry if kind is PastKind.READY else None,
    )  # fmt: skip


def _is_recorded(read: RowRead, entry: NewEntry, recorded: _Recorded) -> bool:
    """Whether the activity came in before; one that came in otherwise refuses the row."""
    activity_id = read.line.activity_id
    if not activity_id:
        return recorded.holds_any(entry)
    before = recorded.by_id.get((entry.person_id, activity_id))
    if before is None:
        return recorded.holds(entry)
    if likeness(before) != likeness(entry):
        read.refuse("activity_id", PastProblem.RECORDED_OTHERWISE, day=before.studied_on)
    return True
