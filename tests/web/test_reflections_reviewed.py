"""The reviewers' page: who sees what, answers in the margin, acceptance, return, likeness."""

import re

import pytest

from domain.matters import find_matter
from models import MarginAnswer, Matter, Reflection, ReflectionVersion, db
from tests.factories import (
    make_absence,
    make_branch,
    make_cadre,
    make_leader,
    make_organiser,
    make_secretary,
    make_unit,
)
from tests.reading_classes import make_class, make_member
from tests.web.reflections import WORDS, Room, decided, handed_in, make_room, member_of
from tests.web.task_books import person_of, stored

PAGE = "/reading/reflections"


@pytest.fixture
def room(database):
    return make_room()


def verdict(**values):
    return {"number": "1", "verdict": "accepted", "answer": "写得实", **values}


def margin(**values):
    return {"number": "1", "passage": "写短是对读者的尊重", "words": "说得好", **values}


def test_the_secretary_answers_in_the_margin_and_accepts(login, room):
    row = handed_in(room)
    client = login(room.secretary)
    page = client.get(PAGE).text
    for text in ("李青川", "写短写实", "Mine to answer", "Accept"):
        assert text in page
    place = f"{PAGE}/{row.id}"
    assert client.post(f"{place}/margins", data=margin()).status_code == 302
    page = client.get(f"{PAGE}?reflection={row.id}").text
    assert '<mark data-answer="1">写短是对读者的尊重</mark>' in page
    assert "说得好" in page
    assert client.post(f"{place}/answers", data=verdict()).status_code == 302
    own = login(room.member).get(room.page).text
    for text in ("说得好", "写得实", "accepted", "周书记", "<mark"):
        assert text in own
    [matter] = stored(Matter)
    assert (matter.state, matter.outcome) == ("closed", "accepted")


def test_the_answer_is_a_matter_on_today_and_leads_to_the_page(login, room):
    row = handed_in(room)
    client = login(room.secretary)
    home = client.get("/").text
    assert "Answer the reflection: 办文基本功 · 李青川" in home
    assert f"{PAGE}?reflection={row.id}" in home
    asked = client.get("/notices/counts").json["owed"]
    [mine] = re.findall(r'Mine to answer <span class="faint">(\d+)', client.get(PAGE).text)
    assert int(mine) == asked == 1
    waits = login(room.member).get("/matters?whose=owed").text
    for text in ("办文基本功", "Reflection to answer"):
        assert text in waits


def test_it_is_given_back_with_a_reason_only(login, room):
    row = handed_in(room)
    client = login(room.secretary)
    answer = client.post(
        f"{PAGE}/{row.id}/answers", data=verdict(verdict="returned", answer=" ")
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Say what is to be improved" in answer.text
    typed = verdict(verdict="returned", answer="请写一件**具体**的事")
    assert client.post(f"{PAGE}/{row.id}/answers", data=typed).status_code == 302
    assert stored(Reflection)[0].state == "returned"
    [matter] = stored(Matter)
    assert (matter.state, matter.turn) == ("answered", "to")
    assert "<strong>具体</strong>" in login(room.member).get(room.page).text


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"passage": ""}, "Copy the words that you answer, or choose a paragraph."),
        ({"passage": "没有写过的话"}, "These words do not stand in the text."),
        ({"words": " "}, "This field is required."),
    ],
)
def test_a_refused_margin_answer_says_why_and_keeps_what_was_typed(login, room, values, message):
    row = handed_in(room)
    typed = margin(**{"words": "旁批一句", **values})
    answer = login(room.secretary).post(f"{PAGE}/{row.id}/margins", data=typed)
    assert answer.status_code == 422
    for text in (message, values.get("words", "旁批一句")):
        assert text in answer.text
    assert stored(MarginAnswer) == []


