"""Visitors, books and texts for the tests of task books."""

from datetime import UTC, date, datetime

from domain.access import GrantHeld, Visitor
from domain.audit import Actor
from domain.taskbooks.items import TaskText
from models import Branch, Person, TaskBook, Unit, db
from models.taskbooks import FIVE_TESTS
from tests.factories import make_task, make_task_book

TODAY = date(2026, 11, 20)  # a Friday
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BY = {"actor": Actor(None), "now": NOW}
ON = {"today": TODAY, **BY}
PASSED = dict.fromkeys(FIVE_TESTS, "")


def visitor(person: Person, *, branch: Branch | None = None, unit: Unit | None = None) -> Visitor:
    """The person; secretary of the branch, leader of the unit where given."""
    grants = [GrantHeld("secretary", branch_id=branch.id)] if branch is not None else []
    grants += [GrantHeld("leader", unit_id=unit.id)] if unit is not None else []
    return Visitor(1, 1, "somebody", person_id=person.id, name=person.name, grants=tuple(grants))


def task_text(person: Person, **values) -> TaskText:
    defaults = {
        "what": "编写手册", "measure": "五十条", "due_on": date(2026, 11, 30), "tests": PASSED,
    }  # fmt: skip
    return TaskText(person=person, **defaults | values)


def book_with_task(person: Person, **values) -> tuple[TaskBook, object]:
    """A person's own agreed book with one task of theirs; keywords are those of the task."""
    book = make_task_book("person", person)
    item = make_task(book, person, **values)
    db.session.flush()
    return book, item
