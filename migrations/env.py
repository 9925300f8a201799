"""Runs the migrations on the application's own engine, each in a transaction."""

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
    with context.begin_transaction():
        context.run_migrations()


run()
