import json
import re

import pytest

from domain.pinyin import search_key
from domain.reading.revisions import forget_found
from models import db
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_hr,
    make_organiser,
    make_person,
    make_secretary,
)
from tests.injections import INJECTIONS, what_acts
from tests.reading_classes import make_class, make_member, make_reading_material, make_reflection
from tests.search_texts import keep
from tests.web.task_books import person_of


@pytest.fixture
def cadre(database):
    return make_cadre()


@pytest.fixture
def client(login, cadre):
    return login(cadre)


def titles(page):
    """The titles of the results, without their marks."""
    found = re.findall(r"<h2><a href=\"[^\"]*\">(.*?)</a></h2>", page.text)
    return [re.sub(r"</?mark>", "", one) for one in found]


def addresses(page):
    return re.findall(r"<h2><a href=\"([^\"]*)\"", page.text)


def test_a_material_of_ones_class_is_found_with_its_passage_marked(client, cadre):
    reading = make_class()
    make_member(reading, person_of(cadre))
    make_reading_material(reading, title="起草公文")
    page = client.get("/search?q=动笔")
    assert page.status_code == 200
    assert titles(page) == ["起草公文"]
    assert addresses(page) == ["/reading/craft/drafting?text=zh#s-draft"]
    assert "<mark>动笔</mark>" in page.text
    assert "The craft of papers" in page.text


def test_a_page_in_chinese_leads_to_the_chinese_text_and_says_all_in_chinese(login, cadre):
    reading = make_class()
    make_member(reading, person_of(cadre))
    make_reading_material(reading, title="起草公文")
    page = login(cadre, "zh").get("/search?q=动笔")
    assert addresses(page) == ["/reading/craft/drafting#s-draft"]


def test_what_a_reader_may_not_open_is_not_found_and_not_counted(client, cadre, login):
    own, other = make_class(), make_class("other", title="别的班")
    planned = make_class("later", state="planned", joining="open")
    anybody = make_class("open", joining="open")
    make_member(own, person_of(cadre))
    stranger = make_person()
    for number, reading in enumerate((own, other, planned, anybody), 1):
        material = make_reading_material(reading, title=f"材料{number}")
        keep(reading, "动笔", kind="class", source_id=reading.id, title=reading.slug)
        keep(reading, "动笔", kind="note", source_id=number, owner_id=stranger.id, title="他人的")
        keep(reading, "动笔", kind="note", source_id=9 + number, owner_id=cadre.person_id,
             title=f"笔记{number}")  # fmt: skip
        if reading is anybody:
            material.removed_at = reading.written_at
    db.session.commit()
    page = client.get("/search?q=动笔")
    assert set(titles(page)) == {"材料1", "craft", "open", "笔记1", "笔记4"}
    assert "5 rows" in page.text
    forget_found([1])
    seen = titles(login(make_organiser()).get("/search?q=动笔"))
    assert {"craft", "other", "later", "open"} < set(seen)
    assert not {"他人的", "笔记1"} & set(seen)


def test_notes_are_found_by_their_writer_alone(client, cadre):
    reading = make_class(joining="open")
    for number, owner in enumerate((cadre.person_id, make_person().id), 1):
        keep(
            reading, "我的体会", kind="note", source_id=number, owner_id=owner, title=f"第{number}"
        )
    page = client.get("/search?q=体会&kind=note")
    assert titles(page) == ["第1"]
    assert addresses(page) == ["/reading/craft/notes#note-1"]


def test_reflections_are_found_by_their_author_and_once_shared_by_the_class(login, cadre):
    reading = make_class(joining="open")
    author, outsider = make_cadre(), make_cadre()
    for one in (cadre, author):
        make_member(reading, person_of(one))
    reflection = make_reflection(reading, person_of(author))

    def write(owner):
        keep(reading, "写短是对读者的尊重", kind="reflection", source_id=reflection.id,
             owner_id=owner, title="心得")  # fmt: skip
        db.session.commit()

    def seen_by(account):
        return addresses(login(account).get("/search?q=尊重"))

    write(author.person_id)
    assert seen_by(author) == ["/reading/craft/reflection"]
    assert seen_by(cadre) == []
    write(None)
    assert seen_by(cadre) == []  # the author has not shared it
    reflection.sharing = "shared"
    db.session.commit()
    assert seen_by(cadre) == [f"/reading/craft/talks/{reflection.id}"]
    assert seen_by(author) == ["/reading/craft/reflection"]
    assert seen_by(outsider) == []
    assert person_of(author).name in login(cadre).get("/search?q=尊重").text


def test_people_are_found_by_those_who_may_list_them_and_as_far_as_they_may(login, cadre):
    branch = make_branch()
    key = search_key("曾国藩")
    near = make_person(branch=branch, name="曾国藩", staff_no="77001", search_key=key)
    make_person(name="曾纪泽", staff_no="77002")
    secretary, hr = login(make_secretary(branch)), login(make_hr())
    for text in ("曾国", "zengguo", "zgf", "77001"):
        assert addresses(secretary.get(f"/search?q={text}")) == [f"/people/{near.staff_no}"]
    assert titles(secretary.get("/search?q=曾")) == ["曾国藩"]
    assert titles(hr.get("/search?q=曾&kind=person")) == ["曾国藩", "曾纪泽"]
    assert "<mark>77001</mark>" in hr.get("/search?q=77001").text
    assert "77001</mark>" not in secretary.get("/search?q=77001").text
    plain = login(cadre).get("/search?q=曾国&kind=person")
    assert titles(plain) == []
    assert "kind=person" not in plain.text


