"""The code on the screen of a gathering, checking in by it, and codes that come late."""

import re
from datetime import timedelta
from html import unescape

import pytest

from domain.groupstudy.codes import code_at, ticket_for
from models import AttendanceStep, LateCheckIn, db
from tests.conftest import NOON
from tests.factories import (
    make_branch,
    make_cadre,
    make_person,
)
from tests.gatherings import make_gathering, opened
from tests.web.doors import JSON, branch, cadre, check_in, gathering, host, key, mark_of, place

__all__ = ["branch", "cadre", "gathering", "host", "key"]  # the fixtures

A_MINUTE = timedelta(minutes=1)


def test_the_code_on_the_screen_checks_in_once(login, gathering, host, cadre, key):
    screen = login(host).get(place(gathering, "/code"))
    code = code_at(gathering, key, NOON)
    assert code in screen.text
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in screen.text
    client = login(cadre)
    page = client.get(place(gathering, f"/check-in?code={code}"))
    assert "I am here: check in" in page.text
    assert db.session.query(AttendanceStep).count() == 0
    answer = check_in(client, gathering, code)
    assert answer.status_code == 302
    assert "You checked in at 12:00." in client.get(answer.location).text
    assert check_in(client, gathering, code).status_code == 302
    assert "You checked in at 12:00." in client.get(place(gathering)).text
    assert mark_of(gathering, cadre).state == "present"
    assert db.session.query(AttendanceStep).count() == 1


def test_each_wrong_code_is_refused_with_its_own_reason(login, gathering, host, branch, cadre, key):
    client = login(cadre)
    other = opened(make_gathering(branch, starts_at=NOON), at=NOON)
    ticket = ticket_for(host.id, gathering, key, now=NOON)
    fresh = code_at(gathering, key, NOON)
    for said, code, sent in (
        ("has run out", code_at(gathering, key, NOON - A_MINUTE), ""),
        ("is not of this gathering", code_at(other, key, NOON), ""),
        ("is not shown yet", code_at(gathering, key, NOON + A_MINUTE), ""),
        ("This is no code", "12345", ""),
        ("opened by somebody else", fresh, ticket),
    ):
        answer = check_in(client, gathering, code, ticket=sent)
        assert (answer.status_code, said in answer.text) == (422, True), said
    assert mark_of(gathering, cadre).state == "expected"


def test_reading_before_tapping_costs_nobody_the_check_in(
    login, gathering, cadre, key, time_machine
):
    client = login(cadre)
    code = code_at(gathering, key, NOON)
    page = client.get(place(gathering, f"/check-in?code={code}")).text
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    time_machine.move_to(NOON + 2 * A_MINUTE, tick=False)
    assert check_in(client, gathering, code).status_code == 422
    assert check_in(client, gathering, code, ticket=ticket).status_code == 302
    assert mark_of(gathering, cadre).state == "present"


def test_who_is_not_invited_needs_a_code_and_comes_as_a_guest(login, gathering, key):
    stranger = make_cadre(branch=make_branch())
    client = login(stranger)
    assert client.get(place(gathering, "/check-in")).status_code == 404
    assert check_in(client, gathering, "12345").status_code == 404
    code = code_at(gathering, key, NOON)
    page = client.get(place(gathering, f"/check-in?code={code}"))
    assert "You are not invited: you check in as a guest" in page.text
    assert check_in(client, gathering, code).status_code == 302
    row = mark_of(gathering, stranger)
    assert (row.state, row.guest) == ("present", True)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("planned", "It is not open yet"), ("closed", "It is closed"),
        ("cancelled", "It was cancelled"),
    ],
)  # fmt: skip
def test_before_opening_and_after_closing_nobody_checks_in(
    login, gathering, cadre, key, state, said
):
    gathering.state, gathering.closed_at = state, NOON
    db.session.commit()
    client = login(cadre)
    answer = check_in(client, gathering, code_at(gathering, key, NOON))
    assert (answer.status_code, said in answer.text) == (422, True)
    assert said in client.get(place(gathering, "/check-in")).text
    assert mark_of(gathering, cadre).state == "expected"


