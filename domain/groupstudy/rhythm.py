"""The rhythm board: branch by month what was held, who was there, and what is missing.

A gathering counts for a branch when it is closed and the branch holds it, or somebody of the
branch was there who was invited with it: with the branch, or with a unit. The branch of each is
that of the day, as the list of the gathering kept it, so whoever moves later changes nothing.
Nothing is missing from before the branch began here: with its first gathering, or with the first
period in which it was told what is asked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor, reach, units_below
from domain.confirmers import Chain, chain_on
from domain.groupstudy.attendance import was_asked, was_there
from domain.groupstudy.demands import MONTHS, Demand, demands_of
from domain.groupstudy.holding import CLOSED
from domain.groupstudy.reach import HOLD
from domain.groupstudy.rule_keeping import versions
from domain.name_order import place_key
from models import Attendance, Branch, GroupStudy, GroupStudyInvitation, RhythmDuty, db


@dataclass(frozen=True, slots=True)
class Held:
    """A gathering as it counts for one branch; ``expected``: its people without those on leave."""

    branch_id: int
    kind: str
    on: date
    there: int
    expected: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of a branch. ``stands``: the branch was there in it; ``missing``: what ended in it
    and was not kept; ``due``: what ends in it and may be kept still.
    """

    month: int
    stands: bool
    kinds: Mapping[str, int] = field(default_factory=dict)  # how many of each were held
    there: int = 0
    expected: int = 0
    missing: tuple[Demand, ...] = ()
    due: tuple[Demand, ...] = ()
    kept: int = 0  # how many demands that end in it were kept

    @property
    def held(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class BranchYear:
    """A branch's line of the board. ``closed_on``: the first day without it, where it is closed;
    ``merged_into``: the name of the branch that it became part of; ``unowed``: nobody is there
    today to owe what is due, neither a secretary nor a leader of its unit.
    """

    branch_id: int
    name: str
    closed_on: date | None
    merged_into: str
    cells: tuple[Cell, ...]
    own: bool = False
    unowed: bool = False

    @property
    def held(self) -> int:
        return sum(one.held for one in self.cells)

    @property
    def there(self) -> int:
        return sum(one.there for one in self.cells)

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.cells)

    @property
    def missing(self) -> int:
        return sum(len(one.missing) for one in self.cells)

    @property
    def is_due(self) -> bool:
        return any(one.due for one in self.cells)


def rhythm_board(year: int, visitor: Visitor, *, today: date) -> list[BranchYear]:
    """Every branch that stood in the year, in the order of names; the visitor's own first: those
    they are in, or hold gatherings for. At most five queries, however many branches.
    """
    demands = demands_of(year, [rule for _row, rule in versions()])
    held = defaultdict(list)
    for one in held_in(date(year, 1, 1), date(year, 12, 31)):
        held[one.branch_id].append(one)
    own, chain = _own(visitor), chain_on(today)
    lines = [
        BranchYear(
            row.id, row.name, row.closed_on, row.merged_into or "",
            _cells(year, row, demands, held[row.id], today), own=row.id in own,
            unowed=owed_by(row.id, row.unit_id, chain) is None,
        )
        for row in _branches(year)
    ]  # fmt: skip
    return sorted(lines, key=lambda one: (not one.own, place_key(one.name), one.branch_id))


def owed_by(branch_id: int, unit_id: int | None, chain: Chain) -> int | None:
    """Who owes what is asked of the branch on the chain's day: its secretary; where there is
    none, the leader of its unit.
    """
    found = chain.secretaries.get(branch_id) or chain.leaders.get(unit_id or 0) or ()
    return min(found, default=None)


def _own(visitor: Visitor) -> set[int | None]:
    covered = reach(visitor, HOLD)
    own = {visitor.branch_id, *covered.branch_ids}
    if covered.unit_ids:
        below = sa.select(units_below(covered.unit_ids).c.id)
        own |= set(db.session.scalars(sa.select(Branch.id).where(Branch.unit_id.in_(below))))
    return own


def _branches(year: int) -> Sequence[Any]:
    after = sa.orm.aliased(Branch)
    return db.session.execute(
        sa.select(
            Branch.id, Branch.name, Branch.unit_id, Branch.opened_on, Branch.closed_on,
            after.name.label("merged_into"), _first(GroupStudy.held_on, GroupStudy.state == CLOSED),
            _first(RhythmDuty.from_on),
        )
        .outerjoin(after, after.id == Branch.merged_into_id)
        .where(
            Branch.opened_on <= date(year, 12, 31),
            sa.or_(Branch.closed_on.is_(None), Branch.closed_on > date(year, 1, 1)),
        )
    ).all()  # fmt: skip


