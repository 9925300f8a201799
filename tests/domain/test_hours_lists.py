"""Lists of figures, lines by filter, and five years: each is the one figure seen otherwise."""

from datetime import date

import pytest

from domain import confirming
from domain.access import Reach
from domain.audit import Actor
from domain.hours.figures import figure
from domain.hours.lists import ListFilter, Totals, by_branch, people_figures, totals
from domain.hours.statements import (
    LineFilter,
    by_requirement,
    minutes_by_day,
    statement,
    study_days,
    total_of,
)
from domain.hours.windows import window
from models import Departure, db
from tests.conftest import NOON
from tests.factories import (
    LONG_AGO,
    ROOT,
    make_account,
    make_branch,
    make_entry,
    make_exempt_period,
    make_membership,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
ALL = Reach(everyone=True)


@pytest.fixture
def confirm(database):
    load_pack()
    actor = Actor(make_account().id)
    return lambda *entries: confirming.confirm_entries(entries, actor=actor, now=NOON)


def test_a_row_of_the_list_is_the_figure_of_the_persons_own_page(confirm, count_queries):
    people = [make_person(branch=make_branch()) for _ in range(3)]
    for number, person in enumerate(people, start=1):
        confirm(make_entry(person, minutes=20 * number))
    people_figures(ALL, 2026, today=TODAY)
    with count_queries() as queries:
        rows = people_figures(ALL, 2026, today=TODAY)
    assert len(queries) == 3
    assert {row.staff_no: row.figure for row in rows} == {
        person.staff_no: figure(person.id, 2026, today=TODAY) for person in people
    }


def test_the_filter_finds_by_place_rank_state_and_silence(confirm):
    unit, branch = make_unit(), make_branch()
    long_ago, lately, never = (make_person(name=name, branch=branch) for name in "早近无")
    make_entry(long_ago, studied_on=date(2026, 8, 21))
    make_entry(lately, studied_on=date(2026, 10, 21))
    make_entry(never, state="withdrawn")
    make_tenure(lately, make_post(unit), rank="四级调研员")
    rows = people_figures(ALL, 2026, today=TODAY)

    def names(**values):
        return {row.name for row in ListFilter(**values).chosen(rows, TODAY)}

    assert names(state="quiet30") == {"早", "无"}
    assert names(state="quiet90") == {"早", "无"}
    assert names(state="short") == {"早", "近", "无"}
    assert names(state="met") == set()
    assert names(rank="四级调研员") == names(unit_ids=frozenset({unit.id})) == {"近"}
    assert names(branch_id=branch.id, state="quiet60") == {"早", "无"}
    assert names(branch_id=make_branch().id) == set()


def test_silence_of_ninety_days_begins_on_the_ninety_first(confirm):
    person = make_person()
    make_entry(person, studied_on=date(2026, 8, 22))  # 90 days before today
    rows = people_figures(ALL, 2026, today=TODAY)
    assert ListFilter(state="quiet90").chosen(rows, TODAY) == []
    assert len(ListFilter(state="quiet60").chosen(rows, TODAY)) == 1


def test_rows_stand_by_name_unit_or_branch_and_there_is_no_order_by_hours(confirm):
    first, second = make_branch(name="第二支部"), make_branch(name="第十支部")
    one = make_person(name="安", branch=first, unit=make_unit(name="二处"), search_key="an")
    two = make_person(name="白", branch=second, unit=make_unit(name="一处"), search_key="bai")
    make_person(name="陈", search_key="chen")
    confirm(make_entry(two, minutes=300), make_entry(one, minutes=45))
    rows = people_figures(ALL, 2026, today=TODAY)

    def names(order):
        return [row.name for row in ListFilter(order=order).chosen(rows, TODAY)]

    assert (names("name"), names("unit"), names("branch")) == (
        ["安", "白", "陈"], ["白", "安", "陈"], ["安", "白", "陈"],
    )  # fmt: skip
    assert names("hours") == names("name")


def test_branches_are_compared_by_members_and_averages(confirm):
    first, second = make_branch(name="一支部"), make_branch(name="二支部")
    people = [make_person(branch=first), make_person(branch=first), make_person(branch=second)]
    make_person()
    confirm(
        *(make_entry(person, minutes=m) for person, m in zip(people, (45, 60, 90), strict=True))
    )
    rows = people_figures(ALL, 2026, today=TODAY)
    found = [(name, sums.members, sums.had, sums.average) for _id, name, sums in by_branch(rows)]
    assert found == [("一支部", 2, 233, 117), ("二支部", 1, 200, 200), ("", 1, 0, 0)]
    assert totals(rows).had == 433
    assert totals([]) == Totals(0, 0, 0, 0, 0, 0)
    assert totals([]).average == 0


def test_lines_are_filtered_and_their_sum_is_of_what_is_shown(confirm):
    person = make_person()
    confirm(
        make_entry(person, topic="公文", studied_on=date(2026, 3, 2)),
        make_entry(person, topic="网络课 Word", kind="online_course", minutes=90),
    )
    [step] = confirm(make_entry(person, topic="错的", minutes=60))
    confirming.undo_steps([step], actor=Actor(step.actor_id), now=NOON)
    lines = statement(person.id, 2026)

    def shown(**values):
        return [line.topic for line in LineFilter(**values).chosen(lines)]

    assert shown() == ["公文", "网络课 Word"]
    assert shown(folds=False) == ["公文", "网络课 Word", "错的", "错的"]
    assert shown(part="online") == shown(rule="online_course") == shown(text="wORD")
    assert shown(month=3) == ["公文"]
    assert shown(month=3, part="online") == []
    total = figure(person.id, 2026, today=TODAY).total
    assert total_of(lines) == total_of(LineFilter().chosen(lines)) == total == 300


def test_study_days_are_shared_out_over_the_days_of_an_activity(confirm):
    person = make_person()
    days = {"studied_on": date(2025, 12, 31), "ends_on": date(2026, 1, 2), "days": 3}
    make_entry(person, kind="outside_training", minutes=0, **days)
    make_entry(person, studied_on=date(2026, 1, 2), minutes=40)
    make_entry(person, studied_on=date(2026, 5, 5), kind="paper", minutes=0, count=1, level="city")
    make_entry(person, studied_on=date(2026, 5, 6), state="returned")
    make_entry(person, studied_on=date(2026, 5, 7), state="withdrawn")
    assert minutes_by_day(study_days(person.id, 2026), 2026) == {
        date(2026, 1, 1): 480, date(2026, 1, 2): 520, date(2026, 5, 5): 0,
    }  # fmt: skip


def test_five_years_are_the_figures_of_each_and_years_without_rules_ask_nothing(
    database, count_queries
):
    text = (ROOT / "content/rules/hours-example-office.toml").read_text(encoding="utf-8")
    text = text.replace("effective_from = 2020-01-01", "effective_from = 2023-01-01")
    load_pack(text)
    person, actor = make_person(), Actor(make_account().id)
    make_exempt_period(person, from_on=date(2025, 3, 1), to_on=date(2025, 4, 30))
    for year, minutes in ((2024, 45), (2025, 90), (2026, 30)):
        entry = make_entry(person, studied_on=date(year, 6, 1), minutes=minutes)
        confirming.confirm_entries([entry], actor=actor, now=NOON)
    figure(person.id, 2026, today=TODAY)
    with count_queries() as queries:
        five = window(person.id, 2026, today=TODAY)
    assert len(queries) == 2
    assert [one.year for one in five.years] == [2022, 2023, 2024, 2025, 2026]
    assert five.years[0].figure is None
    for one in five.years[1:]:
        assert one.figure == figure(person.id, one.year, today=TODAY)
    assert [one.total for one in five.years] == [0, 0, 100, 200, 67]
    asked = [one.figure.requirement.total for one in five.years[1:]]
    assert asked == [16000, 16000, 13333, 16000]
    assert (five.total, five.had, five.required) == (367, {"self": 367}, sum(asked))
    assert five.owed == sum(one.figure.owed for one in five.years[1:])


@pytest.mark.parametrize("joined_by", ["membership", "tenure"])
def test_a_year_before_somebody_joined_and_after_they_left_asks_nothing(confirm, joined_by):
    person = make_person(left_on=date(2026, 1, 1))  # the last day here: New Year's Eve
    db.session.add(
        Departure(person_id=person.id, kind="retired", left_on=person.left_on, recorded_at=NOON)
    )
    joined = {"from_on": date(2023, 1, 1), "to_on": date(2025, 12, 31)}
    if joined_by == "membership":
        make_membership(person, make_branch(), **joined)
    else:
        make_tenure(person, make_post(make_unit()), **joined)
    make_membership(person, make_branch(), from_on=LONG_AGO, to_on=LONG_AGO, superseded_at=NOON)
    confirm(make_entry(person, studied_on=date(2022, 6, 1), minutes=45))
    five = window(person.id, 2026, today=TODAY)
    assert [one.figure.requirement.total for one in five.years] == [0, 16000, 16000, 16000, 0]
    assert [one.figure.owed for one in five.years] == [0, 16000, 16000, 16000, 0]
    assert [one.total for one in five.years] == [100, 0, 0, 0, 0]


def test_an_activity_over_new_year_counts_in_the_month_at_the_edge(confirm):
    person = make_person()
    confirm(make_entry(person, kind="outside_training", studied_on=date(2025, 12, 30), days=4,
                       ends_on=date(2026, 1, 2), minutes=0))  # fmt: skip
    [before], [after] = statement(person.id, 2025), statement(person.id, 2026)
    assert (before.year, before.month, before.hundredths) == (2025, 12, 1200)
    assert (after.year, after.month, after.hundredths) == (2026, 1, 1200)


def test_every_requirement_of_the_pack_is_answered_the_main_one_first(database):
    text = (ROOT / "content/rules/hours-example-office.toml").read_text(encoding="utf-8")
    text += """
[[requirements]]
id = "group-only"
main = false
zh = "集中学习要求"
en = "Group study alone"
parts = { group = "60.00" }
total = "60.00"
"""
    load_pack(text)
    person, actor = make_person(), Actor(make_account().id)
    make_exempt_period(person, from_on=date(2026, 3, 1), to_on=date(2026, 3, 31))
    entry = make_entry(person, kind="group_training", minutes=450)
    confirming.confirm_entries([entry], actor=actor, now=NOON)
    shown = figure(person.id, 2026, today=TODAY)
    main, _online, other = by_requirement(shown)
    assert main == shown.main
    assert (other.requirement.id, other.total, other.owed) == ("group-only", 1000, 4500)