def test_a_passage_is_selected_typed_or_a_whole_paragraph(login, room):
    row = handed_in(room)
    client, place = login(room.secretary), f"{PAGE}/{row.id}/margins"
    plain = stored(ReflectionVersion)[0].plain
    second = plain.index("写实")
    client.post(place, data=margin(passage="尊重", start=str(plain.rindex("尊重")), extent="2"))
    client.post(place, data=margin(passage=" 先想清楚，再动笔 "))
    client.post(place, data=margin(passage="", paragraph=str(second)))
    found = [(one.start, one.quote) for one in stored(MarginAnswer)]
    assert found == [
        (plain.rindex("尊重"), "尊重"), (plain.index("先想"), "先想清楚，再动笔"),
        (second, plain[second:].strip()),
    ]  # fmt: skip


def test_margin_answers_stay_on_their_version(login, room):
    row = handed_in(room)
    client, place = login(room.secretary), f"{PAGE}/{row.id}"
    client.post(f"{place}/margins", data=margin())
    client.post(f"{place}/answers", data=verdict(verdict="returned", answer="再写"))
    handed_in(room, words=f"{WORDS}\n\n新添一段。")
    page = client.get(f"{PAGE}?reflection={row.id}").text
    assert "说得好" not in page
    assert "新添一段。" in page
    page = client.get(f"{PAGE}?reflection={row.id}&version=1").text
    assert "说得好" in page
    assert "Put it beside the passage" not in page
    answer = client.post(f"{place}/margins", data=margin(), follow_redirects=True)
    assert "Nothing changed" in answer.text


def test_ones_own_margin_answer_is_taken_off_while_it_waits(login, room):
    row = handed_in(room)
    client, place = login(room.secretary), f"{PAGE}/{row.id}"
    client.post(f"{place}/margins", data=margin())
    [answer] = stored(MarginAnswer)
    removal = f"{place}/margins/{answer.id}/removal"
    assert login(make_organiser()).post(removal).status_code == 404
    assert client.post(removal).status_code == 302
    assert stored(MarginAnswer)[0].removed_at is not None
    assert "说得好" not in client.get(f"{PAGE}?reflection={row.id}").text
    assert client.post(removal).status_code == 404


def test_of_two_reviewers_the_second_is_told(login, room):
    row = handed_in(room)
    first, second = login(room.secretary), login(make_organiser())
    assert second.get(f"{PAGE}?reflection={row.id}").status_code == 200
    first.post(f"{PAGE}/{row.id}/answers", data=verdict())
    typed = verdict(verdict="returned", answer="再写")
    answer = second.post(f"{PAGE}/{row.id}/answers", data=typed, follow_redirects=True)
    assert "Nothing changed" in answer.text
    [version] = stored(ReflectionVersion)
    assert (version.verdict, version.answer) == ("accepted", "写得实")


def test_what_was_taken_back_is_nobody_elses_to_see(login, room):
    row = handed_in(room)
    login(room.member).post(f"{room.page}/taking-back")
    client = login(room.secretary)
    assert client.get(f"{PAGE}?reflection={row.id}").status_code == 404
    assert client.post(f"{PAGE}/{row.id}/answers", data=verdict()).status_code == 404
    assert "李青川" not in client.get(PAGE).text


def reviewers(room: Room) -> dict[str, object]:
    head = make_unit()
    room.unit.parent_id = head.id
    db.session.commit()
    return {
        "secretary": room.secretary, "organiser": make_organiser(), "leader": make_leader(head),
        "foreign secretary": make_secretary(make_branch()),
        "foreign leader": make_leader(make_unit()), "cadre": make_cadre(branch=room.branch),
        "author": room.member,
    }  # fmt: skip


def test_who_reviews_whom(login, room):
    row = handed_in(room)
    seen = {
        name: login(account).get(f"{PAGE}?reflection={row.id}").status_code
        for name, account in reviewers(room).items()
    }
    assert seen == {
        "secretary": 200, "organiser": 200, "leader": 200, "foreign secretary": 404,
        "foreign leader": 404, "cadre": 403, "author": 403,
    }  # fmt: skip