def _first(
    day: sa.orm.InstrumentedAttribute[date], *conditions: sa.ColumnElement[bool]
) -> sa.ColumnElement[date]:
    """The first such day of the branch."""
    table: Any = day.class_
    return (
        sa.select(sa.func.min(day))
        .where(table.branch_id == Branch.id, *conditions)
        .correlate(Branch)
        .scalar_subquery()
        .label(f"first_{day.key}")
    )


def _cells(
    year: int, branch: Any, demands: Iterable[Demand], held: Sequence[Held], today: date
) -> tuple[Cell, ...]:
    began = min(filter(None, (branch.first_held_on, branch.first_from_on)), default=today)
    asked = [
        one
        for one in demands
        if one.asked_of(branch.opened_on, branch.closed_on) and one.to_on >= began
    ]
    by_month = defaultdict(list)
    for one in held:
        by_month[one.on.month].append(one)
    return tuple(_cell(date(year, one, 1), branch, asked, held, by_month[one], today)
                 for one in MONTHS)  # fmt: skip


def _cell(
    first: date, branch: Any, asked: Iterable[Demand], held: Sequence[Held],
    here: Sequence[Held], today: date,
) -> Cell:  # fmt: skip
    ending = [
        one for one in asked if (one.to_on.year, one.to_on.month) == (first.year, first.month)
    ]
    open_ = [one for one in ending if not kept(one, held)]
    kinds: dict[str, int] = defaultdict(int)
    for one in here:
        kinds[one.kind] += 1
    return Cell(
        first.month, _stands(first, branch), dict(kinds), sum(one.there for one in here),
        sum(one.expected for one in here), tuple(one for one in open_ if one.to_on < today),
        tuple(one for one in open_ if one.holds(today)), len(ending) - len(open_),
    )  # fmt: skip


def _stands(first: date, branch: Any) -> bool:
    after = (branch.opened_on.year, branch.opened_on.month) > (first.year, first.month)
    return not after and (branch.closed_on is None or branch.closed_on > first)


def kept(demand: Demand, held: Iterable[Held]) -> bool:
    """Whether a branch that held these has done what is asked."""
    wanted = demand.requirement
    many = sum(demand.holds(one.on) and one.kind in wanted.kinds for one in held)
    return many >= wanted.times


def held_in(from_on: date, to_on: date, branch_ids: Collection[int] | None = None) -> list[Held]:
    """What counts for each branch from one day to the other; of these branches only, if given.

    One query: what each holds, beside its people at what anybody held.
    """
    people = _people(from_on, to_on)
    counted = sa.or_(people.c.invited > 0, GroupStudy.branch_id == people.c.branch_id)
    of_people = (
        sa.select(
            people.c.branch_id, GroupStudy.id, GroupStudy.kind, GroupStudy.held_on,
            people.c.there, people.c.expected,
        )
        .join(GroupStudy, GroupStudy.id == people.c.group_study_id)
        .where(counted)
    )  # fmt: skip
    without = ~sa.exists().where(
        people.c.group_study_id == GroupStudy.id, people.c.branch_id == GroupStudy.branch_id
    )
    alone = sa.select(
        GroupStudy.branch_id, GroupStudy.id, GroupStudy.kind, GroupStudy.held_on,
        sa.literal(0), sa.literal(0),
    ).where(GroupStudy.branch_id.is_not(None), *_closed(from_on, to_on), without)  # fmt: skip
    both = sa.union_all(of_people, alone).subquery()
    query: Any = sa.select(
        both.c.branch_id, both.c.kind, both.c.held_on, both.c.there, both.c.expected
    )
    if branch_ids is not None:
        query = query.where(both.c.branch_id.in_(branch_ids))
    return [Held(*row) for row in db.session.execute(query)]


def _closed(from_on: date, to_on: date) -> list[sa.ColumnElement[bool]]:
    return [
        GroupStudy.state == CLOSED, GroupStudy.held_on >= from_on, GroupStudy.held_on <= to_on,
    ]  # fmt: skip


def _people(from_on: date, to_on: date) -> sa.CTE:
    """For each gathering and branch: who was there, who was expected, and how many of those there
    were invited with more than their own name. Guests are counted nowhere.
    """
    by_name = sa.exists().where(
        GroupStudyInvitation.group_study_id == Attendance.group_study_id,
        GroupStudyInvitation.person_id == Attendance.person_id,
    )
    return (
        sa.select(
            Attendance.group_study_id,
            Attendance.branch_id,
            _many(was_there(Attendance)).label("there"),
            _many(was_asked(Attendance)).label("expected"),
            _many(sa.and_(was_there(Attendance), ~by_name)).label("invited"),
        )
        .join(GroupStudy, GroupStudy.id == Attendance.group_study_id)
        .where(
            *_closed(from_on, to_on), Attendance.superseded_at.is_(None), ~Attendance.guest,
            Attendance.branch_id.is_not(None),
        )
        .group_by(Attendance.group_study_id, Attendance.branch_id)
        .cte()
    )  # fmt: skip


def _many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
