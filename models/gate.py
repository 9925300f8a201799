"""The gate: at most one writer of a SQLite file at a time, over threads and processes.

SQLite before 3.51.3 can lose a committed write when a checkpoint overlaps a commit that
resets the write-ahead log (sqlite.org/wal.html#walresetbug). Writers and checkpoints take
this lock first, so they never overlap, and no writer ever meets "database is locked".
"""

import fcntl
import os
import sqlite3
import threading
from contextvars import ContextVar
from pathlib import Path

COMMITS_BETWEEN_CHECKPOINTS = 200

_held: ContextVar[int | None] = ContextVar("gate_descriptor", default=None)
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_turn: "ContextVar[threading.Lock | None]" = ContextVar("turn", default=None)


def is_writing() -> bool:
    """Whether this thread has passed the gate, so that its transactions may write."""
    return _writing.get()


def give_turn() -> None:
    """Let the next writer of this process begin: what is left to do waits for the disk."""
    turn = _turn.get()
    if turn is not None:
        _turn.set(None)
        turn.release()


class Gate:
    """A lock of one database file; without a file (PostgreSQL, memory) it only marks writers."""

    def __init__(self, database: Path | None, *, checkpoints: bool = True) -> None:
        self._database = database
        self._lock = database.with_name(database.name + ".gate") if database else None
        self._checkpoints = checkpoints
        self._commits = 0
        self._turn = threading.Lock()

    def take_turn(self) -> None:
        """Wait until no other thread of this process is on its way through the gate.

        Who holds the gate runs Python between statements; a thread that prepares its own
        write meanwhile takes the interpreter from it, and everybody at the gate waits longer.
        ``give_turn`` gives the turn back: when the commit begins, and at the latest ``leave``.
        Who is inside already needs none, and would wait for those who wait for them.
        """
        if self._lock is not None and _turn.get() is None and _held.get() is None:
            self._turn.acquire()
            _turn.set(self._turn)

    def enter(self, *, wait: bool = True) -> bool:
        """Wait for the gate; to enter twice is the same as once.

        With ``wait=False`` it is False, and nothing has happened, when another is inside.
        """
        if self._lock is not None and _held.get() is None:
            # A descriptor of its own for each holder: flock then excludes threads as well.
            descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                os.close(descriptor)
                return False
            except BaseException:
                os.close(descriptor)
                raise
            _held.set(descriptor)
        _writing.set(True)
        return True

    def leave(self, *, committed: bool = False) -> None:
        """Let the next writer in. Call it when the transaction has ended, either way."""
        _writing.set(False)
        descriptor = _held.get()
        try:
            if descriptor is not None and committed and self._checkpoints:
                self._checkpoint_now_and_then()
        finally:
            if descriptor is not None:
                _held.set(None)
                os.close(descriptor)
            give_turn()

    def _checkpoint_now_and_then(self) -> None:
        self._commits += 1
        if self._commits % COMMITS_BETWEEN_CHECKPOINTS or self._database is None:
            return
        connection = sqlite3.connect(self._database, isolation_level=None)
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            connection.close()
