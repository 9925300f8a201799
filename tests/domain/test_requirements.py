"""Requirements: groups, part years, windows, grace and carry-over, each worked by hand."""

from datetime import date

import pytest

from domain.hours.books import Books
from domain.hours.pack_parsing import parse_pack
from domain.hours.requirements import main_of, months_after, results, window_of
from domain.hours.standings import GroupSpan, Standing, group_spans
from tests.domain.rule_books import DISTRICT

PACK = parse_pack(DISTRICT, "district.toml")
BY_MONTH = parse_pack(
    DISTRICT.replace(
        "version = 1", 'version = 1\npart_year = "by_month"\nrank_change = "by_month"'
    ),
    "x",
)
LONG_AGO = date(2015, 1, 1)
STAFF = Standing((GroupSpan("staff", LONG_AGO),))


def books(**years):
    return Books({int(year[1:]): sums for year, sums in years.items()})


def of(found, name):
    return next((one for one in found if one.requirement.id == name), None)


def test_who_belongs_to_no_group_is_asked_nothing():
    assert results(PACK, 2024, Books(), Standing()) == []
    assert main_of([]) is None


def test_the_main_one_is_the_first_that_is_main_and_applies():
    standing = Standing((GroupSpan("officers", LONG_AGO), GroupSpan("staff", LONG_AGO)))
    found = results(PACK, 2024, Books(), standing)
    assert [one.requirement.id for one in found] == ["staff-year", "officers-year"]
    assert main_of(found).requirement.id == "staff-year"
    only = results(PACK, 2024, Books(), Standing((GroupSpan("officers", LONG_AGO),)))
    assert main_of(only).requirement.id == "officers-year"


@pytest.mark.parametrize(
    ("sums", "owed"),
    [
        ({}, 4000),
        ({("required", ""): 4000}, 1000),  # the part elective lacks 10
        ({("required", ""): 2000, ("elective", ""): 2000}, 500),  # only the tag lacks
        ({("required", ""): 1000, ("elective", "online"): 2500}, 1000),
        ({("required", ""): 2500, ("elective", "online;theory"): 1000}, 500),  # the total
        ({("required", ""): 2000, ("elective", "online"): 2000}, 0),
    ],
)
def test_owed_is_the_largest_of_total_parts_and_tags(sums, owed):
    got = of(results(PACK, 2024, books(y2024=sums), STAFF), "staff-year")
    assert (got.owed, got.met) == (owed, owed == 0)


def test_a_surplus_goes_one_year_on_and_no_further():
    first = {("required", ""): 3000, ("elective", "online"): 2000}  # 50 of 40
    held = books(y2024=first)
    year = {n: of(results(PACK, n, held, STAFF), "staff-year") for n in (2024, 2025, 2026)}
    # required 10 over, total 10 over: 6 go to elective; 4 are left, all of elective's own 10
    assert year[2024].carried_on == {"elective": 1000}
    assert (year[2025].carried_in, year[2025].owed) == (1000, 3000)
    assert (year[2026].carried_in, year[2026].owed) == (0, 4000)


def test_what_is_carried_needs_the_requirement_to_have_applied():
    standing = Standing((GroupSpan("staff", date(2025, 3, 1), by_rank_change=True),))
    held = books(y2024={("required", ""): 9000, ("elective", "online"): 2000})
    assert of(results(PACK, 2025, held, standing), "staff-year").carried_in == 0


def test_grace_runs_from_a_change_of_rank_and_not_from_joining():
    came = GroupSpan("staff", date(2024, 10, 31), by_rank_change=True)
    got = of(results(PACK, 2024, Books(), Standing((came,))), "staff-year")
    assert got.due_on == date(2025, 4, 30)  # six months on there is no 31st
    assert [got.in_grace(day) for day in (date(2024, 12, 31), date(2025, 1, 1),
            date(2025, 4, 30), date(2025, 5, 1))] == [False, True, True, False]  # fmt: skip
    joined = GroupSpan("staff", date(2024, 10, 31))
    got = of(results(PACK, 2024, Books(), Standing((joined,))), "staff-year")
    assert (got.due_on, got.in_grace(date(2025, 1, 1))) == (date(2024, 12, 31), False)
    assert of(results(PACK, 2025, Books(), Standing((came,))), "staff-year").due_on == date(
        2025, 12, 31
    )


