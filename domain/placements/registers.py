"""Registers of placements: one page of those that fit, as their lists show them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.access import units_below
from domain.people.lists import named_like, place_rank
from domain.placements.holding import STATES
from domain.placements.lacking import LACKS, ends_within, lacks
from models import Person, Placement, Post, Unit, db

ORDERS = ("name", "unit", "from", "end", "state")
NEWEST = "-from"
MOST_DAYS = 3660  # of "ends within"
_PERSON, _MENTOR, _RECEIVER = (sa.orm.aliased(Person) for _one in range(3))
_UNIT, _HOST, _POST_UNIT, _POST = (
    sa.orm.aliased(Unit), sa.orm.aliased(Unit), sa.orm.aliased(Unit), sa.orm.aliased(Post)
)  # fmt: skip
_LAST = sa.func.coalesce(Placement.ended_on, Placement.planned_to_on)
_STATE_RANK = sa.case({one: rank for rank, one in enumerate(STATES)}, value=Placement.state)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a register is asked for; empty, 0 and ``None`` ask nothing.

    ``text``: part of the name, number or pinyin of who is placed, guides or takes over;
    ``unit_id`` counts the units below it; ``first`` and ``last``: those with a day among them;
    ``within``: they end by plan within so many days; ``lacks``: one of ``lacking.LACKS``.
    """

    kind: str = ""
    state: str = ""
    unit_id: int = 0
    host_id: int = 0
    text: str = ""
    first: date | None = None
    last: date | None = None
    within: int = 0
    lacks: str = ""
    order: str = NEWEST


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """A placement of a list; texts are empty where there is nothing. ``lacks``: see ``lacking``."""

    id: int
    kind: str
    state: str
    from_on: date
    planned_to_on: date | None
    ended_on: date | None
    person_id: int
    person: str
    staff_no: str
    mentor_id: int | None
    mentor: str
    receiver: str
    unit: str
    unit_id: int | None
    host: str
    host_post: str
    project: str
    to_post: str
    document_no: str
    document_on: date | None
    lacks: tuple[str, ...] = ()

    @property
    def last_on(self) -> date | None:
        """The last day: the real one, or the planned one while there is no other."""
        return self.ended_on or self.planned_to_on


@dataclass(frozen=True, slots=True)
class RegisterPage:
    rows: list[PlacementRow]
    total: int
    number: int  # of the page, from 1


