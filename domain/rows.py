"""The path of every logged entry: statements compiled once, rows that go in at once."""

import collections
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, make_transient_to_detached

from models import EntryStep, StudyEntry, db
from models.base import Base, UtcDateTime, flush, in_utc
from models.gate import is_writing, shared_driver, shared_engine

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


_Take = Callable[[_Compiled, Any], Any]  # what is taken from the cursor of a statement
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
        found: list[Any] = self._run(values, session, _every_row)
        return found

    def rows_apart(self, values: Mapping[str, Any]) -> list[Any]:
        """``rows`` of a SELECT that is asked before the transaction; on SQLite outside any.

        Whoever writes begins at the gate, and what they read before would only be ended there.
        """
        engine = db.engine
        if engine.dialect.name != "sqlite" or engine.dispatch.before_cursor_execute:
            return self.rows(values)
        lent = engine.raw_connection()
        try:
            found: list[Any] = _ask(
                lent.dbapi_connection, self.of(engine.dialect), values, engine, _every_row
            )
            return found
        finally:
            lent.close()

    def change(self, values: Mapping[str, Any], session: Session | None = None) -> int:
        """How many rows it touched."""
        return int(self._run(values, session, _rows_touched))

    def _run(self, values: Mapping[str, Any], session: Session | None, take: _Take) -> Any:
        """On the connection shared by those who write together, or else on the session's.

        Those who write together have one session, that of the request.
        """
        shared = shared_engine()
        if shared is not None and not shared.dispatch.before_cursor_execute:
            return _ask(shared_driver(), self.of(shared.dialect), values, shared, take)
        connection = connection_of(session or db.session())
        compiled = self.of(connection.dialect)
        if compiled.by_place and not connection.dispatch.before_cursor_execute:
            driver = connection.connection.dbapi_connection
            return _ask(driver, compiled, values, connection.engine, take)
        cursor = connection.exec_driver_sql(compiled.text, _given(compiled, values))
        return take(compiled, cursor)

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
            quick = QUICK.get(type(bind.type)) if dialect.name == "sqlite" else None
            convert = quick or bind.type.dialect_impl(dialect).bind_processor(dialect)
            parameters.append(_Parameter(name, otherwise, convert))
        columns = getattr(self._statement, "selected_columns", {})
        results = [one.type.dialect_impl(dialect).result_processor(dialect, None)
                   for one in columns]  # fmt: skip
        make = row_type("Row", columns.keys())._make
        return _Compiled(compiled.string, parameters, compiled.positional, results, make)


def _day(value: date | None) -> str | None:
    return None if value is None else date.isoformat(value)  # also of a datetime


def _moment(value: datetime | None) -> str | None:
    utc = in_utc(value)
    return None if utc is None else utc.isoformat(" ", "microseconds").removesuffix("+00:00")


# As SQLAlchemy writes them to SQLite, at a third of the cost.
QUICK: dict[type, Convert] = {sa.Date: _day, UtcDateTime: _moment}


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


def _ask(
    driver: Any, compiled: _Compiled, values: Mapping[str, Any], engine: sa.Engine, take: _Take
) -> Any:
    """By SQLite's own connection; an error of its is raised as the session would."""
    given = _given(compiled, values)
    try:
        return take(compiled, driver.execute(compiled.text, given))
    except sqlite3.Error as error:
        raise sa.exc.DBAPIError.instance(
            compiled.text, given, error, sqlite3.Error, hide_parameters=engine.hide_parameters
        ) from error


def _every_row(compiled: _Compiled, cursor: Any) -> list[Any]:
    if not compiled.results:
        return [tuple(row) for row in cursor.fetchall()]
    return [
        compiled.make(
            value if convert is None or value is None else convert(value)
            for convert, value in zip(compiled.results, row, strict=True)
        )
        for row in cursor.fetchall()
    ]


def _rows_touched(_compiled: _Compiled, cursor: Any) -> Any:
    return cursor.rowcount


def insert_or_update(table: type[Base]) -> Any:
    """An INSERT of the session's kind of database, which has ``on_conflict_do_update``."""
    dialect = import_module(f"sqlalchemy.dialects.{db.session.get_bind().dialect.name}")
    return dialect.insert(table)


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


def insert_now(table: type[Row], values: Mapping[str, Any]) -> Row:
    """Insert a row with these values; it is in the session afterwards.

    What the session holds is flushed first, as the unit of work would. Columns that were not
    given are left to the database and read when asked for.
    """
    flush()
    row = insert_apart(table, values)
    db.session.add(row)
    return row


def insert_apart(table: type[Row], values: Mapping[str, Any]) -> Row:
    """Insert a row with these values; the session does not hold it, and is not flushed.

    It is made as a row that is read is made: to set each column as if it were changed costs
    more than to insert it.
    """
    [(row_id,)] = _insert(table, tuple(values)).rows(values)
    row = sa.inspect(table).class_manager.new_instance()
    row.__dict__.update(values, id=row_id)
    make_transient_to_detached(row)
    return row


@cache
def _insert(table: type[Base], columns: tuple[str, ...]) -> Prepared:
    return Prepared(sa.insert(table).returning(*sa.inspect(table).primary_key), columns)
