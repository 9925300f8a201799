"""One app and one migrated database of each kind a run; every test's work is rolled back."""

import gc
import os
import re
from contextlib import contextmanager
from contextvars import Context
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from hypothesis import settings

from app import create_app
from domain.accounts.sign_ins import start_sign_in
from models import Account, db
from tests.databases import fresh_database
from tests.instances import KEPT, migrated_database

settings.register_profile("house", deadline=None)  # a busy machine is no failure
settings.load_profile("house")
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # Friday, 12:00 in Shanghai


class Browser(FlaskClient):
    """A test client whose requests open an app context of their own, as on a server.

    Flask would otherwise reuse the test's context, and with it ``g``, the visitor and the
    loaded rows; the query counts would then be too low.
    """

    def open(self, *args, **kwargs):
        return Context().run(super().open, *args, **kwargs)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Give two workers one kind of database each, and what takes long before what is quick.

    ``worksteal`` deals the tests out by halves; who is done first takes over the other's last.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_turn)


def _turn(item) -> tuple[bool, bool, bool]:
    place = item.nodeid.removeprefix("tests/").partition("/")[0]
    return "postgresql" in item.nodeid, place != "e2e", place != "matrix"


def pytest_collection_finish():
    """Keep the collector off what every test needs, and let it look less often for what is left."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def pytest_unconfigure():
    KEPT.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def app(request, tmp_path_factory):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    instance = tmp_path_factory.mktemp("instance")
    kind, source = request.param, migrated_database(request.param)
    with fresh_database(kind, f"rigong_{worker}", instance, copy_of=source) as url:
        app = create_app(
            {
                "TESTING": True,
                "INSTANCE": instance,
                "SECRET_KEY": "a key of the tests, long enough to be one",
                "WTF_CSRF_ENABLED": False,
                "SQLALCHEMY_DATABASE_URI": url,
                "TIMEZONE": ZoneInfo("Asia/Shanghai"),
                "PASSWORD_PROFILE": "asvs",
                "TOTP": "offered",
                "PRODUCTION": False,
                "DEMO": False,
                "DEMO_TODAY": None,
            }
        )
        app.test_client_class = Browser
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(autouse=True)
def _a_friday_at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def database(app):
    """Put the test in one transaction that is never committed, inside an app context."""
    app.extensions["kept_pages"].clear()  # a rolled-back trail has the same heads again
    app.extensions["kept_trials"].clear()
    app.extensions["packed_pages"].clear()
    with app.app_context():
        engine = db.engines[None]
        connection = engine.connect()
        transaction = connection.begin()
        db.engines[None] = connection
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield db.session
        finally:
            db.session.remove()
            transaction.rollback()
            connection.close()
            db.engines[None] = engine
            app.extensions["gate"].leave()


@pytest.fixture
def login(app, database):
    """Return a function that gives a client signed in to an account, reading English."""

    def sign_in(account: Account, language: str = "en", **values):
        token = start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1", **values)
        db.session.commit()
        client = app.test_client()
        client.set_cookie("lang", language)
        with client.session_transaction() as session:
            session["token"] = token
        return client

    return sign_in


@pytest.fixture
def stranger(app, database):
    """A client that is not signed in, reading English."""
    client = app.test_client()
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def count_queries():
    """Return a context manager that yields a list of the statements run inside it."""

    @contextmanager
    def counting():
        statements = []

        def note(connection, cursor, statement, *_):
            if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", statement):
                statements.append(statement)

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", note)

    return counting
