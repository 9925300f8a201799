"""People with their figures, for those who may see them: never in the order of hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from domain.access import Reach, is_here, people_within, stands_on
from domain.hours.figures import Figure, figures
from domain.name_order import place_key
from models import Branch, BranchMembership, Person, Post, StudyEntry, Tenure, Unit, db

SHORT, MET = "short", "met"
QUIET_DAYS = (30, 60, 90)
STATES = ("", SHORT, MET, *(f"quiet{days}" for days in QUIET_DAYS))
ORDERS = ("name", "unit", "branch")  # nobody is ranked by hours
LOGGED = ("waiting", "confirmed", "returned")
AT_ONCE = 10_000  # people of one statement: SQLite takes 32,766 values, twice each person


@dataclass(frozen=True, slots=True)
class PersonFigure:
    """One row: who, where, the figure, how many entries wait, and the last study day logged."""

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


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Who is asked for; empty values ask for all. ``unit_ids`` are a unit and those below it."""

    unit_ids: frozenset[int] = frozenset()
    branch_id: int | None = None
    rank: str = ""
    state: str = ""
    order: str = "name"

    def chosen(self, rows: Iterable[PersonFigure], today: date) -> list[PersonFigure]:
        """The rows asked for, in the order asked for; those of one place by name."""
        found = [row for row in rows if self._is_there(row) and self._is_so(row, today)]
        if self.order == "unit":
            return sorted(found, key=lambda row: (row.unit == "", place_key(row.unit)))
        if self.order == "branch":
            return sorted(found, key=lambda row: (row.branch == "", place_key(row.branch)))
        return found

    def _is_there(self, row: PersonFigure) -> bool:
        return (
            (not self.unit_ids or row.unit_id in self.unit_ids)
            and self.branch_id in {None, row.branch_id}
            and self.rank in {"", row.rank}
        )

    def _is_so(self, row: PersonFigure, today: date) -> bool:
        if self.state in {SHORT, MET}:
            return row.figure.met == (self.state == MET)
        days = next((days for days in QUIET_DAYS if self.state == f"quiet{days}"), None)
        if days is None:
            return True
        return row.last_on is None or row.last_on < today - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a list sums up to, in hundredths; also of the people of one branch."""

    members: int
    met: int
    had: int
    required: int
    owed: int
    waiting: int

    @property
    def short(self) -> int:
        return self.members - self.met

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
            row.rank or "", found[row.id], row.waiting, row.last_on,
        )
        for row in rows
    ]  # fmt: skip


def totals(rows: Iterable[PersonFigure]) -> Totals:
    """The sums of the rows."""
    members = met = had = required = owed = waiting = 0
    for row in rows:
        members += 1
        met += row.figure.met
        had += row.figure.total
        required += row.figure.requirement.total
        owed += row.figure.owed
        waiting += row.waiting
    return Totals(members, met, had, required, owed, waiting)


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
