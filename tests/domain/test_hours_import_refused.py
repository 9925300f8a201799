"""Past activities that are not brought in: which cell keeps a row out, and what is right."""

from datetime import date

import pytest

from domain.audit import Actor
from domain.hours.years import close_year
from tests.conftest import NOON
from tests.domain.past_files import DAYS, PAPER, TODAY, bring_in, entries, kinds, plan_of, reasons
from tests.factories import make_account, make_entry, make_person
from tests.packs import load_pack


@pytest.fixture(autouse=True)
def person(database):
    load_pack()
    return make_person(staff_no="00317", name="林叙")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"staff_no": ""}, [("staff_no", "missing")]),
        ({"staff_no": "00999"}, [("staff_no", "staff_no_unknown")]),
        ({"staff_no": "317"}, [("staff_no", "staff_no_alike")]),
        ({"staff_no": "零三一七"}, [("staff_no", "staff_no_shape")]),
        ({"kind": ""}, [("kind", "missing")]),
        ({"kind": "没有的类别"}, [("kind", "kind_unknown")]),
        ({"starts_on": ""}, [("starts_on", "missing")]),
        ({"starts_on": "2025-02-30"}, [("starts_on", "date_impossible")]),
        ({"starts_on": "三月八日"}, [("starts_on", "date_shape")]),
        ({"starts_on": "2019-12-31"}, [("starts_on", "no_rules")]),
        ({"starts_on": "2026-11-21"}, [("starts_on", "day_to_come")]),
        ({"starts_on": "2026-11-20", "ends_on": "2026-11-21"}, [("ends_on", "day_to_come")]),
        ({"ends_on": "2025-03-07"}, [("ends_on", "ends_before")]),
        ({"minutes": ""}, [("minutes", "amount_missing")]),
        ({"minutes": "0"}, [("minutes", "amount_missing")]),
        ({"minutes": "-5"}, [("minutes", "number_shape")]),
        ({"minutes": "60001"}, [("minutes", "number_too_large")]),
        ({"minutes": "961"}, [("starts_on", "day_full")]),
        ({"days": "1"}, [("days", "amount_elsewhere")]),
        ({"level": "市级刊物"}, [("level", "amount_elsewhere")]),
        (DAYS | {"days": ""}, [("days", "amount_missing")]),
        (DAYS | {"minutes": "90"}, [("minutes", "amount_elsewhere")]),
        (DAYS | {"half_days": "1"}, [("days", "more_than_its_days")]),
        (DAYS | {"ends_on": ""}, [("days", "more_than_its_days")]),
        (PAPER | {"level": ""}, [("level", "amount_missing")]),
        (PAPER | {"level": "国家级刊物"}, [("level", "level_unknown")]),
        (PAPER | {"count": "0"}, [("count", "amount_missing")]),
        ({"activity_id": "编号 一"}, [("activity_id", "activity_id_shape")]),
        ({"note": "长" * 121}, [("note", "too_long")]),
        ({"document": "长" * 77}, [("document", "too_long")]),
        ({"document": ""}, [("document", "missing")]),
        ({"staff_no": "00999", "minutes": "x"},
         [("minutes", "number_shape"), ("staff_no", "staff_no_unknown")]),
    ],
)  # fmt: skip
def test_a_row_is_refused_by_the_cell_that_keeps_it_out(row, expected):
    plan = plan_of(row)
    assert reasons(plan) == [expected]
    assert kinds(plan) == ["refused"]
    assert plan.rows[0].entry is None


def test_a_refusal_says_what_would_have_been_right():
    plan = plan_of(
        {"staff_no": "317"}, {"kind": "没有的类别"}, PAPER | {"level": "国家级"},
        DAYS | {"days": "3"},
        {"minutes": "961"}, {"starts_on": "2026-12-01"},
    )  # fmt: skip
    alike, kind, level, days, full, to_come = (row.refusals[0] for row in plan.rows)
    assert alike.found == "00317"
    assert "干部自学 self_study" in kind.found
    assert "市级刊物 city" in level.found
    assert days.limit == 2
    assert (full.day, full.limit) == (date(2025, 3, 8), 960)
    assert to_come.day == TODAY


def test_refused_rows_keep_no_other_row_out(person):
    assert bring_in({"staff_no": "00999"}, {}) is not None
    assert [one.person_id for one in entries()] == [person.id]


def test_two_rows_that_say_the_same_are_both_refused_and_name_each_other():
    plan = plan_of({}, {"note": "别的名称"}, {"minutes": "45"})
    assert reasons(plan) == [[("starts_on", "twin_row")], [("starts_on", "twin_row")], []]
    assert [row.refusals[0].other_rows for row in plan.rows[:2]] == [(3,), (2,)]


def test_a_closed_year_takes_nothing_and_neither_does_a_span_that_touches_it(person):
    close_year(2025, "关账通知", today=TODAY, actor=Actor(make_account().id), now=NOON)
    over = DAYS | {"starts_on": "2025-12-31", "ends_on": "2026-01-02"}
    plan = plan_of({}, over, {"starts_on": "2026-03-08"})
    assert reasons(plan) == [
        [("starts_on", "year_closed")], [("starts_on", "year_closed")], [],
    ]  # fmt: skip
    assert plan.rows[0].refusals[0].found == "2025"


def test_no_day_takes_more_than_sixteen_hours_over_the_file_and_what_is_there(person):
    make_entry(person, studied_on=date(2025, 3, 8), minutes=600)
    plan = plan_of({"minutes": "300"}, {"minutes": "61"}, {"minutes": "60"})
    assert reasons(plan) == [[], [("starts_on", "day_full")], []]
    assert plan.rows[1].refusals[0].limit == 60


def test_a_day_of_training_fills_eight_hours_of_each_of_its_days(person):
    make_entry(person, studied_on=date(2025, 3, 9), minutes=481)
    plan = plan_of(DAYS, {"starts_on": "2025-03-09", "minutes": "479"})
    assert reasons(plan) == [[("starts_on", "day_full")], []]
    assert plan.rows[0].refusals[0].day == date(2025, 3, 9)
