"""Corrections on their pages: the owner asks and reads the answer, a confirmer gives it."""

import pytest
import sqlalchemy as sa

from domain import confirming, corrections
from domain.audit import Actor
from models import Correction, Person, StudyEntry, db
from tests.conftest import NOON
from tests.factories import (
    make_absence,
    make_account,
    make_branch,
    make_cadre,
    make_entry,
    make_person,
    make_secretary,
)
from tests.packs import load_pack


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def owner(branch):
    return make_cadre(branch=branch, name="林叙")


@pytest.fixture
def secretary(branch):
    return make_secretary(branch, name="张三")


@pytest.fixture
def entry(owner):
    return _confirmed(owner.person_id)


def _confirmed(person_id):
    row = make_entry(db.session.get_one(Person, person_id), topic="公文")
    confirming.confirm_entries([row], actor=Actor(make_account().id), now=NOON)
    return row


def _asked(entry, wish="应为 30 分钟"):
    return corrections.ask_correction(entry, wish, actor=Actor(make_account().id), now=NOON)


def states():
    db.session.expire_all()
    return [one.state for one in db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id))]


def asked_states():
    db.session.expire_all()
    return [one.state for one in db.session.scalars(sa.select(Correction).order_by(Correction.id))]


def test_from_the_wish_to_the_entry_that_is_put_right(login, owner, secretary, entry):
    client, reader = login(owner), login(secretary)
    page = client.get(f"/study/entries/{entry.id}").text
    assert f'action="/study/entries/{entry.id}/corrections"' in page
    asked = client.post(f"/study/entries/{entry.id}/corrections", data={"wish": "应为 30 分钟"})
    assert asked.location == f"/study/entries/{entry.id}"
    assert "Correction asked for: 公文" in client.get("/").text
    assert "Answer the correction asked for: 公文 · 林叙" in reader.get("/").text
    assert "1 correction is asked for" in reader.get("/study/queue").text
    page = reader.get("/study/corrections").text
    assert "应为 30 分钟" in page
    assert "林叙 · 公文" in page
    [correction] = db.session.scalars(sa.select(Correction)).all()
    assert reader.post(f"/study/corrections/{correction.id}/grant").status_code == 302
    assert states() == ["voided", "returned"]
    again = db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id.desc())).first()
    assert "Given back because: 应为 30 分钟" in client.get("/").text
    edit = {
        "minutes": "30", "studied_on": "2026-11-18", "topic": "公文", "gained": "改正",
        "version": str(again.version),
    }  # fmt: skip
    assert client.post(f"/study/entries/{again.id}/edit", data=edit).status_code == 302
    assert states() == ["voided", "waiting"]
    assert "granted" in client.get(f"/study/entries/{entry.id}").text


def test_a_declined_correction_answers_on_the_entry_and_in_a_notice(login, owner, secretary, entry):
    correction = _asked(entry)
    reader, client = login(secretary), login(owner)
    url = f"/study/corrections/{correction.id}/refusal"
    refused = reader.post(url, data={"answer": " "})
    assert refused.status_code == 422
    assert "This field is required." in refused.text
    assert asked_states() == ["open"]
    assert reader.post(url, data={"answer": "签到表上是 45 分钟"}).status_code == 302
    page = client.get(f"/study/entries/{entry.id}").text
    assert "签到表上是 45 分钟" in page
    assert "declined" in page
    assert "A correction you asked for was answered" in client.get("/notices").text
    assert states() == ["confirmed"]


@pytest.mark.parametrize("wish", ["", "  ", "长" * 301])
def test_a_wish_that_says_nothing_or_too_much_is_refused_and_kept(login, owner, entry, wish):
    answer = login(owner).post(f"/study/entries/{entry.id}/corrections", data={"wish": wish})
    assert answer.status_code == 422
    assert wish.strip() in answer.text
    assert asked_states() == []


def test_asked_twice_is_asked_once_and_a_waiting_entry_is_edited_instead(login, owner, entry):
    client = login(owner)
    url = f"/study/entries/{entry.id}/corrections"
    for _ in range(2):
        assert client.post(url, data={"wish": "更正"}).status_code == 302
    assert asked_states() == ["open"]
    assert "A correction is asked for already" in client.get("/study/entries").text
    waiting = make_entry(db.session.get_one(Person, owner.person_id))
    client.post(f"/study/entries/{waiting.id}/corrections", data={"wish": "更正"})
    assert "Nothing changed: the entry is waiting." in client.get("/study/entries").text
    assert asked_states() == ["open"]


def test_the_second_confirmer_is_told_that_somebody_was_first(login, secretary, entry):
    correction = _asked(entry)
    client = login(secretary)
    client.post(f"/study/corrections/{correction.id}/grant")
    client.post(f"/study/corrections/{correction.id}/grant")
    assert "Somebody was first" in client.get("/study/corrections").text
    client.post(f"/study/corrections/{correction.id}/refusal", data={"answer": "否"})
    assert (states(), asked_states()) == (["voided", "returned"], ["granted"])


def test_nobody_answers_for_another_branch_or_for_oneself(login, branch, secretary, entry):
    own = _asked(_confirmed(secretary.person_id))
    correction = _asked(entry)
    for account, one in ((make_secretary(make_branch()), correction), (secretary, own)):
        client = login(account)
        assert client.post(f"/study/corrections/{one.id}/grant").status_code == 404
        refusal = client.post(f"/study/corrections/{one.id}/refusal", data={"answer": "否"})
        assert refusal.status_code == 404
    assert asked_states() == ["open", "open"]
    assert login(make_cadre()).get("/study/corrections").status_code == 403


def test_another_person_cannot_ask_and_a_stranger_signs_in(login, stranger, entry):
    url = f"/study/entries/{entry.id}/corrections"
    assert login(make_cadre()).post(url, data={"wish": "更正"}).status_code == 404
    assert "Sign in to Rigong" in stranger.post(url, data={"wish": "更正"}).text
    assert asked_states() == []
    assert stranger.get("/study/corrections").location.startswith("/sign-in")


def test_the_deputy_of_an_absent_secretary_answers(login, branch, secretary, entry):
    deputy, correction = make_person(), _asked(entry)
    make_absence(db.session.get_one(Person, secretary.person_id), deputy)
    client = login(make_account(deputy))
    assert "You stand in for 张三" in client.get("/study/corrections").text
    assert client.post(f"/study/corrections/{correction.id}/grant").status_code == 302
    assert states() == ["voided", "returned"]


def test_the_corrections_run_as_many_queries_for_three_as_for_one_and_at_most_eight(
    login, count_queries
):
    counts = []
    for rows in (1, 3):
        branch = make_branch()
        account = make_secretary(branch)
        for _ in range(rows):
            _asked(_confirmed(make_person(branch=branch).id))
        client = login(account)
        client.get("/study/corrections")  # a pack is read once in a process
        with count_queries() as queries:
            assert client.get("/study/corrections").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_the_corrections_are_rendered_in_chinese(login, secretary, entry):
    _asked(entry)
    page = login(secretary, language="zh").get("/study/corrections").text
    assert '<html lang="zh-Hans-CN"' in page
    assert "更正" in page
