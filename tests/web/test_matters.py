"""The pages of matters: lists, one matter, dispatch sheets; what they refuse, what they cost."""

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain.accounts.grants import request_role
from domain.audit import Actor
from models import DispatchSheet, Matter, MatterStep, Person, db
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_entry,
    make_leader,
    make_person,
    make_secretary,
    make_sheet,
    make_unit,
)
from tests.packs import load_pack
from tests.web.reading import rows_of


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


LONG_AGO = datetime(2026, 9, 18, 9, tzinfo=UTC)


def person_of(account) -> Person:
    return db.session.get_one(Person, account.person_id)


def matter() -> Matter:
    db.session.expire_all()
    return db.session.scalars(sa.select(Matter)).one()


@pytest.mark.parametrize("path", ["/", "/matters", "/matters?whose=people&state=any"])
def test_a_page_takes_as_many_queries_for_one_matter_as_for_three_hundred(
    app, login, count_queries, path
):
    branch = make_branch()
    client, member = login(make_secretary(branch)), make_person(branch=branch)
    make_entry(member)
    db.session.commit()
    taken = []
    for more in (0, 299):
        for number in range(more):
            make_entry(member, minutes=15 + number % 3)
        db.session.commit()
        client.get(path)
        app.extensions["kept_pages"].clear()
        app.extensions["owed_counts"].clear()
        with count_queries() as queries:
            assert client.get(path).status_code == 200
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 8


def test_today_shows_the_longest_due_first_and_says_how_many_more(login):
    branch = make_branch()
    member = make_person(branch=branch, name="林叙")
    for number in range(11):
        make_entry(member, topic=f"第{number}条", minutes=15 + number)
    make_entry(
        member, topic="很久的", submitted_at=make_entry(member).submitted_at.replace(month=9)
    )
    page = login(make_secretary(branch)).get("/").text
    assert "13 things are yours to do." in page
    assert "1 is late" in page
    assert page.index("很久的") < page.index("第0条")
    assert "5 more" in page
    assert "Confirm many at once" in page
    assert page.count('name="back" value="today"') == 8


def test_an_entry_is_confirmed_on_today_with_one_click_and_undone_there(login):
    branch = make_branch()
    entry = make_entry(make_person(branch=branch), topic="公文")
    client = login(make_secretary(branch))
    data = {"entry": f"{entry.id}-1", "back": "today"}
    assert client.post("/study/confirmations", data=data).location == "/"
    page = client.get("/").text
    assert "Nothing is yours to do right now." in page
    first = re.search(r'name="first" value="(\d+)"', page)[1]
    undo = {"first": first, "last": first, "back": "today"}
    assert client.post("/study/undos", data=undo).location == "/"
    assert "Confirm: 公文" in client.get("/").text


def test_an_entry_without_a_topic_is_not_called_self_study_whatever_its_kind(login):
    branch = make_branch()
    secretary = make_secretary(branch)
    member = make_person(branch=branch, name="林叙")
    make_entry(member, topic="", kind="online_course")
    db.session.commit()
    page = login(secretary).get("/").text
    assert "Confirm: study without a topic · 林叙" in page
    assert "Self-study · 林叙" not in page


def test_lists_are_filtered_by_kind_state_and_age_and_go_to_excel(login):
    branch = make_branch()
    secretary = make_secretary(branch)
    member = make_person(branch=branch, name="林叙")
    make_account(member)
    make_entry(
        member, topic="很久的", submitted_at=make_entry(member).submitted_at.replace(month=9)
    )
    make_sheet(member, person_of(secretary))
    client = login(secretary)
    for path, wanted in (
        ("?state=late", {"很久的"}), ("?kind=entry", {"很久的", "公文格式要点"}),
        ("?older=30", {"很久的"}), ("?whose=owed", {"整理三季度学习情况"}),
        ("?whose=people&kind=dispatch", {"整理三季度学习情况"}), ("?state=closed", set()),
        ("?state=nothing&kind=nothing&older=x", {"很久的", "公文格式要点"}),
    ):  # fmt: skip
        page = client.get(f"/matters{path}").text
        shown = {one for one in ("很久的", "公文格式要点", "整理三季度学习情况") if one in page}
        assert shown == wanted, path
    for words in (">Already closed</option>", ">Matters of every kind</option>"):
        assert words in page, words
    rows = rows_of(client.get("/matters?state=late&as=xlsx"))
    assert rows[0][:4] == ["Kind", "Matter", "About", "Lies with"]
    assert [row[1:4] for row in rows[1:]] == [["很久的", "林叙", "the confirmer"]]


SHEET = {
    "content": "整理三季度学习情况\n两页", "time_points": "第一周：材料", "due_on": "2026-11-27",
    "unit": "0",
}  # fmt: skip


