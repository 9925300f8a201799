"""Instances of the demo organisation to measure, on SQLite and on PostgreSQL."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app import create_app
from blueprints.shared.saving import writing
from domain.accounts.sign_ins import start_sign_in
from models import Account, db
from tests.e2e.server import ROOT, SECRET_KEY

POSTGRESQL = os.environ.get("TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
DATABASE = f"rigong_bench_{os.getpid()}"


@dataclass(frozen=True, slots=True)
class Instance:
    """A folder and a database with the demo in it, and the application that looks into it."""

    folder: Path
    url: str
    app: Flask

    def cookie(self, account: Account) -> str:
        """The session cookie of a new sign-in of the account."""
        token = start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1")
        return self.app.session_interface.get_signing_serializer(self.app).dumps({"token": token})

    def cookies(self, usernames: list[str]) -> dict[str, str]:
        """The cookies of these accounts, by username, signed in."""
        query = sa.select(Account).where(Account.username.in_(usernames))
        with self.app.app_context(), writing():
            accounts = db.session.scalars(query).all()
            return {account.username: self.cookie(account) for account in accounts}

    def cadres(self, count: int) -> list[str]:
        """The usernames of so many people of the demo who have no role."""
        with self.app.app_context():
            query = sa.select(Account.username).where(
                Account.password_hash == "", Account.kind == "staff"
            )
            return list(db.session.scalars(query.order_by(Account.id).limit(count)))

    def count(self, table: str) -> int:
        with self.app.app_context():
            statement = sa.text(f"SELECT count(*) FROM {table}")  # noqa: S608
            return db.session.execute(statement).scalar_one()


@contextmanager
def demo_instance(kind: str) -> Iterator[Instance]:
    """A migrated database of the kind with the demo loaded, gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="rigong-bench-") as name,
        _database(kind, Path(name)) as url,
    ):
        environment = {
            **os.environ,
            "INSTANCE": name,
            "DATABASE_URL": url,
            "SECRET_KEY": SECRET_KEY,
        }
        environment.pop("DEMO_TODAY", None)
        for command in (["db", "upgrade"], ["demo", "load"]):
            subprocess.run(
                [sys.executable, "-m", "flask", *command], check=True, cwd=ROOT, env=environment,
                capture_output=True,
            )  # fmt: skip
        app = create_app(_settings(environment))
        try:
            yield Instance(Path(name), url, app)
        finally:
            with app.app_context():
                db.engine.dispose()


def _settings(environment: Mapping[str, str]) -> dict[str, object]:
    return {
        "INSTANCE": Path(environment["INSTANCE"]),
        "SECRET_KEY": SECRET_KEY,
        "SQLALCHEMY_DATABASE_URI": environment["DATABASE_URL"],
        "PASSWORD_PROFILE": "asvs",
    }


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'rigong.sqlite'}"
        return
    server = sa.create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {DATABASE}")
    try:
        yield re.sub(r"/[^/]*$", f"/{DATABASE}", str(POSTGRESQL))
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def postgresql_answers() -> bool:
    try:
        sa.create_engine(POSTGRESQL, poolclass=sa.NullPool).connect().close()
    except sa.exc.OperationalError:
        return False
    return True
