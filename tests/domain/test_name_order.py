"""Branches and units stand in the order in which people count and read them."""

from datetime import date

import pytest

from domain.access import Reach
from domain.hours.lists import by_branch, people_figures
from domain.hours.year_end import branches_within
from domain.name_order import place_key
from domain.organisation import lists, tree
from domain.people.lists import people_page
from tests.factories import make_branch, make_person, make_post, make_unit
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
COUNTED = [
    f"第{number}党支部" for number in ("一", "二", "三", "七", "十", "十一", "二十", "一百零二")
]


@pytest.mark.parametrize(
    "in_order",
    [
        COUNTED,
        ["第1支部", "第2支部", "第10支部"],
        ["2025年班", "二〇二六年班"],
        ["秘书一处", "秘书二处", "秘书处", "人事处"],
        ["档案处", "督查处", "行政处", "综合处"],
        ["A组", "b组", "办公室"],
        ["", "办公室"],
    ],
)
def test_numbers_count_and_words_stand_by_pinyin(in_order):
    backwards = list(reversed(in_order))
    assert sorted(backwards, key=place_key) == in_order


@pytest.fixture
def branches(database):
    """In another order than they are counted in."""
    load_pack()
    return [make_branch(name=name) for name in sorted(COUNTED)]


def test_lists_of_branches_are_counted_through(branches):
    everybody = Reach(everyone=True)
    for branch in branches:
        make_person(branch=branch)
    assert [row.name for row in lists.branch_rows(TODAY)] == COUNTED
    assert [branch.name for branch in lists.open_branches()] == COUNTED
    assert [branch.name for branch in branches_within(everybody)] == COUNTED
    figures = people_figures(everybody, 2026, today=TODAY)
    assert [name for _id, name, _sums in by_branch(figures)] == COUNTED
    for order, wanted in (("branch", COUNTED), ("-branch", COUNTED[::-1])):
        page = people_page(everybody, today=TODAY, order=order)
        assert [row.branch for row in page.rows] == wanted


def test_lists_of_units_and_posts_are_counted_through(database):
    names = ["秘书一处", "秘书二处", "秘书三处"]
    units = [make_unit(name=name) for name in sorted(names)]
    for unit in units:
        make_person(unit=unit)
    make_post(units[0], title="岗位")
    assert [node.name for node in tree.open_units()] == names
    rows = lists.post_rows(TODAY)
    assert list(dict.fromkeys(row.unit for row in rows)) == names
    page = people_page(Reach(everyone=True), today=TODAY, order="unit")
    assert [row.unit for row in page.rows] == names
