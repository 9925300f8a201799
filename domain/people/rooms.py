"""Which days of a merged record's lines the kept record leaves room for."""

from collections.abc import Iterable
from datetime import date, datetime

from domain.people.spans import A_DAY, COLUMNS, Line, add_line, exclude, meet, standing
from models import BranchMembership, Person, Tenure, db

Days = tuple[date, date | None]  # both included; no last day is until further notice


def lines_of(person: Person) -> list[Line]:
    """The person's branch memberships and tenures that stand. Two queries."""
    return [*standing(BranchMembership, person.id), *standing(Tenure, person.id)]


def rooms(kept: Person, merged: Person) -> list[tuple[Line, list[Days]]]:
    """The lines of ``merged`` that cannot stand as they are, each with the days it can keep."""
    others = lines_of(kept)
    found = []
    for line in lines_of(merged):
        taken = [
            (other.from_on, other.to_on)
            for other in others
            if type(line) is type(other) and exclude(line, other) and meet(line, other)
        ]
        if kept.left_on is not None and (line.to_on is None or line.to_on >= kept.left_on):
            taken.append((kept.left_on, None))
        if taken:
            found.append((line, _without((line.from_on, line.to_on), taken)))
    return found


def make_room(kept: Person, merged: Person, now: datetime) -> tuple[list[Line], list[Line]]:
    """Supersede those lines; what was superseded, and the new lines of the days that stay."""
    found = rooms(kept, merged)
    for line, _ in found:
        line.superseded_at = now
    db.session.flush()
    parts: list[Line] = []
    for line, days in found:
        values = {name: getattr(line, name) for name in COLUMNS[type(line)]}
        for from_on, to_on in days:
            part = type(line)(
                person_id=merged.id, recorded_at=now, recorded_by_id=line.recorded_by_id,
                **values | {"from_on": from_on, "to_on": to_on},
            )  # fmt: skip
            add_line(part)  # type: ignore[type-var]
            parts.append(part)
    return [line for line, _ in found], parts


def _without(days: Days, taken: Iterable[Days]) -> list[Days]:
    """The days without those that are taken, as spans, the earliest first."""
    start: date | None = days[0]
    last = days[1]
    free: list[Days] = []
    for from_on, to_on in sorted(taken, key=lambda one: one[0]):
        if start is None:
            break
        if from_on > start:
            free.append((start, from_on - A_DAY))
        start = max(start, to_on + A_DAY) if to_on is not None else None
    if start is not None and (last is None or start <= last):
        free.append((start, last))
    return free
