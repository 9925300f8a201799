"""The statement behind the facts of people: one UNION of what is asked."""

from collections.abc import Callable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from models import (
    BranchMembership,
    CarryOver,
    ClosedYear,
    CreditMonth,
    Departure,
    ExemptPeriod,
    Person,
    StudyEntry,
    Tenure,
)

Among = sa.Select[Any] | None  # the ids of many, or the one of a parameter
_PEOPLE = sa.bindparam("people", type_=sa.Text)
_LISTED: dict[str, Among] = {
    "": None,
    "sqlite": sa.select(sa.column("value", sa.Integer)).select_from(sa.func.json_each(_PEOPLE)),
    "postgresql": sa.select(
        sa.cast(
            sa.func.json_array_elements_text(sa.cast(_PEOPLE, sa.JSON)).column_valued("value"),
            sa.Integer,
        )
    ),
}
SUMS, EXEMPT, RANK, OFFICE, PARTY, SERVICE, LEFT, NAMED, CARRIED, CLOSED = range(10)


@cache
def facts_statement(wanted: frozenset[int], dialect: str) -> sa.CompoundSelect[Any]:
    """The wanted facts of ``people`` in ``years`` (``first`` to ``last``), each as a row.

    ``people`` is one id, or with a ``dialect`` the JSON of a list of them: a parameter for each
    would be too many. The columns: what, person_id, text, other, year, number, from_on, to_on.
    """
    among = _LISTED[dialect]
    return sa.union_all(*(
        select(among) for one in sorted(wanted) for select in _SELECTS[one]
    ))  # fmt: skip


def _row(what: int, **values: Any) -> list[sa.ColumnElement[Any]]:
    """The same columns for every fact; those it does not fill are empty."""
    no_day = sa.cast(sa.null(), sa.Date)
    otherwise = {
        "person_id": sa.literal_column("0"), "text": sa.literal_column("''"),
        "other": sa.literal_column("''"), "year": sa.literal_column("0"),
        "number": sa.literal_column("0"), "from_on": no_day, "to_on": no_day,
    }  # fmt: skip
    columns: list[Any] = [sa.literal_column(str(what)).label("what")]
    return [*columns, *((values.get(name, empty)).label(name) for name, empty in otherwise.items())]


def _whose(column: InstrumentedAttribute[int], among: Among) -> sa.ColumnElement[bool]:
    return column == sa.bindparam("people") if among is None else column.in_(among)


def _of_years(column: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    return column.in_(sa.bindparam("years", expanding=True))


def _sums(among: Among) -> sa.Select[Any]:
    """From the monthly sums: they say what the lines say, in a tenth of the rows."""
    month = CreditMonth
    return (
        sa.select(*_row(
            SUMS, person_id=month.person_id, text=month.part, other=month.tags, year=month.year,
            number=sa.func.sum(month.hundredths),
        ))
        .where(_of_years(month.year), _whose(month.person_id, among))
        .group_by(month.person_id, month.year, month.part, month.tags)
    )  # fmt: skip


def _exempt(among: Among) -> sa.Select[Any]:
    one = ExemptPeriod
    row = _row(EXEMPT, person_id=one.person_id, from_on=one.from_on, to_on=one.to_on)
    return sa.select(*row).where(
        one.superseded_at.is_(None), one.from_on <= sa.bindparam("last"),
        one.to_on >= sa.bindparam("first"), _whose(one.person_id, among),
    )  # fmt: skip


def _ranks(among: Among) -> sa.Select[Any]:
    one = Tenure
    row = _row(RANK, person_id=one.person_id, text=one.rank, from_on=one.from_on, to_on=one.to_on)
    return sa.select(*row).where(
        one.superseded_at.is_(None), one.main, one.rank != "",
        _whose(one.person_id, among),
    )  # fmt: skip


def _offices(among: Among) -> sa.Select[Any]:
    one = BranchMembership
    row = _row(
        OFFICE, person_id=one.person_id, text=one.office, from_on=one.from_on, to_on=one.to_on
    )
    return sa.select(*row).where(
        one.superseded_at.is_(None), one.office.is_not(None),
        _whose(one.person_id, among),
    )  # fmt: skip


def _party(among: Among) -> sa.Select[Any]:
    row = _row(PARTY, person_id=Person.id)
    return sa.select(*row).where(Person.party_member.is_(True), _whose(Person.id, among))


def _first_post(among: Among) -> sa.Select[Any]:
    return _first_day(Tenure, among)


def _first_branch(among: Among) -> sa.Select[Any]:
    return _first_day(BranchMembership, among)


def _first_day(one: type[Tenure] | type[BranchMembership], among: Among) -> sa.Select[Any]:
    row = _row(SERVICE, person_id=one.person_id, from_on=sa.func.min(one.from_on))
    return (
        sa.select(*row)
        .where(one.superseded_at.is_(None), _whose(one.person_id, among))
        .group_by(one.person_id)
    )


def _left(among: Among) -> sa.Select[Any]:
    one = Departure
    row = _row(LEFT, person_id=one.person_id, from_on=one.left_on, to_on=one.returned_on)
    return sa.select(*row).where(_whose(one.person_id, among))


def _named(among: Among) -> sa.Select[Any]:
    one = StudyEntry
    last_on = sa.func.coalesce(one.ends_on, one.studied_on)
    row = _row(NAMED, person_id=one.person_id, text=one.rank_group, from_on=last_on)
    return sa.select(*row).where(
        one.rank_group != "", one.state == "confirmed", _whose(one.person_id, among)
    )


def _carried(among: Among) -> sa.Select[Any]:
    one = CarryOver
    row = _row(
        CARRIED, person_id=one.person_id, text=one.requirement, other=one.part, year=one.year,
        number=one.hundredths,
    )  # fmt: skip
    return sa.select(*row).where(_of_years(one.year), _whose(one.person_id, among))


def _closed(among: Among) -> sa.Select[Any]:
    return sa.select(*_row(CLOSED, year=ClosedYear.year)).where(_of_years(ClosedYear.year))


_SELECTS: dict[int, tuple[Callable[..., sa.Select[Any]], ...]] = {
    SUMS: (_sums,), EXEMPT: (_exempt,), RANK: (_ranks,), OFFICE: (_offices,), PARTY: (_party,),
    SERVICE: (_first_post, _first_branch), LEFT: (_left,), NAMED: (_named,),
    CARRIED: (_carried,), CLOSED: (_closed,),
}  # fmt: skip
