"""The path of every logged entry: statements compiled once, rows that go in at once."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import make_transient_to_detached

from models import EntryStep, StudyEntry, db
from models.base import Base

Row = TypeVar("Row", StudyEntry, EntryStep)


class _Parameter(NamedTuple):
    """One parameter: what it is when nothing is given, and what the driver wants for a value."""

    name: str
    otherwise: Any
    convert: Callable[[Any], Any] | None


class Prepared:
    """A statement that is compiled once for each kind of database.

    Where a handful of small statements make up a request, finding the compiled form and
    describing the result cost more than running them. For statements whose values are given
    one by one, and whose results are plain numbers and texts.
    """

    def __init__(self, statement: Any, columns: tuple[str, ...] | None = None) -> None:
        """``columns`` are those that an INSERT is given; the others get their defaults."""
        self._statement, self._columns = statement, columns
        self._compiled: dict[str, tuple[str, list[_Parameter], bool]] = {}

    def run(self, connection: sa.Connection, values: Mapping[str, Any]) -> sa.CursorResult[Any]:
        """Execute it with these values by name."""
        dialect = connection.dialect
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = self._compile(dialect)
        text, parameters, by_place = self._compiled[dialect.name]
        given = [_converted(one, values.get(one.name, one.otherwise)) for one in parameters]
        if by_place:
            return connection.exec_driver_sql(text, tuple(given))
        names = (one.name for one in parameters)
        return connection.exec_driver_sql(text, dict(zip(names, given, strict=True)))

    def _compile(self, dialect: sa.Dialect) -> tuple[str, list[_Parameter], bool]:
        keys = list(self._columns) if self._columns is not None else None
        compiled = self._statement.compile(dialect=dialect, column_keys=keys)
        table = getattr(self._statement, "table", None)
        names = compiled.positiontup if compiled.positional else list(compiled.binds)
        parameters = []
        for name in names:
            bind = compiled.binds[name]
            column = table.columns.get(name) if table is not None else None
            default = column.default if column is not None else None
            otherwise = default.arg if default is not None and default.is_scalar else bind.value
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            parameters.append(_Parameter(name, otherwise, convert))
        return compiled.string, parameters, compiled.positional


def _converted(parameter: _Parameter, value: Any) -> Any:
    return value if parameter.convert is None else parameter.convert(value)


def insert_now(row: Row) -> Row:
    """Insert the row with what it holds and give it its id; it is in the session afterwards.

    What the session holds is flushed first, as the unit of work would. Columns that were not
    set are left to the database and read when asked for.
    """
    db.session.flush()
    values = {name: value for name, value in row.__dict__.items() if not name.startswith("_sa_")}
    insert = _insert(type(row), tuple(values))
    row.id = insert.run(db.session.connection(), values).scalar_one()
    make_transient_to_detached(row)
    db.session.add(row)
    return row


@cache
def _insert(table: type[Base], columns: tuple[str, ...]) -> Prepared:
    return Prepared(sa.insert(table).returning(*sa.inspect(table).primary_key), columns)
