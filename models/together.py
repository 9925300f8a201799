"""Writes of one process that are committed together, each in a savepoint of one connection.

The disk takes as long for one write as for four. A write that fails is undone alone: its
savepoint is rolled back, and the others are committed without it. None of them is acknowledged
before the one commit has returned (``models.gate.Gate.leave``).
"""

import sqlite3
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

_PART = "part"  # the savepoint of whoever writes just now


class SharedConnection(sqlite3.Connection):
    """The connection that the writers of a process use by turns.

    ``commit`` and ``rollback``, as the session calls them, end a part; ``end`` the whole.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._begun = self._in_part = False

    @property
    def begun(self) -> bool:
        """Whether it may hold parts that are not stored yet."""
        return self._begun

    def begin_part(self) -> None:
        """Begin what one writer does, unless they have; the transaction where it is the first."""
        self._refuse_what_is_lost()
        if self._in_part:
            return
        if not self._begun:
            self.execute("BEGIN IMMEDIATE")
            self._begun = True
        self.execute(f"SAVEPOINT {_PART}")
        self._in_part = True

    def commit(self) -> None:
        """Keep the part: it is stored with the others, by ``end``. Once ended, nothing."""
        if self._in_part:
            self.execute(f"RELEASE {_PART}")
        self._in_part = False

    def rollback(self) -> None:
        """Undo the part alone. The pool says so too, when the part has ended: then nothing."""
        if self._in_part and self.in_transaction:
            self.execute(f"ROLLBACK TO {_PART}")
            self.execute(f"RELEASE {_PART}")
        self._in_part = False

    def end(self) -> None:
        """Store every part that was kept, and no other, durably; on any error none of them.

        Raises:
            sqlite3.Error: none was stored.
        """
        try:
            self.rollback()
            self._refuse_what_is_lost()
            super().commit()
        finally:
            self._begun = False
            super().rollback()

    def _refuse_what_is_lost(self) -> None:
        """On a full disk and the like SQLite by itself undoes everything, not the part alone."""
        if self._begun and not self.in_transaction:
            raise sqlite3.OperationalError("SQLite has undone the transaction of several writers")


class Together:
    """The engine beside the usual one whose only connection is shared by the writers."""

    def __init__(self, usual: sa.Engine, set_up: Callable[[sa.Engine], None]) -> None:
        """``set_up`` says what is done with a connection before it is shared."""
        self.usual = usual
        self.engine = sa.create_engine(
            usual.url, poolclass=StaticPool, hide_parameters=usual.hide_parameters,
            connect_args={"factory": SharedConnection, "check_same_thread": False},
        )  # fmt: skip
        self._connection: SharedConnection | None = None
        self._lost = False  # parts of this round, with the connection that held them
        set_up(self.engine)
        sa.event.listen(self.engine, "connect", self._note)
        sa.event.listen(self.engine, "begin", _begin_part)
        sa.event.listen(usual, "engine_disposed", self._dispose)

    def part(self) -> SharedConnection:
        """The connection, on which the part of whoever has the turn is begun.

        Raises:
            sqlalchemy.exc.DBAPIError: there is none, or what others wrote on it is lost.
        """
        try:
            if self._connection is None:
                self.engine.raw_connection().close()  # connects, and so notes it
            if self._connection is None:
                raise sqlite3.OperationalError("no connection for several writers")
            self._connection.begin_part()
        except sqlite3.Error as error:
            raise sa.exc.DBAPIError.instance("BEGIN", None, error, sqlite3.Error) from error
        return self._connection

    def end_part(self, *, keep: bool) -> None:
        """End the part of whoever leaves, where their session had not."""
        if self._connection is None:
            return
        try:
            if keep:
                self._connection.commit()
            else:
                self._connection.rollback()
        except sqlite3.Error:
            self._lost = True  # then nobody is told that theirs is stored

    def end(self) -> None:
        """Commit what the writers of a round have kept.

        Raises:
            sqlalchemy.exc.DBAPIError: nothing of it was stored.
        """
        lost, self._lost = self._lost, False
        try:
            if lost:
                raise sqlite3.OperationalError("the connection of several writers was lost")
            if self._connection is not None:
                self._connection.end()
        except sqlite3.Error as error:
            self._connection = None  # what came after them is not stored either
            self.engine.dispose()
            raise sa.exc.DBAPIError.instance("COMMIT", None, error, sqlite3.Error) from error

    def _note(self, connection: SharedConnection, _record: object) -> None:
        connection.execute("PRAGMA temp_store = MEMORY")  # what a savepoint may have to put back
        self._keep(connection)

    def _keep(self, connection: SharedConnection | None) -> None:
        self._lost = self._lost or (self._connection is not None and self._connection.begun)
        self._connection = connection

    def _dispose(self, _usual: sa.Engine) -> None:
        self._keep(None)
        self.engine.dispose()


def _begin_part(connection: sa.Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    driver.begin_part()
