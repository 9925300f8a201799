"""Figures under a rule book with groups, windows, carry-over, classes and leave: by hand."""

from datetime import date

import pytest
import sqlalchemy as sa

from domain import confirming
from domain.audit import Actor
from domain.hours.figures import figure
from domain.hours.lists import GRACE, MET, SHORT, ListFilter, people_figures, totals
from domain.hours.recompute import recompute
from domain.hours.statements import statement, study_days
from domain.hours.uncredited import Came, uncredited
from domain.hours.windows import window
from domain.hours.years import close_year
from models import CarryOver, Credit, CreditMonth, db
from tests.conftest import NOON
from tests.domain.hall_rules import RULE_BOOK
from tests.domain.test_hours_lists import ALL
from tests.factories import (
    make_account,
    make_branch,
    make_entry,
    make_membership,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)
from tests.packs import load_pack

TODAY = date(2026, 11, 20)


@pytest.fixture
def actor(database):
    load_pack(RULE_BOOK)
    return Actor(make_account().id)


@pytest.fixture
def did(actor):
    """Return a function that confirms an activity of a person."""

    def confirm(person, kind="course", on="2026-06-01", **values):
        entry = make_entry(
            person,
            kind=kind,
            studied_on=date.fromisoformat(on),
            topic=values.pop("topic", ""),
            **({"minutes": 0} | values),
        )
        confirming.confirm_entries([entry], actor=actor, now=NOON)
        return entry

    return confirm


def of_year(person, year=2026, today=TODAY):
    return figure(person.id, year, today=today)


def surplus_of_2025(person, did):
    """Core 28.00, free 5.00 of which online 2.00: 33.00 in all."""
    did(person, "camp", "2025-03-03", days=4, ends_on=date(2025, 3, 6))
    did(person, "lecture", "2025-04-01", count=1)
    for day in ("2025-05-01", "2025-05-02"):
        did(person, "web", day, minutes=40)


def test_a_surplus_goes_into_another_part_of_the_next_year_up_to_its_limit(did):
    """Surplus 13.00 of the total and 16.00 of core, at most 6.00: so 6.00 go to free."""
    person = make_person()
    surplus_of_2025(person, did)
    did(person, minutes=45)
    [before] = of_year(person, 2025).results
    assert (before.total, before.carried_in, before.carried_out, before.owed) == (3300, 0, 600, 0)
    [now] = of_year(person).results
    assert (now.total, now.carried, now.carried_in) == (100, {"free": 600}, 600)
    # total 20 - 1 - 6 = 13; parts core 11, free 0; online 2
    assert (now.shortfalls, now.owed, now.met) == ({"core": 1100, "free": 0}, 1300, False)
    [then] = of_year(person, 2027, date(2027, 3, 1)).results
    assert then.carried_in == 0  # what was carried in is not carried on


def test_closing_a_year_fixes_what_it_hands_on(did, actor):
    person = make_person()
    surplus_of_2025(person, did)
    close_year(2025, "厅〔2026〕2 号", today=TODAY, actor=actor, now=NOON)
    kept = db.session.execute(
        sa.select(CarryOver.person_id, CarryOver.requirement, CarryOver.part, CarryOver.hundredths)
    ).all()
    assert kept == [(person.id, "year", "free", 600)]
    camp = db.session.scalars(sa.select(Credit.source_id).where(Credit.rule == "camp")).one()
    entry = db.session.get(type(make_entry(person)), camp)
    confirming.void_entry(entry, reason="不是本人", actor=actor, now=NOON)
    assert of_year(person, 2025).total == 500
    assert of_year(person).main.carried_in == 600


def test_what_a_closed_year_carried_on_goes_along_with_a_merged_record(did, actor):
    kept, merged = make_person(), make_person()
    surplus_of_2025(merged, did)
    close_year(2025, "厅〔2026〕2 号", today=TODAY, actor=actor, now=NOON)
    assert of_year(kept).main.carried_in == 0
    merged.merged_into_id = kept.id
    db.session.flush()
    assert of_year(kept).main.carried_in == 600


