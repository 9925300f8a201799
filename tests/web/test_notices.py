"""Notices, the choice of topics, the numbers of the frame, and the holiday page."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain.notices import TOPICS
from models import Holiday, Notice, NoticeChoice, SignIn, db
from tests.factories import (
    make_branch,
    make_cadre,
    make_entry,
    make_holiday,
    make_hr,
    make_person,
    make_secretary,
)
from tests.packs import load_pack


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()
    db.session.commit()


@pytest.fixture
def two(login):
    """A member with an entry that waits, and the secretary who confirms it."""
    branch = make_branch()
    cadre, secretary = make_cadre(branch=branch), make_secretary(branch)
    person = db.session.get_one(type(make_person()), cadre.person_id)
    entry = make_entry(person)
    return login(cadre), login(secretary), entry


def test_what_happened_is_told_once_with_a_number_and_read_by_a_click(two):
    client, reader, entry = two
    assert client.get("/notices/counts").json == {"owed": 0, "notices": 0}
    reader.post(f"/study/entries/{entry.id}/return", data={"reason": "太笼统"})
    assert client.get("/notices/counts").json == {"owed": 1, "notices": 1}
    assert 'data-count="notices" data-number="1"' in client.get("/").text
    page = client.get("/notices").text
    assert page.count("An entry was given back to you") == 1
    notice = db.session.scalars(sa.select(Notice)).one()
    opened = client.post(f"/notices/{notice.id}/reading")
    assert opened.location == f"/matters/{notice.matter_id}"
    assert 'data-count="notices" data-number="0"' in client.get("/").text
    assert "Everything is read." in client.get("/notices").text


def test_one_chooses_what_to_hear_of(two):
    client, reader, entry = two
    page = client.get("/notices/choices").text
    assert page.count(" checked>") == len(TOPICS)
    chosen = client.post("/notices/choices", data={"topics": ["confirmed", "risen"]})
    assert chosen.status_code == 302
    assert client.get("/notices/choices").text.count(" checked>") == 2
    reader.post(f"/study/entries/{entry.id}/return", data={"reason": "太笼统"})
    assert client.get("/notices/counts").json["notices"] == 0
    assert db.session.scalars(sa.select(sa.func.count(NoticeChoice.topic))).one() == len(TOPICS) - 2
    assert client.post("/notices/choices", data={"topics": "nonsense"}).status_code == 422


def test_all_are_marked_as_read_at_once_and_a_strangers_is_not_there(two, login):
    client, reader, entry = two
    reader.post("/study/confirmations", data={"entry": entry.id})
    notice = db.session.scalars(sa.select(Notice)).one()
    assert login(make_cadre()).post(f"/notices/{notice.id}/reading").status_code == 404
    assert client.post("/notices/reading").status_code == 302
    assert client.get("/notices/counts").json["notices"] == 0


def test_asking_for_the_numbers_costs_one_query_while_nothing_happened(two, count_queries):
    _client, reader, _entry = two
    reader.get("/notices/counts")
    with count_queries() as queries:
        assert reader.get("/notices/counts").json["owed"] == 1
    assert len(queries) == 1


def test_a_page_that_asks_by_itself_keeps_no_sign_in_alive(app, two, time_machine):
    client, _reader, _entry = two
    seen = db.session.scalars(sa.select(SignIn.seen_at).order_by(SignIn.id)).first()
    time_machine.move_to(seen + timedelta(minutes=20), tick=False)
    client.get("/notices/counts")
    db.session.expire_all()
    assert db.session.scalars(sa.select(SignIn.seen_at).order_by(SignIn.id)).first() == seen
    time_machine.move_to(seen + timedelta(minutes=31), tick=False)
    assert client.get("/notices/counts").location.startswith("/sign-in")


def test_a_page_runs_the_same_queries_however_many_notices(login, count_queries):
    account = make_cadre()
    client, taken = login(account), []
    for topic in ("confirmed", "risen", "task"):
        db.session.add(
            Notice(account_id=account.id, topic=topic, raised_at=datetime.now(UTC))
        )  # fmt: skip
        db.session.commit()
        client.get("/notices")
        with count_queries() as queries:
            client.get("/notices")
        taken.append(len(queries))
    assert taken[0] == taken[-1] <= 8


def test_hr_keeps_the_holidays_and_everybody_reads_them_with_the_reply_times(login):
    hr, cadre = login(make_hr()), login(make_cadre())
    added = hr.post("/holidays", data={"day": "2026-10-01", "kind": "off", "name": "国庆节"})
    assert added.location == "/holidays?year=2026"
    again = hr.post("/holidays", data={"day": "2026-10-01", "kind": "work", "name": "重复"})
    assert again.status_code == 422
    assert "stands in the table already" in again.text
    slip = hr.post("/holidays", data={"day": "0026-10-02", "kind": "off"})
    assert (slip.status_code, "2000 to 2100" in slip.text) == (422, True)
    assert "重复" in again.text
    assert "Take the day out" in again.text
    page = cadre.get("/holidays?year=2026").text
    assert "国庆节" in page
    assert "Thursday, 1 Oct</th>" in page
    assert "Take the day out" not in page
    assert cadre.post("/holidays", data={"day": "2026-10-02", "kind": "off"}).status_code == 403
    assert hr.post("/holidays/2026-10-01/removal").status_code == 302
    assert hr.post("/holidays/2026-10-01/removal").status_code == 404
    assert hr.post("/holidays/whenever/removal").status_code == 404
    assert hr.get("/holidays?year=1").status_code == 404
    assert db.session.scalars(sa.select(sa.func.count(Holiday.day))).one() == 0
    assert "办理时限与节假日" in login(make_hr(), "zh").get("/holidays").text


def test_a_file_that_is_no_table_is_refused_with_the_reason(login):
    hr = login(make_hr())
    make_holiday()
    assert hr.post("/holidays/import", data={}).status_code == 422
    sent = {"file": (io.BytesIO(b"%PDF-1.4"), "x.pdf")}
    answer = hr.post("/holidays/import", data=sent)
    assert answer.status_code == 422
    assert "x.pdf" in answer.text
    assert hr.get("/holidays/template.xlsx").status_code == 200
