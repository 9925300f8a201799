"""At most one writer of a SQLite file at a time, over threads and over processes."""

import multiprocessing
import sqlite3
import threading
from contextvars import Context
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import gate as gates
from models.base import prepare_sqlite
from models.gate import Gate, is_writing

WAIT = 5  # seconds, far more than is needed


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "small.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("CREATE TABLE lines (id INTEGER PRIMARY KEY)")
    connection.commit()
    connection.close()
    return path


def _count_up(path: str, counter: str, times: int) -> None:
    """Add one to a number in a file, which goes wrong if another does so meanwhile."""
    gate = Gate(Path(path))
    for _ in range(times):
        gate.enter()
        Path(counter).write_text(str(int(Path(counter).read_text()) + 1))
        gate.leave()


def test_threads_wait_for_each_other(file, tmp_path):
    counter = tmp_path / "counter"
    counter.write_text("0")
    threads = [
        threading.Thread(target=_count_up, args=(str(file), str(counter), 50)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT * 4)
    assert counter.read_text() == "200"


def test_processes_wait_for_each_other(file, tmp_path):
    counter = tmp_path / "counter"
    counter.write_text("0")
    context = multiprocessing.get_context("spawn")
    arguments = (str(file), str(counter), 50)
    processes = [context.Process(target=_count_up, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(WAIT * 6)
    assert counter.read_text() == "100"


def test_a_second_writer_gets_in_when_the_first_has_left(file):
    gate, inside = Gate(file), threading.Event()

    def second():
        gate.enter()
        inside.set()
        gate.leave()

    gate.enter()
    thread = threading.Thread(target=second)
    thread.start()
    assert not inside.wait(0.2)
    gate.leave()
    assert inside.wait(WAIT)
    thread.join(WAIT)


def test_to_enter_twice_is_the_same_as_once_and_to_leave_twice_does_no_harm(file):
    gate = Gate(file)
    gate.enter()
    gate.enter()
    assert is_writing()
    gate.leave()
    gate.leave()
    assert not is_writing()
    Context().run(gate.enter)  # would wait for ever if the first had not left


def test_a_gate_without_a_file_only_marks_writers(tmp_path):
    gate = Gate(None)
    gate.enter()
    assert is_writing()
    Context().run(gate.enter)
    gate.leave(committed=True)
    assert list(tmp_path.iterdir()) == []


def test_a_writer_begins_immediate_and_a_reader_does_not(file):
    engine, gate, begun = sa.create_engine(f"sqlite:///{file}"), Gate(file), []
    prepare_sqlite(engine)
    sa.event.listen(
        engine, "connect", lambda connection, _record: connection.set_trace_callback(begun.append)
    )
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    gate.enter()
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    gate.leave()
    engine.dispose()
    assert [statement for statement in begun if "BEGIN" in statement] == [
        "BEGIN",
        "BEGIN IMMEDIATE",
    ]


def test_the_next_writer_of_a_process_begins_while_the_commit_of_the_one_before_waits(file):
    engine, gate, ready = sa.create_engine(f"sqlite:///{file}"), Gate(file), threading.Event()
    prepare_sqlite(engine)

    def prepare_a_write():
        gate.take_turn()
        ready.set()
        gate.leave()

    next_writer = threading.Thread(target=prepare_a_write)
    sa.event.listen(engine, "commit", lambda _connection: next_writer.join(10))
    gate.take_turn()
    next_writer.start()
    gate.enter()
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO lines VALUES (1)")
        assert not ready.is_set()
    assert ready.is_set()
    gate.leave(committed=True)
    engine.dispose()


def test_whoever_is_inside_waits_for_no_turn(file):
    gate, taken, waiting = Gate(file), threading.Event(), threading.Event()

    def next_writer():
        gate.take_turn()
        taken.set()
        gate.enter()
        waiting.set()
        gate.leave()

    gate.enter()
    thread = threading.Thread(target=next_writer)
    thread.start()
    assert taken.wait(WAIT)
    gate.take_turn()  # would wait for ever
    gate.leave()
    assert waiting.wait(WAIT)
    thread.join(WAIT)


def test_the_log_is_checkpointed_by_the_holder_of_the_gate_now_and_then(file, monkeypatch):
    monkeypatch.setattr(gates, "COMMITS_BETWEEN_CHECKPOINTS", 3)
    engine, gate = sa.create_engine(f"sqlite:///{file}"), Gate(file)
    prepare_sqlite(engine)
    before = file.read_bytes()
    for number in range(1, 4):
        gate.enter()
        with engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO lines VALUES (?)", (number,))
        gate.leave(committed=True)
        assert (file.read_bytes() != before) == (number == 3)
    engine.dispose()
