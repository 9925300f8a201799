"""Progress as it is reported, by whom; and what the pages of task books cost."""

from datetime import date

import pytest

from models import TaskItem, db
from tests.factories import (
    make_branch,
    make_cadre,
    make_leader,
    make_person,
    make_task,
    make_task_book,
    make_unit,
)
from tests.packs import load_pack
from tests.web.task_books import PAGE, own_book, person_of, stored


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def cadre(database):
    return make_cadre()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"state": "done", "said": " "}, "Say the result where it is done"),
        ({"state": "put_off", "said": "忙"}, "Say to which day it is put off."),
        ({"state": "put_off", "said": "忙", "put_off_to": "2026-11-18"}, "Choose a day after"),
        ({"state": "put_off", "said": "忙", "put_off_to": "2027-02-01"}, "Choose a day within"),
        ({"state": "done", "said": "好"}, "Say why it is late."),
        ({"said": "好"}, "required"),
    ],
)
def test_a_refused_report_says_why(login, cadre, typed, message):
    book = own_book(cadre)
    person = person_of(cadre)
    item = make_task(book, person, due_on=date(2026, 11, 18))
    db.session.commit()
    url = f"{PAGE}/{book.id}/items/{item.id}/progress"
    answer = login(cadre).post(url, data={"version": "1", **typed})
    assert answer.status_code == 422
    assert message in answer.text
    assert stored(TaskItem)[0].state == "not_begun"


def test_whoever_is_responsible_reports_wherever_the_book_is(login):
    branch = make_branch()
    responsible = make_cadre()
    book = make_task_book("branch", branch)
    item = make_task(book, person_of(responsible))
    other = make_task(book, make_person())
    db.session.commit()
    client = login(responsible)
    assert client.get(f"{PAGE}/tasks/{item.id}").location.endswith(f"{item.id}/progress")
    assert client.get(f"{PAGE}/tasks/{other.id}").location.endswith(f"#task-{other.id}")
    typed = {"state": "done", "said": "好", "version": "1"}
    url = f"{PAGE}/{book.id}/items"
    assert client.post(f"{url}/{item.id}/progress", data=typed).status_code == 302
    assert client.post(f"{url}/{other.id}/progress", data=typed).status_code == 404
    assert client.get(f"{PAGE}/{book.id}/edit").status_code == 404
    assert "Add a task" not in client.get(f"{PAGE}/{book.id}").text


def test_the_list_asks_the_same_number_of_queries_for_one_book_and_for_three(login, count_queries):
    unit = make_unit()
    leader = make_leader(unit)
    client = login(leader)
    counts = []
    for many in (1, 2):
        for _number in range(many):
            book = make_task_book("unit", unit)
            make_task(book, person_of(leader))
        db.session.commit()
        with count_queries() as statements:
            assert client.get(PAGE).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8, counts


def test_one_book_asks_the_same_number_of_queries_for_one_task_and_for_three(
    login, cadre, count_queries
):
    book = own_book(cadre)
    client, counts = login(cadre), []
    for many in (1, 2):
        for _number in range(many):
            make_task(book, person_of(cadre))
        db.session.commit()
        with count_queries() as statements:
            assert client.get(f"{PAGE}/{book.id}").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10, counts


def test_pages_are_rendered_in_chinese_and_an_empty_list_says_what_it_is_for(login, cadre):
    client = login(cadre, language="zh")
    page = client.get(PAGE).text
    assert "还没有任务书" in page
    book = own_book(cadre)
    make_task(book, person_of(cadre), clear="谁来办")
    db.session.commit()
    page = client.get(f"{PAGE}/{book.id}").text
    for text in (
        "站位的价值意义",
        "路径图",
        "衡量标准：印发一份",
        "还不够明确：谁来办",
        "事前推演",
    ):
        assert text in page
