"""Pages of task books: written, agreed, carried out, reviewed; refused input; what is shown."""

import re
from datetime import date

import pytest

from models import TaskBook, TaskItem, TaskRehearsal, db
from models.taskbooks import FIVE_TESTS
from tests.factories import (
    make_branch,
    make_cadre,
    make_membership,
    make_person,
    make_secretary,
    make_task,
    make_task_book,
)
from tests.packs import load_pack
from tests.web.task_books import PAGE, own_book, person_of, stored

BOOK = {
    "title": "学习任务书", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "worth": "重要",
    "measured_against": "先进支部", "possible": "进前三", "copy_of": "",
}  # fmt: skip
TESTS = dict.fromkeys(FIVE_TESTS, "yes")


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def cadre(database):
    return make_cadre(name="李青川", staff_no="00317")


def task(**values) -> dict[str, str]:
    defaults = {"what": "编写手册", "measure": "五十条", "due_on": "2026-11-30", "person": "00317"}
    return {**defaults, **TESTS, **values}


def test_a_book_goes_from_writing_to_review_page_by_page(login, cadre):
    client = login(cadre)
    subject = f"person-{cadre.person_id}"
    place = client.post(f"{PAGE}/new", data={**BOOK, "subject": subject}).location
    assert "There is no task in it yet." in client.get(place).text
    assert client.post(f"{place}/items/new", data=task()).status_code == 302
    assert (
        client.post(f"{place}/rehearsals", data={"risk": "忙", "answer": "补"}).status_code == 302
    )
    assert "Agree it" in client.get(place).text
    assert client.post(f"{place}/agreement").status_code == 302
    [item] = stored(TaskItem)
    report = f"{place}/items/{item.id}/progress"
    typed = {"state": "done", "said": "五十条，已印发", "version": "1"}
    assert client.post(report, data=typed).status_code == 302
    [book] = stored(TaskBook)
    assert book.state == "under_way"
    assert client.post(f"{place}/end").status_code == 302
    said = {"reached": "五十条", "learned": "早收集", "to_change": "分季"}
    [book] = stored(TaskBook)
    typed = {**said, "version": str(book.version)}
    assert client.post(f"{place}/review", data=typed).status_code == 302
    [book] = stored(TaskBook)
    assert (book.state, book.reached) == ("reviewed", "五十条")
    page = client.get(place).text
    for text in ("五十条，已印发", "done on 20 Nov", "早收集", "reviewed"):
        assert text in page


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"title": " "}, "This field is required."),
        ({"ends_on": "2025-12-31"}, "The last day is before the first."),
        ({"starts_on": ""}, "This field is required."),
        ({"starts_on": "0001-01-01"}, "Choose a day of the years 2000 to 2100."),
        ({"ends_on": "9999-12-31"}, "Choose a day of the years 2000 to 2100."),
    ],
)
def test_a_refused_book_says_why_and_keeps_what_was_typed(login, cadre, values, message):
    typed = {**BOOK, "subject": f"person-{cadre.person_id}", "possible": "争取第一", **values}
    answer = login(cadre).post(f"{PAGE}/new", data=typed)
    assert answer.status_code == 422
    assert message in answer.text
    assert "争取第一" in answer.text
    assert stored(TaskBook) == []


def test_nobody_writes_for_whom_they_do_not_keep(login, cadre):
    branch = make_branch()
    client = login(cadre)
    for subject in (f"branch-{branch.id}", f"person-{cadre.person_id + 1}", "x"):
        answer = client.post(f"{PAGE}/new", data={**BOOK, "subject": subject})
        assert answer.status_code in {404, 422}
    foreign = make_task_book("branch", branch)
    db.session.commit()
    typed = {**BOOK, "subject": f"person-{cadre.person_id}", "copy_of": str(foreign.id)}
    assert client.post(f"{PAGE}/new", data=typed).status_code in {404, 422}
    assert len(stored(TaskBook)) == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"measure": " "}, "This field is required."),
        ({"person": ""}, "This field is required."),
        ({"person": "99999"}, "Nobody with this name or number"),
        ({"due_on": "2026-11-19"}, "This day is over."),
        ({"due_on": "2027-01-01"}, "Choose a day within"),
        ({"starts_on": "2026-12-01"}, "It would begin after the day on which it is due."),
        ({"clear": ""}, "Answer yes, or say what is missing."),
        ({"doable": "no"}, "Say what is missing."),
    ],
)
def test_a_refused_task_says_why_and_keeps_what_was_typed(login, cadre, values, message):
    book = own_book(cadre, state="draft")
    typed = task(what="编写差错手册", assessable="no", assessable_lacks="没有范文", **values)
    answer = login(cadre).post(f"{PAGE}/{book.id}/items/new", data=typed)
    assert answer.status_code == 422
    for text in (message, "编写差错手册", "没有范文"):
        assert text in answer.text
    assert stored(TaskItem) == []


