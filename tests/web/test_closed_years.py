"""Entries of a year whose books are closed: what is still offered, and what is said instead."""

from datetime import date

import pytest

from domain import confirming, corrections
from domain.audit import Actor
from models import ClosedYear, Person, db
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_entry,
    make_hr,
    make_secretary,
)
from tests.packs import load_pack

ASK = "Ask for a correction"
CLOSED = "The books of 2025 are closed"


@pytest.fixture
def branch(database):
    load_pack()
    return make_branch()


@pytest.fixture
def owner(branch):
    return make_cadre(branch=branch, staff_no="00317", name="林叙")


def entry_of(owner, **values):
    person = db.session.get_one(Person, owner.person_id)
    return make_entry(person, **{"studied_on": date(2025, 12, 20)} | values)


def confirmed(owner, **values):
    entry = entry_of(owner, **values)
    confirming.confirm_entries([entry], actor=Actor(make_account().id), now=NOON)
    return entry


def close(year=2025):
    db.session.add(ClosedYear(year=year, closed_at=NOON))
    db.session.commit()


def test_no_correction_is_offered_or_taken_and_the_page_says_why(login, owner):
    entry, standing = confirmed(owner), confirmed(owner, studied_on=date(2026, 11, 2))
    close()
    client = login(owner)
    page = client.get(f"/study/entries/{entry.id}").text
    assert ASK not in page
    assert f"{CLOSED}: no correction is granted any more." in page
    assert ASK in client.get(f"/study/entries/{standing.id}").text
    answer = client.post(f"/study/entries/{entry.id}/corrections", data={"wish": "应为 30 分钟"})
    assert answer.location == f"/study/entries/{entry.id}"
    assert f"{CLOSED}: no correction is granted any more." in client.get("/").text
    assert corrections.corrections_of([entry.id]) == {}


def test_hr_still_voids_and_the_owner_reads_why_and_has_nothing_to_do(login, owner):
    entry = confirmed(owner)
    close()
    hr = login(make_hr())
    place = f"/study/people/00317/entries/{entry.id}"
    assert "it returns to its owner" not in hr.get(place).text
    assert "comes back to nobody" in hr.get(place).text
    answer = hr.post(f"{place}/void", data={"reason": "重复登记"}, follow_redirects=True)
    assert "Voided. The books of its year are closed, so it comes back to nobody." in answer.text
    client = login(owner)
    page = client.get(f"/study/entries/{entry.id}").text
    assert "Voided because: 重复登记" in page
    assert "Put right" not in client.get("/").text


def test_whoever_grants_an_older_wish_is_told_that_it_comes_back_to_nobody(login, branch, owner):
    entry = confirmed(owner)
    asked = corrections.ask_correction(entry, "应为 30 分钟", actor=Actor(None), now=NOON)
    close()
    secretary = login(make_secretary(branch))
    assert f"{CLOSED}: granted, it is voided" in secretary.get("/study/corrections").text
    answer = secretary.post(f"/study/corrections/{asked.id}/grant", follow_redirects=True)
    assert "Granted. The books of its year are closed, so it comes back to nobody." in answer.text


@pytest.mark.parametrize("state", ["waiting", "returned"])
def test_what_was_open_when_the_year_was_closed_says_what_can_still_be_done(login, owner, state):
    entry = entry_of(owner, state=state)
    close()
    page = login(owner).get(f"/study/entries/{entry.id}").text
    assert f"{CLOSED}: it is not confirmed any more." in page
    assert "Put it right and save it" not in page
    assert "To be confirmed by" not in page


def test_an_entry_of_a_closed_year_costs_no_more_than_any_other(login, owner, count_queries):
    old, new = confirmed(owner), confirmed(owner, studied_on=date(2026, 11, 2))
    close()
    client, counts = login(owner), []
    for entry in (old, new):
        client.get(f"/study/entries/{entry.id}")
        with count_queries() as queries:
            client.get(f"/study/entries/{entry.id}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
