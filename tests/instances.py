"""Whole installations for a test that must see real commits: an empty, migrated database."""

from contextlib import ExitStack, contextmanager
from contextvars import Context
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from app import create_app
from models import db
from tests.databases import fresh_database

KEPT = ExitStack()
REVISION = str(ScriptDirectory(Path(__file__).parents[1] / "migrations").get_current_head())


@contextmanager
def new_instance(kind: str, name: str, folder: Path, *, migrated: bool = True):
    """An application on a database of its own; the caller opens its context."""
    folder.mkdir(exist_ok=True)
    source = migrated_database(kind) if migrated else None
    with fresh_database(kind, name, folder, copy_of=source) as url:
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
        try:
            yield app
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


@cache
def migrated_database(kind: str) -> str:
    """The URL of a database that every migration has run on, made once in a process.

    Others are copies of it; it goes when ``KEPT`` is closed, at the end of the run.
    """
    folder = Path(KEPT.enter_context(TemporaryDirectory()))
    url = KEPT.enter_context(fresh_database(kind, "rigong_migrated", folder))
    app = create_app(
        {
            "TESTING": True, "INSTANCE": folder, "SECRET_KEY": "a key for the migrations alone",
            "SQLALCHEMY_DATABASE_URI": url, "SQLITE_JOURNAL": "truncate", "PRODUCTION": False,
        }
    )  # fmt: skip
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()
    return url


def run_command(app, *arguments: str):
    """What the command line answers: run as in a process of its own, in no other context."""
    return Context().run(app.test_cli_runner().invoke, args=arguments)
