"""What was recorded for many: the list, a batch, voiding."""

import pytest
import sqlalchemy as sa

from models import EntryStep, db
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_grant,
    make_hr,
    make_leader,
    make_person,
    make_secretary,
    make_unit,
)
from tests.packs import load_pack
from tests.web.recording import LIST, NEW, entries, hidden, recorded, typed


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def branch():
    return make_branch(name="第一支部")


@pytest.fixture
def members(branch):
    return [make_person(branch=branch, name=f"党员{n}", staff_no=f"10{n}") for n in range(3)]


@pytest.fixture
def secretary(login, branch, members):
    return login(make_secretary(branch, name="某书记", staff_no="199"))


@pytest.fixture
def hr(login, members):
    return login(make_hr(name="人事干部"))


def test_voiding_one_and_all_takes_the_hours_back_with_the_reason(secretary, members):
    place = recorded(secretary, members).headers["Location"]
    first = entries()[0]
    page = secretary.post(f"{place}/voids", data={"entry": first.id, "reason": "没有到场"})
    assert page.status_code == 302
    assert "1 entry voided." in secretary.get(place).text
    secretary.post(f"{place}/voids", data={"reason": "日期写错"})
    assert {one.state for one in entries()} == {"voided"}
    reasons = db.session.scalars(
        sa.select(EntryStep.reason).where(EntryStep.act == "voided").order_by(EntryStep.id)
    ).all()
    assert reasons == ["没有到场", "日期写错", "日期写错"]
    again = secretary.post(f"{place}/voids", data={"reason": "再一次"})
    assert "Nothing was voided" in secretary.get(again.headers["Location"]).text


def test_voiding_asks_for_a_reason(secretary, members):
    place = recorded(secretary, members).headers["Location"]
    page = secretary.post(f"{place}/voids", data={"reason": " "})
    assert page.status_code == 422
    assert "This field is required." in page.text
    assert {one.state for one in entries()} == {"confirmed"}


def test_nobody_voids_their_own(login, branch, members):
    account = make_secretary(branch)
    hr = login(make_hr())
    own = db.session.get(type(members[0]), account.person_id)
    place = recorded(hr, [own, *members]).headers["Location"]
    client = login(account)
    client.post(f"{place}/voids", data={"reason": "误记"})
    states = {one.person_id: one.state for one in entries()}
    assert states[own.id] == "confirmed"
    assert {states[one.id] for one in members} == {"voided"}


def test_an_organiser_records_for_all_and_voids_nothing(login, members):
    account = make_cadre()
    make_grant(account, "organiser")
    client = login(account)
    place = recorded(client, members).headers["Location"]
    assert "Void" not in client.get(place).text
    assert client.post(f"{place}/voids", data={"reason": "误记"}).status_code == 403


def test_a_batch_shows_the_people_in_reach_and_is_not_there_without_any(login, members, branch):
    other = make_person(branch=make_branch(), name="外支部的人")
    db.session.commit()
    hr = login(make_hr())
    both = recorded(hr, [members[0], other]).headers["Location"]
    none = recorded(hr, [other], topic="别的会", minutes="90").headers["Location"]
    secretary = login(make_secretary(branch))
    page = secretary.get(both).text
    assert "党员0" in page
    assert "外支部的人" not in page
    assert secretary.get(none).status_code == 404
    assert secretary.post(f"{none}/voids", data={"reason": "x"}).status_code == 404
    assert "别的会" not in secretary.get(LIST).text
    secretary.post(f"{both}/voids", data={"reason": "误记"})
    assert {one.person_id: one.state for one in entries()}[other.id] == "confirmed"


def test_the_list_asks_as_many_questions_for_three_as_for_one(hr, members, count_queries):
    found = []
    for topics in (("一",), ("二", "三")):
        for topic in topics:
            place = recorded(hr, members, topic=topic, minutes=str(ord(topic[0]) % 90 + 1))
        for address in (LIST, place.headers["Location"]):
            hr.get(address)
            with count_queries() as statements:
                hr.get(address)
            found.append(len(statements))
    assert found[:2] == found[2:]
    assert max(found) <= 8


def test_the_form_asks_as_many_questions_for_three_as_for_one(secretary, members, count_queries):
    found = []
    for number in (1, 3):
        for step in ("kind", "review"):
            secretary.post(NEW, data=typed(members[:number], step=step))
            with count_queries() as statements:
                secretary.post(NEW, data=typed(members[:number], step=step))
            found.append(len(statements))
    assert found[:2] == found[2:]
    assert max(found) <= 8


def test_a_stranger_is_asked_to_sign_in_and_a_cadre_or_leader_is_not_let_in(stranger, login):
    assert stranger.get(NEW).status_code == 302
    assert stranger.post(LIST, data=typed()).status_code == 401
    for account in (make_cadre(), make_leader(make_unit()), make_account(hand="auditor")):
        client = login(account)
        assert [client.get(one).status_code for one in (LIST, NEW, f"{LIST}/1")] == [403] * 3
        assert client.post(LIST, data=typed()).status_code == 403
    assert login(make_hr()).get(f"{LIST}/999999").status_code == 404


def test_the_pages_are_in_chinese(login, branch, members):
    client = login(make_secretary(branch), language="zh")
    assert "多人登记" in client.get(LIST).text
    assert "显示该类别的填写项" in client.get(NEW).text
    page = client.post(NEW, data=typed(members))
    assert "每人 3.00 学时" in page.text
    place = client.post(LIST, data=hidden(page)).headers["Location"]
    assert "作废" in client.get(place).text


def test_what_was_studied_has_its_own_name_on_form_review_and_page(login, branch, members):
    client = login(make_secretary(branch), language="zh")
    form, review = client.get(NEW), client.post(NEW, data=typed(members, gained="条例"))
    page = client.get(client.post(LIST, data=hidden(review)).location)
    for answer in (form, review, page):
        assert "学习内容" in answer.text
        assert "所做操作" not in answer.text
