"""Runs the migrations on the application's own engine, each in a transaction."""

from contextlib import contextmanager

from alembic import context
from flask import current_app

from models import db


def run() -> None:
    configuration = dict(current_app.extensions["migrate"].configure_args)
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given, configuration)
        return
    current_app.extensions["gate"].enter()
    try:
        with db.engine.connect() as connection:
            _migrate(connection, configuration)
    finally:
        current_app.extensions["gate"].leave(committed=True)


def _migrate(connection, configuration) -> None:
    context.configure(connection=connection, target_metadata=db.metadata, **configuration)
    with _rebuilding(connection), context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"rows point to nothing: {broken[:5]}")


@contextmanager
def _rebuilding(connection):
    """SQLite changes a table by rebuilding it: rows point to nothing while it does."""
    if connection.dialect.name != "sqlite" or connection.in_transaction():
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")  # has no effect inside a transaction
    try:
        yield
    finally:
        connection.rollback()  # what was committed stays
        driver.execute("PRAGMA foreign_keys = ON")


run()
