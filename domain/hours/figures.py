"""The figure: hours had, asked and owed. Every page, list, export and command reads it here."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import sqlalchemy as sa

from domain.hours.engine import Activity, credit
from domain.hours.ledger import activities_in
from domain.hours.packs import Pack, Requirement, pack_in_force, packs_of
from models import Credit, db


@dataclass(frozen=True, slots=True)
class Figure:
    """A person's year against the main requirement; all amounts in hundredths of an hour."""

    person_id: int
    year: int
    pack_id: int
    pack: Pack
    had: Mapping[str, int]

    @property
    def requirement(self) -> Requirement:
        return self.pack.main_requirement

    @property
    def total(self) -> int:
        """The sum of every line of the year."""
        return sum(self.had.values())

    @property
    def shortfalls(self) -> dict[str, int]:
        """What each part lacks; parts without a minimum are left out."""
        asked = self.requirement.parts
        return {part: max(0, least - self.had.get(part, 0)) for part, least in asked.items()}

    @property
    def owed(self) -> int:
        """The larger of the total's shortfall and the sum of the parts' shortfalls."""
        return max(0, self.requirement.total - self.total, sum(self.shortfalls.values()))

    @property
    def share(self) -> float:
        """The ring: (required - owed) / required, in per cent."""
        required = self.requirement.total
        return 100.0 if required == 0 else 100 * (required - min(self.owed, required)) / required

    @property
    def met(self) -> bool:
        return self.owed == 0


def year_end(year: int, today: date) -> date:
    """The day whose pack a year is judged by: its last, or today while it runs."""
    return min(date(year, 12, 31), max(today, date(year, 1, 1)))


def figures(person_ids: Collection[int], year: int, *, today: date) -> dict[int, Figure]:
    """The figure of each person for the year. Two queries, however many people.

    Raises:
        domain.hours.packs.NoPackInForce: the year has no rules.
    """
    pack_id, pack = pack_in_force(year_end(year, today))
    of_one = len(person_ids) == 1
    asked = {"people": next(iter(person_ids)) if of_one else list(person_ids), "year": year}
    rows = db.session.connection().execute(_SUMS_OF_ONE if of_one else _SUMS_OF_MANY, asked)
    had: dict[int, dict[str, int]] = defaultdict(dict)
    for person_id, part, hundredths in rows:
        had[person_id][part] = int(hundredths)
    return {one: Figure(one, year, pack_id, pack, had.get(one, {})) for one in person_ids}


_SUMS = (
    sa.select(Credit.person_id, Credit.part, sa.func.sum(Credit.hundredths))
    .where(Credit.year == sa.bindparam("year"))
    .group_by(Credit.person_id, Credit.part)
)  # one person's is asked for on every page, and a list to compare with costs twice as much
_SUMS_OF_ONE = _SUMS.where(Credit.person_id == sa.bindparam("people"))
_SUMS_OF_MANY = _SUMS.where(Credit.person_id.in_(sa.bindparam("people", expanding=True)))


def figure(person_id: int, year: int, *, today: date) -> Figure:
    """The one figure of a person's year; the same function as for lists."""
    return figures([person_id], year, today=today)[person_id]


class Countable(Protocol):
    """What an entry must tell to be counted: a row of the table, or what a list keeps of it."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def studied_on(self) -> date: ...
    @property
    def minutes(self) -> int: ...


def waiting_hundredths(figure: Figure, waiting: Sequence[Countable]) -> int:
    """What these entries would add to the figure if all were confirmed now, caps included.

    At most two queries, and none when nothing waits in the figure's year.
    """
    of_year = [one for one in waiting if one.studied_on.year == figure.year]
    if not of_year:
        return 0
    kinds = tuple(sorted({one.kind for one in of_year}))  # a cap is of one kind: others keep out
    confirmed = activities_in(figure.person_id, {figure.year}, ("confirmed",), kinds)
    packs = packs_of({one.pack_id for one in confirmed} - {figure.pack_id})
    packs[figure.pack_id] = figure.pack
    imagined = [
        Activity(one.id, one.kind, one.studied_on, one.minutes, figure.pack_id) for one in of_year
    ]
    with_them = sum(one.hundredths for one in credit([*confirmed, *imagined], packs))
    return with_them - sum(one.hundredths for one in credit(confirmed, packs))
