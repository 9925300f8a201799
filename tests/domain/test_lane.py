"""The lane: small writes of a process are made ready one after the other, unless one waits."""

import sqlite3
import threading

import pytest
import sqlalchemy as sa

from models.base import prepare_sqlite, write_together
from models.gate import Gate

WAIT = 5  # seconds, far more than is needed


@pytest.fixture
def gate(tmp_path):
    file = tmp_path / "small.sqlite"
    sqlite3.connect(file).close()
    engine = sa.create_engine(f"sqlite:///{file}")
    prepare_sqlite(engine)
    yield Gate(file, together=write_together(engine))
    engine.dispose()


class Step(threading.Thread):
    """Work of another thread; ``done`` is set when it is over, not when it waits."""

    def __init__(self, *work) -> None:
        super().__init__(daemon=True)
        self._work, self.done, self.failed = work, threading.Event(), None
        self.start()

    def run(self) -> None:
        try:
            for one in self._work:
                one()
        except Exception as error:  # noqa: BLE001 - looked at by the test
            self.failed = error
        self.done.set()

    def is_over(self, seconds: float = WAIT) -> bool:
        return self.done.wait(seconds)


def test_a_second_goes_on_when_the_first_has_left(gate):
    gate.take_lane()
    gate.take_lane()  # who is in it is in it
    second = Step(gate.take_lane, gate.leave)
    assert not second.is_over(0.1)
    gate.leave()
    assert second.is_over()
    gate.take_lane()
    gate.leave()


def test_who_waits_at_the_gate_or_for_a_turn_keeps_nobody_out_of_the_lane(gate):
    elsewhere = Gate(gate._database)  # as another process has it
    elsewhere.enter()

    def write():
        gate.take_lane()
        gate.take_turn(together=True)
        gate.enter_together()
        gate.leave(committed=True)

    at_the_gate, for_a_turn = Step(write), Step(write)
    while not gate._coming:  # one of them has the turn, the other waits for it
        assert not at_the_gate.is_over(0.01)
    passing = Step(gate.take_lane, gate.leave)
    assert passing.is_over()
    assert not at_the_gate.done.is_set()
    assert not for_a_turn.done.is_set()
    elsewhere.leave()
    assert at_the_gate.is_over()
    assert for_a_turn.is_over()
    assert (at_the_gate.failed, for_a_turn.failed) == (None, None)


def test_whoever_comes_to_nothing_or_writes_alone_leaves_the_lane_too(gate):
    def fail_before_the_gate():
        gate.take_lane()
        gate.leave()

    def write_alone():
        gate.take_lane()
        gate.take_turn()
        gate.enter()
        gate.leave(committed=True)

    for work in (fail_before_the_gate, write_alone):
        assert Step(work).is_over()
        assert not gate._lane.locked()


def test_where_nobody_writes_together_there_is_no_lane():
    gate = Gate(None)
    gate.take_lane()
    second = Step(gate.take_lane)
    assert second.is_over()
