"""What of a task book is a matter: tasks that fall due, the review of what has ended."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from domain.matters import by_hand, daily
from domain.matters.kinds import TASK, TASK_BOOK
from domain.matters.reckoning import reckoning
from domain.taskbooks import books, items, progress
from domain.taskbooks.books import Review
from domain.taskbooks.duties import raise_due_tasks
from domain.taskbooks.progress import Report
from domain.taskbooks.second_looks import take_up_again
from models import Matter, MatterStep, db
from tests.domain.task_books import BY, NOW, ON, TODAY, book_with_task, task_text
from tests.factories import (
    make_account,
    make_branch,
    make_leader,
    make_person,
    make_secretary,
    make_task,
    make_task_book,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("database")


def matters(kind=TASK) -> list[Matter]:
    db.session.expire_all()
    return list(
        db.session.scalars(sa.select(Matter).where(Matter.kind == kind).order_by(Matter.id))
    )


def raised(day=TODAY) -> int:
    return raise_due_tasks(today=day, actor=BY["actor"], now=NOW + (day - TODAY) * 1)


def horizon() -> date:
    """The last day that is due soon: so many working days ahead as the reply times say."""
    calendar = reckoning()
    return calendar.days.after(TODAY, calendar.times(TODAY).of(TASK).within)


def test_a_task_is_raised_some_working_days_before_its_day_and_once():
    person = make_person()
    book, _item = book_with_task(person, due_on=horizon() + timedelta(days=1))
    soon = make_task(book, person, due_on=horizon(), what="快到期")
    assert raised() == 1
    assert raised() == 0
    [matter] = matters()
    assert (matter.source_id, matter.due_on, matter.title) == (soon.id, horizon(), "快到期")
    assert (matter.owed_by_id, matter.owed_to_id, matter.turn) == (person.id, None, "by")
    assert raised(TODAY + timedelta(days=7)) == 1


def test_nothing_is_raised_of_drafts_ended_books_settled_tasks_or_people_who_left():
    person, gone = make_person(), make_person(left_on=TODAY)
    for state in ("draft", "ended", "reviewed"):
        make_task(make_task_book("person", person, state=state), person, due_on=TODAY)
    book = make_task_book("person", person)
    make_task(book, person, due_on=TODAY, state="done", said="好")
    make_task(book, person, due_on=TODAY, state="dropped", said="重复")
    make_task(book, person, due_on=TODAY, removed_at=NOW)
    make_task(book, gone, due_on=TODAY)
    assert raised() == 0


def test_a_task_that_is_late_already_is_due_today_and_owed_to_who_wrote_the_book():
    person, writer = make_person(), make_account(make_person())
    book = make_task_book("person", person, written_by=writer.id)
    make_task(book, person, due_on=date(2026, 10, 1))
    assert raised() == 1
    assert (matters()[0].due_on, matters()[0].owed_to_id) == (TODAY, writer.person_id)


def test_a_report_closes_it_with_the_result_as_proof_and_it_comes_back():
    person = make_person()
    book, item = book_with_task(person, due_on=TODAY)
    raised()
    progress.report_progress(item, book, Report("done", "印发五十条"), version=1, **ON)
    [matter] = matters()
    assert (matter.state, matter.outcome, matter.proof) == ("closed", "done", "印发五十条")
    progress.report_progress(item, book, Report("under_way", "退回重写"), version=2, **ON)
    assert (matters()[0].state, matters()[0].due_on) == ("reopened", TODAY)
    progress.report_progress(item, book, Report("dropped", "不再需要"), version=3, **ON)
    assert (matters()[0].state, matters()[0].look_back_on) == ("closed", None)


def test_another_day_and_person_move_it():
    person, other = make_person(), make_person()
    book, item = book_with_task(person, due_on=TODAY)
    raised()
    tomorrow = TODAY + timedelta(days=3)
    text = task_text(other, due_on=tomorrow, what="换人")
    items.edit_item(item, book, text, version=1, reason="调整", **ON)
    [matter] = matters()
    assert (matter.due_on, matter.owed_by_id, matter.title) == (tomorrow, other.id, "换人")


def test_what_is_put_off_for_long_is_owed_again_when_that_day_comes_near():
    person = make_person()
    book, item = book_with_task(person, due_on=TODAY)
    raised()
    later = TODAY + timedelta(days=40)
    progress.report_progress(item, book, Report("put_off", "会议多", later), version=1, **ON)
    assert (matters()[0].state, matters()[0].outcome) == ("closed", "put_off")
    assert raised() == 0
    assert raised(later) == 1
    assert (matters()[0].state, matters()[0].due_on) == ("reopened", later)


def test_a_late_task_keeps_the_reason_in_its_matter():
    person = make_person()
    book, item = book_with_task(person, due_on=TODAY - timedelta(days=1))
    raised()
    report = Report("done", "好", late_reason="等材料")
    progress.report_progress(item, book, report, version=1, **ON)
    step = db.session.scalars(sa.select(MatterStep).order_by(MatterStep.id.desc())).first()
    assert (step.act, step.late_reason) == ("closed", "等材料")


def ended(kind, subject, person, **values):
    book = make_task_book(kind, subject, state="under_way", **values)
    make_task(book, person, state="done", said="好")
    books.end_book(book, **BY)
    return book


def test_an_ended_book_owes_a_review_and_a_reviewed_one_comes_back_for_a_second_look():
    person = make_person()
    book = ended("person", person, person)
    [owed] = matters(TASK_BOOK)
    assert (owed.owed_by_id, owed.turn, owed.title) == (person.id, "by", book.title)
    books.review_book(book, Review("达到", "学到", "要改"), version=book.version, **BY)
    [owed] = matters(TASK_BOOK)
    assert (owed.state, owed.outcome, owed.proof) == ("closed", "reviewed", "达到")
    owed.look_back_on = TODAY
    db.session.flush()
    assert daily.daily(**BY).looked_back == 1
    assert matters(TASK_BOOK)[0].turn == "by"
    books.reopen_book(book, "没有落实", **BY)
    assert (matters(TASK_BOOK)[0].turn, matters(TASK_BOOK)[0].look_back_on) == ("", None)
    books.end_book(book, **BY)
    assert matters(TASK_BOOK)[0].state == "reopened"


def test_the_review_is_owed_by_the_secretary_or_the_leader_of_the_day():
    branch, unit = make_branch(), make_unit()
    secretary, leader = make_secretary(branch), make_leader(unit)
    below = make_unit(parent_id=unit.id)
    ended("branch", branch, make_person())
    ended("unit", below, make_person())
    assert [one.owed_by_id for one in matters(TASK_BOOK)] == [
        secretary.person_id, leader.person_id,
    ]  # fmt: skip


def test_what_does_not_hold_at_the_second_look_is_taken_up_again_with_its_source():
    person = make_person()
    book, item = book_with_task(person, due_on=TODAY)
    raised()
    progress.report_progress(item, book, Report("done", "好"), version=1, **ON)
    books.end_book(book, **BY)
    [matter] = matters()
    matter.look_back_on = TODAY
    db.session.flush()
    daily.daily(**BY)
    by_hand.reopen_by_hand(matter, "没有落实", **BY)
    take_up_again(matter, "没有落实", **BY)
    assert (book.state, item.state, item.settled_on) == ("under_way", "under_way", None)
    assert (matter.state, matters(TASK_BOOK)[0].turn) == ("reopened", "")
    progress.report_progress(item, book, Report("done", "真办了"), version=item.version, **ON)
    assert (matters()[0].state, matters()[0].proof) == ("closed", "真办了")


def test_a_book_that_does_not_hold_is_under_way_again():
    person = make_person()
    book = ended("person", person, person)
    books.review_book(book, Review("达到", "学到", "要改"), version=book.version, **BY)
    [matter] = matters(TASK_BOOK)
    matter.look_back_on = TODAY
    db.session.flush()
    daily.daily(**BY)
    by_hand.reopen_by_hand(matter, "反弹了", **BY)
    take_up_again(matter, "反弹了", **BY)
    assert (book.state, matter.turn) == ("under_way", "")
