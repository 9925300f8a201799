"""The gate: at most one writer of a SQLite file at a time, over threads and processes.

SQLite before 3.51.3 can lose a committed write when a checkpoint overlaps a commit that
resets the write-ahead log (sqlite.org/wal.html#walresetbug). Writers and checkpoints take
this lock first, so they never overlap, and no writer ever meets "database is locked".
"""

import fcntl
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from models.together import SharedConnection, Together

COMMITS_BETWEEN_CHECKPOINTS = 200
MOST_TOGETHER = 8  # writes that one commit stores

_held: ContextVar[int | None] = ContextVar("gate_descriptor", default=None)
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_turn: "ContextVar[threading.Lock | None]" = ContextVar("turn", default=None)
_lane: "ContextVar[threading.Lock | None]" = ContextVar("lane", default=None)
_shared: "ContextVar[Together | None]" = ContextVar("writes_together", default=None)
_notes: "ContextVar[dict[str, Any] | None]" = ContextVar("notes_of_the_part", default=None)


def is_writing() -> bool:
    """Whether this thread has passed the gate, so that its transactions may write."""
    return _writing.get()


def shared_engine() -> sa.Engine | None:
    """The engine that this thread writes on, where it writes together with others."""
    together = _shared.get()
    return None if together is None else together.engine


def shared_driver() -> SharedConnection | None:
    """SQLite's own connection below it, on which what this thread writes is begun."""
    together = _shared.get()
    return None if together is None else together.part()


def part_notes() -> dict[str, Any] | None:
    """What is kept beside what this thread writes together with others; gone when it leaves."""
    return _notes.get()


def give_turn() -> None:
    """Let the next writer of this process begin: what is left to do waits for the disk."""
    _leave_lane()
    turn = _turn.get()
    if turn is not None:
        _turn.set(None)
        turn.release()


def _leave_lane() -> "threading.Lock | None":
    """Let the next small write of the process go on; the lane that this thread was in."""
    lane = _lane.get()
    if lane is not None:
        _lane.set(None)
        lane.release()
    return lane


@contextmanager
def _beside_the_lane() -> Iterator[None]:
    """What only waits: another small write goes on meanwhile."""
    lane = _leave_lane()
    try:
        yield
    finally:
        if lane is not None:
            lane.acquire()
            _lane.set(lane)


@dataclass
class _Round:
    """Writers whose parts are stored by one commit; ``descriptor`` holds the gate for them."""

    descriptor: int
    parts: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None


