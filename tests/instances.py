"""Whole installations for a test that must see real commits: an empty, migrated database."""

from contextlib import contextmanager
from contextvars import Context
from pathlib import Path
from zoneinfo import ZoneInfo

from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from app import create_app
from models import db
from tests.databases import fresh_database

REVISION = str(ScriptDirectory(Path(__file__).parents[1] / "migrations").get_current_head())


@contextmanager
def new_instance(kind: str, name: str, folder: Path, *, migrated: bool = True):
    """An application on a database of its own; the caller opens its context."""
    folder.mkdir(exist_ok=True)
    with fresh_database(kind, name, folder) as url:
        app = create_app(
            {
                "TESTING": True,
                "INSTANCE": folder,
                "SECRET_KEY": "a key of the tests, long enough to be one",
                "WTF_CSRF_ENABLED": False,
                "SQLALCHEMY_DATABASE_URI": url,
                "TIMEZONE": ZoneInfo("Asia/Shanghai"),
                "SQLITE_JOURNAL": "wal",
                "PRODUCTION": False,
                "DEMO": False,
                "DEMO_TODAY": None,
            }
        )
        if migrated:
            with app.app_context():
                upgrade()
        try:
            yield app
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


def run_command(app, *arguments: str):
    """What the command line answers: run as in a process of its own, in no other context."""
    return Context().run(app.test_cli_runner().invoke, args=arguments)
