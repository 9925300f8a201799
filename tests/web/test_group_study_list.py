"""The list of gatherings, and the page of one: what is shown, filtered, exported, counted."""

import io
from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook

from domain.groupstudy.inviting import Invited
from tests.factories import (
    make_account,
    make_branch,
    make_organiser,
    make_person,
    make_secretary,
)
from tests.gatherings import NOON, load_rule, make_gathering, opened
from tests.packs import load_pack
from tests.reading_classes import make_class, make_member, make_reading_material

PAGE = "/group-study"


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()
    load_rule()


@pytest.fixture
def branch(database):
    return make_branch(name="第一党支部")


@pytest.fixture
def secretary(branch):
    return make_secretary(branch)


def test_the_list_shows_what_comes_first_and_counts_its_queries(
    login, branch, secretary, count_queries
):
    client = login(secretary)
    assert "No gathering yet" in client.get(PAGE).text
    make_gathering(branch, topic="今天的")
    found = []
    for topic, day in (("", 0), ("下周的", 7), ("上周的", -7)):
        if topic:
            moved = {
                "held_on": date(2026, 11, 20 + day),
                "starts_at": datetime(2026, 11, 20 + day, 9, tzinfo=NOON.tzinfo),
            }
            make_gathering(branch, topic=topic, **moved)
        client.get(PAGE)
        with count_queries() as statements:
            page = client.get(PAGE).text
        found.append(len(statements))
    assert found[0] == found[2] <= 8
    order = [page.index(topic) for topic in ("今天的", "下周的", "上周的")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("asked", "topics"),
    [
        ("", {"领学", "交流"}),
        ("?whose=held", {"交流"}),
        ("?kind=leader_led", {"领学"}),
        ("?state=open", {"交流"}),
        ("?state=nonsense&branch=no", {"领学", "交流"}),
        ("?text=学", {"领学"}),
        ("?month=2026-11", {"交流"}),
        ("?month=2026-13", {"领学", "交流"}),
    ],
)
def test_the_list_is_filtered_and_its_workbook_holds_exactly_what_is_shown(
    login, branch, secretary, asked, topics
):
    make_person(branch=branch)
    opened(make_gathering(branch, topic="交流"))
    other = make_branch()
    hidden = make_gathering(other, topic="看不见", leader_id=None)
    moved = {
        "held_on": date(2026, 12, 4),
        "starts_at": datetime(2026, 12, 4, 1, tzinfo=NOON.tzinfo),
    }
    both = Invited(branch_ids=frozenset({branch.id, other.id}))
    make_gathering(other, topic="领学", kind="leader_led", invited=both, **moved)
    client = login(secretary)
    page = client.get(f"{PAGE}{asked}").text
    assert {topic for topic in ("领学", "交流") if f">{topic}</a>" in page} == topics
    assert hidden.topic not in page
    sign = "&" if asked else "?"
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(f"{PAGE}{asked}{sign}as=xlsx").data)
    )
    rows = book.get_sheet_by_index(0).to_python()
    assert {row[4] for row in rows[1:]} == topics


def test_the_page_of_one_needs_few_queries_however_many_were_there(login, branch, count_queries):
    client = login(make_organiser())
    found = []
    for people in (1, 3):
        one = make_gathering(branch)
        for _number in range(people):
            make_person(branch=branch)
        opened(one)
        client.get(f"{PAGE}/{one.id}")
        with count_queries() as statements:
            client.get(f"{PAGE}/{one.id}")
        found.append(len(statements))
    assert found[0] == found[1] <= 14


def test_names_of_single_people_invited_are_shown_to_whom_they_concern(login, branch):
    one, other = make_person(name="甲一"), make_person(name="乙二")
    both = Invited(person_ids=frozenset({one.id, other.id}))
    place = f"{PAGE}/{make_gathering(branch, invited=both).id}"
    from_branch = login(make_secretary(branch)).get(place).text
    assert "2 people" in from_branch
    assert "甲一" not in from_branch
    assert "甲一" in login(make_organiser()).get(place).text


def test_what_is_to_be_read_is_a_link_for_who_may_read_it_and_a_title_for_others(login, branch):
    reading = make_class(joining="assigned")
    material = make_reading_material(reading, title="起草要点")
    both = make_person(branch=branch), make_person(branch=branch)
    make_member(reading, both[0])
    organiser = login(make_organiser())
    assert "起草要点" in organiser.get(f"{PAGE}/new").text
    answer = organiser.post(
        f"{PAGE}/new",
        data={
            "kind": "leader_led", "holder": f"branch-{branch.id}", "topic": "领学",
            "held_on": "2026-11-27", "begins": "09:00", "ends": "10:00", "branches": [branch.id],
            "materials": [material.id],
        },
    )  # fmt: skip
    assert answer.status_code == 302
    pages = [login(make_account(person)).get(answer.location).text for person in both]
    link = f'href="/reading/{reading.slug}/{material.slug}"'
    assert [link in page for page in pages] == [True, False]
    assert ["起草要点" in page for page in pages] == [True, True]
