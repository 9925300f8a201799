"""Every address and method, for nine visitors and objects in every relation to them."""

import logging

import pytest

from tests.matrix.expectations_entries import ENTRIES
from tests.matrix.expectations_files import FILES
from tests.matrix.expectations_group_credit import GROUP_CREDIT
from tests.matrix.expectations_group_door import GROUP_DOOR
from tests.matrix.expectations_group_record import GROUP_RECORD
from tests.matrix.expectations_group_rhythm import GROUP_RHYTHM
from tests.matrix.expectations_group_study import GROUP_STUDY
from tests.matrix.expectations_hours import HOURS
from tests.matrix.expectations_lectures_judges import LECTURE_JUDGES
from tests.matrix.expectations_lectures_results import LECTURE_RESULTS
from tests.matrix.expectations_lectures_series import LECTURE_SERIES
from tests.matrix.expectations_lectures_sheets import LECTURE_SHEETS
from tests.matrix.expectations_ledger import LEDGER
from tests.matrix.expectations_many import MANY
from tests.matrix.expectations_matters import MATTERS
from tests.matrix.expectations_people import PEOPLE
from tests.matrix.expectations_placed_experience import PLACED_EXPERIENCE
from tests.matrix.expectations_placed_histories import PLACED_HISTORIES
from tests.matrix.expectations_placed_moves import PLACED_MOVES
from tests.matrix.expectations_placed_pairs import PLACED_PAIRS
from tests.matrix.expectations_placed_registers import PLACED_REGISTERS
from tests.matrix.expectations_placed_rotation import PLACED_ROTATION
from tests.matrix.expectations_placements import PLACEMENTS
from tests.matrix.expectations_queue import QUEUE
from tests.matrix.expectations_reading_class import READING_CLASS
from tests.matrix.expectations_reading_reader import READING_READER
from tests.matrix.expectations_reading_reflections import REFLECTIONS
from tests.matrix.expectations_reading_search import READING_SEARCH
from tests.matrix.expectations_rubrics import RUBRICS
from tests.matrix.expectations_running import RUNNING
from tests.matrix.expectations_study import STUDY
from tests.matrix.expectations_task_books import TASK_BOOKS
from tests.matrix.notation import OK, VISITORS, Row, only
from tests.matrix.objects import Objects
from tests.matrix.walk import WRITTEN_BY_GET, Walk, addresses, outcome, path_of
from tests.matrix.world import make_world

TABLES = (
    STUDY, PEOPLE, RUNNING, LEDGER, FILES, HOURS, ENTRIES, QUEUE, MANY, MATTERS, TASK_BOOKS,
    READING_CLASS, READING_READER, READING_SEARCH, REFLECTIONS, GROUP_STUDY, GROUP_DOOR,
    GROUP_CREDIT, GROUP_RECORD, GROUP_RHYTHM, LECTURE_SERIES, LECTURE_JUDGES, LECTURE_SHEETS,
    LECTURE_RESULTS, RUBRICS, PLACEMENTS, PLACED_EXPERIENCE, PLACED_HISTORIES, PLACED_MOVES,
    PLACED_PAIRS, PLACED_REGISTERS, PLACED_ROTATION,
)  # fmt: skip
PARTS, LEAST_CASES = 6, 12_000
EXPECTED = {key: row for table in TABLES for key, row in table.items()}


def test_a_difference_names_address_method_visitor_object_and_both_answers(app, database):
    walk = Walk(app, {})
    case = ("/help", "GET", "anonymous", "any")
    assert _differences(walk, only("hr"), case, {}) == [
        "GET /help as anonymous, object: any: expected sign-in, got ok"
    ]


def test_every_address_and_method_has_an_expectation_written_by_hand(app):
    walked = {(rule.rule, method) for rule, method in addresses(app)}
    unwritten, stale = sorted(walked - EXPECTED.keys()), sorted(EXPECTED.keys() - walked)
    assert not unwritten, f"no expectation is written for {unwritten}"
    assert not stale, f"there is no such address as {stale}"
    assert len(EXPECTED) == sum(len(table) for table in TABLES), "written twice"


@pytest.fixture(autouse=True)
def _refusals_are_not_logged(caplog):
    caplog.set_level(logging.CRITICAL, "rigong")


@pytest.mark.parametrize("part", range(PARTS))
def test_every_visitor_gets_the_expected_answer_and_a_refusal_changes_nothing(app, database, part):
    """Every so many-th address: one transaction of that many savepoints slows PostgreSQL down."""
    world = make_world(app)
    objects = Objects(world)
    walk = Walk(app, world.cookies)
    wrong, cases = [], 0
    for (rule, method), row in list(EXPECTED.items())[part::PARTS]:
        for visitor, relation, arguments in _cases(objects, row):
            cases += 1
            wrong += _differences(walk, row, (rule, method, visitor, relation), arguments)
    assert not wrong, "\n".join(wrong)
    assert cases > LEAST_CASES / PARTS
    assert walk.changed() == set(), "the walk itself left something behind"


def _cases(objects: Objects, row: Row):
    for visitor in VISITORS:
        for relation, arguments in objects.of(row.kind, visitor).items():
            if row.asks(visitor, relation):
                yield visitor, relation, arguments


def _differences(walk: Walk, row: Row, case: tuple[str, str, str, str], arguments) -> list[str]:
    rule, method, visitor, relation = case
    form = {name: value.format(**arguments) for name, value in row.form.items()}
    wanted = row.expected(visitor, relation)
    with walk.taken_back():
        answer = walk.open(visitor, path_of(rule, arguments), method, data=form or None)
        got = outcome(answer)
        name = f"{method} {rule} as {visitor}, object: {relation}"
        wrong = [] if got == wanted else [f"{name}: expected {wanted}, got {got}"]
        if got != OK or method == "GET":
            allowed = WRITTEN_BY_GET if got == OK else set()
            changed = walk.changed_by_last() - allowed
            wrong += [f"{name}: {got}, but it changed {sorted(changed)}"] if changed else []
    return wrong
