"""Pages of reading classes: planned, opened, joined; the list, one class, members, the board."""

from datetime import date

import pytest

from domain.reading.asked import Asked, asked_of
from models import ClassMember, ClassPost, ClassStep, Matter, Notice, ReadingClass, TaskBook, db
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_grant,
    make_organiser,
    make_person,
    make_task_book,
)
from tests.packs import load_pack
from tests.reading_classes import (
    make_class,
    make_member,
    make_reading_material,
    make_reflection,
    read_all,
)
from tests.web.reading import rows_of
from tests.web.task_books import person_of, stored

PAGE = "/reading"
CLASS = {
    "title": "办文基本功", "title_en": "The craft of papers", "slug": "craft", "theme": "写短写实",
    "starts_on": "2026-11-16", "ends_on": "2026-11-30", "joining": "assigned", "read": "required",
    "reflection": "y", "reflection_characters": "800", "kind": "group_training", "minutes": "270",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def organiser(database):
    return make_organiser(name="许知微", staff_no="00411")


@pytest.fixture
def cadre(database):
    return make_cadre(name="李青川", staff_no="00317")


def test_a_class_is_planned_filled_opened_and_read(login, organiser, cadre):
    client = login(organiser)
    place = client.post(f"{PAGE}/new", data=CLASS | {"leader": "00317"}).location
    assert place == f"{PAGE}/craft"
    [reading] = stored(ReadingClass)
    assert (reading.state, reading.leader_id) == ("planned", cadre.person_id)
    assert asked_of(reading.asks).minutes == 270
    assert login(cadre).get(place).status_code == 404  # nobody but organisers sees it yet
    refused = client.post(f"{place}/state")
    assert "Put a material on the syllabus first." in client.get(refused.location).text
    typed = {"title": "起草", "required": "y", "minutes": "45", "zh": "## 先想\n\n再写。"}
    assert client.post(f"{place}/materials/new", data=typed).status_code == 302
    assert client.post(f"{place}/members", data={"numbers": "00317 李青川"}).status_code == 302
    assert client.post(f"{place}/state").status_code == 302
    [reading] = stored(ReadingClass)
    assert reading.state == "open"
    page = login(cadre).get(place).text
    for text in ("The craft of papers", "起草", "45 minutes", "0 of 1 sections read", "to be read",
                 "Organiser", "李青川"):  # fmt: skip
        assert (text in page) == (text != "Organiser"), text
    acts = [one.act for one in stored(ClassStep)]
    assert acts == ["written", "material_written", "members_added", "opened"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"title": " "}, "This field is required."),
        ({"slug": "Craft!"}, "Small letters, digits"),
        ({"slug": "search"}, "This address is taken."),
        ({"ends_on": "2026-11-15"}, "The last day is before the first."),
        ({"leader": "nobody"}, "Nobody with this name or number"),
        ({"minutes": "", "days": "3"}, "This kind is measured by the minute."),
        ({"minutes": "0"}, "This kind is measured by the minute."),
        ({"kind": "no_such"}, "Not a valid choice."),
    ],
)
def test_a_refused_class_says_why_and_keeps_what_was_typed(login, organiser, values, message):
    answer = login(organiser).post(f"{PAGE}/new", data=CLASS | {"theme": "别丢了"} | values)
    assert answer.status_code == 422
    assert message in answer.text
    assert "别丢了" in answer.text
    assert stored(ReadingClass) == []


def test_a_stale_change_shows_both_and_loses_nothing(login, organiser):
    reading = make_class(version=3)
    make_reading_material(reading)
    db.session.commit()
    client = login(organiser)
    typed = {**CLASS, "title": "新题目", "version": "2"}
    answer = client.post(f"{PAGE}/craft/edit", data=typed)
    assert answer.status_code == 409
    assert "新题目" in answer.text
    assert "办文基本功" in answer.text
    assert client.post(f"{PAGE}/craft/edit", data=typed | {"version": "3"}).status_code == 302
    assert stored(ReadingClass)[0].title == "新题目"