def test_a_head_is_asked_over_three_years_of_core_hours_alone(did):
    person, unit = make_person(), make_unit()
    make_tenure(person, make_post(unit), rank="乡科级正职", to_on=date(2024, 2, 29))
    make_tenure(person, make_post(unit), rank="县处级副职", from_on=date(2024, 3, 1))
    did(person, "camp", "2024-05-06", days=3)
    did(person, "camp", "2025-05-05", days=2)
    did(person, "lecture", "2026-02-01", count=1)
    did(person, minutes=45)
    shown = of_year(person)
    assert [one.requirement.id for one in shown.results] == ["heads-three", "year"]
    main = shown.main
    assert (main.first_year, main.last_year, main.total, main.owed) == (2024, 2026, 3600, 2400)
    assert (shown.total, shown.share) == (400, 60)  # 1.00 and 3.00 this year; 36 of 60
    assert shown.groups == {"heads"}
    five = window(person.id, 2026, today=TODAY)
    assert [one.total for one in five.windowed] == [3600]
    assert five.required == 20 * 100 * 2  # 2022 and 2023, when the year was the main one
    early = of_year(person, 2024, date(2025, 2, 1))
    assert (early.main.due_on, early.in_grace, early.short) == (date(2025, 3, 1), True, False)
    late = of_year(person, 2024, date(2025, 3, 2))
    assert (late.in_grace, late.short) == (False, True)


def test_who_joins_with_the_rank_has_no_grace(did):
    person = make_person()
    make_tenure(person, make_post(make_unit()), rank="县处级副职", from_on=date(2026, 7, 1))
    shown = of_year(person)
    assert shown.main.due_on == date(2026, 12, 31)
    # by the month: of three years, 30 months before joining ask nothing: 60 * 6 / 36
    assert (shown.main.months_off, shown.main.required_total) == (30, 1000)
    assert shown.results[1].required_total == 1000  # half of 20


def test_a_branch_officer_of_the_party_is_asked_for_a_number_of_meetings(did):
    branch = make_branch()
    officer, other = make_person(party_member=True), make_person(party_member=False)
    for person in (officer, other):
        make_membership(person, branch, office="committee")
    did(officer, "meeting", "2026-03-01", sessions=2)
    asked = of_year(officer).results[-1]
    assert (asked.requirement.id, asked.owed) == ("officers-year", 0)
    [(_times, had)] = asked.times
    assert (had, asked.met) == (1, False)  # one meeting, though it counts 4.00
    did(officer, "meeting", "2026-04-01", sessions=1)
    assert of_year(officer).results[-1].met
    assert [one.requirement.id for one in of_year(other).results] == ["year"]


@pytest.mark.parametrize(("leave", "total"), [(200, 1400), (201, 0)])
def test_leave_of_more_than_a_seventh_leaves_nothing_and_is_listed(did, leave, total):
    person = make_person()
    entry = did(person, "camp", days=2, leave_hundredths=leave)
    shown = of_year(person)
    assert shown.total == total
    listed = uncredited(shown, study_days(person.id, 2026), statement(person.id, 2026))
    assert [(one.entry.id, one.came) for one in listed] == (
        [] if total else [(entry.id, Came.TOO_MUCH_LEAVE)]
    )


def test_an_amount_that_no_band_holds_and_a_full_cap_are_listed_with_their_reason(did):
    person = make_person()
    for number in range(5):
        did(person, "web", f"2026-02-0{number + 1}", minutes=50)
    full, short = did(person, "web", "2026-03-01", minutes=50), did(person, "web", minutes=10)
    shown = of_year(person)
    assert (shown.total, shown.main.tags) == (500, {"online": 500, "law": 0})
    listed = uncredited(shown, study_days(person.id, 2026), statement(person.id, 2026))
    assert {(one.entry.id, str(one.judged.unruled or one.came)) for one in listed} == {
        (full.id, "caps_full"), (short.id, "no_band"),
    }  # fmt: skip


