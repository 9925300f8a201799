"""The database handle, the base of every model, and how SQLite is set up."""

from datetime import UTC, datetime
from sqlite3 import Connection as SqliteConnection
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase

from models.gate import give_turn, is_writing, shared_engine
from models.together import Together

CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
WAL = {"journal_mode": "wal", "synchronous": 2}  # 2 is FULL
TRUNCATE = {"journal_mode": "truncate", "synchronous": 3}  # 3 is EXTRA
COMMON = {
    "busy_timeout": 10000,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "recursive_triggers": 1,
    "cache_size": -200,
}


def in_utc(value: datetime | None) -> datetime | None:
    """The instant as it is stored.

    Raises:
        ValueError: it has no time zone.
    """
    if value is not None and value.tzinfo is None:
        raise ValueError("a stored time must have a time zone")
    return value.astimezone(UTC) if value else None


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware datetime, stored as UTC. SQLite forgets the zone; this puts it back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC) if value else None


class Base(DeclarativeBase):
    """Base of every model: named constraints, and ``datetime`` means aware UTC."""

    metadata = sa.MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map: ClassVar = {datetime: UtcDateTime}


class WritingSession(Session):
    """A session on the installation's engine, or on the shared one of those who write together."""

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **options: Any
    ) -> sa.Engine | sa.Connection:
        bind = bind if bind is not None else shared_engine()
        return super().get_bind(mapper=mapper, clause=clause, bind=bind, **options)


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": WritingSession})


def session_here() -> Session | None:
    """The session of this request or command, where anybody has asked for one."""
    return db.session() if db.session.registry.has() else None


def on_sqlite() -> bool:
    return str(db.engine.dialect.name) == "sqlite"


def flush() -> None:
    """Write what the session holds, where there is one."""
    session = session_here()
    if session is not None:
        session.flush()


class SettingRefused(RuntimeError):
    """SQLite did not take a setting that the promises of this program rest on."""


def prepare_sqlite(engine: sa.Engine, journal: str = "wal") -> None:
    """Give every connection the one set of SQLite settings.

    A transaction begins IMMEDIATE when the caller holds the gate, and plain otherwise.
    """
    set_connections_up(engine, journal)

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("BEGIN IMMEDIATE" if is_writing() else "BEGIN")

    sa.event.listen(engine, "commit", _give_turn)


def write_together(engine: sa.Engine, journal: str = "wal") -> Together:
    """The shared connection of those who write together, with the same settings."""
    return Together(engine, lambda shared: set_connections_up(shared, journal))


def set_connections_up(engine: sa.Engine, journal: str) -> None:
    """Set every new connection up, and read each of the settings back.

    Checkpoints are run by the holder of the gate alone (``models.gate``).
    """
    wanted = {**COMMON, **(TRUNCATE if journal == "truncate" else WAL)}

    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: SqliteConnection, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for name, value in wanted.items():
            connection.execute(f"PRAGMA {name} = {value}")
        if journal != "truncate":
            connection.execute("PRAGMA wal_autocheckpoint = 0")
        for name, value in wanted.items():
            got = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if got != value:
                raise SettingRefused(f"PRAGMA {name} is {got!r}, not {value!r}")


def _give_turn(_connection: sa.Connection) -> None:
    """While a commit waits for the disk, the next writer of the process makes its write ready."""
    give_turn()


def render_migration_type(kind: str, item: Any, _context: object) -> str | bool:
    """Write our own column types into migrations as plain ones: they import no models."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def belongs_to_models(_item: object, name: str | None, kind: str, *_rest: object) -> bool:
    """Whether Alembic compares it: the search's index is the database's own, of a migration."""
    own = "search_index" if kind == "table" else "ix_search_passages_tokens"
    return not (name or "").startswith(own)
