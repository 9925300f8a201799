"""What looks like another entry comes back with a warning, and is logged all the same if meant."""

import pytest
import sqlalchemy as sa

from models import StudyEntry, db
from tests.factories import make_cadre
from tests.packs import load_pack

TYPED = {
    "minutes": "45", "studied_on": "2026-11-20", "topic": "会议纪要", "gained": "一句", "once": "k",
}  # fmt: skip
NEW = "/study/entries/new"


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def entries() -> list[StudyEntry]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id)))


def test_a_twin_comes_back_naming_the_other_entry_and_keeps_what_was_typed(login):
    client = login(make_cadre())
    client.post(NEW, data=TYPED | {"once": "first", "topic": "公文格式"})
    [first] = entries()
    answer = client.post(NEW, data=TYPED)
    assert answer.status_code == 422
    assert "It looks like something you have logged already" in answer.text
    assert f'href="/study/entries/{first.id}"' in answer.text
    assert "公文格式" in answer.text
    assert 'value="会议纪要"' in answer.text
    assert 'name="once" type="hidden" value="k"' in answer.text
    assert len(entries()) == 1


def test_it_is_logged_all_the_same_with_the_same_form_once(login):
    client = login(make_cadre())
    client.post(NEW, data=TYPED | {"once": "first"})
    assert client.post(NEW, data=TYPED).status_code == 422
    for _ in range(2):
        answer = client.post(NEW, data=TYPED | {"anyway": "1"})
        assert (answer.status_code, answer.location) == (302, "/")
    assert len(entries()) == 2


def test_an_overlap_is_warned_of_only_where_both_say_when_they_began(login):
    client = login(make_cadre())
    client.post(NEW, data=TYPED | {"once": "first", "start_time": "09:30"})
    meeting = TYPED | {"minutes": "60", "start_time": "10:00"}
    answer = client.post(NEW, data=meeting)
    assert answer.status_code == 422
    assert "At that time you have logged something else" in answer.text
    assert "09:30" in answer.text
    assert client.post(NEW, data=meeting | {"start_time": ""}).status_code == 302
    meant = meeting | {"minutes": "30", "anyway": "1", "once": "third"}
    assert client.post(NEW, data=meant).status_code == 302
    assert len(entries()) == 3


def test_an_edit_into_a_twin_is_warned_of_and_accepted(login):
    client = login(make_cadre())
    for number, minutes in enumerate(("45", "60")):
        client.post(NEW, data=TYPED | {"once": str(number), "minutes": minutes})
    url = f"/study/entries/{entries()[1].id}/edit"
    data = TYPED | {"version": "1", "once": "edit"}
    answer = client.post(url, data=data)
    assert answer.status_code == 422
    assert "Log it all the same" in answer.text
    assert client.post(url, data=data | {"anyway": "1"}).status_code == 302
    assert [one.minutes for one in entries()] == [45, 45]


def test_what_cannot_be_is_refused_however_much_it_is_meant(login):
    client = login(make_cadre())
    full = TYPED | {"minutes": "other", "other_minutes": "950", "once": "first"}
    client.post(NEW, data=full)
    answer = client.post(NEW, data=TYPED | {"anyway": "1"})
    assert answer.status_code == 422
    assert "10 minutes are left on that day" in answer.text
    assert len(entries()) == 1
