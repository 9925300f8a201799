"""Names and places of units, branches and posts as they were on a day, and as that was known.

Units, branches and posts change in place; every change is a row with its day, before and after.
A value on a day is what the last change up to that day left, and before the first change what
that one found. A change that was recorded only later is left out where the question is what was
known then, so that an answer about the past stays the same for ever.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from models import OrganisationChange, Unit, db

UNIT, BRANCH, POST = "unit", "branch", "post"
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    on: date
    recorded_at: datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PastTree:
    """What is known of changes, and the units as they stand now. No query of its own."""

    changes: Mapping[Key, list[Change]]
    units: Mapping[int, tuple[int | None, str]]  # parent, name
    known_before: datetime | None = None
    _paths: dict[tuple[int, date], tuple[str, ...]] = field(default_factory=dict)

    def value(self, noun: str, row_id: int, column: str, now: Any, day: date) -> Any:
        """The column of a record on the day; ``now`` is what it holds at present."""
        found = [one for one in self.changes.get((noun, row_id), ()) if _names(one, column)]
        if not found:
            return now
        upto = [one for one in found if self._holds(one, day) and column in one.after]
        if upto:
            return upto[-1].after[column]
        first = found[0]
        return first.before[column] if column in first.before else first.after[column]

    def cut(self, key: Key, from_on: date, to_on: date | None) -> list[tuple[date, date | None]]:
        """The days, both included, cut into spans through which the record was not changed."""
        cuts = sorted(
            {one.on for one in self.changes.get(key, ())
             if from_on < one.on <= (to_on or date.max) and self._holds(one, one.on)}
        )  # fmt: skip
        ends: list[date | None] = [day - timedelta(days=1) for day in cuts]
        return list(zip([from_on, *cuts], [*ends, to_on], strict=True))

    def _holds(self, change: Change, day: date) -> bool:
        known = self.known_before is None or change.recorded_at < self.known_before
        return known and change.on <= day

    def path(self, unit_id: int, day: date) -> tuple[str, ...]:
        """The names from the top down to the unit on the day."""
        known = self._paths.get((unit_id, day))
        if known is None:
            known = self._paths[unit_id, day] = self._path(unit_id, day)
        return known

    def _path(self, unit_id: int, day: date) -> tuple[str, ...]:
        names: list[str] = []
        seen: set[int] = set()
        at: int | None = unit_id
        while at is not None and at in self.units and at not in seen:
            seen.add(at)
            parent_id, name = self.units[at]
            names.append(self.value(UNIT, at, "name", name, day))
            at = self.value(UNIT, at, "parent_id", parent_id, day)
        return tuple(reversed(names))


def past_tree(
    *, posts: Collection[int] = (), branches: Collection[int] = (), known_before: datetime | None
) -> PastTree:
    """The changes of all units and of these posts and branches. One query.

    ``known_before``: by what was recorded before that instant alone; ``None`` for everything.
    """
    about = sa.or_(
        OrganisationChange.noun == UNIT,
        sa.and_(OrganisationChange.noun == POST, OrganisationChange.noun_id.in_(posts)),
        sa.and_(OrganisationChange.noun == BRANCH, OrganisationChange.noun_id.in_(branches)),
    )
    changed = sa.select(
        OrganisationChange.on, OrganisationChange.id, OrganisationChange.noun,
        OrganisationChange.noun_id, OrganisationChange.recorded_at, OrganisationChange.before,
        OrganisationChange.after, sa.null().label("parent_id"),
    ).where(about)  # fmt: skip
    none = sa.null()
    stand = sa.select(none, none, none, Unit.id, none, none, Unit.name, Unit.parent_id)
    rows = db.session.execute(changed.union_all(stand).order_by("on", "id"))
    changes: dict[Key, list[Change]] = defaultdict(list)
    units: dict[int, tuple[int | None, str]] = {}
    for on, _number, noun, row_id, at, before, after, parent_id in rows:
        if noun is None:
            units[row_id] = (parent_id, after)
        else:
            changes[noun, row_id].append(Change(on, at, json.loads(before), json.loads(after)))
    return PastTree(changes, units, known_before)


def _names(change: Change, column: str) -> bool:
    return column in change.before or column in change.after
