"""The year-end table holds who was a member on a day of the year, with the one figure."""

from datetime import date

import pytest

from domain import confirming
from domain.access import Reach
from domain.audit import Actor
from domain.hours.figures import figure
from domain.hours.year_end import branches_within, year_end_table
from tests.conftest import NOON
from tests.factories import (
    THEN,
    make_account,
    make_branch,
    make_entry,
    make_exempt_period,
    make_membership,
    make_person,
)
from tests.packs import load_pack

TODAY = date(2026, 11, 20)


@pytest.fixture
def branch(database):
    load_pack()
    return make_branch(name="第一党支部")


def names(table):
    return [member.name for member in table.members]


def test_members_of_any_day_of_the_year_are_there_and_no_others(branch):
    days = {
        "甲": (date(2020, 1, 1), None), "乙": (date(2026, 3, 5), None),
        "丙": (date(2020, 1, 1), date(2026, 6, 30)), "丁": (date(2020, 1, 1), date(2025, 12, 31)),
        "戊": (date(2026, 12, 1), None), "己": (date(2020, 1, 1), date(2026, 1, 1)),
    }  # fmt: skip
    for number, (name, (first, last)) in enumerate(days.items()):
        person = make_person(name=name, staff_no=f"5{number}", search_key=str(number))
        make_membership(person, branch, from_on=first, to_on=last)
    corrected = make_person(name="庚")
    make_membership(corrected, branch, superseded_at=THEN)
    merged = make_person(name="辛", merged_into_id=corrected.id)
    make_membership(merged, branch)
    table = year_end_table(branch, 2026, today=TODAY)
    assert [(one.name, one.from_on, one.to_on) for one in table.members] == [
        ("甲", None, None),
        ("乙", date(2026, 3, 5), None),
        ("丙", None, date(2026, 6, 30)),
        ("己", None, date(2026, 1, 1)),
    ]
    assert (table.running, table.as_of) == (True, TODAY)
    last_year = year_end_table(branch, 2025, today=TODAY)
    assert sorted(names(last_year)) == sorted("甲丙丁己")
    assert last_year.running is False


def test_two_lines_of_one_person_are_one_row_without_a_remark_between_them(branch):
    person = make_person()
    make_membership(person, branch, to_on=date(2026, 5, 31))
    make_membership(person, branch, from_on=date(2026, 6, 1), office="committee")
    [member] = year_end_table(branch, 2026, today=TODAY).members
    assert (member.from_on, member.to_on) == (None, None)


def test_every_row_is_the_persons_own_figure_and_the_sums_are_theirs(branch, count_queries):
    people = [make_person(branch=branch) for _ in range(3)]
    actor = Actor(make_account().id)
    for number, person in enumerate(people, start=1):
        entries = [make_entry(person, minutes=30 * number), make_entry(person, kind="paper",
                   minutes=0, count=1, level="city")]  # fmt: skip
        confirming.confirm_entries(entries, actor=actor, now=NOON)
    year_end_table(branch, 2026, today=TODAY)
    with count_queries() as queries:
        table = year_end_table(branch, 2026, today=TODAY)
    assert len(queries) == 4
    for member, person in zip(table.members, people, strict=True):
        assert member.figure == figure(person.id, 2026, today=TODAY)
    assert [member.figure.total for member in table.members] == [667, 733, 800]
    assert (table.sums.had, table.sums.members, table.sums.met) == (2200, 3, 0)
    assert table.sums.owed == sum(member.figure.owed for member in table.members)
    assert table.had == {"self": 2200}
    assert table.parts == ["group", "online", "self"]


def test_exempt_days_are_remarked_without_their_kind(branch):
    person = make_person(branch=branch)
    make_exempt_period(person, from_on=date(2025, 12, 1), to_on=date(2026, 1, 31))
    make_exempt_period(person, from_on=date(2026, 3, 1), to_on=date(2026, 3, 5), superseded_at=THEN)
    [member] = year_end_table(branch, 2026, today=TODAY).members
    assert list(member.exempt) == [(date(2026, 1, 1), date(2026, 1, 31))]


def test_a_branch_without_members_has_an_empty_table(branch):
    table = year_end_table(branch, 2026, today=TODAY)
    assert (table.members, table.parts, table.sums.had, dict(table.had)) == ([], [], 0, {})


def test_the_reach_says_which_branches_there_are_to_choose_from(branch):
    other = make_branch(name="第二党支部")
    closed = make_branch(name="旧支部", closed_on=date(2026, 1, 1))
    assert branches_within(Reach(branch_ids=frozenset({other.id}))) == [other]
    assert branches_within(Reach()) == []
    found = branches_within(Reach(everyone=True))
    assert found[-1] == closed
    assert {branch, other} < set(found)
