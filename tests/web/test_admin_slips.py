"""Slips of paper with one-time links."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain.accounts import links
from models import OneTimeLink, db
from tests.conftest import NOON
from tests.factories import make_account, make_branch, make_person, make_unit


@pytest.fixture
def client(login):
    return login(make_account(hand="admin", password_hash="x"))


@pytest.fixture
def people(database):
    """Two people of one branch and one of another, none of whom has a password."""
    first, second = make_branch(name="第一支部"), make_branch(name="第二支部")
    unit = make_unit(name="秘书处")
    for name, branch in (("周敏", first), ("吴琳", first), ("郑凯", second)):
        make_account(make_person(name=name, branch=branch, unit=unit))
    db.session.commit()
    return first, second, unit


def _names(page):
    return [name for name in ("周敏", "吴琳", "郑凯", "已有") if f"<h2>{name}</h2>" in page]


def _print(client, **typed):
    return client.post("/admin/slips", data={"branch": "", "unit": ""} | typed)


def test_everybody_without_a_password_gets_a_slip_with_a_code_and_an_address(
    client, people, stranger
):
    make_account(make_person(name="已有"), password_hash="x")
    db.session.commit()
    page = _print(client).text
    assert _names(page) == ["周敏", "吴琳", "郑凯"]
    assert page.count('class="qr"') == 3
    for token in re.findall(r"http://localhost/first/([\w-]+)<", page):
        assert stranger.get(f"/first/{token}").status_code == 200
    assert "data:" not in page


def test_slips_are_made_for_one_branch_or_unit(client, people):
    first, second, unit = people
    assert _names(_print(client, branch=first.id).text) == ["周敏", "吴琳"]
    assert _names(_print(client, unit=unit.id).text) == ["郑凯"]
    assert _print(client, branch=second.id).status_code == 422


def test_those_who_hold_a_link_are_passed_over_unless_asked_for(client, people):
    _print(client)
    refused = _print(client)
    assert refused.status_code == 422
    assert "nothing to print" in refused.text
    assert _names(_print(client, also_with_link="y").text) == ["周敏", "吴琳", "郑凯"]
    standing = sa.select(OneTimeLink).where(OneTimeLink.withdrawn_at.is_(None))
    assert len(db.session.scalars(standing).all()) == 3


def test_a_link_that_has_ended_counts_as_none(client, login, people, time_machine):
    _print(client)
    time_machine.move_to(NOON + timedelta(hours=73), tick=False)
    later = login(make_account(hand="admin", password_hash="x"))
    assert _names(_print(later).text) == ["周敏", "吴琳", "郑凯"]


def test_the_same_form_sent_twice_makes_one_set_of_links(client, people):
    assert _print(client, once="a key").status_code == 200
    assert _print(client, once="a key").location == "/admin/slips"
    assert len(db.session.scalars(sa.select(OneTimeLink)).all()) == 3


def test_more_than_one_run_says_how_many_are_left(client, people, monkeypatch):
    monkeypatch.setattr(links, "MOST_AT_ONCE", 2)
    assert "1 account is still without a slip" in _print(client).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_administrator_prints_slips(login, people, method):
    for account in (make_account(hand="security"), make_account(make_person())):
        assert getattr(login(account), method)("/admin/slips").status_code == 403
    assert db.session.scalars(sa.select(OneTimeLink)).all() == []


def test_the_slips_stand_in_chinese(login, people):
    page = login(make_account(hand="admin", password_hash="x"), language="zh")
    assert 'lang="zh-Hans-CN"' in _print(page).text
