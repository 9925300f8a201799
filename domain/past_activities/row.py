"""One row of a file of past activities: the entry it would become, or why it is refused."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.cells import Refusal, folded, zeroless
from domain.hours.engine import Activity, worth
from domain.hours.pack_format import DAYS, LEVEL, MINUTES, Kind, Pack, Words
from domain.past_activities.columns import PastLine, PastRow, document_kept
from domain.past_activities.plans import NewEntry, PastProblem
from domain.past_activities.state import PastState, PersonKnown, ids_by_word

NEEDED = {MINUTES: ("minutes",), DAYS: ("days", "half_days"), LEVEL: ("level",)}
TAKEN = NEEDED | {LEVEL: ("level", "count")}
EVERY_AMOUNT = ("minutes", "days", "half_days", "count", "level")


class RowRead:
    """A row on its way to a plan; ``entry`` is there when nothing was refused."""

    def __init__(self, row: PastRow, state: PastState) -> None:
        self.row = row
        self.refusals: list[Refusal] = list(row.refusals)
        self.person: PersonKnown | None = state.people.get(row.line.staff_no)
        self.entry: NewEntry | None = None

    @property
    def line(self) -> PastLine:
        return self.row.line

    def refuse(self, name: str, reason: PastProblem, **details: Any) -> None:
        value = self.row.written.get(name, "")
        self.refusals.append(Refusal(name, value, reason, **details))


def read_row(row: PastRow, state: PastState, *, today: date, own_person_id: int | None) -> RowRead:
    """What the row says on its own; it is not set against other rows or entries yet."""
    read = RowRead(row, state)
    if read.person is None and row.line.staff_no:
        _refuse_unknown(read, state)
    if row.line.starts_on is not None:
        _read_activity(read, state, row.line.starts_on, today=today, own=own_person_id)
    return read


def _refuse_unknown(read: RowRead, state: PastState) -> None:
    alike = state.alike.get(zeroless(read.line.staff_no))
    if alike is not None:
        read.refuse("staff_no", PastProblem.STAFF_NO_ALIKE, found=alike)
    else:
        read.refuse("staff_no", PastProblem.STAFF_NO_UNKNOWN)


def _read_activity(
    read: RowRead, state: PastState, first: date, *, today: date, own: int | None
) -> None:
    last = read.line.ends_on or first
    _check_days(read, state, first, last, today)
    found = state.packs.get(first)
    if found is None:
        read.refuse("starts_on", PastProblem.NO_RULES)
        return
    pack_id, pack = found
    kind = pack.kinds.get(state.kind_ids[pack_id].get(folded(read.line.kind), ""))
    if kind is None:
        _refuse_kind(read, pack)
        return
    level = _check_amounts(read, kind, (last - first).days + 1)
    if not read.refusals and read.person is not None:
        read.entry = _entry(read, read.person, kind, level, pack_id=pack_id, own=own)


def _check_days(read: RowRead, state: PastState, first: date, last: date, today: date) -> None:
    if last < first:
        read.refuse("ends_on", PastProblem.ENDS_BEFORE)
    elif last > today:
        read.refuse(
            "ends_on" if first <= today else "starts_on", PastProblem.DAY_TO_COME, day=today
        )
    closed = state.closed_years.intersection(range(first.year, last.year + 1))
    if closed:
        read.refuse("starts_on", PastProblem.YEAR_CLOSED, found=str(min(closed)))


def _refuse_kind(read: RowRead, pack: Pack) -> None:
    if read.line.kind:
        read.refuse(
            "kind",
            PastProblem.KIND_UNKNOWN,
            found=_listed({one.id: one.words for one in pack.kinds.values()}),
        )


def _check_amounts(read: RowRead, kind: Kind, days: int) -> str:
    """Refuse amounts that the kind does not count by, or that do not fit; the level's id."""
    for name in EVERY_AMOUNT:
        if name not in TAKEN[kind.asks] and getattr(read.line, name):
            read.refuse(name, PastProblem.AMOUNT_ELSEWHERE, found=kind.asks)
    needed = NEEDED[kind.asks]
    refused = {one.field for one in read.refusals}
    if not any(getattr(read.line, name) for name in needed) and refused.isdisjoint(needed):
        read.refuse(needed[0], PastProblem.AMOUNT_MISSING)
    if kind.asks == LEVEL:
        return _level_of(read, kind)
    _check_fits(read, kind, days)
    return ""


def _level_of(read: RowRead, kind: Kind) -> str:
    if read.line.count == 0:
        read.refuse("count", PastProblem.AMOUNT_MISSING)
    level = ids_by_word(kind.levels).get(folded(read.line.level), "")
    if read.line.level and not level:
        read.refuse("level", PastProblem.LEVEL_UNKNOWN, found=_listed(kind.levels))
    return level


def _check_fits(read: RowRead, kind: Kind, days: int) -> None:
    """Two half days make a day; a span that ends before it begins was refused for that."""
    halves = 2 * (read.line.days or 0) + (read.line.half_days or 0)
    if kind.asks == DAYS and halves > 2 * days > 0:
        read.refuse("days", PastProblem.MORE_THAN_ITS_DAYS, limit=days)


def _entry(
    read: RowRead, person: PersonKnown, kind: Kind, level: str, *, pack_id: int, own: int | None
) -> NewEntry:
    line = read.line
    first = line.starts_on or date.min
    count = (line.count or 1) if kind.asks == LEVEL else 0
    amounts = (line.minutes or 0, line.days or 0, line.half_days or 0, count)
    ends_on = line.ends_on if line.ends_on != first else None
    activity = Activity(0, kind.id, first, amounts[0], pack_id, ends_on, *amounts[1:], level)
    return NewEntry(
        person.person_id, kind.id, first, ends_on, *amounts, level, line.note,
        document_kept(line.document, line.activity_id), pack_id, worth(kind, activity) or 0,
        own=person.person_id == own,
    )  # fmt: skip


def _listed(words: Mapping[str, Words]) -> str:
    """What may be written, in Chinese and as the rules call it."""
    return "; ".join(f"{one['zh']} {name}" for name, one in words.items())
