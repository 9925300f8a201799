"""Members of reading classes, their board, progress and task book."""

from datetime import date

import pytest

from domain.reading.asked import Asked
from models import ClassMember, ClassPost, Matter, Notice, TaskBook, db
from tests.factories import (
    make_branch,
    make_cadre,
    make_organiser,
    make_person,
    make_task_book,
)
from tests.packs import load_pack
from tests.reading_classes import (
    PAGE,
    make_class,
    make_member,
    make_reading_material,
    make_reflection,
    read_all,
)
from tests.web.reading import rows_of
from tests.web.task_books import person_of, stored


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def organiser(database):
    return make_organiser(name="许知微", staff_no="00411")


@pytest.fixture
def cadre(database):
    return make_cadre(name="李青川", staff_no="00317")


def test_members_come_by_branch_and_by_list_and_go_with_what_they_did_kept(login, organiser, cadre):
    branch = make_branch()
    first, second = make_person(branch=branch), make_person(branch=branch)
    make_person(branch=branch, left_on=date(2026, 1, 1))
    reading = make_class()
    material = make_reading_material(reading)
    db.session.commit()
    client = login(organiser)
    place = f"{PAGE}/craft/members"
    assert client.post(place, data={"branch": str(branch.id)}).status_code == 302
    assert {one.person_id for one in stored(ClassMember)} == {first.id, second.id}
    assert [one.kind for one in stored(Matter)] == ["class_work"] * 2
    answer = client.post(place, data={"numbers": "00317 李青川\n不知 88888\n00317"})
    assert answer.status_code == 422
    assert "Line 2: nobody has the staff number 88888." in answer.text
    assert "Line 3: 00317 stands in line 1 already." in answer.text
    assert "不知 88888" in answer.text
    assert client.post(place, data={"numbers": "00317"}).status_code == 302
    read_all(person_of(cadre), material)
    member = stored(ClassMember)[-1]
    db.session.commit()
    assert client.post(f"{place}/{member.id}/removal").status_code == 302
    assert stored(ClassMember)[-1].removed_at is not None
    assert stored(Matter)[-1].state == "closed"
    assert login(cadre).get(f"{PAGE}/craft").status_code == 404
    assert client.post(place, data={"person": "李青川 00317"}).status_code == 302
    assert "read 100%" in login(cadre).get(f"{PAGE}/craft").text
    assert stored(Matter)[-1].state == "reopened"
    answer = client.post(place, data={"numbers": "00317"})
    assert (answer.status_code, "in the class already" in answer.text) == (422, True)
    assert client.post(place, data={}).status_code == 422


def test_anybody_joins_an_open_class_and_leaves_it(login, cadre):
    reading = make_class(joining="open")
    make_reading_material(reading)
    assigned = make_class("assigned")
    make_member(assigned, person_of(cadre))
    db.session.commit()
    client = login(cadre)
    assert "Join the class" in client.get(f"{PAGE}/craft").text
    for _twice in range(2):
        assert client.post(f"{PAGE}/craft/join").status_code == 302
    [_other, member] = stored(ClassMember)
    assert (member.way, member.person_id) == ("joined", cadre.person_id)
    [matter] = stored(Matter)
    assert (matter.due_on, matter.owed_by_id) == (date(2026, 11, 30), cadre.person_id)
    assert "办文基本功" in client.get("/matters").text
    assert "Read and finish: 办文基本功" in client.get("/").text
    assert client.get(f"{PAGE}/members/{member.id}").location == f"{PAGE}/craft"
    assert client.post(f"{PAGE}/craft/join/leaving").status_code == 302
    assert stored(Matter)[0].state == "closed"
    # Who was put in by the organiser does not leave by themselves.
    place = client.post(f"{PAGE}/assigned/join/leaving").location
    assert "named by its organiser" in client.get(place).text
    assert stored(ClassMember)[0].removed_at is None


