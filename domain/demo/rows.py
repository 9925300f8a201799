"""Rows in the making: collected with ids of their own, then written a table at a time."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random
from typing import Any

import sqlalchemy as sa

from models import Base, db
from models.base import on_sqlite

SEED = 20_261_001
DAYS_A_YEAR = 365.25


class Rows:
    """Rows of many tables. ``today`` is the loading day; every instant lies before it begins."""

    def __init__(self, today: date, zone: tzinfo) -> None:
        self.today, self.zone = today, zone
        self.random = Random(SEED)  # noqa: S311 - the same rows again is what it is for
        self._rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)

    def add(self, model: type[Base], **values: Any) -> int:
        """Add a row and return its id. All rows of a model name the same columns."""
        rows = self._rows[model]
        rows.append({"id": len(rows) + 1, **values})
        return len(rows)

    def of(self, model: type[Base]) -> Sequence[dict[str, Any]]:
        """The rows of the model so far, in the order of their ids."""
        return self._rows[model]

    def at(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), self.zone)

    def back(self, years: float) -> date:
        """The day so many years before the loading day."""
        return self.today - timedelta(days=round(years * DAYS_A_YEAR))

    def write(self) -> None:
        """Insert everything; a table after those that it refers to. One statement a table."""
        for table in Base.metadata.sorted_tables:
            for model, rows in self._rows.items():
                if model.__table__ is table:
                    db.session.execute(sa.insert(table), rows)
                    _continue_numbers(table, len(rows))
        begun = {model.__tablename__ for model in self._rows}
        for table in Base.metadata.sorted_tables:
            if table.name not in begun:
                _begin_numbers(table)


def _continue_numbers(table: sa.Table, last: int) -> None:
    """PostgreSQL numbers from a sequence, which has not seen the ids given here."""
    if not on_sqlite():
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        db.session.execute(sa.select(sa.func.setval(sequence, last)))


def _begin_numbers(table: sa.Table) -> None:
    """Of a table that is empty: what is written to it later has the same numbers each time."""
    key = table.primary_key.columns
    if on_sqlite() or key.keys() != ["id"]:
        return
    sequence = sa.func.pg_get_serial_sequence(table.name, "id")
    named = db.session.scalar(sa.select(sequence))
    if named is not None and not db.session.scalar(sa.select(sa.exists(sa.select(table.c.id)))):
        db.session.execute(sa.select(sa.func.setval(named, 1, False)))  # noqa: FBT003 - of setval