def register_page(
    scope: sa.ColumnElement[bool], wanted: Wanted, *, today: date, page: int = 1,
    size: int | None = 50,
) -> RegisterPage:  # fmt: skip
    """One page of the placements in the scope that fit; ``size=None`` gives every row.

    Two queries, and one more by unit. A page past the last one is the last one.
    """
    conditions = [scope, *fitting(wanted, today)]
    total = count_placements(*conditions)
    pages = max(1, -(-total // size)) if size is not None else 1
    number = min(max(page, 1), pages)
    rows = placement_rows(
        *conditions, order=wanted.order, today=today, limit=size,
        offset=(number - 1) * size if size is not None else 0,
    )  # fmt: skip
    return RegisterPage(rows, total, number)


def count_placements(*conditions: sa.ColumnElement[bool]) -> int:
    """One query."""
    return db.session.scalar(sa.select(sa.func.count(Placement.id)).where(*conditions)) or 0


def fitting(wanted: Wanted, today: date) -> list[sa.ColumnElement[bool]]:
    """The conditions on ``Placement`` of what is asked for."""
    below = sa.select(units_below(frozenset({wanted.unit_id})).c.id)
    asked: list[tuple[object, Callable[[], sa.ColumnElement[bool]]]] = [
        (wanted.kind, lambda: Placement.kind == wanted.kind),
        (wanted.state, lambda: Placement.state == wanted.state),
        (wanted.unit_id, lambda: Placement.unit_id.in_(below)),
        (wanted.host_id, lambda: Placement.host_unit_id == wanted.host_id),
        (wanted.text, lambda: _concerns_named(wanted.text)),
        (wanted.first, lambda: sa.or_(_LAST.is_(None), wanted.first <= _LAST)),
        (wanted.last, lambda: Placement.from_on <= wanted.last),
        (wanted.within, lambda: ends_within(wanted.within, today)),
        (wanted.lacks, lambda: lacks(wanted.lacks, today)),
    ]
    return [condition() for value, condition in asked if value]


def _concerns_named(text: str) -> sa.ColumnElement[bool]:
    """The people are looked for once, whatever they are in it."""
    people = sa.select(Person.id).where(*named_like(text)).cte("named")
    own = (Placement.person_id, Placement.mentor_id, Placement.receiver_id)
    return sa.or_(*(one.in_(sa.select(people.c.id)) for one in own))


def placement_rows(
    *conditions: sa.ColumnElement[bool], order: str = NEWEST, today: date,
    limit: int | None = None, offset: int = 0, tell_lacks: bool = False,
) -> list[PlacementRow]:  # fmt: skip
    """Those that fit, in order. One query, and one more by unit.

    The page is cut before names are looked up: it costs the same among fifty thousand.
    ``tell_lacks``: with all that each of them lacks.
    """
    by = _order(order)
    cut = _sorted(sa.select(Placement.id), order).where(*conditions).order_by(*by)
    found = cut.limit(limit).offset(offset).subquery()
    flags = [lacks(one, today) for one in LACKS] if tell_lacks else []
    query = (
        sa.select(*_COLUMNS, *flags)
        .select_from(Placement)
        .join(found, found.c.id == Placement.id)
        .join(_PERSON, _PERSON.id == Placement.person_id)
        .outerjoin(_MENTOR, _MENTOR.id == Placement.mentor_id)
        .outerjoin(_RECEIVER, _RECEIVER.id == Placement.receiver_id)
        .outerjoin(_UNIT, _UNIT.id == Placement.unit_id)
        .outerjoin(_HOST, _HOST.id == Placement.host_unit_id)
        .outerjoin(_POST, _POST.id == Placement.to_post_id)
        .outerjoin(_POST_UNIT, _POST_UNIT.id == _POST.unit_id)
        .order_by(*by)
    )
    return [_row(row) for row in db.session.execute(query)]


def _text(column: Any) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(column, "")


_TOLD: tuple[Any, ...] = (
    Placement.id, Placement.kind, Placement.state, Placement.from_on, Placement.planned_to_on,
    Placement.ended_on, Placement.person_id, _PERSON.name, _PERSON.staff_no, Placement.mentor_id,
    _text(_MENTOR.name), _text(_RECEIVER.name), _text(_UNIT.name), Placement.unit_id,
    _text(_HOST.name), Placement.host_post, Placement.project,
    _text(_POST_UNIT.name + " " + _POST.title), Placement.document_no, Placement.document_on,
)  # fmt: skip
_COLUMNS = tuple(
    sa.type_coerce(column, column.type).label(f"told_{number}")
    for number, column in enumerate(_TOLD)
)


def _row(row: Sequence[Any]) -> PlacementRow:
    flags = row[len(_COLUMNS) :]
    lacked = tuple(one for one, flag in zip(LACKS, flags, strict=False) if flag)
    return replace(PlacementRow(*row[: len(_COLUMNS)]), lacks=lacked)


def _sorted(query: sa.Select[Any], order: str) -> sa.Select[Any]:
    """The query with what its order needs beside the placement."""
    if order.removeprefix("-") in {"name", "unit"}:
        query = query.join(_PERSON, _PERSON.id == Placement.person_id)
    return query


def _order(order: str) -> list[sa.ColumnElement[Any]]:
    name = order.removeprefix("-")
    by_name = sa.func.coalesce(sa.func.nullif(_PERSON.search_key, ""), _PERSON.name)
    columns: dict[str, list[sa.ColumnElement[Any]]] = {
        "name": [by_name], "from": [sa.type_coerce(Placement.from_on, sa.Date)],
        "end": [_LAST], "state": [_STATE_RANK],
    }  # fmt: skip
    first = [place_rank(Unit, Placement.unit_id), by_name] if name == "unit" else columns[name]
    down = order.startswith("-")
    turned = [one.desc().nulls_last() if down else one.asc().nulls_last() for one in first]
    return [*turned, Placement.id.desc() if down else Placement.id.asc()]
