"""Pages of reading classes: planned, changed, opened; the list, and one class."""

from datetime import date

import pytest

from domain.reading.asked import asked_of
from models import ClassStep, ReadingClass, db
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_grant,
    make_organiser,
    make_person,
)
from tests.packs import load_pack
from tests.reading_classes import (
    CLASS,
    PAGE,
    make_class,
    make_member,
    make_reading_material,
    read_all,
)
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


@pytest.mark.parametrize(
    ("name", "most"),
    [("reflection_characters", 50_000), ("attempts", 99), ("draw", 500), ("pass_percent", 100),
     ("sessions", 999), ("minutes", 60_000)],
)  # fmt: skip
def test_the_form_takes_as_much_as_a_file_does(login, organiser, name, most):
    client, typed = login(organiser), CLASS | {"kind": "group_training"}
    refused = client.post(f"{PAGE}/new", data=typed | {name: most + 1})
    assert refused.status_code == 422
    assert f"{most}." in refused.text
    allowed = client.post(f"{PAGE}/new", data=typed | {name: most})
    assert f"{most}." not in allowed.text


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
    make_member(reading, person_of(organiser))
    db.session.commit()
    client = login(organiser)
    for place, most in ((f"{PAGE}/craft", 8), (f"{PAGE}/craft/progress", 8),
                        (f"{PAGE}/craft/members", 8), (f"{PAGE}/craft/materials", 8)):  # fmt: skip
        with count_queries() as statements:
            assert client.get(place).status_code == 200
        assert len(statements) <= most, (place, len(statements), statements)


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