class Gate:
    """A lock of one database file; without a file (PostgreSQL, memory) it only marks writers.

    With ``together``, small writes of a process that arrive while others wait for the gate or
    the disk go through it in one round, and are stored by one commit.
    """

    def __init__(
        self, database: Path | None, *, checkpoints: bool = True, together: Together | None = None
    ) -> None:
        self._database = database
        self._together = together if database else None
        self._round: _Round | None = None  # changed by whoever has the turn
        self._coming: list[None] = []  # one for each who waits for the turn to join a round
        self._lock = database.with_name(database.name + ".gate") if database else None
        self._checkpoints = checkpoints
        self._commits = 0
        self._turn = threading.Lock()
        self._lane = threading.Lock()

    def take_lane(self) -> None:
        """Go on as the only small write of this process that is not waiting for something.

        Threads that make their writes ready at the same time take the interpreter from each
        other at every statement, and from whoever is inside the gate. The lane is left while
        they wait for a turn, the gate or the disk, and at the latest by ``leave``. Whoever takes
        it must have their form, and nothing slow before them.
        """
        if self._together is not None and _lane.get() is None:
            self._lane.acquire()
            _lane.set(self._lane)

    def joins(self, bind: object) -> bool:
        """Whether what writes on the engine may write together with others from here on."""
        here = self._together is not None and self._together.usual is bind
        return here and _held.get() is None

    def take_turn(self, *, together: bool = False) -> None:
        """Wait until no other thread of this process is on its way through the gate.

        Who holds the gate runs Python between statements; a thread that prepares its own
        write meanwhile takes the interpreter from it, and everybody at the gate waits longer.
        ``give_turn`` gives the turn back: when the commit begins, and at the latest ``leave``.
        Who is inside already needs none, and would wait for those who wait for them.
        """
        if self._lock is None or _turn.get() is not None or _held.get() is not None:
            return
        if together:
            self._coming.append(None)
        if not self._turn.acquire(blocking=False):
            with _beside_the_lane():
                self._turn.acquire()
        _turn.set(self._turn)
        if together:
            self._coming.pop()
        else:
            self._end_round()

    def enter_together(self) -> None:
        """Wait for the gate, or join the round that is inside. Whoever calls has the turn."""
        if self._together is None:
            raise RuntimeError("nobody writes together here")
        if self._round is None:
            self._round = _Round(self._wait())
        _shared.set(self._together)
        _notes.set({})
        _writing.set(True)

    def enter(self, *, wait: bool = True) -> bool:
        """Wait for the gate; to enter twice is the same as once.

        With ``wait=False`` it is False, and nothing has happened, when another is inside.
        """
        inside = _held.get() is not None or _shared.get() is not None
        if self._lock is not None and not inside:
            try:
                _held.set(self._wait(fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB)))
            except BlockingIOError:
                return False
        _writing.set(True)
        return True

    def _wait(self, how: int = fcntl.LOCK_EX) -> int:
        """A descriptor that holds the lock; each holder's own: flock then excludes threads."""
        if self._lock is None:
            raise RuntimeError("a gate without a file has no lock")
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            with _beside_the_lane():
                fcntl.flock(descriptor, how)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def leave(self, *, committed: bool = False) -> None:
        """Let the next writer in. Call it when the transaction has ended, either way.

        Whoever wrote together with others waits here until all is stored, and so does who has
        only read there: it may have been what others had not stored yet.

        Raises:
            sqlalchemy.exc.DBAPIError: it was not; only where writers write together.
        """
        _writing.set(False)
        _shared.set(None)
        _notes.set(None)
        if self._round is not None and _turn.get() is not None:
            self._leave_round(self._round, keep=committed)
            return
        _leave_lane()
        descriptor = _held.get()
        try:
            if descriptor is not None and committed:
                self._checkpoint_now_and_then()
        finally:
            if descriptor is not None:
                _held.set(None)
                os.close(descriptor)
            give_turn()

    def _leave_round(self, here: _Round, *, keep: bool) -> None:
        """Let the next one go on in the round, or end it, and wait until it is stored."""
        if self._together is not None:
            self._together.end_part(keep=keep)
        here.parts += 1
        _leave_lane()
        if self._coming and here.parts < MOST_TOGETHER:
            give_turn()
            here.ended.wait()
        else:
            try:
                self._end_round()
            finally:
                give_turn()
        if here.error is not None:
            raise here.error

    def _end_round(self) -> None:
        """Commit what the round has written, let the gate go, and tell those who wait."""
        here, self._round = self._round, None
        if here is None or self._together is None:
            return
        try:
            self._together.end()
        except Exception as error:  # noqa: BLE001 - each of those who wait raises it
            here.error = error
        except BaseException:
            here.error = sqlite3.OperationalError("the commit of several writers was broken off")
            raise
        else:
            self._checkpoint_stored(here.parts)
        finally:
            os.close(here.descriptor)
            here.ended.set()

    def _checkpoint_stored(self, commits: int) -> None:
        """What is stored is stored: a checkpoint that fails is tried again by the next."""
        try:
            self._checkpoint_now_and_then(commits)
        except sqlite3.Error:
            logging.getLogger(__name__).exception("checkpoint failed")

    def _checkpoint_now_and_then(self, commits: int = 1) -> None:
        self._commits += commits
        if self._commits < COMMITS_BETWEEN_CHECKPOINTS or not self._checkpoints:
            return
        self._commits = 0
        if self._database is None:
            return
        connection = sqlite3.connect(self._database, isolation_level=None)
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            connection.close()
