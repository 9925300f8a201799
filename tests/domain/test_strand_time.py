"""Time by strand counted from days: what a month is, what overlaps, and a single line."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.placements.strand_time import Away, Stretch, experience_upto, whole_months

A_DAY = timedelta(days=1)
DAY = date(2026, 11, 20)


def upto(day, stretches, away=(), single_line=None):
    return experience_upto(day, stretches, away, single_line=single_line)


def test_a_year_is_twelve_months_and_half_a_month_is_one():
    assert whole_months(365) == whole_months(366) == 12
    assert whole_months(1826) == 60
    assert (whole_months(15), whole_months(16)) == (0, 1)


def test_days_count_for_their_strand_up_to_the_day_and_no_further():
    lines = [
        Stretch(date(2020, 1, 1), date(2022, 12, 31), "documents", rank="一级科员"),
        Stretch(date(2023, 1, 1), None, "meetings", grass_roots=True, rank="四级主任科员"),
    ]
    found = upto(date(2024, 6, 30), lines)
    assert dict(found.strands) == {"documents": 36, "meetings": 18, "affairs": 0, "general": 0}
    assert list(found.ranks.items()) == [("一级科员", 36), ("四级主任科员", 18)]
    assert (found.grass_roots, found.total) == (18, 54)
    assert upto(date(2019, 12, 31), lines).total == 0


def test_a_secondment_lies_over_the_home_post_and_no_day_counts_twice():
    home = [Stretch(date(2024, 1, 1), None, "affairs", grass_roots=True)]
    away = [
        Away(date(2024, 7, 1), date(2025, 6, 30), grass_roots=True),
        Away(date(2025, 6, 1), date(2025, 12, 31)),
    ]
    found = upto(date(2025, 12, 31), home, away)
    assert (found.strands["affairs"], found.grass_roots, found.seconded) == (24, 24, 18)


def test_a_single_line_is_long_enough_and_the_only_one():
    long = Stretch(date(2015, 1, 1), date(2019, 12, 31), "documents")
    assert upto(DAY, [long], single_line=60).single == "documents"
    assert upto(DAY, [long], single_line=61).single == ""
    assert upto(DAY, [long]).single == ""
    other = Stretch(date(2020, 1, 1), date(2020, 1, 1), "general")
    assert upto(DAY, [long, other], single_line=60).single == ""
    assert upto(date(2019, 12, 31), [long, other], single_line=60).single == "documents"


@given(st.integers(1, 4000), st.integers(0, 3999))
def test_a_line_cut_in_two_says_what_the_whole_line_said(length, cut):
    first = date(2015, 1, 1)
    last = first + length * A_DAY
    until = first + (cut % length) * A_DAY
    whole = [Stretch(first, last, "documents", rank="科员")]
    halves = [
        Stretch(until + A_DAY, last, "documents", rank="科员"),
        Stretch(first, until, "documents", rank="科员"),
    ]
    assert upto(DAY, whole) == upto(DAY, halves)
