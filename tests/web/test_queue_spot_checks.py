"""Spot checks on their page: proposed, drawn, printed, exported."""

import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from models import db
from tests.factories import (
    make_branch,
    make_cadre,
    make_entry,
    make_hr,
    make_leader,
    make_person,
    make_secretary,
    make_unit,
)
from tests.packs import load_pack

ASKED = {"seed": "2026-11", "from": "2026-11-01", "to": "2026-11-20", "size": "5"}


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def entries(branch):
    person = make_person(branch=branch, staff_no="00317", name="林叙")
    made = [make_entry(person, state="confirmed", minutes=10 + n) for n in range(20)]
    db.session.commit()
    return made


def linked(page):
    return re.findall(r"/study/people/00317/entries/(\d+)", page)


def test_a_seed_is_proposed_and_nothing_drawn_before_it_is_asked(login, branch, entries):
    page = login(make_secretary(branch)).get("/study/spot-checks").text
    assert re.search(r'name="seed"[^>]*value="20261120-\d{6}"', page)
    assert 'value="2026-10-01"' in page
    assert linked(page) == []


def test_the_same_seed_draws_the_same_sample_for_whoever_sees_the_same(login, branch, entries):
    first = login(make_secretary(branch)).get("/study/spot-checks", query_string=ASKED).text
    second = login(make_hr()).get("/study/spot-checks", query_string=ASKED).text
    assert len(linked(first)) == 5
    assert linked(first) == linked(second)
    assert "5 of 20 confirmed entries, seed 2026-11" in first
    other = login(make_hr()).get("/study/spot-checks", query_string=ASKED | {"seed": "别的"}).text
    assert linked(other) != linked(first)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": " "}, "This field is required."),
        ({"size": "201"}, "between 1 and 200"),
        ({"from": "2026.2.30"}, "Not a valid date value."),
        ({"to": "2026-10-01"}, "Choose a last day that is not before the first."),
    ],
)
def test_a_refused_question_says_why(login, branch, entries, change, message):
    answer = login(make_secretary(branch)).get("/study/spot-checks", query_string=ASKED | change)
    assert answer.status_code == 422
    assert message in answer.text
    assert linked(answer.text) == []


def test_the_export_holds_the_sample_of_the_page_and_how_it_was_drawn(login, branch, entries):
    client = login(make_secretary(branch))
    page = client.get("/study/spot-checks", query_string=ASKED).text
    answer = client.get("/study/spot-checks", query_string=ASKED | {"as": "xlsx"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    sample, drawn = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert len(sample) == 1 + len(linked(page))
    assert [str(value) for _name, value in drawn[1:]] == [
        "2026-11", "2026-11-01", "2026-11-20", "5.0", "20.0",
    ]  # fmt: skip


def test_days_without_entries_say_so(login, branch, entries):
    asked = ASKED | {"from": "2024-01-01", "to": "2024-02-01"}
    page = login(make_secretary(branch)).get("/study/spot-checks", query_string=asked).text
    assert "Nothing to draw from" in page


def test_who_voids_nothing_checks_nothing(login, stranger):
    assert login(make_cadre()).get("/study/spot-checks").status_code == 403
    assert login(make_leader(make_unit())).get("/study/spot-checks").status_code == 403
    assert stranger.get("/study/spot-checks").location.startswith("/sign-in")


def test_the_page_runs_as_many_queries_for_three_as_for_one(login, branch, count_queries):
    client, counts = login(make_secretary(branch)), []
    for rows in (1, 2):
        for _ in range(rows):
            make_entry(make_person(branch=branch), state="confirmed")
        db.session.commit()
        client.get("/study/spot-checks", query_string=ASKED)  # a pack is read once in a process
        with count_queries() as queries:
            assert client.get("/study/spot-checks", query_string=ASKED).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_the_page_is_rendered_in_chinese(login, branch, entries):
    page = login(make_secretary(branch), language="zh").get(
        "/study/spot-checks", query_string=ASKED
    )
    assert '<html lang="zh-Hans-CN"' in page.text
