"""The timer: it runs on the server, is shown on Today and My study, and fills in the form."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import StudyEntry, StudyTimer, db
from tests.conftest import NOON
from tests.factories import make_cadre
from tests.packs import load_pack

TYPED = {"studied_on": "2026-11-20", "topic": "", "gained": "一句"}
STOP = "/study/entries/new?timer=1"


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def timers() -> list[StudyTimer]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(StudyTimer)))


def test_it_runs_on_while_pages_are_closed_and_says_since_when(login, time_machine):
    account = make_cadre()
    client = login(account)
    assert "Start the timer" in client.get("/").text
    assert client.post("/study/timer").location == "/"
    time_machine.move_to(NOON + timedelta(minutes=27), tick=False)
    other_device = login(account)
    for page in ("/", "/study/entries"):
        text = other_device.get(page).text
        assert "Running since 12:00" in text
        assert ">27 min<" in text
    time_machine.move_to(NOON + timedelta(minutes=28), tick=False)
    assert ">28 min<" in other_device.get("/").text  # home is not kept while it runs


def test_started_twice_it_goes_on_from_the_first_time(login, time_machine):
    client = login(make_cadre())
    client.post("/study/timer")
    time_machine.move_to(NOON + timedelta(minutes=5), tick=False)
    assert client.post("/study/timer", data={"from": "study"}).location == "/study/entries"
    assert [one.started_at for one in timers()] == [NOON]


def test_stopping_opens_the_form_with_the_minutes_and_it_ends_when_they_are_logged(
    login, time_machine
):
    account = make_cadre()
    login(account).post("/study/timer")
    time_machine.move_to(NOON + timedelta(minutes=37), tick=False)
    client = login(account)
    page = client.get(STOP).text
    assert 'name="other_minutes"' in page
    assert 'value="37"' in page
    assert 'value="12:00"' in page
    assert len(timers()) == 1  # looking writes nothing
    assert client.post(STOP, data=TYPED | {"minutes": ""}).status_code == 422
    assert len(timers()) == 1
    data = TYPED | {"minutes": "other", "other_minutes": "37", "start_time": "12:00"}
    assert client.post(STOP, data=data).status_code == 302
    assert timers() == []
    assert [one.minutes for one in db.session.scalars(sa.select(StudyEntry))] == [37]


def test_another_entry_leaves_it_running(login):
    client = login(make_cadre())
    client.post("/study/timer")
    client.post("/study/entries/new", data=TYPED | {"minutes": "45"})
    assert len(timers()) == 1


def test_over_four_hours_the_form_asks_instead_of_filling_in(login, time_machine):
    account = make_cadre()
    login(account).post("/study/timer")
    time_machine.move_to(NOON + timedelta(hours=4, minutes=1), tick=False)
    page = login(account).get(STOP).text
    assert "How long did you really study?" in page
    assert "4 h 1 min" in page
    assert " checked" not in page
    assert 'value="241"' not in page


def test_it_is_let_go_without_logging_anything(login):
    client = login(make_cadre())
    client.post("/study/timer")
    assert client.post("/study/timer/removal").location == "/"
    assert timers() == []
    assert "nothing was logged" in client.get("/").text
    assert db.session.scalars(sa.select(StudyEntry)).all() == []


def test_it_is_its_owners_alone(login):
    login(make_cadre()).post("/study/timer")
    other = login(make_cadre())
    assert "Running since" not in other.get("/").text
    other.post("/study/timer/removal")
    assert len(timers()) == 1


def test_the_form_of_a_timer_that_ended_meanwhile_is_a_plain_one(login):
    page = login(make_cadre()).get(STOP)
    assert page.status_code == 200
    assert "on the timer" not in page.text


def test_a_draft_begun_with_it_ends_it_when_handed_in(login, time_machine):
    client = login(make_cadre())
    client.post("/study/timer")
    time_machine.move_to(NOON + timedelta(minutes=20), tick=False)
    kept = client.post("/study/drafts", data=TYPED | {"minutes": "45"}).json
    place = kept["place"] + "?timer=1"
    assert "on the timer" in client.get(place).text
    answer = client.post(place, data=TYPED | {"minutes": "45", "version": "1"})
    assert answer.status_code == 302
    assert timers() == []


def test_it_is_shown_in_chinese(login):
    client = login(make_cadre(), language="zh")
    client.post("/study/timer")
    assert "正在计时" in client.get("/").text
