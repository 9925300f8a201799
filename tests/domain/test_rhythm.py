"""The rhythm board and what it asks of branches: by the rule, by the day, by who was there."""

from datetime import date, timedelta

import pytest

from domain.access import GrantHeld, Visitor
from domain.audit import Actor
from domain.groupstudy.attendance import LEAVE, Mark, mark
from domain.groupstudy.demands import demands_of
from domain.groupstudy.inviting import Invited
from domain.groupstudy.rule_keeping import load_study_first, rule_on
from domain.groupstudy.rules import parse_study_first
from models import db
from tests.factories import (
    make_branch,
    make_membership,
    make_person,
    make_unit,
)
from tests.gatherings import DAY, NOON, SHIPPED, load_rule, make_gathering, opened
from tests.rhythm import asked, begun, board, held

SYSTEM = Actor(None)
NOBODY = Visitor(1, 1, "nobody")
BY = {"actor": SYSTEM, "now": NOON}
TEXT = SHIPPED.read_text("utf-8")
THIRD_KIND = TEXT[TEXT.index('[[kinds]]\nid = "first_item"') : TEXT.index("[[requirements]]")]


@pytest.fixture(autouse=True)
def _rule(database):
    load_rule()


def test_a_month_shows_what_was_held_and_who_of_those_expected_was_there(database):
    branch = make_branch(name="一")
    people = [make_person(branch=branch) for _ in range(4)]
    gathering = make_gathering(branch)
    opened(gathering, *people[:2])
    mark(gathering, people[3].id, Mark(LEAVE, reason="出差"), **BY)
    gathering.state, gathering.closed_at = "closed", NOON
    db.session.commit()
    cell = board()["一"].cells[10]
    assert (cell.kinds, cell.there, cell.expected) == ({"branch_exchange": 1}, 2, 3)
    assert (cell.missing, cell.due, cell.kept) == ((), (), 1)


def test_what_is_missing_stands_where_its_period_ends_and_what_runs_is_due(database):
    branch = begun(make_branch(name="一"))
    held(branch, make_person(branch=branch), on=date(2026, 10, 9), kind="first_item")
    cells = board()["一"].cells
    assert asked(cells[8].missing) == [("study-first", "2026-09-30"), ("exchange", "2026-09-30")]
    assert asked(cells[9].missing) == []
    assert asked(cells[10].due) == [("study-first", "2026-11-30")]
    assert asked(cells[11].due) == [("exchange", "2026-12-31")]
    assert board()["一"].missing == 12
    assert asked(board(today=date(2027, 1, 1))["一"].cells[11].missing) == [
        ("study-first", "2026-12-31"), ("exchange", "2026-12-31"),
    ]  # fmt: skip


def test_only_a_closed_gathering_counts(database):
    branch = make_branch(name="一")
    person = make_person(branch=branch)
    for state in ("planned", "open", "cancelled"):
        make_gathering(branch, state=state)
    corrected = held(branch, person)
    corrected.state = "corrected"
    db.session.commit()
    assert board()["一"].held == 0


def test_it_counts_for_whoever_holds_it_and_for_a_branch_invited_with_somebody_there(database):
    host, there, away, guest, by_name = (make_branch(name=name) for name in "甲乙丙丁戊")
    one, two, named = (make_person(branch=each) for each in (there, guest, by_name))
    make_person(branch=away)
    invited = Invited(branch_ids=frozenset({there.id, away.id}), person_ids=frozenset({named.id}))
    held(host, one, two, named, invited=invited)
    found = board()
    assert [found[name].held for name in "甲乙丙丁戊"] == [1, 1, 0, 0, 0]
    assert (found["甲"].there, found["甲"].expected) == (0, 0)
    assert (found["乙"].there, found["乙"].expected) == (1, 1)


def test_it_counts_for_a_branch_whose_people_came_with_their_unit(database):
    unit, branch = make_unit(), make_branch(name="一")
    person = make_person(branch=branch, unit=unit)
    other = make_branch(name="二")
    held(other, person, branch_id=None, unit_id=unit.id, kind="leader_led",
           invited=Invited(unit_ids=frozenset({unit.id})))  # fmt: skip
    assert board()["一"].cells[10].kinds == {"leader_led": 1}
    assert board()["二"].held == 0


def test_whoever_moves_later_counts_where_they_were(database):
    was, now_in = make_branch(name="旧"), make_branch(name="新")
    person = make_person()
    line = make_membership(person, was)
    held(was, person)
    line.to_on = DAY
    make_membership(person, now_in, from_on=DAY + timedelta(days=1))
    db.session.commit()
    found = board()
    assert (found["旧"].there, found["新"].there) == (1, 0)