def test_a_sheet_is_written_signed_answered_closed_and_opened_again(login):
    unit = make_unit()
    leader, receiver = make_leader(unit), make_cadre(unit=unit, name="林叙")
    writer, client = login(leader), login(receiver)
    sent = writer.post("/matters/new", data={**SHEET, "receiver": person_of(receiver).staff_no})
    page = sent.location
    assert page == f"/matters/{matter().id}"
    assert "Sign for it" in client.get("/").text
    assert "A dispatch sheet came" in client.get("/notices").text
    for _ in range(2):
        client.post(f"{page}/signing", data={"back": "today"})
    assert "第一周：材料" in client.get(page).text
    assert client.post(f"{page}/answer", data={"words": ""}).status_code == 422
    assert client.post(f"{page}/answer", data={"words": "已整理"}).status_code == 302
    assert "moved on" in _flash(client, f"{page}/answer", {"words": "再来"})
    refused = writer.post(f"{page}/closing", data={"proof": "", "words": "核过"})
    assert refused.status_code == 422
    assert "without that it is not closed" in refused.text
    assert "核过" in refused.text
    assert writer.post(f"{page}/closing", data={"proof": "示文〔2026〕7号"}).status_code == 302
    assert matter().state == "closed"
    assert "moved on" in _flash(writer, f"{page}/closing", {"proof": "示文"})
    assert writer.post(f"{page}/reopening", data={"reason": "数据有误"}).status_code == 302
    assert (matter().state, matter().turn) == ("reopened", "by")
    assert "A matter of yours was opened again" in client.get("/notices").text
    acts = db.session.scalars(sa.select(MatterStep.act).order_by(MatterStep.id)).all()
    assert acts == ["signed", "answered", "closed", "reopened"]


def _flash(client, path, data):
    return client.get(client.post(path, data=data).location).text


def test_a_sheet_that_says_too_little_or_goes_nowhere_is_refused_and_kept(login):
    unit = make_unit()
    leader, inside = make_leader(unit), make_cadre(unit=unit)
    nobody, outside = make_person(unit=unit), make_cadre()
    client = login(leader)
    number = person_of(inside).staff_no
    for change, why in (
        ({"due_on": "2026-11-19"}, "This day is past"), ({"content": " "}, "required"),
        ({"receiver": "nobody"}, "Nobody has this staff number."),
        ({"receiver": person_of(outside).staff_no}, "not among those you may write to"),
        ({"receiver": nobody.staff_no}, "has left, or has no account"),
        ({"receiver": person_of(leader).staff_no}, "not among those you may write to"),
    ):  # fmt: skip
        answer = client.post("/matters/new", data=SHEET | {"receiver": number} | change)
        assert answer.status_code == 422, change
        assert why in answer.text, change
        assert "第一周：材料" in answer.text
    assert db.session.scalars(sa.select(sa.func.count(DispatchSheet.id))).one() == 0
    assert login(inside).get("/matters/new").status_code == 403


@pytest.mark.parametrize("day", ["9999-12-31", "1026-11-20"])
def test_a_sheet_is_not_to_be_answered_in_another_age(login, day):
    branch = make_branch()
    member = make_account(make_person(branch=branch)).person_id
    writer = login(make_secretary(branch))
    typed = {"content": "报送总结", "receiver": db.session.get_one(Person, member).staff_no}
    answer = writer.post("/matters/new", data={**typed, "due_on": day, "unit": "0"})
    assert answer.status_code == 422
    assert "Choose a day of the years 2000 to 2100." in answer.text
    assert "报送总结" in answer.text


def test_an_age_that_nobody_offers_is_passed_over(login):
    assert login(make_cadre()).get("/matters?older=999999999").status_code == 200


def test_a_late_answer_gives_a_reason(login):
    receiver, writer = make_cadre(), make_cadre()
    sheet = make_sheet(person_of(receiver), person_of(writer))
    sheet.due_on = date(2026, 11, 18)
    db.session.commit()
    client = login(receiver)
    assert "late by 2 days" in client.get("/").text
    answer = client.post(f"/matters/{sheet.id}/answer", data={"words": "已办"})
    assert answer.status_code == 422
    assert "say why it comes late" in answer.text
    data = {"words": "已办", "late_reason": "等数据"}
    assert client.post(f"/matters/{sheet.id}/answer", data=data).status_code == 302
    assert "Late, because: 等数据" in client.get(f"/matters/{sheet.id}").text


def test_a_stranger_finds_no_matter_and_one_of_ones_own_is_read_in_chinese(login):
    receiver = make_cadre()
    sheet = make_sheet(person_of(receiver), make_person(name="单于安"))
    for path in ("", "/signing", "/answer", "/closing", "/reopening", "/second-look"):
        client = login(make_cadre())
        method = client.post if path else client.get
        assert method(f"/matters/{sheet.id}{path}").status_code == 404
    page = login(receiver, "zh").get(f"/matters/{sheet.id}").text
    for words in ("派单", "签收", "答复给", "单于安"):
        assert words in page


def test_the_answerer_is_whoever_the_matter_lies_with_and_a_hand_sees_role_requests_alone(login):
    person = make_person(name="林叙")
    make_entry(person)
    request_role(person.id, "organiser", actor=Actor(None), now=NOON)
    db.session.commit()
    officer = login(make_account(hand="security"))
    page = officer.get("/matters?whose=all&state=any").text
    assert page.count('<th scope="row"') == 1
    assert "Request for a role" in page
    assert "Decide a request for a role" in officer.get("/").text
    assert login(make_account(hand="auditor")).get("/matters").status_code == 403
