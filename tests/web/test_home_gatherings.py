"""Gatherings on Today: those of today and tomorrow, each with its one button."""

from datetime import timedelta

import pytest

from models import Person, db
from tests.factories import (
    make_account,
    make_branch,
    make_organiser,
    make_person,
    make_secretary,
)
from tests.gatherings import BEGINS, DAY, load_rule, make_gathering, opened
from tests.packs import load_pack


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()
    load_rule()


@pytest.fixture
def branch(database):
    return make_branch()


@pytest.fixture
def member(branch):
    return make_account(make_person(branch=branch))


def on(days: int) -> dict[str, object]:
    return {"held_on": DAY + timedelta(days=days), "starts_at": BEGINS + timedelta(days=days)}


def test_today_and_tomorrow_are_shown_and_no_other_day(login, branch, member):
    for days in (-1, 0, 1, 2):
        make_gathering(branch, topic=f"第{days}天", place="会议室", **on(days))
    page = login(member).get("/").text
    assert [f"第{days}天" in page for days in (-1, 0, 1, 2)] == [False, True, True, False]
    assert "today 20 Nov" in page
    assert "09:00–10:30 · " in page
    assert "tomorrow 21 Nov" in page


def test_the_invited_check_in_once_it_is_open_and_the_page_follows_the_trail(login, branch, member):
    gathering = make_gathering(branch)
    client, place = login(member), f"/group-study/{gathering.id}"
    assert f'href="{place}/check-in"' not in client.get("/").text
    secretary = make_secretary(branch)
    host = login(secretary)
    assert f'action="{place}/opening"' in host.get("/").text
    host.post(f"{place}/opening")
    assert f'href="{place}/check-in"' in client.get("/").text
    assert f'href="{place}/attendance"' in host.get("/").text


def test_whoever_has_checked_in_is_told_so(login, branch, member):
    opened(make_gathering(branch), db.session.get_one(Person, member.person_id))
    page = login(member).get("/").text
    assert "checked in" in page
    assert "/check-in" not in page


def test_a_cancelled_one_says_so_and_what_is_others_is_not_shown(login, branch, member):
    make_gathering(branch, state="cancelled", topic="不开了")
    client = login(member)
    page = client.get("/").text
    assert "不开了" in page
    assert "cancelled" in page
    other = make_gathering(make_branch(), topic="别处的")
    assert other.topic not in client.get("/").text


def test_an_organiser_sees_their_own_and_not_everybodys(login, branch):
    organiser = make_organiser()
    make_gathering(branch, topic="支部的")
    make_gathering(branch, topic="自己定的", written_by=organiser.id)
    page = login(organiser).get("/").text
    assert "支部的" not in page
    assert "自己定的" in page


@pytest.mark.parametrize("many", [1, 3])
def test_home_asks_at_most_eight_questions_with_gatherings_on_it(
    app, login, branch, count_queries, many
):
    for _number in range(many):
        opened(make_gathering(branch), make_person(branch=branch))
    client = login(make_secretary(branch))
    client.get("/")
    app.extensions["kept_pages"].clear()
    with count_queries() as statements:
        assert client.get("/").status_code == 200
    assert len(statements) <= 8
