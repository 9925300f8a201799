"""Gatherings as lists show them: their own page, and Today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor, may, reach
from domain.groupstudy.attendance import was_asked, was_guest, was_there
from domain.groupstudy.holding import CANCELLED, OPEN, PLANNED
from domain.groupstudy.reach import HOLD, concerns, held_by, listed, seen_by
from domain.name_order import place_key
from models import Attendance, Branch, GroupStudy, GroupStudyInvitation, Person, Unit, db

ALL, HELD, OWN = WHOSE = ("", "held", "own")
COMING, PAST = "coming", "past"
LEFT_OVER_FOR = timedelta(days=14)  # that long Today reminds of one left open, or not opened


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for. ``branch_id``: that holds it, or is invited.

    ``first_on`` and ``last_on``: of the days, both included.
    """

    whose: str = ALL
    kind: str = ""
    state: str = ""
    branch_id: int | None = None
    text: str = ""
    first_on: date | None = None
    last_on: date | None = None


class Row(NamedTuple):
    """A gathering of the list. ``own``: how the visitor's attendance stands; empty for none.

    ``there`` of ``expected``, and ``guests`` besides: see ``attendance.Counts``; 0 before it is
    opened.
    """

    id: int
    kind: str
    state: str
    topic: str
    place: str
    held_on: date
    starts_at: datetime
    ends_at: datetime
    holder: str
    leader: str
    own: str
    holds: bool
    part: str
    there: int = 0
    expected: int = 0
    guests: int = 0


def gathering_rows(
    visitor: Visitor, wanted: Wanted, *, today: date, page: int = 1, size: int
) -> tuple[list[Row], int]:
    """A page of the gatherings that the visitor may open, and how many. Two queries.

    Those that are open, today's and those to come stand first, the next one on top, cancelled
    ones too; then the past ones, the latest first.
    """
    conditions = [seen_by(visitor), listed(), *_asked(visitor, wanted)]
    total = db.session.scalar(sa.select(sa.func.count(GroupStudy.id)).where(*conditions)) or 0
    coming = sa.or_(
        GroupStudy.state == OPEN,
        sa.and_(GroupStudy.held_on >= today, GroupStudy.state.in_((PLANNED, CANCELLED))),
    )
    query = (
        _rows(visitor, coming, *(_counted(one) for one in (was_there, was_asked, was_guest)))
        .where(*conditions)
        .order_by(
            sa.case((coming, 0), else_=1), sa.case((coming, GroupStudy.starts_at)),
            GroupStudy.starts_at.desc(), GroupStudy.id.desc(),
        )
        .limit(size)
        .offset((page - 1) * size)
    )  # fmt: skip
    return [_row(one) for one in db.session.execute(query)], total


def gatherings_near(visitor: Visitor, *, today: date) -> list[Row]:
    """Today's and tomorrow's that concern the visitor or are theirs to hold. One query or none.

    Before them what was left over: theirs to hold, of the last ``LEFT_OVER_FOR`` days, and still
    open, or planned and never opened. Of those that an organiser could hold only what they
    planned or opened themselves. Which of them is on is said by their state, which the trail
    tells; nothing here moves by itself.
    """
    tomorrow = today + timedelta(days=1)
    near = sa.and_(
        GroupStudy.held_on.between(today, tomorrow),
        GroupStudy.state.in_((PLANNED, OPEN, CANCELLED)),
    )  # fmt: skip
    wanted = []
    if visitor.person_id is not None:
        wanted.append(sa.and_(near, concerns(visitor.person_id)))
    if may(visitor, HOLD):
        own = sa.or_(
            GroupStudy.written_by == visitor.account_id, GroupStudy.opened_by == visitor.account_id
        )
        everyone = reach(visitor, HOLD).everyone
        left_over = sa.and_(
            GroupStudy.held_on.between(today - LEFT_OVER_FOR, today - timedelta(days=1)),
            GroupStudy.state.in_((PLANNED, OPEN)),
        )  # fmt: skip
        wanted.append(sa.and_(sa.or_(near, left_over), own if everyone else held_by(visitor)))
    if not wanted:
        return []
    query = (
        _rows(visitor, sa.true())
        .where(sa.or_(*wanted))
        .order_by(GroupStudy.starts_at, GroupStudy.id)
    )
    return [_row(one) for one in db.session.execute(query)]


