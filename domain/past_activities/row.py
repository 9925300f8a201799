"""One row of a file of past activities: the entry it would become, or why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.cells import Refusal, folded, zeroless
from domain.hours.engine import worth
from domain.hours.ledger import activity_of
from domain.hours.pack_format import (
    ACTIVITY,
    COUNT,
    DAYS,
    HALF_DAYS,
    LEVEL,
    MINUTES,
    SESSIONS,
    Kind,
    Pack,
    Words,
)
from domain.past_activities.columns import PastLine, PastRow, document_kept
from domain.past_activities.plans import NewEntry, PastProblem
from domain.past_activities.state import PastState, ids_by_word
from domain.people.numbers import PersonKnown

EVERY_AMOUNT = ("minutes", "days", "half_days", "count", "sessions", "level")
NEEDED: dict[str, tuple[str, ...]] = {  # one of these; an empty count or number is 1
    MINUTES: ("minutes",), DAYS: ("days", "half_days"), HALF_DAYS: ("half_days",),
    LEVEL: ("level",), COUNT: (), SESSIONS: (), ACTIVITY: (),
}  # fmt: skip
TAKEN = NEEDED | {
    LEVEL: ("level", "count"), COUNT: ("count",), SESSIONS: ("sessions",),
    ACTIVITY: EVERY_AMOUNT[:-1],
}  # fmt: skip
NUMBERED = {LEVEL: "count", COUNT: "count", ACTIVITY: "count", SESSIONS: "sessions"}


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
    claimed = _Claimed(
        level=_check_amounts(read, kind, (last - first).days + 1), part=_part_of(read, pack),
        tags=_tags_of(read, pack), rank_group=_groups_of(read, pack),
    )  # fmt: skip
    if not read.refusals and read.person is not None:
        read.entry = _entry(read, read.person, kind, claimed, pack_id=pack_id, own=own)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """What a row names by a word of the rules, by its ids."""

    level: str
    part: str
    tags: str
    rank_group: str


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
    said = any(getattr(read.line, name) for name in needed)
    if needed and not said and refused.isdisjoint(needed):
        read.refuse(needed[0], PastProblem.AMOUNT_MISSING)
    number = NUMBERED.get(kind.asks)
    if number is not None and getattr(read.line, number) == 0:
        read.refuse(number, PastProblem.AMOUNT_MISSING)
    if kind.asks == LEVEL:
        return _level_of(read, kind)
    _check_fits(read, kind, days)
    return ""


def _level_of(read: RowRead, kind: Kind) -> str:
    level = ids_by_word(kind.levels).get(folded(read.line.level), "")
    if read.line.level and not level:
        read.refuse("level", PastProblem.LEVEL_UNKNOWN, found=_listed(kind.levels))
    return level


def _check_fits(read: RowRead, kind: Kind, days: int) -> None:
    """Two half days make a day; a span that ends before it begins was refused for that."""
    halves = 2 * (read.line.days or 0) + (read.line.half_days or 0)
    if kind.asks in {DAYS, HALF_DAYS} and halves > 2 * days > 0:
        field = "days" if kind.asks == DAYS else "half_days"
        read.refuse(field, PastProblem.MORE_THAN_ITS_DAYS, limit=days)


def _part_of(read: RowRead, pack: Pack) -> str:
    part = ids_by_word(pack.parts).get(folded(read.line.part), "")
    if read.line.part and not part:
        read.refuse("part", PastProblem.PART_UNKNOWN, found=_listed(pack.parts))
    return part


def _tags_of(read: RowRead, pack: Pack) -> str:
    known = ids_by_word(pack.tags)
    tags = {known.get(folded(one), "") for one in read.line.tags}
    if "" in tags:
        read.refuse("tags", PastProblem.TAG_UNKNOWN, found=_listed(pack.tags))
    return ";".join(sorted(tags))


def _groups_of(read: RowRead, pack: Pack) -> str:
    """Groups by their ids; whatever else stands there is a rank as the roster writes it."""
    known = ids_by_word({one.id: one.words for one in pack.groups.values()})
    return ";".join(known.get(folded(one), one) for one in read.line.rank_group)


def _entry(
    read: RowRead, person: PersonKnown, kind: Kind, claimed: _Claimed, *, pack_id: int,
    own: int | None,
) -> NewEntry:  # fmt: skip
    line = read.line
    first = line.starts_on or date.min
    number = NUMBERED.get(kind.asks)
    numbers = {"count": line.count or 0, "sessions": line.sessions or 0}
    if number is not None:
        numbers[number] = numbers[number] or 1
    entry = NewEntry(
        person_id=person.person_id, kind=kind.id, studied_on=first,
        ends_on=line.ends_on if line.ends_on != first else None, minutes=line.minutes or 0,
        days=line.days or 0, half_days=line.half_days or 0, level=claimed.level, **numbers,
        part=claimed.part, tags=claimed.tags, online=line.online,
        leave_hundredths=line.leave_hundredths or 0, rank_group=claimed.rank_group,
        topic=line.note, document=document_kept(line.document, line.activity_id),
        pack_id=pack_id, credit=0, own=person.person_id == own,
    )  # fmt: skip
    activity = activity_of(entry, pack_id, entry_id=0)
    return replace(entry, credit=worth(kind, activity) or 0)


def _listed(words: Mapping[str, Words]) -> str:
    """What may be written, in Chinese and as the rules call it."""
    return "; ".join(f"{one['zh']} {name}" for name, one in words.items())