def test_a_cap_of_a_class_is_shared_over_the_years_and_settled_in_all_of_them(did, actor):
    person = make_person()
    first = did(person, on="2025-11-01", minutes=135, topic="党史")
    did(person, on="2026-02-01", minutes=135, topic="党史")
    other = did(person, on="2026-02-02", minutes=135, topic="")  # without a name a class of its own
    assert (of_year(person, 2025).total, of_year(person).total) == (300, 400)
    confirming.void_entry(first, reason="记错", actor=actor, now=NOON)
    assert (of_year(person, 2025).total, of_year(person).total) == (0, 600)
    assert recompute(write=False).adds_up
    confirming.void_entry(other, reason="记错", actor=actor, now=NOON)
    assert of_year(person).total == 300


def test_lines_and_monthly_sums_carry_the_tags_of_their_activity(did):
    person = make_person()
    did(person, "web", minutes=30, tags="law")
    did(person, minutes=45, online=True)
    did(person, "web", "2026-07-01", minutes=30, online=False, part="core")
    rows = db.session.execute(
        sa.select(CreditMonth.part, CreditMonth.tags, CreditMonth.hundredths).order_by(
            CreditMonth.part, CreditMonth.tags
        )
    ).all()
    assert rows == [("core", "", 100), ("core", "online", 100), ("free", "law;online", 100)]
    assert of_year(person).main.tags == {"online": 200, "law": 100}
    assert [line.tags for line in statement(person.id, 2026)] == ["law;online", "online", ""]


def test_a_file_says_the_group_for_the_days_before_the_first_post(did):
    person = make_person()
    did(person, on="2025-01-05", minutes=45, rank_group="heads")
    did(person, on="2025-06-05", minutes=45, rank_group="乡科级正职")
    assert of_year(person, 2024).groups == {"heads"}
    assert of_year(person, 2025).groups == frozenset()
    did(person, on="2025-09-05", minutes=45, rank_group="县处级正职")
    assert of_year(person, 2025).main.requirement.id == "heads-three"
    make_tenure(person, make_post(make_unit()), rank="一级科员", from_on=date(2026, 1, 1))
    assert of_year(person, 2025).groups == {"heads"}
    assert of_year(person, 2026).groups == frozenset()


def test_lists_filter_by_group_and_requirement_and_leave_out_who_is_in_grace(did, count_queries):
    unit = make_unit()
    new, head, plain = (make_person(name=name, search_key=name) for name in "abc")
    make_tenure(new, make_post(unit), rank="乡科级正职", to_on=date(2026, 5, 31))
    make_tenure(new, make_post(unit), rank="县处级副职", from_on=date(2026, 6, 1))
    make_tenure(head, make_post(unit), rank="县处级正职")
    did(plain, minutes=45)
    people_figures(ALL, 2026, today=TODAY)
    with count_queries() as queries:
        rows = people_figures(ALL, 2026, today=TODAY)
    assert len(queries) <= 3

    def names(**wanted):
        return [row.name for row in ListFilter(**wanted).chosen(rows, TODAY)]

    assert names(group="heads") == ["a", "b"]
    assert names(requirement="heads-three") == ["a", "b"]
    assert names(requirement="year") == ["a", "b", "c"]
    assert names(state=GRACE) == ["a"]
    assert names(state=SHORT) == ["b", "c"]
    assert names(state=SHORT, requirement="year") == ["a", "b", "c"]
    assert names(state=MET) == []
    summed = totals(rows)
    assert (summed.members, summed.met, summed.short, summed.grace) == (3, 0, 2, 1)
    assert summed.owed == 6000 + 1900  # without what is not due yet