def _rows(visitor: Visitor, coming: sa.ColumnElement[bool], *more: Any) -> Any:
    return (
        sa.select(
            GroupStudy.id, GroupStudy.kind, GroupStudy.state, GroupStudy.topic, GroupStudy.place,
            GroupStudy.held_on, GroupStudy.starts_at, GroupStudy.ends_at,
            sa.func.coalesce(Branch.name, Unit.name, ""), sa.func.coalesce(Person.name, ""),
            sa.func.coalesce(Attendance.state, ""), held_by(visitor),
            sa.case((coming, COMING), else_=PAST), *more,
        )
        .select_from(GroupStudy)
        .outerjoin(Branch, Branch.id == GroupStudy.branch_id)
        .outerjoin(Unit, Unit.id == GroupStudy.unit_id)
        .outerjoin(Person, Person.id == GroupStudy.leader_id)
        .outerjoin(Attendance, own_row(visitor))
    )  # fmt: skip


def _row(values: Any) -> Row:
    row = Row(*values)
    return row._replace(holds=bool(row.holds))


def own_row(visitor: Visitor) -> sa.ColumnElement[bool]:
    """The condition that joins the visitor's own attendance."""
    return sa.and_(
        Attendance.group_study_id == GroupStudy.id, Attendance.superseded_at.is_(None),
        Attendance.person_id == visitor.person_id,
    )  # fmt: skip


_ON_LIST = sa.orm.aliased(Attendance)


def _counted(condition: Callable[[Any], sa.ColumnElement[bool]]) -> Any:
    return (
        sa.select(sa.func.count(_ON_LIST.id))
        .where(
            _ON_LIST.group_study_id == GroupStudy.id, _ON_LIST.superseded_at.is_(None),
            condition(_ON_LIST),
        )
        .correlate(GroupStudy)
        .scalar_subquery()
    )  # fmt: skip


def _asked(visitor: Visitor, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    asked: list[sa.ColumnElement[bool]] = []
    if wanted.whose == HELD:
        asked.append(held_by(visitor))
    elif wanted.whose == OWN:
        own = visitor.person_id
        asked.append(concerns(own) if own is not None else sa.false())
    asked += [
        column == value
        for column, value in ((GroupStudy.kind, wanted.kind), (GroupStudy.state, wanted.state))
        if value
    ]
    if wanted.branch_id is not None:
        invited = sa.select(GroupStudyInvitation.group_study_id).where(
            GroupStudyInvitation.branch_id == wanted.branch_id
        )
        asked.append(
            sa.or_(GroupStudy.branch_id == wanted.branch_id, GroupStudy.id.in_(invited))
        )  # fmt: skip
    if wanted.text:
        named = sa.select(Person.id).where(Person.name.contains(wanted.text, autoescape=True))
        asked.append(
            sa.or_(
                GroupStudy.topic.contains(wanted.text, autoescape=True),
                GroupStudy.place.contains(wanted.text, autoescape=True),
                GroupStudy.leader_id.in_(named),
            )
        )
    if wanted.first_on is not None:
        asked.append(GroupStudy.held_on >= wanted.first_on)
    if wanted.last_on is not None:
        asked.append(GroupStudy.held_on <= wanted.last_on)
    return asked


def branches_listed(visitor: Visitor) -> list[tuple[int, str]]:
    """The branches that hold any of the gatherings that the visitor may open. One query."""
    rows: Any = db.session.execute(
        sa.select(Branch.id, Branch.name)
        .where(sa.exists().where(GroupStudy.branch_id == Branch.id, seen_by(visitor), listed()))
    )  # fmt: skip
    return sorted((tuple(row) for row in rows), key=lambda row: place_key(row[1]))
