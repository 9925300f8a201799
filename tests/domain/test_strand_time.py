"""Time by strand counted from days: what a month is, what overlaps, and a single line."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.placements.strand_time import Away, Stretch, experience_upto, whole_months

A_DAY = timedelta(days=1)
DAY = date(2026, 11, 20)


def upto(day, stretches, away=(), single_line=None):
    return experience_upto(day, stretches, away, single_line=single_line)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), 12),
        (date(2026, 2, 1), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2026, 1, 1), date(2026, 1, 30), 0),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_whole_months_of_the_calendar(first, last, months):
    assert whole_months(first, last) == months


def test_days_left_over_are_added_thirty_to_a_month():
    lines = [
        Stretch(date(2024, 1, 1), date(2024, 2, 20), "affairs"),
        Stretch(date(2024, 6, 1), date(2024, 6, 10), "affairs"),
    ]
    assert upto(DAY, lines).strands["affairs"] == 2
    assert upto(date(2024, 6, 9), lines).strands["affairs"] == 1


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