def test_months_before_a_branch_and_after_it_are_empty_and_ask_nothing(database):
    begun(make_branch(name="新", opened_on=date(2026, 9, 25)))
    into = begun(make_branch(name="留"))
    begun(make_branch(name="并", closed_on=date(2026, 3, 16), merged_into_id=into.id))
    begun(make_branch(name="早", closed_on=date(2025, 12, 31)))
    found = board()
    assert [one.stands for one in found["新"].cells] == [False] * 8 + [True] * 4
    assert asked(found["新"].cells[8].missing) == []  # opened in the last third of both periods
    assert asked(found["新"].cells[9].missing) == [("study-first", "2026-10-31")]
    assert [one.stands for one in found["并"].cells] == [True] * 3 + [False] * 9
    assert found["并"].merged_into == "留"
    assert found["并"].missing == 2  # January and February: in March it stood no more at the end
    assert "早" not in found
    assert board(2025)["早"].missing == 11 + 3


def test_nothing_is_missing_from_before_a_branch_began_here(database):
    make_branch(name="一")
    assert board()["一"].missing == 0
    assert asked(board()["一"].cells[10].due) == [("study-first", "2026-11-30")]
    two = make_branch(name="二")
    held(two, make_person(branch=two), on=date(2026, 8, 20), kind="first_item")
    found = board()["二"]
    assert asked(found.cells[6].missing) == []
    assert asked(found.cells[8].missing) == [
        ("study-first", "2026-09-30"),
        ("exchange", "2026-09-30"),
    ]


def test_a_period_is_judged_by_the_version_in_force_on_its_first_day(database):
    stricter = (
        TEXT.replace("version = 2", "version = 3")
        .replace("2020-01-01", "2026-08-15")
        .replace('times = 1\nper = "month"', 'times = 2\nper = "month"')
    )
    load_study_first(stricter, "study-first.toml", **BY)
    branch = make_branch(name="一")
    person = make_person(branch=branch)
    for month in (7, 8, 9):
        held(branch, person, on=date(2026, month, 20))
    cells = board()["一"].cells
    assert [asked(cells[month - 1].missing) for month in (7, 8, 9)] == [
        [], [], [("study-first", "2026-09-30")],
    ]  # fmt: skip
    assert {one.requirement.times for one in demands_of(2025, [rule_on(DAY)])} == set()


def test_ones_own_lines_come_first_and_a_number_before_a_later_one(database):
    unit = make_unit()
    names = ["第一支部", "第二支部", "第十支部", "第三支部"]
    branches = {name: make_branch(name=name) for name in names}
    branches["第三支部"].unit_id = unit.id
    db.session.commit()
    secretary = Visitor(
        1, 1, "s", person_id=1, grants=(GrantHeld("secretary", branch_id=branches["第十支部"].id),)
    )
    leader = Visitor(1, 1, "l", person_id=1, grants=(GrantHeld("leader", unit_id=unit.id),))
    assert list(board()) == ["第一支部", "第二支部", "第三支部", "第十支部"]
    assert next(iter(board(visitor=secretary))) == "第十支部"
    assert next(iter(board(visitor=leader))) == "第三支部"


def test_the_board_asks_as_many_queries_for_many_branches_as_for_few(database, count_queries):
    def asked_for() -> int:
        with count_queries() as queries:
            board()
        return len(queries)

    for _ in range(8):
        held(branch := make_branch(), make_person(branch=branch))
    few = asked_for()
    db.session.add_all(type(branch)(name=f"支部{n}", opened_on=date(2020, 1, 1))
                       for n in range(192))  # fmt: skip
    db.session.commit()
    assert asked_for() == few <= 8


def test_lectures_are_not_what_a_demand_that_names_no_kind_asks_for(database):
    load_rule(**{'kinds = ["branch_exchange"]\n': "", "version = 2": "version = 3"})
    branch = begun(make_branch(name="一"))
    person = make_person(branch=branch)
    held(branch, person, kind="lecture")
    assert asked(board()["一"].cells[11].due) == [("exchange", "2026-12-31")]
    held(branch, person, kind="first_item")
    assert asked(board()["一"].cells[11].due) == []


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('per = "quarter"', 'per = "week"', "requirements[1].per"),
        ("times = 1", "times = 0", "requirements[0].times"),
        ('id = "first_item" ', 'id = "lunch" ', "kinds[2].id"),
        ('["leader", "agreed"]', '["cake"]', "kinds[0].closing[0]"),
        ('attendee = "group_training", ', "", "kinds[0].credit.attendee"),
        ("confirmed = false", "confirmed = 0", "confirmed"),
        ("version = 2", "version = 2\nauthor = 2", "author"),
        ('zh = "学习在先制度（示例）"\n', "", "title.zh"),
        (THIRD_KIND, "", "kinds"),
        ('id = "exchange"', 'id = "study-first"', "requirements[1].id"),
        ('id = "exchange"', f'id = "{"x" * 41}"', "requirements[1].id"),
        ('id = "study-first"\nversion', f'id = "{"x" * 61}"\nversion', "id"),
        ('kinds = ["branch_exchange"]', 'kinds = ["lunch"]', "requirements[1].kinds[0]"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_refused_with_line_and_field(old, new, field):
    assert old in TEXT
    with pytest.raises(Exception) as refused:  # noqa: PT011
        parse_study_first(TEXT.replace(old, new, 1), "study-first.toml")
    assert (refused.value.field, refused.value.file) == (field, "study-first.toml")
    assert refused.value.line > 0
