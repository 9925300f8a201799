"""A leaving taken back on the person's page, and what else that page offers."""

import re
from datetime import date
from pathlib import Path

import pytest

from models import Person, db
from tests.factories import make_branch, make_hr, make_person, make_unit
from tests.placed import make_mentorship

PRINT_STYLES = Path(__file__).parents[2] / "static" / "css" / "print.css"
BUTTON = "Take back the leaving"


@pytest.fixture
def hr(login, database):
    return login(make_hr())


def test_a_leaving_is_taken_back_on_the_page_and_only_there_where_one_stands(hr):
    person = make_person(staff_no="Z-7", branch=make_branch(name="第九支部"))
    assert BUTTON not in hr.get("/people/Z-7").text
    hr.post("/people/Z-7/departure", data={"kind": "retired", "on": "2026-12-01"})
    assert BUTTON in hr.get("/people/Z-7").text
    answer = hr.post("/people/Z-7/departure/cancellation")
    page = hr.get(answer.location).text
    assert "The leaving is taken back" in page
    assert BUTTON not in page
    db.session.expire_all()
    assert db.session.get_one(Person, person.id).left_on is None


def test_a_leaving_on_the_page_ends_the_placements_and_taking_it_back_restores_them(hr):
    person = make_person(staff_no="Z-7", unit=make_unit())
    pair = make_mentorship(make_person(), person)
    hr.post("/people/Z-7/departure", data={"kind": "retired", "on": "2026-11-20"})
    db.session.refresh(pair)
    assert (pair.state, pair.ended_on) == ("ended_early", date(2026, 11, 19))
    hr.post("/people/Z-7/departure/cancellation")
    db.session.refresh(pair)
    assert (pair.state, pair.ended_on) == ("under_way", None)


def test_who_has_not_left_has_no_leaving_to_take_back(hr):
    make_person(staff_no="Z-7")
    answer = hr.post("/people/Z-7/departure/cancellation")
    assert "This person has not left" in hr.get(answer.location).text


def test_the_page_leads_to_the_hours_and_prints_without_its_links(hr):
    make_person(staff_no="Z-7", branch=make_branch(), unit=make_unit())
    page = hr.get("/people/Z-7").text
    assert 'href="/hours/Z-7"' in page
    correct = [line for line in page.splitlines() if ">Correct<" in line]
    assert len(correct) == 2
    assert page.count('class="row-links"') == 2
    hidden = re.search(r"([^{}]+)\{\s*display: none !important", PRINT_STYLES.read_text())
    assert ".row-links" in hidden[1]
