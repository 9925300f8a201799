"""Whose task books are whose to see and to keep, whom one may name, and what merging moves."""

from datetime import date

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.organisation import branches, units
from domain.organisation.changes import When
from domain.people import merging
from domain.taskbooks import lists, reach, subjects
from domain.taskbooks.lists import Wanted
from models import TaskBook, db
from tests.domain.task_books import BY, NOW, TODAY, visitor
from tests.factories import (
    make_branch,
    make_membership,
    make_person,
    make_rehearsal,
    make_task,
    make_task_book,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("database")


def shown(who, **wanted) -> set[str]:
    rows, total = lists.book_rows(who, Wanted(**wanted), today=TODAY, size=50)
    assert total == len(rows)
    for row in rows:
        assert reach.find_book(who, row.id, today=TODAY) is not None
    return {row.title for row in rows}


def kept(who) -> set[str]:
    return set(db.session.scalars(sa.select(TaskBook.title).where(reach.kept_by(who))))


@pytest.fixture
def office():
    """A branch and a tree of units with their books, and those of two people."""
    branch, other = make_branch(), make_branch()
    led = make_unit()
    below = make_unit(parent_id=led.id)
    people = {
        "member": make_person(branch=branch, unit=below),
        "stranger": make_person(branch=other, unit=make_unit()),
    }
    for title, kind, subject in (
        ("本支部", "branch", branch), ("他支部", "branch", other), ("本处", "unit", led),
        ("下科", "unit", below), ("成员", "person", people["member"]),
        ("外人", "person", people["stranger"]),
    ):  # fmt: skip
        make_task_book(kind, subject, title=title)
    make_task_book("person", people["member"], title="成员草稿", state="draft")
    return branch, led, people


def test_a_secretary_keeps_the_branchs_and_sees_the_members(office):
    branch, _led, _people = office
    secretary = visitor(make_person(branch=branch), branch=branch)
    assert shown(secretary) == {"本支部", "成员"}
    assert kept(secretary) == {"本支部"}


def test_a_leader_keeps_the_units_below_as_well_and_sees_the_people(office):
    _branch, led, _people = office
    leader = visitor(make_person(unit=led), unit=led)
    assert shown(leader) == {"本处", "下科", "成员"}
    assert kept(leader) == {"本处", "下科"}
    assert led.name in [one.name for one in subjects.subjects_kept(leader)]


def test_a_person_keeps_their_own_and_sees_the_books_with_a_task_of_theirs(office):
    _branch, _led, people = office
    member = visitor(people["member"])
    assert shown(member) == kept(member) == {"成员", "成员草稿"}
    foreign = db.session.scalars(sa.select(TaskBook).where(TaskBook.title == "他支部")).one()
    item = make_task(foreign, people["member"])
    assert shown(member) == {"成员", "成员草稿", "他支部"}
    assert shown(member, whose=lists.TASKED) == {"他支部"}
    assert kept(member) == {"成员", "成员草稿"}
    assert reach.find_item_to_report(member, foreign.id, item.id) is item
    assert reach.find_kept_item(member, foreign.id, item.id) is None
    foreign.state = "draft"
    db.session.flush()
    assert shown(member) == {"成员", "成员草稿"}
    assert reach.find_item_to_report(member, foreign.id, item.id) is None


def test_an_account_without_a_record_sees_nothing(office):
    nobody = reach.Visitor(1, 1, "admin")
    assert shown(nobody) == kept(nobody) == set()


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ({"whose": lists.OWN}, {"成员", "成员草稿"}),
        ({"state": "draft"}, {"成员草稿"}),
        ({"whose": "branch"}, set()),
        ({"year": 2025}, set()),
        ({"year": 2026, "text": "草"}, {"成员草稿"}),
        ({"text": "%"}, set()),
    ],
)
def test_the_list_is_asked(office, wanted, titles):
    assert shown(visitor(office[2]["member"]), **wanted) == titles