def test_a_kept_code_is_listed_and_the_host_accepts_it(
    login, gathering, host, cadre, key, time_machine
):
    time_machine.move_to(NOON + 30 * A_MINUTE, tick=False)
    code = code_at(gathering, key, NOON + A_MINUTE)
    client = login(cadre)
    answer = client.post(
        place(gathering, "/check-in"), data={"code": code, "kept": "1"}, headers=JSON
    )
    assert "whoever holds the gathering decides" in answer.json["said"]
    manager = login(host)
    page = manager.get(place(gathering, "/attendance"))
    assert "Codes that came late" in page.text
    late = db.session.query(LateCheckIn).one()
    answer = manager.post(place(gathering, f"/late/{late.id}/acceptance"))
    assert answer.status_code == 302
    row = mark_of(gathering, cadre)
    assert (row.state, row.way, row.arrived_at) == ("present", "late_code", NOON + A_MINUTE)


def test_a_late_code_is_refused_with_a_reason_that_its_sender_reads(
    login, gathering, host, cadre, key, time_machine
):
    time_machine.move_to(NOON + 30 * A_MINUTE, tick=False)
    client = login(cadre)
    check_in(client, gathering, code_at(gathering, key, NOON + A_MINUTE), kept="1")
    late = db.session.query(LateCheckIn).one()
    manager = login(host)
    manager.post(place(gathering, f"/late/{late.id}/refusal"), data={"reason": " "})
    assert db.session.get(LateCheckIn, late.id).state == "waiting"
    manager.post(place(gathering, f"/late/{late.id}/refusal"), data={"reason": "不在会场"})
    assert "was not accepted: 不在会场" in client.get(place(gathering, "/check-in")).text
    answer = manager.post(place(gathering, f"/late/{late.id}/acceptance"), follow_redirects=True)
    assert "It was decided meanwhile." in answer.text
    assert mark_of(gathering, cadre).state == "expected"


def test_after_closing_the_host_is_sent_to_correct_the_attendance(
    login, gathering, host, cadre, key
):
    check_in(login(cadre), gathering, code_at(gathering, key, NOON - A_MINUTE), kept="1")
    gathering.opened_at = NOON - 5 * A_MINUTE
    db.session.commit()
    check_in(login(cadre), gathering, code_at(gathering, key, NOON - A_MINUTE), kept="1")
    late = db.session.query(LateCheckIn).one()
    gathering.state, gathering.closed_at = "closed", NOON
    db.session.commit()
    manager = login(host)
    answer = manager.post(place(gathering, f"/late/{late.id}/acceptance"), follow_redirects=True)
    assert "correct the attendance instead" in answer.text
    assert mark_of(gathering, cadre).state == "expected"


def test_the_count_is_of_everybody_and_names_nobody(login, gathering, host, cadre, count_queries):
    client = login(cadre)
    with count_queries() as statements:
        answer = client.get(place(gathering, "/count"))
    assert answer.json == {
        "expected": 2, "present": 0, "late": 0, "leave": 0, "absent": 0, "guests": 0, "there": 0,
        "asked": 2,
    }  # fmt: skip
    assert len(statements) <= 4  # two of them find out who asks
    assert login(make_cadre()).get(place(gathering, "/count")).status_code == 404


def test_the_code_on_the_screen_changes_and_ends_with_the_gathering(
    login, stranger, gathering, host, key, time_machine
):
    page = login(host).get(place(gathering, "/code")).text
    address = unescape(re.search(r'data-now="([^"]+)"', page)[1])
    assert code_at(gathering, key, NOON) in stranger.get(address).text
    later = NOON + timedelta(hours=2)  # the sign-in has ended; the screen goes on
    time_machine.move_to(later, tick=False)
    second = stranger.get(address).text
    assert code_at(gathering, key, later) in second
    assert code_at(gathering, key, NOON) not in second
    gathering.state, gathering.closed_at = "closed", later
    db.session.commit()
    assert "It is closed." in stranger.get(address).text
    time_machine.move_to(NOON + timedelta(hours=13), tick=False)
    assert stranger.get(address).status_code == 404


def test_no_code_is_shown_without_a_screen_that_was_opened_for_it(login, stranger, gathering, host):
    page = login(host).get(place(gathering, "/code")).text
    screen = re.search(r"screen=([^\"&]+)", page)[1]
    branch = make_branch()
    other = opened(make_gathering(branch), make_person(branch=branch))
    for address in (
        place(gathering, "/code/now"), place(gathering, "/code/now?screen=1-AAAA"),
        place(other, f"/code/now?screen={screen}"), "/group-study/999999/code/now",
    ):  # fmt: skip
        assert stranger.get(address).status_code == 404, address


@pytest.mark.parametrize("part", ["", "/check-in", "/attendance", "/code"])
def test_the_pages_are_shown_in_chinese(login, gathering, host, part):
    assert login(host, "zh").get(place(gathering, part)).status_code == 200
