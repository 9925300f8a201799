"""The shipped packs, each against its source: the answers were computed by hand."""

from datetime import date
from fractions import Fraction

import pytest

from domain.demo.words import HIGH_RANKS, STAFF_RANKS
from domain.hours.activities import Activity
from domain.hours.books import Books, counts_of, sums_of
from domain.hours.engine import judge
from domain.hours.pack_format import LEAVE
from domain.hours.pack_parsing import read_pack
from domain.hours.requirements import main_of, results
from domain.hours.standings import GroupSpan, Standing
from tests.factories import ROOT

FOLDER = ROOT / "content" / "rules"
PACKS = {path.name: read_pack(path.read_bytes(), path.name) for path in FOLDER.glob("hours-*.toml")}
NATIONAL = PACKS["hours-national.toml"]
ONLINE = PACKS["hours-provincial-online.toml"]
PARTY = PACKS["hours-party-members.toml"]
OFFICE = PACKS["hours-example-office.toml"]
DAY = date(2025, 5, 12)
LONG_AGO = date(2015, 1, 1)


def worth(pack, kind, **amounts):
    leave = amounts.pop("leave", 0)
    activity = Activity(1, kind, DAY, amounts.pop("minutes", 0), 0, leave_hundredths=leave)
    [one] = judge([activity._replace(**amounts)], {0: pack})
    return one


def result(pack, groups, year, sums, name, activities=()):
    judged = list(judge(activities, {0: pack}))
    held = sums_of(line for one in judged for line in one.lines) if sums is None else sums
    standing = Standing(tuple(GroupSpan(one, LONG_AGO) for one in groups))
    found = results(pack, year, Books(held, counts_of(judged)), standing)
    return next(one for one in found if one.requirement.id == name), main_of(found)


def test_every_number_is_to_be_confirmed_and_says_where_it_comes_from():
    for pack in PACKS.values():
        numbers = (*pack.kinds.values(), *pack.caps, *pack.requirements)
        assert not any(one.confirmed for one in (pack, *numbers))
        assert all("待核实" in one.source["zh"] for one in (pack, *numbers))
        assert all("o be confirmed" in one.source["en"] for one in (pack, *numbers))


def test_only_the_office_pack_begins_last():
    """Those that others are built from must not come into force by being loaded."""
    first = [pack for pack in PACKS.values() if pack.effective_from < OFFICE.effective_from]
    assert len(first) == len(PACKS) - 1


def test_the_national_conversion_makes_ninety_of_twelve_days():
    assert worth(NATIONAL, "full_time_training", days=12).capped == 9000
    assert worth(NATIONAL, "full_time_training", days=1, half_days=1).capped == 1125
    assert worth(NATIONAL, "group_session", minutes=90).capped == 200
    assert worth(NATIONAL, "online_course", minutes=30).capped == 67


def test_more_than_a_seventh_of_leave_leaves_nothing():
    assert NATIONAL.kinds["full_time_training"].leave_at_most == Fraction(1, 7)
    # seven days are 52.50 and a seventh of them 7.50
    assert worth(NATIONAL, "full_time_training", days=7, leave=750).capped == 5250
    struck = worth(NATIONAL, "full_time_training", days=7, leave=751)
    assert (struck.uncapped, struck.capped, struck.cap) == (5250, 0, LEAVE)


def test_county_level_needs_550_of_group_training_in_five_years():
    sums = {year: {("group", ""): 10000, ("online", ""): 5000} for year in range(2021, 2026)}
    got, main = result(NATIONAL, ["county"], 2025, sums, "county-five-years")
    assert (got.first_year, got.last_year, got.total) == (2021, 2025, 50000)
    assert (got.required_total, got.owed, main) == (55000, 5000, got)
    sums[2021][("group", "")] = 15000
    assert result(NATIONAL, ["county"], 2025, sums, "county-five-years")[0].met
    assert not result(NATIONAL, ["county"], 2026, sums, "county-five-years")[0].met


def test_township_level_needs_90_of_group_training_a_year_and_everybody_50_online():
    sums = {2025: {("group", ""): 8950, ("online", ""): 6000}}
    got, main = result(NATIONAL, ["township"], 2025, sums, "township-year")
    assert (got.had, got.owed, main) == ({"group": 8950}, 50, got)
    online, _main = result(NATIONAL, ["township"], 2025, sums, "online-year")
    assert (online.total, online.met) == (6000, True)


def test_who_was_promoted_has_a_year_to_meet_it():
    came = Standing((GroupSpan("county", date(2025, 6, 15), by_rank_change=True),))
    [window, _online] = results(NATIONAL, 2025, Books(), came)
    assert (window.owed, window.due_on) == (55000, date(2026, 6, 15))
    assert window.in_grace(date(2026, 6, 15))
    assert not window.in_grace(date(2026, 6, 16))


@pytest.mark.parametrize(
    ("minutes", "hundredths"),
    [(1, 25), (15, 25), (16, 50), (29, 50), (30, 100), (300, 100)],
)
def test_the_provincial_college_counts_by_bands(minutes, hundredths):
    assert worth(ONLINE, "online_course", minutes=minutes).capped == hundredths


def test_a_passed_test_makes_a_half_and_fifty_hours_are_asked():
    assert worth(ONLINE, "online_test").capped == 50
    activities = [Activity(n, "online_course", DAY, 30, 0) for n in range(49)]
    activities.append(Activity(99, "online_test", DAY, 0, 0))
    got, _main = result(ONLINE, [], 2025, None, "online-year", activities)
    assert (got.total, got.required_total, got.owed) == (4950, 5000, 50)


def test_party_members_need_32_and_branch_officers_56_with_a_group_training():
    study = [Activity(n, "branch_study", DAY, 450, 0) for n in range(6)]  # 60 hours
    member, main = result(PARTY, ["party_members"], 2025, None, "members-year", study)
    assert (member.required_total, member.met, main) == (3200, True, member)
    both = ["party_members", "branch_officers"]
    officer, main = result(PARTY, both, 2025, None, "officers-year", study)
    assert (officer.required_total, officer.owed, officer.met, main) == (5600, 0, False, officer)
    trained = [*study, Activity(99, "group_training", DAY, 45, 0)]
    assert result(PARTY, both, 2025, None, "officers-year", trained)[0].met


def test_the_office_asks_five_years_of_leaders_and_the_year_of_everybody_else():
    sums = {2025: {("group", ""): 9000, ("online", ""): 5000, ("self", ""): 2000}}
    year, main = result(OFFICE, ["township", "party_members"], 2025, sums, "office-year")
    assert (year.met, main) == (True, year)
    township, _main = result(OFFICE, ["township"], 2025, sums, "township-year")
    assert (township.total, township.met) == (9000, True)
    window, main = result(OFFICE, ["county"], 2025, sums, "county-five-years")
    assert (window.total, window.owed, main) == (9000, 46000, window)
    assert result(OFFICE, [], 2025, sums, "online-year")[0].met
    officers = ["party_members", "branch_officers"]
    assert not result(OFFICE, officers, 2025, sums, "party-officers-year")[0].times_met
    assert result(OFFICE, officers, 2025, sums, "party-members-year")[0].met


def test_every_rank_of_the_demo_is_in_a_group_of_the_office():
    ranks = {*HIGH_RANKS.values(), *(rank for _years, rank in STAFF_RANKS)}
    grouped = {rank for one in OFFICE.groups.values() for rank in one.ranks}
    assert ranks <= grouped
