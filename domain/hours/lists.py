"""People with their figures, for those who may see them: never in the order of hours."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from domain.access import Reach, is_here, people_within, stands_on
from domain.hours.figures import Figure, figures, in_grace
from domain.hours.requirements import Result
from domain.name_order import place_key
from models import Branch, BranchMembership, Person, Post, StudyEntry, Tenure, Unit, db

SHORT, MET, GRACE = "short", "met", "grace"
QUIET_DAYS = (30, 60, 90)
STATES = ("", SHORT, MET, GRACE, *(f"quiet{days}" for days in QUIET_DAYS))
ORDERS = ("name", "unit", "branch")  # nobody is ranked by hours
LOGGED = ("waiting", "confirmed", "returned")
AT_ONCE = 10_000  # people of one statement


@dataclass(frozen=True, slots=True)
class PersonFigure:
    """One row: who, where, the figure, how many entries wait, and the last study day logged.

    ``result`` is the requirement that the list is about: the main one, or the one asked for.
    """

    staff_no: str
    name: str
    branch_id: int | None
    branch: str
    unit_id: int | None
    unit: str
    rank: str
    figure: Figure
    waiting: int
    last_on: date | None
    result: Result

    @property
    def grace(self) -> bool:
        """Whether what is owed is not due yet; such a one does not count as short."""
        return in_grace(self.result, self.figure.today)


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Who is asked for; empty values ask for all. ``unit_ids`` are a unit and those below it."""

    unit_ids: frozenset[int] = frozenset()
    branch_id: int | None = None
    rank: str = ""
    state: str = ""
    order: str = "name"
    group: str = ""
    requirement: str = ""

    def chosen(self, rows: Iterable[PersonFigure], today: date) -> list[PersonFigure]:
        """The rows asked for, in the order asked for; those of one place by name.

        Of a requirement only those to whom it applies.
        """
        found = [
            row for row in self._about(rows) if self._is_there(row) and self._is_so(row, today)
        ]
        if self.order == "unit":
            return sorted(found, key=lambda row: (row.unit == "", place_key(row.unit)))
        if self.order == "branch":
            return sorted(found, key=lambda row: (row.branch == "", place_key(row.branch)))
        return found

    def _about(self, rows: Iterable[PersonFigure]) -> Iterable[PersonFigure]:
        """The rows with the result that is asked for."""
        if not self.requirement:
            return rows
        results = ((row, row.figure.result(self.requirement)) for row in rows)
        return [replace(row, result=result) for row, result in results if result is not None]

    def _is_there(self, row: PersonFigure) -> bool:
        return (
            (not self.unit_ids or row.unit_id in self.unit_ids)
            and self.branch_id in {None, row.branch_id}
            and self.rank in {"", row.rank}
            and (not self.group or self.group in row.figure.groups)
        )

    def _is_so(self, row: PersonFigure, today: date) -> bool:
        if self.state == GRACE:
            return row.grace
        if self.state in {SHORT, MET}:
            return row.result.met == (self.state == MET) and not row.grace
        days = next((days for days in QUIET_DAYS if self.state == f"quiet{days}"), None)
        if days is None:
            return True
        return row.last_on is None or row.last_on < today - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a list sums up to, in hundredths; also of the people of one branch.

    ``grace``: those who owe something that is not due yet; they are not short.
    """

    members: int
    met: int
    had: int
    required: int
    owed: int
    waiting: int
    grace: int = 0

    @property
    def short(self) -> int:
        return self.members - self.met - self.grace

    @property
    def average(self) -> int:
        """Hundredths for each member, rounded half up; 0 for nobody."""
        return (2 * self.had + self.members) // (2 * self.members) if self.members else 0


def people_figures(covered: Reach, year: int, *, today: date) -> list[PersonFigure]:
    """Everybody within reach who is here, by name. Three queries for up to 10,000 people.

    Of a past year ``waiting`` and ``last_on`` are of its own days; of this one of all days.

    Raises:
        domain.hours.packs.NoPackInForce: the year has no rules.
    """
    here = sa.and_(people_within(covered, today), is_here(Person, today))
    days = StudyEntry.studied_on.between(date(year, 1, 1), date(year, 12, 31))
    rows = db.session.execute(_rows(here, today, days if year < today.year else sa.true())).all()
    found: dict[int, Figure] = {}
    for first in range(0, len(rows), AT_ONCE) or (0,):
        ids = [row.id for row in rows[first : first + AT_ONCE]]
        found |= figures(ids, year, today=today)
    return [
        PersonFigure(
            row.staff_no, row.name, row.branch_id, row.branch or "", row.unit_id, row.unit or "",
            row.rank or "", found[row.id], row.waiting, row.last_on, found[row.id].main,
        )
        for row in rows
    ]  # fmt: skip


def totals(rows: Iterable[PersonFigure]) -> Totals:
    """The sums of the rows."""
    members = met = had = required = owed = waiting = grace = 0
    for row in rows:
        members += 1
        met += row.result.met
        had += row.result.total
        required += row.result.required_total
        owed += 0 if row.grace else row.result.owed
        waiting += row.waiting
        grace += row.grace
    return Totals(members, met, had, required, owed, waiting, grace)


def by_branch(rows: Iterable[PersonFigure]) -> list[tuple[int | None, str, Totals]]:
    """Each branch with its sums, by name; people without a branch come last, under ``None``."""
    of: dict[tuple[str, int | None], list[PersonFigure]] = {}
    for row in rows:
        of.setdefault((row.branch, row.branch_id), []).append(row)
    in_order = sorted(of, key=lambda place: (place[1] is None, place_key(place[0]), place[1] or 0))
    return [(branch_id, name, totals(of[name, branch_id])) for name, branch_id in in_order]


def _rows(
    here: sa.ColumnElement[bool], today: date, days: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    in_branch = sa.and_(BranchMembership.person_id == Person.id, stands_on(BranchMembership, today))
    in_post = sa.and_(Tenure.person_id == Person.id, Tenure.main, stands_on(Tenure, today))
    waiting, last_on = _of_entries(sa.and_(StudyEntry.state == "waiting", days)), _last_on(days)
    return (
        sa.select(
            Person.id, Person.staff_no, Person.name, Branch.id.label("branch_id"),
            Branch.name.label("branch"), Unit.id.label("unit_id"), Unit.name.label("unit"),
            Tenure.rank, waiting.label("waiting"), last_on.label("last_on"),
        )
        .outerjoin(BranchMembership, in_branch)
        .outerjoin(Branch, Branch.id == BranchMembership.branch_id)
        .outerjoin(Tenure, in_post)
        .outerjoin(Post, Post.id == Tenure.post_id)
        .outerjoin(Unit, Unit.id == Post.unit_id)
        .where(here)
        .order_by(Person.search_key, Person.staff_no)
    )  # fmt: skip


def _of_entries(wanted: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(StudyEntry.id))
        .where(StudyEntry.person_id == Person.id, wanted)
        .correlate(Person)
        .scalar_subquery()
    )


def _last_on(days: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    """The last day of study that is logged: the newest entries are looked at first."""
    return (
        sa.select(sa.func.coalesce(StudyEntry.ends_on, StudyEntry.studied_on))
        .where(StudyEntry.person_id == Person.id, StudyEntry.state.in_(LOGGED), days)
        .order_by(StudyEntry.studied_on.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