def test_nobody_answers_their_own(login, room):
    make_member(room.reading, person_of(room.secretary))
    organiser = make_organiser(branch=room.branch)
    make_member(room.reading, person_of(organiser))
    db.session.commit()
    for account in (room.secretary, organiser):
        row = handed_in(room, person_of(account))
        client = login(account)
        assert client.get(f"{PAGE}?reflection={row.id}").status_code == 404
        assert client.post(f"{PAGE}/{row.id}/answers", data=verdict()).status_code == 404
        assert client.post(f"{PAGE}/{row.id}/margins", data=margin()).status_code == 404
    assert {one.state for one in stored(Reflection)} == {"waiting"}


def test_a_deputy_answers_what_lies_with_them(login, room):
    row, deputy = handed_in(room), make_cadre(branch=room.branch)
    assert login(deputy).get(PAGE).status_code == 403
    make_absence(person_of(room.secretary), person_of(deputy))
    db.session.commit()
    client = login(deputy)
    assert "李青川" in client.get(PAGE).text
    assert client.post(f"{PAGE}/{row.id}/answers", data=verdict()).status_code == 302
    assert client.get(f"{PAGE}?reflection={row.id}").status_code == 404  # it lies with nobody now


def test_the_lists_hold_only_the_reach_and_the_filters_choose(login, room):
    row = handed_in(room)
    other = make_room(slug="meetings", title="办会基本功", title_en="Meetings")
    decided(handed_in(other))
    organiser = login(make_organiser())
    assert "写短写实" in organiser.get(PAGE).text
    page = organiser.get(f"{PAGE}?show=answered").text
    assert "Meetings" in page
    assert f"reflection={row.id}" not in page
    page = organiser.get(f"{PAGE}?show=waiting&class={other.reading.id}").text
    assert "No reflection of this kind waits" in page
    secretary = login(room.secretary)
    assert "Meetings" not in secretary.get(f"{PAGE}?show=answered").text


def test_an_empty_page_says_what_it_is_for(login, database):
    assert "Nothing was handed in yet" in login(make_organiser()).get(PAGE).text


def test_likeness_is_shown_side_by_side_and_said_to_be_a_hint(login, room):
    same = "把通知写短，把要求写实，开会之前先把议题写清楚，会后三天之内把事情落到人头上"
    first = handed_in(room, words=f"我的开头。\n\n{same}。\n\n我的结尾。")
    other = make_class("meetings", title="办会基本功")
    twin = member_of(room, name="王明")
    make_member(other, person_of(twin))
    db.session.commit()
    handed_in(room, person_of(member_of(room, name="赵平")), words="写的完全是另外一件事情。")
    second = Room(other, room.branch, room.unit, twin, room.secretary)
    handed_in(second, words=f"他写在别处的话。\n\n{same}！")
    page = login(room.secretary).get(f"{PAGE}?reflection={first.id}").text
    assert "for reference only" in page
    assert "In the one of 王明" in page
    assert "赵平</" not in page.split("alike-passages")[1].split("</table>")[0]
    assert page.count(same) >= 3
    foreign = login(make_secretary(make_branch()))
    assert foreign.get(f"{PAGE}?reflection={first.id}").status_code == 404


def test_the_page_asks_the_same_number_of_queries_at_one_row_and_at_three(
    login, room, count_queries
):
    handed_in(room)
    client = login(room.secretary)
    with count_queries() as few:
        client.get(PAGE)
    for name in ("王明", "赵平"):
        handed_in(room, person_of(member_of(room, name=name)))
    with count_queries() as many:
        client.get(PAGE)
    assert len(few) == len(many) <= 8


def test_a_matter_that_was_handed_over_is_answered_by_whom_it_lies_with(login, room):
    row = handed_in(room)
    other = make_secretary(make_branch())
    find_matter("reflection", row.id).owed_by_id = other.person_id
    db.session.commit()
    client = login(other)
    assert "李青川" in client.get(PAGE).text
    assert client.post(f"{PAGE}/{row.id}/answers", data=verdict()).status_code == 302
