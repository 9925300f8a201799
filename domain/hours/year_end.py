"""The year-end table of a branch: everybody who was in it on a day of the year, for signature."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.access import Reach
from domain.hours.figures import Figure, figures, year_end
from domain.hours.lists import Totals
from domain.name_order import place_key
from models import Branch, BranchMembership, ExemptPeriod, Person, db

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Member:
    """One row: the figure of the person's whole year, and what is to be remarked.

    ``from_on`` and ``to_on`` are the first and last day in the branch, where these lie inside
    the year; ``exempt`` are the exempt days, without a kind, which is HR's to know.
    """

    staff_no: str
    name: str
    figure: Figure
    from_on: date | None
    to_on: date | None
    exempt: Sequence[Span]


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The table. ``as_of`` is the last day of the year, or today while it runs."""

    branch: Branch
    year: int
    as_of: date
    members: list[Member]

    @property
    def running(self) -> bool:
        return self.as_of < date(self.year, 12, 31)

    @property
    def had(self) -> Mapping[str, int]:
        """What all members had in each part, in hundredths."""
        sums: dict[str, int] = defaultdict(int)
        for member in self.members:
            for part, hundredths in member.figure.had.items():
                sums[part] += hundredths
        return sums

    @property
    def parts(self) -> list[str]:
        """The parts that the rules of the year know, and those that somebody has besides."""
        known = [part for one in self.members[:1] for part in one.figure.pack.parts]
        return [*known, *sorted(set(self.had) - set(known))]

    @property
    def sums(self) -> Totals:
        shown = [member.figure for member in self.members]
        return Totals(
            len(shown), sum(one.met for one in shown), sum(one.total for one in shown),
            sum(one.requirement.total for one in shown),
            sum(one.owed for one in shown), 0,
            sum(one.in_grace for one in shown),
        )  # fmt: skip


def branches_within(covered: Reach) -> list[Branch]:
    """The branches whose tables the reach covers, by name: open ones first. One query."""
    which = sa.true() if covered.everyone else Branch.id.in_(covered.branch_ids)
    found = db.session.scalars(sa.select(Branch).where(which))
    return sorted(found, key=lambda one: (one.closed_on is not None, place_key(one.name)))


def year_end_table(branch: Branch, year: int, *, today: date) -> YearEnd:
    """The table of the branch for a year that has begun. Four queries.

    Who moved to another branch in the year stands in the tables of both, with the same figure.

    Raises:
        domain.hours.packs.NoPackInForce: the year has no rules.
    """
    as_of = year_end(year, today)
    found = _memberships(branch.id, date(year, 1, 1), as_of)
    shown = figures(list(found), year, today=today)
    exempt = _exempt(list(found), year)
    members = []
    for person_id, lines in found.items():
        first, last = lines[0], lines[-1]
        members.append(
            Member(
                first.staff_no, first.name, shown[person_id],
                first.from_on if first.from_on > date(year, 1, 1) else None,
                last.to_on if last.to_on and last.to_on < date(year, 12, 31) else None,
                exempt.get(person_id, ()),
            )
        )  # fmt: skip
    return YearEnd(branch, year, as_of, members)


@dataclass(frozen=True, slots=True)
class _Line:
    person_id: int
    staff_no: str
    name: str
    from_on: date
    to_on: date | None


def _memberships(branch_id: int, first: date, last: date) -> dict[int, list[_Line]]:
    """The standing lines of the branch between the days, by person in the order of names."""
    rows = db.session.execute(
        sa.select(
            Person.id, Person.staff_no, Person.name, BranchMembership.from_on,
            BranchMembership.to_on,
        )
        .join(Person, Person.id == BranchMembership.person_id)
        .where(
            BranchMembership.branch_id == branch_id, BranchMembership.superseded_at.is_(None),
            BranchMembership.from_on <= last, Person.merged_into_id.is_(None),
            sa.or_(BranchMembership.to_on.is_(None), BranchMembership.to_on >= first),
        )
        .order_by(Person.search_key, Person.staff_no, BranchMembership.from_on)
    )  # fmt: skip
    found: dict[int, list[_Line]] = defaultdict(list)
    for row in rows:
        found[row.id].append(_Line(*row))
    return dict(found)


def _exempt(person_ids: list[int], year: int) -> dict[int, list[Span]]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = db.session.execute(
        sa.select(ExemptPeriod.person_id, ExemptPeriod.from_on, ExemptPeriod.to_on)
        .where(
            ExemptPeriod.person_id.in_(person_ids), ExemptPeriod.superseded_at.is_(None),
            ExemptPeriod.from_on <= last, ExemptPeriod.to_on >= first,
        )
        .order_by(ExemptPeriod.from_on)
    )  # fmt: skip
    found: dict[int, list[Span]] = defaultdict(list)
    for person_id, from_on, to_on in rows:
        found[person_id].append((max(from_on, first), min(to_on, last)))
    return found
