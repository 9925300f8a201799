"""Which lectures judges link with each other."""

import subprocess
import sys
import time
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from domain.lectures.linkage import panels_of, panels_without

NAMES = st.sampled_from("abcdefgh")


def test_lectures_with_a_judge_in_common_are_one_panel():
    assert panels_of([("A", "x"), ("B", "x"), ("B", "y"), ("C", "y")]) == [["A", "B", "C"]]


def test_panels_and_their_lectures_come_in_the_order_of_first_appearance():
    pairs = [("D", "x"), ("A", "y"), ("C", "x"), ("B", "y"), ("E", "z")]
    assert panels_of(pairs) == [["D", "C"], ["A", "B"], ["E"]]


def test_a_lecture_and_a_judge_of_one_name_are_not_the_same():
    assert panels_of([("A", "B"), ("B", "C")]) == [["A"], ["B"]]


def test_no_sheets_are_no_panels():
    assert panels_of([]) == []


@given(st.lists(st.tuples(NAMES, NAMES), max_size=20))
def test_two_lectures_are_of_one_panel_when_a_way_of_sheets_leads_from_one_to_the_other(pairs):
    panels = panels_of(pairs)
    assert sorted(chain.from_iterable(panels)) == sorted({lecture for lecture, _ in pairs})
    for panel in panels:
        reached, judges = {panel[0]}, set()
        for _ in range(2 * len(pairs)):
            judges |= {judge for lecture, judge in pairs if lecture in reached}
            reached |= {lecture for lecture, judge in pairs if judge in judges}
        assert reached == set(panel)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=20))
def test_without_a_judge_there_are_as_many_panels_as_without_the_judges_sheets(pairs):
    lectures = {lecture for lecture, _ in pairs}
    panels, without = panels_without(pairs)
    assert panels == len(panels_of(pairs))
    assert without.keys() == {judge for _, judge in pairs}
    for judge, many in without.items():
        rest = [pair for pair in pairs if pair[1] != judge]
        bare = lectures - {lecture for lecture, _ in rest}
        assert many == len(panels_of(rest)) + len(bare)


def test_as_many_judges_as_a_series_takes_are_asked_about_at_once():
    pairs = [(lecture, judge) for lecture in range(300) for judge in range(300)]
    begun = time.perf_counter()
    assert set(panels_without(pairs)[1].values()) == {1}
    assert time.perf_counter() - begun < 5


def test_the_official_part_asks_this_without_numpy():
    code = "import sys, domain.lectures.linkage; print('numpy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False"]
