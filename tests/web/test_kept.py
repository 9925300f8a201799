"""Home is kept while the audit trail stands still, and never shows what is no longer so."""

import re

import pytest

from models import db
from tests.factories import make_branch, make_cadre, make_secretary
from tests.packs import load_pack

TYPED = {"minutes": "45", "studied_on": "2026-11-20", "topic": "会议纪要", "gained": "一句"}


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()
    db.session.commit()


def once_key(page):
    return re.search(r'name="once" value="([^"]+)"', page)[1]


def test_a_second_look_asks_only_who_is_there(login, count_queries):
    client = login(make_cadre())
    first = client.get("/").text
    with count_queries() as queries:
        second = client.get("/").text
    assert len(queries) == 1
    assert once_key(first) != once_key(second)
    assert first.replace(once_key(first), "") == second.replace(once_key(second), "")


def test_whatever_happens_is_on_the_next_page(login):
    branch = make_branch()
    secretary = login(make_secretary(branch))
    cadre = login(make_cadre(branch=branch))
    for client in (cadre, secretary):
        client.get("/")
    cadre.post("/study/entries/new", data=TYPED)
    cadre.get("/")  # the page that says so
    assert "To be confirmed: 会议纪要" in cadre.get("/").text
    assert "Confirm: 会议纪要" in secretary.get("/").text
    entry = re.search(r'name="entry" value="([0-9-]+)"', secretary.get("/study/queue").text)[1]
    secretary.post("/study/confirmations", data={"entry": entry})
    assert "1.00 confirmed" in cadre.get("/").text
    assert "Confirm: 会议纪要" not in secretary.get("/").text


def test_a_message_is_shown_once_and_not_kept(login):
    client = login(make_cadre())
    client.post("/study/entries/new", data=TYPED)
    assert "Logged: 45 minutes" in client.get("/").text
    assert "Logged: 45 minutes" not in client.get("/").text
    assert "Logged: 45 minutes" not in client.get("/").text


def test_a_page_of_one_is_never_anothers_and_each_language_has_its_own(login):
    one, other = login(make_cadre(name="林叙")), login(make_cadre(name="单于安"))
    assert "林叙" in one.get("/").text
    page = other.get("/").text
    assert "单于安" in page
    assert "林叙" not in page
    assert 'lang="zh-Hans-CN"' in one.get("/?lang=zh").text
    assert 'lang="en"' in one.get("/?lang=en").text
