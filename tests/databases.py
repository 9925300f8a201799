"""New databases for the tests: a SQLite file, or a PostgreSQL database of their own."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

SERVER = os.environ.get("TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")


@contextmanager
def fresh_database(kind: str, name: str, folder: Path, *, copy_of: str | None = None):
    """The URL of a new database of the kind; dropped afterwards. Runs do not share one.

    It is empty, or a copy of what lies at the URL ``copy_of``, to which nobody is connected.
    """
    name, source = f"{name}_{os.getpid()}", copy_of and sa.make_url(copy_of).database
    if kind == "sqlite":
        if source:
            shutil.copyfile(source, folder / f"{name}.sqlite")
        yield f"sqlite:///{folder / name}.sqlite"
        return
    server = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    try:
        server.connect().close()
    except sa.exc.OperationalError:
        missing("PostgreSQL does not answer at 127.0.0.1:5432")
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {source or 'template1'}")
    yield str(server.url.set(database=name))
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def missing(what: str):
    """Skip for want of a tool of this machine; with REQUIRE_ALL=1 that is a failure."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"REQUIRE_ALL=1, but {what}")
    pytest.skip(what)