def test_the_board_is_written_by_members_pinned_by_organisers_taken_down_by_both(
    login, organiser, cadre
):
    reading = make_class(joining="open")
    make_member(reading, person_of(cadre))
    other = make_cadre()
    db.session.commit()
    client, board = login(cadre), f"{PAGE}/craft/board"
    assert client.post(board, data={"words": "**周五**下午见"}).status_code == 302
    assert "<strong>周五</strong>下午见" in client.get(f"{PAGE}/craft").text
    assert client.post(board, data={"words": " "}).status_code == 422
    assert login(other).post(board, data={"words": "外人"}).status_code == 404
    [row] = stored(ClassPost)
    assert client.post(f"{board}/{row.id}/pin").status_code == 403
    assert login(other).post(f"{board}/{row.id}/removal").status_code == 404
    boss = login(organiser)
    assert boss.post(f"{board}/{row.id}/pin").status_code == 302
    assert "pinned" in client.get(f"{PAGE}/craft").text
    assert client.post(f"{board}/{row.id}/removal").status_code == 302
    assert "周五" not in client.get(f"{PAGE}/craft").text
    assert len(stored(ClassPost)) == 1


def test_progress_shows_the_learners_figure_who_is_behind_and_reminds(login, organiser, cadre):
    reading = make_class(asked=Asked(reflection_characters=10, minutes=90))
    first = make_reading_material(reading)
    make_reading_material(reading, "second")
    done = make_cadre(name="王读完", staff_no="00500")
    for account in (cadre, done):
        make_member(reading, person_of(account))
    for material in (first, db.session.get(type(first), first.id + 1)):
        read_all(person_of(done), material)
    make_reflection(reading, person_of(done), state="waiting")
    db.session.commit()
    client = login(organiser)
    page = client.get(f"{PAGE}/craft/progress").text
    assert "26% of the days have passed." in page
    assert "1 member is behind." in page
    assert "not begun; 26% of the days have passed" in page
    assert "waits for an answer" in page
    assert "read 100%" in login(done).get(f"{PAGE}/craft").text
    file = client.get(f"{PAGE}/craft/progress?as=xlsx")
    assert file.status_code == 200
    assert client.post(f"{PAGE}/craft/progress/reminders").status_code == 302
    assert [(one.account_id, one.topic) for one in stored(Notice)] == [(cadre.id, "class_reminder")]
    assert "The organiser reminds you" in login(cadre).get("/notices").text
    member = next(one for one in stored(ClassMember) if one.person_id == done.person_id)
    client.post(f"{PAGE}/craft/progress/reminders", data={"member": str(member.id)})
    assert {one.account_id for one in stored(Notice)} == {cadre.id, done.id}
    only = client.get(f"{PAGE}/craft/progress?only=behind").text
    assert "李青川" in only
    assert "王读完" not in only


def test_the_file_of_the_progress_holds_exactly_what_is_shown(login, organiser, cadre):
    reading = make_class()
    make_reading_material(reading)
    make_member(reading, person_of(cadre))
    db.session.commit()
    client = login(organiser)
    page = client.get(f"{PAGE}/craft/progress").text
    headings, line = rows_of(client.get(f"{PAGE}/craft/progress?as=xlsx"))
    for value in [*headings, *line]:
        text = str(int(value)) if isinstance(value, float) else str(value)
        assert text in page, value


def test_a_task_book_of_a_class_is_kept_by_organisers_and_seen_by_members(login, organiser, cadre):
    reading = make_class()
    make_member(reading, person_of(cadre))
    other = make_cadre()
    book = make_task_book("reading_class", reading, title="读书班任务书")
    db.session.commit()
    place = f"/task-books/{book.id}"
    assert login(other).get(place).status_code == 404
    client = login(cadre)
    page = client.get(place).text
    assert f'href="{PAGE}/craft"' in page
    assert client.get(f"{place}/edit").status_code == 404
    assert "读书班任务书" in client.get(f"{PAGE}/craft").text
    assert "读书班任务书" in client.get("/task-books").text
    boss = login(organiser)
    assert boss.get(f"{place}/edit").status_code == 200
    typed = {
        "subject": f"reading_class-{reading.id}", "title": "新的", "starts_on": "2026-11-16",
        "ends_on": "2026-11-30", "copy_of": "", "worth": "", "measured_against": "", "possible": "",
    }  # fmt: skip
    assert boss.post("/task-books/new", data=typed).status_code == 302
    assert stored(TaskBook)[-1].subject_kind == "reading_class"