def test_the_list_counts_what_is_settled_and_late():
    person = make_person()
    book = make_task_book("person", person)
    make_task(book, person, state="done", said="好", due_on=date(2026, 11, 1))
    make_task(book, person, due_on=date(2026, 11, 19))
    make_task(book, person, due_on=date(2026, 12, 1))
    make_task(book, person, removed_at=NOW)
    [row], _total = lists.book_rows(visitor(person), Wanted(), today=TODAY, size=9)
    assert (row.tasks, row.settled, row.late, row.next_due_on) == (3, 1, 1, date(2026, 11, 19))
    assert row.subject == person.name


def test_a_person_is_named_by_number_or_name_within_what_the_writer_lists():
    branch = make_branch()
    secretary = visitor(make_person(branch=branch), branch=branch)
    member = make_person(branch=branch, name="李青川", staff_no="A-7")
    outsider = make_person(name="王外人")
    for typed in ("李青川", "A-7", "李青川 A-7", "李青川（A-7）", " 李青川 "):
        assert reach.person_named(typed, secretary, today=TODAY) is member
    for typed in ("王外人", outsider.staff_no, "", "无人"):
        with pytest.raises(reach.NobodyToName):
            reach.person_named(typed, secretary, today=TODAY)
    assert reach.person_named("王外人", secretary, today=TODAY, holder_id=outsider.id) is outsider
    make_person(branch=branch, name="李青川")
    with pytest.raises(reach.SeveralToName):
        reach.person_named("李青川", secretary, today=TODAY)


def test_a_cadre_names_themselves_and_nobody_else():
    person = make_person(branch=make_branch())
    own = visitor(person)
    assert reach.people_to_name(own, today=TODAY) == [(person.name, person.staff_no)]


def test_who_has_left_is_told_to_whom_they_were_listed():
    branch, other = make_branch(), make_branch()
    secretary = visitor(make_person(branch=branch), branch=branch)
    for home, refusal in ((branch, reach.PersonHasLeft), (other, reach.NobodyToName)):
        gone = make_person(left_on=date(2026, 6, 1))
        make_membership(gone, home, to_on=date(2026, 5, 31))
        with pytest.raises(refusal):
            reach.person_named(gone.staff_no, secretary, today=TODAY)


def test_books_and_tasks_go_along_when_two_records_become_one():
    kept_one, merged, unit = make_person(), make_person(), make_unit(id=990)
    book = make_task_book("person", merged)
    same_number = make_task_book("unit", unit)
    item = make_task(book, merged)
    row = make_rehearsal(book, person_id=merged.id)
    merge = merging.merge_people(kept_one, merged, on=TODAY, **BY)
    assert (book.subject_id, item.person_id, row.person_id) == (kept_one.id,) * 3
    assert same_number.subject_id == unit.id
    merging.undo_merge(merge, today=TODAY, **BY)
    assert (book.subject_id, item.person_id, row.person_id) == (merged.id,) * 3


def test_books_go_along_when_branches_or_units_are_merged():
    when = When(TODAY, TODAY, Actor(None), NOW)
    branch, into = make_branch(), make_branch()
    book = make_task_book("branch", branch)
    branches.merge_branches(into, branch, when=when)
    assert (book.subject_id, book.version) == (into.id, 2)
    unit, kept_unit = make_unit(), make_unit()
    book = make_task_book("unit", unit)
    units.merge_units(kept_unit, unit, when=when)
    assert book.subject_id == kept_unit.id


def test_steps_stand_in_the_order_of_their_first_day_and_tasks_by_their_last():
    person = make_person()
    book = make_task_book("person", person)
    make_task(book, person, what="丙", phase="后", due_on=date(2026, 12, 1))
    make_task(book, person, what="乙", phase="先", due_on=date(2026, 12, 30),
              starts_on=date(2026, 1, 5))  # fmt: skip
    make_task(book, person, what="甲", phase="先", due_on=date(2026, 11, 1))
    found = [
        (phase.name, [row.item.what for row in phase.rows]) for phase in lists.phases_of(book.id)
    ]
    assert found == [("先", ["甲", "乙"]), ("后", ["丙"])]
