"""The figure: hours had, asked and owed. Every page, list, export and command reads it here."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.hours.engine import Activity, credit
from domain.hours.ledger import activities_in
from domain.hours.packs import Pack, Requirement, pack_in_force, packs_of
from models import Credit, StudyEntry, db


@dataclass(frozen=True, slots=True)
class Figure:
    """A person's year against the main requirement; all amounts in hundredths of an hour."""

    person_id: int
    year: int
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
    _, pack = pack_in_force(year_end(year, today))
    rows = db.session.execute(
        sa.select(Credit.person_id, Credit.part, sa.func.sum(Credit.hundredths))
        .where(Credit.person_id.in_(person_ids), Credit.year == year)
        .group_by(Credit.person_id, Credit.part)
    )
    had: dict[int, dict[str, int]] = defaultdict(dict)
    for person_id, part, hundredths in rows:
        had[person_id][part] = int(hundredths)
    return {one: Figure(one, year, pack, had.get(one, {})) for one in person_ids}


def figure(person_id: int, year: int, *, today: date) -> Figure:
    """The one figure of a person's year; the same function as for lists."""
    return figures([person_id], year, today=today)[person_id]


def waiting_hundredths(person_id: int, year: int, *, today: date) -> int:
    """What the entries that wait would add if all were confirmed now, caps included."""
    pack_id, pack = pack_in_force(year_end(year, today))
    rows = db.session.execute(
        sa.select(StudyEntry.id, StudyEntry.kind, StudyEntry.studied_on, StudyEntry.minutes).where(
            StudyEntry.person_id == person_id, StudyEntry.state == "waiting",
            StudyEntry.studied_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
    ).all()  # fmt: skip
    if not rows:
        return 0
    confirmed = activities_in(person_id, {year}, ("confirmed",))
    packs = packs_of({one.pack_id for one in confirmed}) | {pack_id: pack}
    waiting = [Activity(*row, pack_id) for row in rows]
    with_them = sum(one.hundredths for one in credit([*confirmed, *waiting], packs))
    return with_them - sum(one.hundredths for one in credit(confirmed, packs))