def test_a_task_is_not_given_to_who_has_left(login):
    branch = make_branch()
    secretary = make_secretary(branch)
    gone = make_person(name="王离", left_on=date(2026, 6, 1))
    make_membership(gone, branch, to_on=date(2026, 5, 31))
    book = make_task_book("branch", branch, state="draft")
    db.session.commit()
    answer = login(secretary).post(f"{PAGE}/{book.id}/items/new", data=task(person=gone.staff_no))
    assert answer.status_code == 422
    assert "王离 has left (1 Jun 2026)" in answer.text


def test_a_draft_that_is_not_ready_is_not_agreed_and_says_why(login, cadre):
    book = own_book(cadre, state="draft", possible="")
    client = login(cadre)
    assert "Agree it" not in client.get(f"{PAGE}/{book.id}").text
    answer = client.post(f"{PAGE}/{book.id}/agreement", follow_redirects=True)
    assert "Answer the questions first: What is possible." in answer.text
    assert stored(TaskBook)[0].state == "draft"


def test_a_change_after_agreement_asks_the_reason_and_shows_what_stood_before(login, cadre):
    book = own_book(cadre)
    item = make_task(book, person_of(cadre), what="旧名")
    db.session.commit()
    client = login(cadre)
    url = f"{PAGE}/{book.id}/items/{item.id}/edit"
    assert "旧名" in client.get(url).text
    typed = task(what="新名", version="1")
    assert client.post(url, data=typed).status_code == 422
    assert client.post(url, data={**typed, "reason": "说得更准"}).status_code == 302
    page = client.get(f"{PAGE}/{book.id}").text
    assert "旧名 → 新名" in page
    assert "Reason: 说得更准" in page


def test_stale_forms_show_both_values(login, cadre):
    book = own_book(cadre, version=2)
    person = person_of(cadre)
    item = make_task(book, person, what="库里的", version=2)
    db.session.commit()
    client = login(cadre)
    typed = task(what="我写的", version="1", reason="改")
    answer = client.post(f"{PAGE}/{book.id}/items/{item.id}/edit", data=typed)
    assert answer.status_code == 409
    assert {"库里的", "我写的"} <= set(re.findall(r"库里的|我写的", answer.text))
    typed = {"state": "done", "said": "好了", "version": "1"}
    assert client.post(f"{PAGE}/{book.id}/items/{item.id}/progress", data=typed).status_code == 409
    typed = {**BOOK, "version": "1", "reason": "改"}
    assert client.post(f"{PAGE}/{book.id}/edit", data=typed).status_code == 409
    assert [one.what for one in stored(TaskItem)] == ["库里的"]


def test_a_draft_is_seen_by_its_keepers_only(login, cadre):
    branch = make_branch()
    make_membership(person_of(cadre), branch)
    book = own_book(cadre, state="draft")
    assert login(make_secretary(branch)).get(f"{PAGE}/{book.id}").status_code == 404
    assert login(cadre).get(f"{PAGE}/{book.id}").status_code == 200


def test_a_copy_begins_with_last_years_tasks(login, cadre):
    old = own_book(cadre, title="去年", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    make_task(old, person_of(cadre), due_on=date(2025, 12, 1))
    db.session.commit()
    client = login(cadre)
    assert "去年" in client.get(f"{PAGE}/new").text
    typed = {**BOOK, "worth": "", "subject": f"person-{cadre.person_id}", "copy_of": str(old.id)}
    place = client.post(f"{PAGE}/new", data=typed).location
    page = client.get(place).text
    assert "the five tests are not asked yet" in page
    assert client.post(f"{place}/agreement", follow_redirects=True).status_code == 200
    assert [one.due_on for one in stored(TaskItem)] == [date(2025, 12, 1), date(2026, 12, 1)]


def test_a_line_of_the_rehearsal_is_added_refused_and_taken_out(login, cadre):
    book = own_book(cadre)
    client, url = login(cadre), f"{PAGE}/{book.id}/rehearsals"
    answer = client.post(url, data={"risk": "会议冲突", "answer": ""})
    assert answer.status_code == 422
    assert "会议冲突" in answer.text
    answer = client.post(url, data={"risk": "会议冲突", "answer": "改期", "person": "无此人"})
    assert "Nobody with this name or number" in answer.text
    client.post(url, data={"risk": "会议冲突", "answer": "改期", "person": "李青川"})
    [row] = stored(TaskRehearsal)
    assert row.person_id == cadre.person_id
    assert client.post(f"{url}/{row.id}/removal").status_code == 302
    assert stored(TaskRehearsal)[0].superseded_at is not None
    assert client.post(f"{url}/{row.id}/removal").status_code == 404


def test_an_ended_book_is_taken_up_again_with_a_reason(login, cadre):
    book = own_book(cadre, state="ended")
    client, url = login(cadre), f"{PAGE}/{book.id}/reopening"
    assert client.post(url, data={"reason": " "}).status_code == 422
    assert client.post(url, data={"reason": "没有落实"}).status_code == 302
    assert stored(TaskBook)[0].state == "under_way"
    answer = client.post(url, data={"reason": "又"}, follow_redirects=True)
    assert "Nothing changed: the task book is under way." in answer.text
