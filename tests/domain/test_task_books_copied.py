"""A copy of a task book as the start of another."""

from datetime import date

import pytest

from domain.taskbooks import books
from domain.taskbooks.books import BookText
from domain.taskbooks.subjects import Subject
from tests.domain.task_books import NOW, ON
from tests.factories import make_person, make_rehearsal, make_task, make_task_book

pytestmark = pytest.mark.usefixtures("database")


def test_a_copy_has_the_tasks_on_the_same_days_of_the_new_year_and_asks_the_tests_again():
    here, gone = make_person(), make_person(left_on=date(2026, 6, 1))
    old = make_task_book("person", here, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
    make_task(old, here, what="二月", due_on=date(2024, 2, 29), starts_on=date(2024, 2, 1),
              state="done", said="好", settled_on=date(2024, 2, 20))  # fmt: skip
    make_task(old, gone, what="六月", due_on=date(2024, 9, 1), first_due_on=date(2024, 6, 30))
    make_task(old, here, what="移除", removed_at=NOW, due_on=date(2024, 5, 1))
    make_rehearsal(old, person_id=gone.id)
    text = BookText("新", date(2027, 1, 1), date(2027, 12, 31), "新的价值")
    subject = Subject("person", here.id, here.name)
    book = books.write_book(subject, text, copy_of=old, **ON)
    found = [
        (one.what, one.starts_on, one.due_on, one.person_id, one.state, one.clear)
        for one in books.tasks_of(book)
    ]
    assert found == [
        ("二月", date(2027, 2, 1), date(2027, 2, 28), here.id, "not_begun", None),
        ("六月", None, date(2027, 6, 30), None, "not_begun", None),
    ]
    assert (book.worth, book.possible, book.copied_from_id) == ("新的价值", "进前三", old.id)


def test_a_copy_that_begins_on_another_day_moves_every_day_alike_and_stays_within():
    here = make_person()
    old = make_task_book("person", here, starts_on=date(2026, 3, 1), ends_on=date(2026, 8, 31))
    make_task(old, here, due_on=date(2026, 3, 11))
    make_task(old, here, due_on=date(2026, 8, 31))
    text = BookText("新", date(2026, 12, 1), date(2026, 12, 31))
    book = books.write_book(Subject("person", here.id, ""), text, copy_of=old, **ON)
    assert [one.due_on for one in books.tasks_of(book)] == [date(2026, 12, 11), date(2026, 12, 31)]
