"""Writers of a process who go through the gate in one round: one commit, each its own failure."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import gate as gates
from models.base import prepare_sqlite, write_together
from models.gate import Gate, is_writing, shared_driver, shared_engine

WAIT = 5  # seconds, far more than is needed
LARGE = 400_000  # bytes


class Room:
    """A database file with its gate, and writers who come to it one after the other."""

    def __init__(self, file: Path) -> None:
        self.file, self.said = file, []
        self.engine = sa.create_engine(f"sqlite:///{file}")
        prepare_sqlite(self.engine)
        together = write_together(self.engine)
        self.shared = together.engine
        sa.event.listen(
            self.shared, "connect", lambda driver, _: driver.set_trace_callback(self.said.append)
        )
        self.gate = Gate(file, together=together)

    def write(self, number: int, then=lambda: None, *, kept: bool = True) -> None:
        """Write a line, wait for ``then`` and leave, with the line or without it."""
        self.gate.take_turn(together=True)
        try:
            self.gate.enter_together()
            with shared_engine().connect() as connection:
                connection.exec_driver_sql("INSERT INTO lines VALUES (?, '')", (number,))
                then()
                if kept:
                    connection.commit()
        finally:
            self.gate.leave()

    def lines(self) -> list[int]:
        """What another program would find stored."""
        connection = sqlite3.connect(self.file)
        found = [row[0] for row in connection.execute("SELECT id FROM lines ORDER BY id")]
        connection.close()
        return found

    def come(self, number: int, *args, **options) -> "Writer":
        """A writer of another thread, who waits to join by the time this returns."""
        many = self.coming()
        writer = Writer(self, number, args, options)
        writer.start()
        until(lambda: self.coming() > many)
        return writer

    def coming(self) -> int:
        return len(self.gate._coming)


class Writer(threading.Thread):
    def __init__(self, room: Room, number: int, args, options) -> None:
        super().__init__(daemon=True)
        self._work = lambda: room.write(number, *args, **options)
        self.failed: Exception | None = None
        self.stored: list[int] | None = None
        self._room = room

    def run(self) -> None:
        try:
            self._work()
            self.stored = self._room.lines()
        except sa.exc.DBAPIError as error:
            self.failed = error


def until(is_so) -> None:
    deadline = time.monotonic() + WAIT
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.fixture
def room(tmp_path):
    file = tmp_path / "small.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("CREATE TABLE lines (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    connection.commit()
    connection.close()
    room = Room(file)
    yield room
    room.engine.dispose()


def commits(room: Room) -> int:
    return sum(one == "COMMIT" for one in room.said)


def test_who_waits_meanwhile_is_stored_by_the_same_commit_and_nobody_is_told_before(room):
    others: list[Writer] = []
    room.write(1, then=lambda: others.extend(room.come(number) for number in (2, 3)))
    assert room.lines() == [1, 2, 3]  # the first was told only now
    for one in others:
        one.join(WAIT)
        assert one.stored == [1, 2, 3]
    assert commits(room) == 1
    assert not is_writing()
    assert shared_engine() is None


def test_who_fails_is_undone_alone(room):
    others: list[Writer] = []

    def more_come():
        others.append(room.come(2, kept=False))
        others.append(room.come(1))  # the line is there already: an error of its own
        others.append(room.come(4))

    room.write(1, then=more_come)
    for one in others:
        one.join(WAIT)
    assert [type(one.failed) for one in others] == [type(None), sa.exc.IntegrityError, type(None)]
    assert room.lines() == [1, 4]
    assert commits(room) == 1


def test_nobody_is_told_of_what_was_lost_with_the_transaction(room):
    others: list[Writer] = []

    def sqlite_undoes_everything():
        with room.shared.connect() as connection:
            connection.connection.dbapi_connection.execute("ROLLBACK")

    def more_come():
        others.append(room.come(2, sqlite_undoes_everything))
        others.append(room.come(3))

    with pytest.raises(sa.exc.DBAPIError, match="undone"):
        room.write(1, then=more_come)
    for one in others:
        one.join(WAIT)
        assert isinstance(one.failed, sa.exc.DBAPIError)
    assert room.lines() == []
    room.write(5)  # and the next round begins as if nothing had been
    assert room.lines() == [5]


def test_a_full_disk_refuses_the_one_and_tells_the_others_the_truth(room):
    others: list[Writer] = []
    room.write(0)
    with room.shared.connect() as connection:
        driver = connection.connection.dbapi_connection
        driver.execute("PRAGMA max_page_count = 20")

    def fill():
        with pytest.raises(sqlite3.OperationalError, match="full"):
            driver.execute("INSERT INTO lines VALUES (9, ?)", ("x" * LARGE,))

    told = True
    try:
        room.write(1, then=lambda: others.append(room.come(2, fill, kept=False)))
    except sa.exc.DBAPIError:
        told = False
    others[0].join(WAIT)
    assert room.lines() == ([0, 1] if told else [0])


def test_a_part_that_was_never_committed_is_not_stored(room):
    room.gate.take_turn(together=True)
    room.gate.enter_together()
    room.gate.enter()  # inside already: it would wait for itself
    connection = room.shared.connect()
    connection.exec_driver_sql("INSERT INTO lines VALUES (1, '')")
    room.gate.leave()
    assert room.lines() == []
    connection.close()


def test_a_round_is_ended_by_whoever_writes_alone(room):
    alone, held = threading.Event(), []

    def write_alone():
        room.gate.take_turn()
        held.append(room.lines())
        room.gate.leave()
        alone.set()

    def they_come():
        threading.Thread(target=write_alone, daemon=True).start()
        room.come(2)

    room.write(1, then=they_come)
    assert alone.wait(WAIT)
    assert held[0] in ([1], [1, 2])
    until(lambda: room.lines() == [1, 2])


def test_a_round_has_an_end_however_many_come(room, monkeypatch):
    monkeypatch.setattr(gates, "MOST_TOGETHER", 2)
    others: list[Writer] = []
    room.write(1, then=lambda: others.extend(room.come(number) for number in (2, 3, 4)))
    for one in others:
        one.join(WAIT)
    assert room.lines() == [1, 2, 3, 4]
    assert commits(room) == 2


def test_a_writer_who_comes_to_nothing_lets_the_next_one_in(room):
    room.gate.take_turn(together=True)
    room.gate.leave()
    room.gate.take_turn(together=True)
    room.gate.enter_together()
    room.gate.leave()
    room.write(1)
    assert room.lines() == [1]


def test_the_log_is_checkpointed_after_so_many_writes(room, monkeypatch):
    monkeypatch.setattr(gates, "COMMITS_BETWEEN_CHECKPOINTS", 3)
    before = room.file.read_bytes()
    for number in range(1, 4):
        room.write(number)
        assert (room.file.read_bytes() != before) == (number == 3)


def test_who_wrote_on_a_connection_that_was_lost_is_not_told_that_it_is_stored(room):
    others = []
    with pytest.raises(sa.exc.OperationalError, match="was lost"):
        room.write(1, then=lambda: others.append(room.come(2, room.engine.dispose)))
    others[0].join(WAIT)
    assert (others[0].stored, room.lines()) == (None, [])
    room.write(3)
    assert room.lines() == [3]


def test_a_part_that_nobody_ended_is_not_stored_by_the_next(room):
    room.gate.take_turn(together=True)
    room.gate.enter_together()
    connection = room.shared.connect()
    connection.exec_driver_sql("INSERT INTO lines VALUES (1, '')")
    other = room.come(2)
    room.gate.leave()
    other.join(WAIT)
    assert room.lines() == [2]
    connection.close()


def test_a_checkpoint_that_fails_takes_nothing_back(room, monkeypatch, caplog):
    def fails(_gate, _commits=1):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(Gate, "_checkpoint_now_and_then", fails)
    room.write(1)
    assert room.lines() == [1]
    assert "checkpoint failed" in caplog.text


def test_what_no_session_wrote_is_stored_where_its_writer_says_so_and_only_there(room):
    for number, kept in ((1, True), (2, False), (3, True)):
        room.gate.take_turn(together=True)
        room.gate.enter_together()
        shared_driver().execute("INSERT INTO lines VALUES (?, '')", (number,))
        other = room.come(10 * number)
        room.gate.leave(committed=kept)
        other.join(WAIT)
    assert room.lines() == [1, 3, 10, 20, 30]
    assert commits(room) == 3


def test_a_session_goes_on_in_the_part_that_is_begun_and_undoes_all_of_it(room):
    room.gate.take_turn(together=True)
    room.gate.enter_together()
    shared_driver().execute("INSERT INTO lines VALUES (1, '')")
    with shared_engine().connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM lines").scalar_one() == 1
        connection.rollback()
    shared_driver().execute("INSERT INTO lines VALUES (2, '')")
    room.gate.leave(committed=True)
    assert room.lines() == [2]


def test_nobody_is_told_that_a_part_is_stored_whose_end_failed(room):
    room.gate.take_turn(together=True)
    room.gate.enter_together()
    shared_driver().execute("INSERT INTO lines VALUES (1, '')")
    shared_driver().execute("ROLLBACK")
    other = room.come(2)
    with pytest.raises(sa.exc.OperationalError, match="was lost"):
        room.gate.leave(committed=True)
    other.join(WAIT)
    assert (other.stored, room.lines()) == (None, [])
    room.write(3)
    assert room.lines() == [3]
