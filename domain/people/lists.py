"""The list of people, as far as the reader's permission covers it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.access import Reach, people_within, stands_on, units_below
from domain.cells import BLANK_BETWEEN_IDEOGRAPHS
from domain.name_order import place_key
from domain.pinyin import key_pattern
from models import Branch, BranchMembership, FormerStaffNumber, Person, Post, Tenure, Unit, db

HERE, LEFT, ALL = "here", "left", "all"
ORDERS = ("name", "staff_no", "branch", "unit")
LONGEST_SEARCH = 60


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the list, with the branch and the main post of the day; "" for none."""

    person_id: int
    staff_no: str
    name: str
    left_on: date | None
    branch: str
    office: str | None
    unit_id: int | None
    unit: str
    post: str
    rank: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    rows: list[PersonRow]
    total: int
    number: int  # of the page, from 1
    pages: int


def people_page(  # noqa: PLR0913 - the filters of the page
    covered: Reach,
    *,
    today: date,
    text: str = "",
    unit_id: int | None = None,
    branch_id: int | None = None,
    state: str = HERE,
    order: str = "staff_no",
    page: int = 1,
    size: int | None = 50,
) -> PeoplePage:
    """One page of the people covered. Two queries, and one more by branch or unit.

    ``text`` is part of a name (blanks between ideographs are passed over), a staff number (also
    a former one) or pinyin; ``unit_id`` counts
    the units below it too; ``state`` is ``here``, ``left`` or ``all``; ``order`` one of ``ORDERS``,
    with ``-`` before it for descending; ``size=None`` gives every row. A page past the last one
    is the last one.
    """
    conditions = [
        Person.merged_into_id.is_(None),
        people_within(covered, today),
        _state(state, today),
        *named_like(text),
    ]
    if unit_id is not None:
        conditions.append(Post.unit_id.in_(sa.select(units_below(frozenset({unit_id})).c.id)))
    if branch_id is not None:
        conditions.append(BranchMembership.branch_id == branch_id)
    total = db.session.scalar(_joined(sa.select(sa.func.count(Person.id)), today, conditions)) or 0
    pages = max(1, -(-total // size)) if size is not None else 1
    number = min(max(page, 1), pages)
    query = _joined(sa.select(*_COLUMNS), today, conditions).order_by(*_order(order))
    if size is not None:
        query = query.limit(size).offset((number - 1) * size)
    rows = [PersonRow(*row) for row in db.session.execute(query)]
    return PeoplePage(rows, total, number, pages)


def people_found(
    covered: Reach, text: str, *, today: date, state: str, start: int, size: int
) -> tuple[list[PersonRow], int]:
    """So many of the people covered whom the text finds, and how many there are.

    Text and state are what they are for ``people_page``. Two queries.
    """
    conditions = [
        Person.merged_into_id.is_(None), people_within(covered, today), _state(state, today),
        *named_like(text),
    ]  # fmt: skip
    total = db.session.scalar(_joined(sa.select(sa.func.count(Person.id)), today, conditions)) or 0
    query = _joined(sa.select(*_COLUMNS), today, conditions).order_by(*_order("staff_no"))
    if start >= total:
        return [], total
    rows = db.session.execute(query.limit(size).offset(start))
    return [PersonRow(*row) for row in rows], total


def _typed(text: str) -> str:
    """What is looked for in names; no database knows a NUL."""
    return BLANK_BETWEEN_IDEOGRAPHS.sub("", text.replace("\0", "").strip())[:LONGEST_SEARCH]


def person_row(person_id: int, today: date) -> PersonRow:
    """The row of one person, whoever asks. One query."""
    query = _joined(sa.select(*_COLUMNS), today, [Person.id == person_id])
    return PersonRow(*db.session.execute(query).one())


_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    sa.type_coerce(Person.id, sa.Integer),
    sa.type_coerce(Person.staff_no, sa.String),
    sa.type_coerce(Person.name, sa.String),
    sa.type_coerce(Person.left_on, sa.Date),
    sa.func.coalesce(Branch.name, ""),
    sa.type_coerce(BranchMembership.office, sa.String),
    sa.type_coerce(Post.unit_id, sa.Integer),
    sa.func.coalesce(Unit.name, ""),
    sa.func.coalesce(Post.title, ""),
    sa.func.coalesce(Tenure.rank, ""),
)


def _joined(
    query: sa.Select[Any], today: date, conditions: list[sa.ColumnElement[bool]]
) -> sa.Select[Any]:
    in_branch = sa.and_(BranchMembership.person_id == Person.id, stands_on(BranchMembership, today))
    in_post = sa.and_(Tenure.person_id == Person.id, Tenure.main, stands_on(Tenure, today))
    return (
        query.select_from(Person)
        .outerjoin(BranchMembership, in_branch)
        .outerjoin(Branch, Branch.id == BranchMembership.branch_id)
        .outerjoin(Tenure, in_post)
        .outerjoin(Post, Post.id == Tenure.post_id)
        .outerjoin(Unit, Unit.id == Post.unit_id)
        .where(*conditions)
    )


def _state(state: str, today: date) -> sa.ColumnElement[bool]:
    if state == ALL:
        return sa.true()
    here = sa.or_(Person.left_on.is_(None), Person.left_on > today)
    return sa.not_(here) if state == LEFT else here


def named_like(typed: str) -> list[sa.ColumnElement[bool]]:
    """The condition on ``Person`` that name, staff number or pinyin has the text; none for none."""
    text = _typed(typed)
    if not text:
        return []
    former = sa.select(FormerStaffNumber.person_id).where(FormerStaffNumber.staff_no == text)
    found = [
        Person.name.contains(text, autoescape=True),
        Person.staff_no.startswith(text, autoescape=True),
        Person.id.in_(former),
    ]
    pattern = key_pattern(text)
    if pattern is not None:
        found.append(Person.search_key.like(pattern))
    return [sa.or_(*found)]


def _order(order: str) -> list[sa.ColumnElement[Any]]:
    name = order.removeprefix("-")
    columns: dict[str, sa.ColumnElement[Any]] = {
        # The key begins with the likeliest reading, so names stand in the order of pinyin.
        "name": sa.func.coalesce(sa.func.nullif(Person.search_key, ""), Person.name),
        "staff_no": sa.type_coerce(Person.staff_no, sa.String),
    }
    places: dict[str, type[Branch | Unit]] = {"branch": Branch, "unit": Unit}
    place = places.get(name)
    first = place_rank(place, place.id) if place else columns.get(name, columns["staff_no"])
    return [first.desc() if order.startswith("-") else first, Person.staff_no.asc()]


def place_rank(
    place: type[Branch] | type[Unit], column: sa.orm.InstrumentedAttribute[Any]
) -> sa.ColumnElement[Any]:
    """Where the branch or unit of the column stands among the others; none stands first.

    One query.
    """
    rows = db.session.execute(sa.select(place.id, place.name)).all()
    in_order = sorted(rows, key=lambda row: (place_key(row.name), row.id))
    ranks = {row.id: rank for rank, row in enumerate(in_order)}
    return sa.case(ranks, value=column, else_=-1) if ranks else sa.literal(-1)