def test_a_class_from_files_changes_days_only_until_it_is_detached(login, organiser):
    make_reading_material(make_class(origin="files"))
    db.session.commit()
    client = login(organiser)
    page = client.get(f"{PAGE}/craft/edit").text
    assert "The class comes from files" in page
    assert 'name="title"' not in page
    typed = {"starts_on": "2026-11-17", "ends_on": "2026-12-02", "version": "1", "title": "不行"}
    assert client.post(f"{PAGE}/craft/edit", data=typed).status_code == 302
    [reading] = stored(ReadingClass)
    assert (reading.title, reading.ends_on) == ("办文基本功", date(2026, 12, 2))
    assert client.post(f"{PAGE}/craft/edit/detaching").status_code == 302
    assert 'name="title"' in client.get(f"{PAGE}/craft/edit").text


def test_the_list_shows_everybody_their_own(login, organiser, cadre):
    mine = make_class("mine", title="我的", title_en="")
    material = make_reading_material(mine)
    make_member(mine, person_of(cadre))
    read_all(person_of(cadre), material)
    make_class("open", title="敞开", title_en="", joining="open")
    make_class("closed-to", title="别人的", title_en="")
    make_class("planned", title="筹备", title_en="", state="planned")
    db.session.commit()
    page = login(cadre).get(PAGE).text
    assert page.index("My classes") < page.index("我的") < page.index("Open to join")
    assert "read 100%" in page
    assert "Lacking: a reflection that is accepted" in page
    assert "别人的" not in page
    assert "筹备" not in page
    page = login(organiser).get(PAGE).text
    for text in ("Planned", "筹备", "别人的", "敞开"):
        assert text in page


def test_an_empty_list_says_what_it_is_for(login, organiser, cadre):
    assert "how far you are" in login(cadre).get(PAGE).text
    assert "Plan a class" in login(organiser).get(PAGE).text


@pytest.mark.parametrize("many", [1, 4])
def test_the_list_costs_the_same_however_many(login, cadre, count_queries, many):
    for number in range(many):
        reading = make_class(f"c{number}")
        make_reading_material(reading)
        make_member(reading, person_of(cadre))
    db.session.commit()
    client = login(cadre)
    client.get(PAGE)
    with count_queries() as statements:
        assert client.get(PAGE).status_code == 200
    assert len(statements) <= 8, statements


@pytest.mark.parametrize("many", [1, 4])
def test_a_class_and_its_progress_cost_the_same_however_many(login, organiser, count_queries, many):
    reading = make_class()
    for number in range(many):
        make_reading_material(reading, f"m{number}")
        make_member(reading, make_person(branch=make_branch()))
    db.session.commit()
    client = login(organiser)
    for place, most in ((f"{PAGE}/craft", 11), (f"{PAGE}/craft/progress", 8),
                        (f"{PAGE}/craft/members", 8), (f"{PAGE}/craft/materials", 8)):  # fmt: skip
        with count_queries() as statements:
            assert client.get(place).status_code == 200
        assert len(statements) <= most, (place, len(statements), statements)


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
    assert "waiting" in page
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


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_renders_in_both_languages(login, organiser, cadre, language):
    reading = make_class(joining="open")
    make_reading_material(reading, english="## Draft {#draft}\n\nThink.", day=1)
    make_member(reading, person_of(cadre))
    db.session.commit()
    client = login(organiser, language)
    for rest in ("", "/craft", "/craft/edit", "/craft/members", "/craft/progress",
                 "/craft/closing", "/craft/materials", "/craft/materials/new",
                 "/craft/materials/drafting", "/craft/materials/drafting/revisions",
                 "/craft/materials/import", "/new"):  # fmt: skip
        assert client.get(f"{PAGE}{rest}").status_code == 200, rest


def test_an_organiser_without_a_person_runs_classes_too(login):
    account = make_account()
    make_grant(account, "organiser")
    reading = make_class()
    make_reading_material(reading)
    db.session.commit()
    client = login(account)
    for rest in ("", "/craft", "/craft/progress", "/craft/closing"):
        assert client.get(f"{PAGE}{rest}").status_code == 200, rest
    assert client.post(f"{PAGE}/craft/board", data={"words": "通知"}).status_code == 302
