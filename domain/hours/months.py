"""The monthly sums of the ledger: they move with its lines, in the same transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.rows import insert_or_update
from models import Credit, CreditMonth, db

Month = tuple[int, int, int, str, str]  # person, year, month, part, tags


def month_of(on: date, year: int) -> int:
    """The month of a line: its day's, or the edge of the year that it counts for.

    A share for a later year counts in January of it, one for an earlier year in December.
    """
    if on.year == year:
        return on.month
    return 1 if on.year < year else 12


def add_to_months(lines: Iterable[Credit]) -> None:
    """Add the lines to the sums of their months. One statement, and none without lines.

    The caller holds the row of each person, so that nobody else adds meanwhile.
    """
    added: dict[Month, int] = defaultdict(int)
    for line in lines:
        month = month_of(line.on, line.year)
        added[line.person_id, line.year, month, line.part, line.tags] += line.hundredths
    _put(added, lambda insert: CreditMonth.hundredths + insert.excluded.hundredths)


_KEY = ("person_id", "year", "month", "part", "tags")


def put_right(months: Mapping[Month, int]) -> None:
    """Keep these sums instead of what is kept for their months. At most one statement."""
    _put(months, lambda insert: insert.excluded.hundredths)


def _put(months: Mapping[Month, int], kept: Callable[[Any], Any]) -> None:
    """Insert the sums; ``kept`` says what stands where there is one: the database sums."""
    rows = [
        dict(zip(_KEY, month, strict=True)) | {"hundredths": amount}
        for month, amount in sorted(months.items())
    ]
    if not rows:
        return
    insert = insert_or_update(CreditMonth)
    insert = insert.on_conflict_do_update(index_elements=_KEY, set_={"hundredths": kept(insert)})
    db.session.connection().execute(insert, rows)


def different_months() -> dict[Month, tuple[int, int]]:
    """Months for which another sum is kept than their lines have: kept, and of the lines.

    One query, which sees both at the same instant.
    """
    both = sa.union_all(
        sa.select(
            *(getattr(CreditMonth, name) for name in _KEY),
            CreditMonth.hundredths.label("kept"), sa.literal(0).label("of_lines"),
        ),
        sa.select(*_key_of_line(), sa.literal(0), sa.func.sum(Credit.hundredths)).group_by(
            *_key_of_line()
        ),
    ).subquery()  # fmt: skip
    key = tuple(both.c[name] for name in _KEY)
    kept, lines = sa.func.sum(both.c.kept), sa.func.sum(both.c.of_lines)
    rows = db.session.execute(sa.select(*key, kept, lines).group_by(*key).having(kept != lines))
    return {
        (row[0], row[1], int(row[2]), row[3], row[4]): (int(row[5]), int(row[6])) for row in rows
    }


def rebuild_months() -> None:
    """Write every monthly sum anew from the lines. The caller commits."""
    db.session.execute(sa.delete(CreditMonth))
    lines = _key_of_line()
    db.session.execute(
        sa.insert(CreditMonth).from_select(
            [*_KEY, "hundredths"],
            sa.select(*lines, sa.func.sum(Credit.hundredths)).group_by(*lines),
        )
    )


def _key_of_line() -> tuple[sa.ColumnElement[Any], ...]:
    """Which sum a line belongs to."""
    return (
        Credit.person_id.expression, Credit.year.expression, _month(), Credit.part.expression,
        Credit.tags.expression,
    )  # fmt: skip


def _month() -> sa.ColumnElement[int]:
    """``month_of`` in SQL."""
    of_day = sa.extract("year", Credit.on)
    return sa.cast(
        sa.case(
            (of_day < Credit.year, sa.literal_column("1")),
            (of_day > Credit.year, sa.literal_column("12")),
            else_=sa.extract("month", Credit.on),
        ),
        sa.Integer,
    )
