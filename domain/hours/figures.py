"""The figure: hours had, asked and owed. Every page, list, export and command reads it here."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa

from domain.hours.engine import Activity, credit
from domain.hours.ledger import Countable, activities_in, activity_of
from domain.hours.pack_format import BY_MONTH
from domain.hours.packs import Pack, Requirement, pack_in_force, packs_of
from domain.hours.part_years import exempt_months, reduced
from models import CreditMonth, ExemptPeriod, db


@dataclass(frozen=True, slots=True)
class Figure:
    """A person's year against the main requirement; all amounts in hundredths of an hour.

    ``requirement`` is what is asked of this person: where the pack says so, ``exempt_months``
    months have been taken off.
    """

    person_id: int
    year: int
    pack_id: int
    pack: Pack
    had: Mapping[str, int]
    requirement: Requirement
    exempt_months: int = 0

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
    asked = {
        "people": next(iter(person_ids)) if of_one else list(person_ids), "year": year,
        "first": date(year, 1, 1), "last": date(year, 12, 31),
    }  # fmt: skip
    rows = db.session.connection().execute(_OF_ONE if of_one else _OF_MANY, asked)
    had: dict[int, dict[str, int]] = defaultdict(dict)
    exempt: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for person_id, part, hundredths, from_on, to_on in rows:
        if from_on is None:
            had[person_id][part] = int(hundredths)
        else:
            exempt[person_id].append((from_on, to_on))
    return {
        one: figure_from(one, year, (pack_id, pack), had.get(one, {}), exempt.get(one, ()))
        for one in person_ids
    }


def figure_from(
    person_id: int, year: int, in_force: tuple[int, Pack], had: Mapping[str, int],
    exempt: Collection[tuple[date, date]],
) -> Figure:  # fmt: skip
    """The figure of what was had, under the pack in force and with the exempt days. No query."""
    pack_id, pack = in_force
    by_month = pack.part_year == BY_MONTH
    months = exempt_months(exempt, year) if exempt and by_month else 0
    asked = reduced(pack.main_requirement, months)
    return Figure(person_id, year, pack_id, pack, had, asked, months)


def _of(people: sa.ColumnElement[bool], exempt: sa.ColumnElement[bool]) -> sa.CompoundSelect[Any]:
    """The sums by part from the monthly sums, and the exempt days beside them.

    The monthly sums move with every line, so that they say what the lines say, in a tenth of
    the rows. Built once: one person's is asked for on every page.
    """
    nothing = sa.cast(sa.null(), sa.Date)
    return sa.union_all(
        sa.select(
            CreditMonth.person_id, CreditMonth.part, sa.func.sum(CreditMonth.hundredths),
            nothing, nothing,
        )
        .where(CreditMonth.year == sa.bindparam("year"), people)
        .group_by(CreditMonth.person_id, CreditMonth.part),
        sa.select(
            ExemptPeriod.person_id, sa.literal(""), sa.literal(0), ExemptPeriod.from_on,
            ExemptPeriod.to_on,
        ).where(
            ExemptPeriod.superseded_at.is_(None), ExemptPeriod.from_on <= sa.bindparam("last"),
            ExemptPeriod.to_on >= sa.bindparam("first"), exempt,
        ),
    )  # fmt: skip


_ONE: sa.BindParameter[int] = sa.bindparam("people")
_MANY: sa.BindParameter[list[int]] = sa.bindparam("people", expanding=True)
_OF_ONE = _of(CreditMonth.person_id == _ONE, ExemptPeriod.person_id == _ONE)
_OF_MANY = _of(CreditMonth.person_id.in_(_MANY), ExemptPeriod.person_id.in_(_MANY))


def figure(person_id: int, year: int, *, today: date) -> Figure:
    """The one figure of a person's year; the same function as for lists."""
    return figures([person_id], year, today=today)[person_id]


class Waiting(Countable, Protocol):
    """An entry that waits: a row of the table, or what a list keeps of it."""

    @property
    def id(self) -> int: ...


def waiting_hundredths(figure: Figure, waiting: Sequence[Waiting]) -> int:
    """What these entries would add to the figure if all were confirmed now, caps included.

    At most two queries, and none when nothing waits in the figure's year.
    """
    imagined = [activity_of(one, figure.pack_id, entry_id=one.id) for one in waiting]
    imagined = [one for one in imagined if figure.year in one.years]
    if not imagined:
        return 0
    kinds = tuple(sorted({one.kind for one in imagined}))  # a cap is of one kind: others keep out
    confirmed = activities_in(figure.person_id, {figure.year}, ("confirmed",), kinds)
    packs = packs_of({one.pack_id for one in confirmed} - {figure.pack_id})
    packs[figure.pack_id] = figure.pack
    with_them = _credited_in(figure.year, [*confirmed, *imagined], packs)
    return with_them - _credited_in(figure.year, confirmed, packs)


def _credited_in(year: int, activities: list[Activity], packs: Mapping[int, Pack]) -> int:
    return sum(one.hundredths for one in credit(activities, packs) if one.year == year)