def test_people_and_places_are_one_list_over_its_pages(login):
    reading = make_class()
    branch = make_branch()
    for number in range(25):
        make_person(branch=branch, name=f"会议{number:02d}")
        keep(reading, "会议", source_id=number)
    client = login(make_organiser())
    pages = [titles(client.get(f"/search?q=会议&page={page}")) for page in (1, 2, 3)]
    assert [len(one) for one in pages] == [20, 20, 10]
    assert pages[0] == [f"会议{number:02d}" for number in range(20)]
    assert pages[1][:6] == [*(f"会议{number:02d}" for number in range(20, 25)), "材料"]
    beyond = client.get("/search?q=会议&page=9")
    assert beyond.status_code == 302
    assert "page=3" in beyond.location


def test_an_empty_page_says_what_is_looked_through_and_gives_examples(client):
    page = client.get("/search")
    assert "Find where something stands" in page.text
    assert "/search?q=9704" in page.text
    assert "There is no word in this" in client.get("/search?q=，。！").text


def test_nothing_found_says_what_to_try(client):
    page = client.get("/search?q=没有的话&kind=note")
    assert "Nothing found for “没有的话”" in page.text
    assert "two characters are enough" in page.text
    assert "Look in everything" in page.text


@pytest.mark.parametrize(
    "text", ["\0", "%00", "*" * 200, '"<script>alert(1)</script>', "会" * 10_000, "%E4%BC", "'--"]
)
def test_a_hostile_query_is_answered(client, text):
    page = client.get("/search", query_string={"q": text, "kind": text, "page": text})
    assert page.status_code == (400 if "\0" in text else 200)
    assert "<script>alert" not in page.text


def test_marks_in_what_is_hostile_itself_stay_words(client, cadre):
    reading = make_class(joining="open")
    keep(reading, "<img src=x onerror=alert(1)>会议", title="<b>会议</b>")
    page = client.get("/search?q=会议 alert")
    assert "<img" not in page.text
    assert "&lt;img src=x onerror=" in page.text


def test_nothing_acts_that_stands_in_a_text_a_title_or_a_query(client, cadre):
    reading = make_class(joining="open")
    for number, text in enumerate(INJECTIONS):
        keep(reading, f"会议 {text}", source_id=number, title=f"题 {text}"[:200], kind="class")
    for page in range(1, 1 + -(-len(INJECTIONS) // 20)):
        assert what_acts(client.get(f"/search?q=会议&page={page}").text) == []
    for text in INJECTIONS[::10]:
        page = client.get("/search", query_string={"q": text.replace("\0", "")})
        assert what_acts(page.text) == []


def test_a_page_of_results_asks_the_same_few_queries(client, cadre, count_queries, login):
    reading = make_class(joining="open")
    counts = []
    for number in (1, 2, 3):
        keep(reading, "会议", source_id=number, kind="class")
        for asking in (client, login(make_organiser())):
            asking.get("/search?q=会议")
            with count_queries() as statements:
                asking.get("/search?q=会议")
            counts.append(len(statements))
    assert len(set(counts[::2])) == len(set(counts[1::2])) == 1
    assert max(counts) <= 8


def test_the_frame_leads_there_for_whoever_may_search(client, login, database):
    page = client.get("/account").text
    assert 'class="find-here" method="get" action="/search"' in page
    assert "find-button" in page
    guard = login(make_account(username="guard", hand="auditor", password_hash="x"))
    assert "find-here" not in guard.get("/account").text
    assert guard.get("/search").status_code == 403


def test_nobody_searches_without_signing_in(stranger):
    assert stranger.get("/search?q=会议").status_code == 302


@pytest.fixture
def command(app, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")

    def run(*arguments):
        return app.test_cli_runner().invoke(args=["search", *arguments])

    return run


def test_the_command_says_what_that_person_would_find(command, cadre):
    reading = make_class()
    make_member(reading, person_of(cadre))
    make_reading_material(reading, title="起草公文")
    db.session.commit()
    done = command("动笔", "--as", cadre.username, "--json")
    assert done.exit_code == 0
    (one,) = json.loads(done.stdout)["results"]
    assert one == {
        "kind": "material", "title": "起草公文", "passage": one["passage"],
        "address": "/reading/craft/drafting?text=zh#s-draft",
    }  # fmt: skip
    assert "动笔" in one["passage"]
    assert "1 of 1 results." in done.stderr
    plain = command("动笔", "--as", cadre.username)
    assert plain.stdout.startswith("Material\t起草公文\t/reading/craft/drafting")


def test_finding_nothing_is_well_and_nobody_is_a_wrong_call(command, cadre):
    other = make_cadre()
    make_member(make_class(), person_of(cadre))
    db.session.commit()
    done = command("动笔", "--as", other.username, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"results": []})
    assert command("动笔", "--as", "nobody-here").exit_code == 2
    assert command("动笔").exit_code == 2


def test_whoever_may_not_search_is_no_account_of_a_search(command, database):
    make_account(username="guard", hand="auditor", password_hash="x")
    db.session.commit()
    assert command("会议", "--as", "guard").exit_code == 2
