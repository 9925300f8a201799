"""The path of every logged entry: statements compiled once, rows that go in at once."""

import collections
import sqlite3
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, make_transient_to_detached

from models import EntryStep, StudyEntry, db
from models.base import Base
from models.gate import is_writing

Row = TypeVar("Row", StudyEntry, EntryStep)
Convert = Callable[[Any], Any]
_HERE = "connection"
row_type: Any = collections.namedtuple  # noqa: PYI024 - only the statement knows its columns


class _Parameter(NamedTuple):
    """One parameter: what it is when nothing is given, and what the driver wants for a value."""

    name: str
    otherwise: Any
    convert: Convert | None


class _Compiled(NamedTuple):
    """A statement for one kind of database; ``results`` has a place for each column."""

    text: str
    parameters: list[_Parameter]
    by_place: bool
    results: list[Convert | None]
    make: Convert  # of a row: with the names of the columns, where the statement tells them


_every: list["Prepared"] = []


class Prepared:
    """A statement that is compiled once for each kind of database.

    Where a handful of small statements make up a request, finding the compiled form and
    describing the result cost more than running them. Values are given one by one, by name;
    it runs in the session given, or in that of the request.
    """

    def __init__(self, statement: Any, columns: tuple[str, ...] | None = None) -> None:
        """``columns`` are those that an INSERT is given; the others get their defaults."""
        _every.append(self)
        self._statement, self._columns = statement, columns
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, values: Mapping[str, Any], session: Session | None = None) -> list[Any]:
        """Every row that it finds or returns; of a SELECT by column, as its types have them."""
        connection = connection_of(session or db.session())
        compiled = self.of(connection.dialect)
        given = _given(compiled, values)
        driver = _driver(connection, compiled)
        if driver is None:
            found: Any = connection.exec_driver_sql(compiled.text, given).fetchall()
        else:
            try:
                found = driver.execute(compiled.text, given).fetchall()
            except sqlite3.Error as error:
                raise _as_session_raises(connection, compiled.text, given, error) from error
        if not compiled.results:
            return [tuple(row) for row in found]
        return [
            compiled.make(
                value if convert is None or value is None else convert(value)
                for convert, value in zip(compiled.results, row, strict=True)
            )
            for row in found
        ]

    def change(self, values: Mapping[str, Any], session: Session | None = None) -> int:
        """How many rows it touched."""
        connection = connection_of(session or db.session())
        compiled = self.of(connection.dialect)
        given = _given(compiled, values)
        driver = _driver(connection, compiled)
        if driver is None:
            return int(connection.exec_driver_sql(compiled.text, given).rowcount)
        try:
            return int(driver.execute(compiled.text, given).rowcount)
        except sqlite3.Error as error:
            raise _as_session_raises(connection, compiled.text, given, error) from error

    def of(self, dialect: sa.Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._compile(dialect)
        return compiled

    def _compile(self, dialect: sa.Dialect) -> _Compiled:
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
        columns = getattr(self._statement, "selected_columns", {})
        results = [one.type.dialect_impl(dialect).result_processor(dialect, None)
                   for one in columns]  # fmt: skip
        make = row_type("Row", columns.keys())._make
        return _Compiled(compiled.string, parameters, compiled.positional, results, make)


def compile_all(dialect: sa.Dialect) -> None:
    """Compile every statement there is for the kind of database."""
    for one in _every:
        one.of(dialect)


def _given(compiled: _Compiled, values: Mapping[str, Any]) -> Any:
    """What the driver is given, by place or by name."""
    given = [
        values.get(name, otherwise) if convert is None else convert(values.get(name, otherwise))
        for name, otherwise, convert in compiled.parameters
    ]
    if compiled.by_place:
        return tuple(given)
    return dict(zip((one.name for one in compiled.parameters), given, strict=True))


def _driver(connection: sa.Connection, compiled: _Compiled) -> Any:
    """SQLite's own connection; ``None`` for other drivers, and where somebody counts statements."""
    if not compiled.by_place or connection.dispatch.before_cursor_execute:
        return None
    return connection.connection.dbapi_connection


def _as_session_raises(
    connection: sa.Connection, text: str, given: Any, error: sqlite3.Error
) -> BaseException:
    """An error of SQLite's own, as the session would raise it."""
    return sa.exc.DBAPIError.instance(
        text, given, error, sqlite3.Error, hide_parameters=connection.engine.hide_parameters
    )


def connection_of(session: Session) -> sa.Connection:
    """The session's connection; asked for again in one transaction, at a tenth of the cost."""
    kept = _kept(session)
    if kept is not None:
        return kept
    connection = session.connection()
    session.info[_HERE] = session.get_transaction(), connection
    return connection


def _kept(session: Session) -> sa.Connection | None:
    """That of the transaction that still goes on; a failed one is the session's to refuse."""
    kept, transaction = session.info.get(_HERE), session.get_transaction()
    if kept is None or transaction is None or kept[0] is not transaction:
        return None
    return kept[1] if transaction.is_active else None


def begin_anew(enter: Callable[[], object]) -> None:
    """End the session's transaction, call ``enter``; what follows sees what is there by then.

    A session on SQLite that has only read plain rows keeps its connection, and begins at once:
    two statements in place of the way back into the pool and out of it again.
    """
    session = db.session()
    connection = _only_read(session)
    if connection is None:
        session.rollback()
        enter()
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("ROLLBACK")
    enter()
    driver.execute("BEGIN IMMEDIATE" if is_writing() else "BEGIN")


def _only_read(session: Session) -> sa.Connection | None:
    """Its connection to SQLite, where nothing but that would be lost with the transaction."""
    connection = _kept(session)
    holds = session.identity_map or session.new or any(
        value for key, value in session.info.items() if key != _HERE
    )  # fmt: skip
    if connection is None or holds or connection.dialect.name != "sqlite":
        return None
    return None if connection.in_nested_transaction() else connection


def insert_now(row: Row) -> Row:
    """Insert the row with what it holds and give it its id; it is in the session afterwards.

    What the session holds is flushed first, as the unit of work would. Columns that were not
    set are left to the database and read when asked for.
    """
    db.session.flush()
    insert_apart(row)
    make_transient_to_detached(row)
    db.session.add(row)
    return row


def insert_apart(row: Row) -> Row:
    """Insert the row and give it its id; the session does not hold it, and is not flushed."""
    values = {name: value for name, value in row.__dict__.items() if not name.startswith("_sa_")}
    row.id = _insert(type(row), tuple(values)).rows(values)[0][0]
    return row


@cache
def _insert(table: type[Base], columns: tuple[str, ...]) -> Prepared:
    return Prepared(sa.insert(table).returning(*sa.inspect(table).primary_key), columns)
