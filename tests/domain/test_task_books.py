"""Task books: from a draft to the review, and what is refused on the way."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from domain.matters.by_hand import LateReasonMissing
from domain.taskbooks import books, items, progress, rehearsals
from domain.taskbooks.books import BookText, Review
from domain.taskbooks.progress import Report
from domain.taskbooks.reach import PersonHasLeft
from domain.taskbooks.steps import NotInState
from domain.taskbooks.subjects import Subject
from domain.versions import Stale
from models import AuditRow, Matter, TaskStep, db
from tests.domain.task_books import BY, NOW, ON, PASSED, TODAY, book_with_task, task_text
from tests.factories import make_person, make_task, make_task_book

pytestmark = pytest.mark.usefixtures("database")
YEAR = BookText("任务书", date(2026, 1, 1), date(2026, 12, 31), "重要", "标杆", "前三")


def draft(person, text=YEAR):
    return books.write_book(Subject("person", person.id, person.name), text, **ON)


def acts(book) -> list[str]:
    return list(
        db.session.scalars(
            sa.select(TaskStep.act).where(TaskStep.book_id == book.id).order_by(TaskStep.id)
        )
    )


def test_a_book_goes_from_a_draft_to_its_review_and_every_step_is_kept():
    person = make_person()
    book = draft(person)
    item = items.write_item(book, task_text(person), **ON)
    books.agree_book(book, **ON)
    assert book.state == "agreed"
    progress.report_progress(item, book, Report("under_way", "写了十条"), version=1, **ON)
    assert (book.state, item.state) == ("under_way", "under_way")
    with pytest.raises(books.TasksOpen):
        books.end_book(book, **BY)
    progress.report_progress(item, book, Report("done", "五十条，已印发"), version=2, **ON)
    books.end_book(book, **BY)
    review = Review("五十条", "要早收集", "明年分季")
    books.review_book(book, review, version=book.version, **BY)
    assert (book.state, book.reached, item.settled_on) == ("reviewed", "五十条", TODAY)
    assert acts(book) == [
        "written", "item_written", "agreed", "begun", "reported", "reported", "ended", "reviewed",
    ]  # fmt: skip
    assert db.session.scalar(
        sa.select(sa.func.count(AuditRow.seq)).where(AuditRow.noun == "task_book")
    ) in {0, 8}  # chained at the commit


def test_what_stood_before_stays_in_the_step_with_its_reason():
    person, other = make_person(), make_person()
    book, item = book_with_task(person, what="写手册")
    text = task_text(other, due_on=date(2026, 12, 10))
    items.edit_item(item, book, text, version=1, reason="人手调整", **ON)
    step = db.session.scalars(sa.select(TaskStep).order_by(TaskStep.id.desc()).limit(1)).one()
    assert (step.reason, step.at, step.item_id) == ("人手调整", NOW, item.id)
    assert json.loads(step.before) == {
        "what": "写手册", "measure": "印发一份", "due_on": "2026-11-30", "person_id": person.id,
    }  # fmt: skip
    assert json.loads(step.after)["person_id"] == other.id


@pytest.mark.parametrize("name", ["worth", "measured_against", "possible"])
def test_a_book_is_not_agreed_before_its_three_questions_are_answered(name):
    person = make_person()
    book = make_task_book("person", person, state="draft", **{name: " "})
    make_task(book, person)
    with pytest.raises(books.Unanswered) as refused:
        books.agree_book(book, **ON)
    assert refused.value.names == [name]


def test_a_book_without_a_task_is_not_agreed():
    with pytest.raises(books.NothingToDo):
        books.agree_book(draft(make_person()), **ON)


@pytest.mark.parametrize(
    ("values", "lacks"),
    [
        ({"person_id": None}, [items.PERSON_WANTING]),
        ({"clear": None}, [items.UNTESTED]),
        ({"due_on": date(2026, 11, 19)}, [items.OVER]),
        ({"doable": "没有经费", "due_on": TODAY}, None),
    ],
)
def test_a_task_that_lacks_something_is_not_agreed_and_is_named(values, lacks):
    person = make_person()
    book = make_task_book("person", person, state="draft")
    item = make_task(book, person, **values)
    if lacks is None:  # a test that is not passed says what is missing, and stands so
        books.agree_book(book, **ON)
        return
    with pytest.raises(books.TasksNotReady) as refused:
        books.agree_book(book, **ON)
    assert refused.value.items == [(item, lacks)]


def test_a_task_of_somebody_who_has_left_is_not_agreed():
    person = make_person(left_on=TODAY)
    book = make_task_book("unit", person, state="draft")
    make_task(book, person)
    with pytest.raises(books.TasksNotReady) as refused:
        books.agree_book(book, **ON)
    assert refused.value.items[0][1] == [items.PERSON_LEFT]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"due_on": date(2026, 11, 19)}, items.DueBeforeToday),
        ({"starts_on": date(2026, 12, 1)}, items.StartsAfterDue),
        ({"due_on": date(2027, 1, 1)}, items.OutsideTheBook),
        ({"starts_on": date(2025, 12, 31)}, items.OutsideTheBook),
    ],
)
def test_a_task_on_a_wrong_day_is_refused(values, refusal):
    person = make_person()
    book = draft(person)
    with pytest.raises(refusal):
        items.write_item(book, task_text(person, **values), **ON)
    assert books.tasks_of(book) == []


def test_a_task_or_a_rehearsal_is_given_to_nobody_who_has_left():
    book, gone = draft(make_person()), make_person(left_on=TODAY)
    with pytest.raises(PersonHasLeft):
        items.write_item(book, task_text(gone), **ON)
    with pytest.raises(PersonHasLeft):
        rehearsals.add_rehearsal(book, risk="忙", answer="补", person=gone, **ON)


def test_a_day_that_is_over_may_stay_and_not_be_chosen():
    person = make_person()
    book, item = book_with_task(person, due_on=date(2026, 11, 10))
    items.edit_item(item, book, task_text(person, due_on=date(2026, 11, 10)), version=1, **ON)
    with pytest.raises(items.DueBeforeToday):
        items.edit_item(item, book, task_text(person, due_on=date(2026, 11, 19)), version=2, **ON)


def test_an_end_before_the_start_and_days_that_leave_tasks_out_are_refused():
    person = make_person()
    turned = BookText("任务书", date(2026, 2, 1), date(2026, 1, 31))
    with pytest.raises(books.EndBeforeStart):
        draft(person, turned)
    book, item = book_with_task(person)
    short = BookText("短", date(2026, 1, 1), date(2026, 11, 29), "重要", "标杆", "前三")
    with pytest.raises(books.TasksOutside) as refused:
        books.edit_book(book, short, version=1, **BY)
    assert refused.value.items == [item]


def test_an_agreed_book_keeps_its_answers():
    book = make_task_book("person", make_person())
    empty = BookText("空", date(2026, 1, 1), date(2026, 12, 31), "", "标杆", "前三")
    with pytest.raises(books.Unanswered):
        books.edit_book(book, empty, version=1, **BY)


def test_an_old_version_changes_nothing():
    person = make_person()
    book, item = book_with_task(person)
    for change in (
        lambda: books.edit_book(book, YEAR, version=9, **BY),
        lambda: items.edit_item(item, book, task_text(person), version=9, **ON),
        lambda: progress.report_progress(item, book, Report("done", "好"), version=9, **ON),
    ):
        with pytest.raises(Stale):
            change()


def test_an_ended_book_is_changed_no_more_until_it_is_taken_up_again():
    person = make_person()
    book = make_task_book("person", person, state="ended")
    item = make_task(book, person, state="done", said="好")
    for change in (
        lambda: items.write_item(book, task_text(person), **ON),
        lambda: progress.report_progress(item, book, Report("under_way", ""), version=1, **ON),
        lambda: books.begin_book(book, **BY),
    ):
        with pytest.raises(NotInState):
            change()
    books.reopen_book(book, "回头看没有落实", **BY)
    progress.report_progress(item, book, Report("under_way", ""), version=1, **ON)
    assert (book.state, item.state, item.settled_on) == ("under_way", "under_way", None)


def test_only_a_draft_loses_a_task_and_it_is_kept():
    person = make_person()
    book, item = book_with_task(person)
    with pytest.raises(NotInState):
        items.remove_item(item, book, **BY)
    own = draft(person)
    gone = items.write_item(own, task_text(person), **ON)
    items.remove_item(gone, own, **BY)
    assert books.tasks_of(own) == []
    assert gone.removed_at == NOW


def test_what_is_put_off_has_a_later_day_and_remembers_the_first():
    person = make_person()
    book, item = book_with_task(person)

    def put_off(day):
        report = Report("put_off", "会议多", day)
        progress.report_progress(item, book, report, version=item.version, **ON)

    for day in (None, date(2026, 11, 30), date(2026, 11, 19)):
        with pytest.raises(progress.NotLater):
            put_off(day)
    with pytest.raises(items.OutsideTheBook):
        put_off(date(2027, 1, 1))
    for day in (date(2026, 12, 5), date(2026, 12, 20)):
        put_off(day)
    assert (item.due_on, item.first_due_on) == (date(2026, 12, 20), date(2026, 11, 30))


@pytest.mark.parametrize(("reason", "refused"), [("", True), ("等材料", False)])
def test_what_is_done_late_says_why(reason, refused):
    person = make_person()
    book, item = book_with_task(person, due_on=date(2026, 11, 19))
    report = Report("done", "好", late_reason=reason)
    if refused:
        with pytest.raises(LateReasonMissing):
            progress.report_progress(item, book, report, version=1, **ON)
        return
    progress.report_progress(item, book, report, version=1, **ON)
    assert item.state == "done"


def test_other_words_for_what_is_done_leave_the_day_it_was_done():
    person = make_person()
    book, item = book_with_task(
        person, due_on=date(2026, 11, 10), state="done", said="好", settled_on=date(2026, 11, 9)
    )
    progress.report_progress(item, book, Report("done", "很好"), version=1, **ON)
    assert (item.said, item.settled_on) == ("很好", date(2026, 11, 9))


def test_a_settled_task_is_not_rewritten():
    person = make_person()
    book, item = book_with_task(person, state="dropped", said="重复")
    with pytest.raises(items.TaskSettled):
        items.edit_item(item, book, task_text(person), version=1, **ON)


def test_a_line_of_the_rehearsal_is_superseded_and_kept():
    book = make_task_book("person", make_person())
    row = rehearsals.add_rehearsal(book, risk="忙", answer="补", person=None, **ON)
    rehearsals.take_out(row, book, **BY)
    rehearsals.take_out(row, book, **BY)
    assert row.superseded_at == NOW
    assert acts(book) == ["rehearsed", "unrehearsed"]


def test_the_tests_say_what_is_missing():
    person = make_person()
    tests = PASSED | {"measurable": "没有数"}
    item = items.write_item(draft(person), task_text(person, tests=tests), **ON)
    assert (item.clear, item.measurable) == ("", "没有数")
    assert db.session.scalars(sa.select(Matter)).all() == []