def test_months_count_by_the_group_on_their_last_day():
    spans = (
        GroupSpan("staff", LONG_AGO, date(2024, 5, 30)),
        GroupSpan("leaders", date(2024, 5, 31), by_rank_change=True),
    )
    found = results(BY_MONTH, 2024, Books(), Standing(spans))
    # staff from January to April, 4 of 12: 40 x 4 / 12 = 13.333, 20 -> 6.67, 10 -> 3.33, 5 -> 1.67
    staff = of(found, "staff-year")
    assert (staff.required_total, dict(staff.required), staff.months_off) == (
        1333, {"required": 667, "elective": 333}, 8,
    )  # fmt: skip
    assert [one.hundredths for one in staff.requirement.tags] == [167]
    # leaders from May on: 8 + 12 + 12 of 36 months of 120: 106.67
    leaders = of(found, "leaders-three-years")
    assert (leaders.required_total, leaders.due_on) == (10667, date(2026, 12, 31))
    assert of(results(PACK, 2024, Books(), Standing(spans)), "staff-year") is None


def test_part_years_take_off_exempt_months_and_those_before_joining_or_after_leaving():
    standing = Standing(
        (GroupSpan("staff", LONG_AGO),),
        exempt=((date(2024, 3, 1), date(2024, 3, 31)),),
        here=((date(2024, 2, 15), date(2024, 11, 15)),),
    )
    got = of(results(BY_MONTH, 2024, Books(), standing), "staff-year")
    # February has 15 of 29 days: it counts. Off: January, March, December; November has 15 of
    # 30 days away, which are not more than half. 9 of 12 months of 40 are 30.
    assert (got.months_off, got.required_total) == (3, 3000)
    full = of(results(PACK, 2024, Books(), standing), "staff-year")
    assert (full.months_off, full.required_total) == (0, 4000)
    assert results(BY_MONTH, 2025, Books(), standing) == []


def test_the_groups_of_who_left_are_those_of_their_last_day():
    standing = Standing(
        (GroupSpan("staff", LONG_AGO, date(2024, 6, 30)),),
        here=((LONG_AGO, date(2024, 6, 30)),),
    )
    assert of(results(PACK, 2024, Books(), standing), "staff-year") is not None


def test_windows_end_with_the_year_or_are_fixed_by_their_anchor():
    fixed = PACK.requirements[0]
    assert [window_of(fixed, year)[0] for year in (2023, 2024, 2026, 2027)] == [
        2021, 2024, 2024, 2027,
    ]  # fmt: skip
    moving = parse_pack(DISTRICT.replace("anchor_year = 2024", ""), "x").requirements[0]
    assert window_of(moving, 2026) == range(2024, 2027)
    assert window_of(moving, 2025) == range(2023, 2026)


def test_a_window_sums_what_counts_over_its_years():
    held = books(
        y2024={("required", "theory"): 5000, ("elective", ""): 9900}, y2025={("required", ""): 500},
        y2026={("required", ""): 6000}, y2027={("required", ""): 8000},
    )  # fmt: skip
    standing = Standing((GroupSpan("leaders", LONG_AGO),))
    got = of(results(PACK, 2025, held, standing), "leaders-three-years")
    assert (got.had, got.total, got.owed) == ({"required": 11500}, 11500, 500)
    assert round(got.share, 2) == 95.83


def test_groups_come_from_ranks_party_and_offices():
    spans = group_spans(
        PACK.groups,
        ranks=[
            ("科员", date(2018, 1, 1), date(2020, 6, 30)),
            ("副处级", date(2020, 7, 1), date(2022, 12, 31)),
            ("处级", date(2023, 1, 1), None),
        ],
        party=[(date(2019, 7, 1), None)],
        offices=[("committee", date(2017, 1, 1), date(2021, 12, 31)),
                 ("secretary", date(2022, 1, 1), date(2024, 1, 1)),
                 ("deputy_secretary", date(2024, 1, 2), None)],
    )  # fmt: skip
    assert set(spans) == {
        GroupSpan("staff", date(2018, 1, 1), date(2020, 6, 30)),
        GroupSpan(
            "leaders", date(2020, 7, 1), None, by_rank_change=True
        ),  # another rank, no change
        GroupSpan("officers", date(2019, 7, 1), date(2024, 1, 1)),
    }


def test_months_later_is_the_same_day_or_the_last_of_the_month():
    assert months_after(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert months_after(date(2024, 12, 1), 12) == date(2025, 12, 1)
