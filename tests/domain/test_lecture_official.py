"""The official score, against what was reckoned by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lectures.class_values import ClassTotal, Dropped, median
from domain.lectures.official import NoPlace, rounded_text
from domain.lectures.rubric import parse_rubric
from domain.lectures.sheet_scores import Sheet, score_sheets
from tests.domain.lecture_rubrics import (
    BOTH_CLASSES,
    ONE_CRITERION,
    SHIPPED,
    SKATING,
    rubric,
    scored,
    sheets_of,
    trimmed,
)

MEAN = 'method = "mean"'
PENALTY = '\n[time_penalty]\nminutes = 10\ngrace = 1\nper_minute = "0.5"\nmost = 2\n'


def told(found):
    return [(one.lecture, one.score, one.place) for one in found.scores]


def test_a_mean_is_exact_until_it_is_rounded_once():
    found = scored(rubric(MEAN), sheets_of({"a": ["80", "80", "81"], "b": ["80.5", "80", "81"]}))
    assert found.scores[0].exact == Fraction(241, 3)
    assert told(found) == [("a", "80.33", 2), ("b", "80.50", 1)]


def test_criteria_of_any_range_are_brought_to_their_weights():
    [only] = scored(
        rubric(MEAN, SKATING),
        [Sheet("a", "1", "A", {"technical": Fraction("5.8"), "artistic": Fraction("5.9")})],
    ).scores
    [sheet] = only.classes[0].accounted
    assert sheet.scored.points == {"technical": Fraction(145, 3), "artistic": Fraction(295, 6)}
    assert sheet.scored.score == Fraction(585, 6)
    assert (only.score, only.place, only.because) == ("97.50", None, NoPlace.TOO_FEW_SHEETS)


def test_trimming_drops_whole_sheets_and_of_equals_that_of_the_first_judge():
    marks = {"a": ["80", "95", "70", "95", "70", "82"]}
    [only] = scored(trimmed(), sheets_of(marks)).scores
    [judges] = only.classes
    assert [one.dropped for one in judges.accounted] == [
        None, Dropped.HIGH, Dropped.LOW, None, None, None,
    ]  # fmt: skip
    assert (judges.sheets, judges.value) == (6, Fraction(80 + 95 + 70 + 82, 4))
    assert only.score == "81.75"


def test_judges_are_counted_on_where_their_numbers_have_two_digits():
    eleven = [Sheet("a", str(n), "A", {"whole": Fraction(90)}) for n in range(11, 1, -1)]
    [only] = scored(trimmed(2, 1, "minimum_sheets = 4"), eleven).scores
    assert [one.judge for one in only.classes[0].accounted if one.dropped] == ["2", "3", "4"]


@pytest.mark.parametrize(("marks", "score"), [(["70"], "70.00"), (["70", "90"], "80.00"),
                                              (["70", "80", "99"], "80.00")])  # fmt: skip
def test_nothing_is_dropped_where_nothing_would_be_left(marks, score):
    [only] = scored(trimmed(), sheets_of({"a": marks})).scores
    assert only.score == score


def test_a_median_of_an_even_number_is_the_mean_of_the_middle_two():
    found = scored(
        rubric('method = "median"'),
        sheets_of({"a": ["70", "80", "85", "99"], "b": ["70", "80.5", "99"]}),
    )
    assert told(found) == [("a", "82.50", 1), ("b", "80.50", 2)]


@given(st.lists(st.fractions(0, 100, max_denominator=12), min_size=1, max_size=9))
def test_half_of_the_numbers_lie_on_each_side_of_their_median(numbers):
    middle = median(numbers)
    assert 2 * sum(one <= middle for one in numbers) >= len(numbers)
    assert 2 * sum(one >= middle for one in numbers) >= len(numbers)


def test_equal_scores_share_a_place_and_the_next_is_counted_on():
    found = scored(
        rubric(MEAN),
        sheets_of({"a": ["80"] * 3, "b": ["90"] * 3, "c": ["80"] * 3, "d": ["70"] * 3}),
    )
    assert [one.place for one in found.scores] == [2, 1, 2, 4]
    tie = found.scores[0].placed
    assert (tie.equals, tie.decided_by, tie.looked_at) == (("c",), "", ())


def test_a_tie_of_rounded_scores_is_broken_in_the_order_of_the_rubric():
    used = rubric('method = "mean"\ndecimals = 0\ntie_break = ["artistic", "median"]', SKATING)
    marks = {"a": ("5.0", "4.0"), "b": ("4.4", "4.6"), "c": ("4.4", "4.6"), "d": ("3.0", "3.0")}
    sheets = [
        Sheet(name, str(judge), "A", {"technical": Fraction(t), "artistic": Fraction(a)})
        for name, (t, a) in marks.items()
        for judge in range(3)
    ]
    found = scored(used, sheets)
    assert told(found) == [("a", "75", 3), ("b", "75", 1), ("c", "75", 1), ("d", "50", 4)]
    first, second = found.scores[0].placed, found.scores[1].placed
    assert (first.decided_by, first.looked_at) == ("artistic", (("artistic", Fraction(4)),))
    assert (second.decided_by, second.equals) == ("", ("a", "c"))
    assert second.looked_at == (("artistic", Fraction(23, 5)), ("median", Fraction(75)))


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [("half_up", ["0.13", "0.12", "100.00"]), ("half_even", ["0.12", "0.12", "100.00"]),
     ("down", ["0.12", "0.12", "99.99"])],
)  # fmt: skip
def test_each_rounding_rounds_halves_its_own_way(rounding, expected):
    numbers = [Fraction(1, 8), Fraction(1, 8) - Fraction(1, 10**12), Fraction(99_999, 1000)]
    assert [rounded_text(one, 2, rounding) for one in numbers] == expected


def test_scores_carry_all_decimals_of_the_rubric_and_none_where_it_has_none():
    assert rounded_text(Fraction(5), 4, "half_up") == "5.0000"
    assert rounded_text(Fraction(1, 20), 1, "half_up") == "0.1"
    assert rounded_text(Fraction(171, 2), 0, "half_up") == "86"
    assert rounded_text(Fraction(0), 2, "down") == "0.00"


@pytest.mark.parametrize(
    ("minutes", "over", "score"),
    [(None, 0, "80.00"), (11, 0, "80.00"), (12, 1, "79.50"), (14, 3, "78.50"), (90, 79, "78.00")],
)
def test_each_started_minute_over_the_grace_costs_and_the_penalty_has_a_limit(minutes, over, score):
    used = rubric(MEAN, ONE_CRITERION + PENALTY)
    spoken = {} if minutes is None else {"a": minutes}
    [only] = scored(used, sheets_of({"a": ["80"] * 3}), minutes_spoken=spoken).scores
    assert (only.minutes_over, only.score) == (over, score)


def test_a_score_never_falls_under_nothing():
    used = rubric(MEAN, ONE_CRITERION + PENALTY)
    [only] = scored(used, sheets_of({"a": ["1"] * 3}), minutes_spoken={"a": 99}).scores
    assert (only.exact, only.score) == (0, "0.00")


CLASSES = ONE_CRITERION + BOTH_CLASSES.format(judges="", audience="minimum = 5")


def test_classes_are_weighed_against_each_other():
    used = rubric(MEAN, CLASSES)
    judges, audience = sheets_of({"a": ["80"] * 3}), sheets_of({"a": ["90"] * 5}, "B")
    [only] = scored(used, judges + audience).scores
    assert [one.share for one in only.classes] == [64, 18]
    assert (only.score, only.place) == ("82.00", 1)


def test_a_class_may_be_known_by_its_total_alone():
    used = rubric(MEAN, CLASSES)
    total = ClassTotal("a", "B", 7, Fraction(1234, 15), {"whole": Fraction(1234, 15)})
    [only] = scored(used, sheets_of({"a": ["80"] * 3}), totals=[total]).scores
    assert only.exact == 64 + Fraction(1234, 75)
    assert (only.classes[1].accounted, only.classes[1].sheets) == ((), 7)


def test_a_class_that_weighs_and_has_no_sheet_leaves_neither_score_nor_place():
    [only] = scored(rubric(MEAN, CLASSES), sheets_of({"a": ["80"] * 3})).scores
    assert (only.score, only.place) == (None, None)
    assert (only.because, only.because_of) == (NoPlace.NO_SHEETS, "B")


def test_under_the_minimum_of_a_class_there_is_a_score_and_no_place():
    sheets = sheets_of({"a": ["80"] * 3}) + sheets_of({"a": ["90"] * 4}, "B")
    [only] = scored(rubric(MEAN, CLASSES), sheets).scores
    assert (only.score, only.place, only.because_of) == ("82.00", None, "B")


def test_who_has_too_few_sheets_takes_no_place_from_the_others():
    found = scored(rubric(MEAN), sheets_of({"a": ["99", "99"], "b": ["80"] * 3}),
                   lectures=["z", "a", "b"])  # fmt: skip
    assert told(found) == [("z", None, None), ("a", "99.00", None), ("b", "80.00", 1)]
    assert [one.because for one in found.scores] == [
        NoPlace.NO_SHEETS, NoPlace.TOO_FEW_SHEETS, None,
    ]  # fmt: skip


def test_places_are_given_inside_each_panel_that_judges_do_not_link():
    sheets = sheets_of({"a": ["80"] * 3, "b": ["90"] * 3}) + sheets_of(
        {"c": ["", "", "", "70", "70", "70"]}
    )
    found = scored(rubric(MEAN), sheets)
    assert found.panels == (("a", "b"), ("c",))
    assert told(found) == [("a", "80.00", 2), ("b", "90.00", 1), ("c", "70.00", 1)]
    assert [one.panel for one in found.scores] == [1, 1, 2]


def test_the_audience_links_no_panels():
    sheets = sheets_of({"a": ["80"] * 3}) + sheets_of({"b": ["", "", "", "70", "70", "70"]})
    audience = sheets_of({"a": ["90"] * 5, "b": ["90"] * 5}, "B")
    assert len(scored(rubric(MEAN, CLASSES), sheets + audience).panels) == 2


@given(st.permutations(sheets_of({"a": ["80", "95", "70", "95"], "b": ["81", "70", "70", "91"]})))
def test_the_order_of_the_sheets_makes_no_difference(sheets):
    found = scored(trimmed(), sheets, lectures=["a", "b"])
    assert found == scored(trimmed(), sorted(sheets, key=lambda one: one.key))


def test_the_shipped_rubric_by_hand():
    """25 + 30 + 15 + 20 + 10; the second judge is the highest, the third the lowest."""
    used = parse_rubric(SHIPPED, "shipped")
    ids = [one.id for one in used.criteria]
    given_marks = {"1": (22, 26, 13, 17, 8), "2": (25, 29, 15, 19, 10), "3": (20, 22, 10, 14, 7),
                   "4": (23, 25, 12, 17, 9)}  # fmt: skip
    sheets = [
        Sheet("a", judge, "A", dict(zip(ids, map(Fraction, marks), strict=True)))
        for judge, marks in given_marks.items()
    ]
    [only] = scored(used, sheets).scores
    assert [one.scored.score for one in only.classes[0].accounted] == [86, 98, 73, 86]
    assert (only.score, only.place) == ("86.00", 1)
    assert only.classes[0].means["theme"] == Fraction(45, 2)


def test_score_sheets_gives_sheets_in_order_whatever_order_they_came_in():
    sheets = sheets_of({"b10": ["80"], "b2": ["70", "75"]})
    valid, _refused = score_sheets(rubric(MEAN), reversed(sheets))
    assert [(o.sheet.lecture, o.sheet.judge) for o in valid] == [
        ("b2", "1"), ("b2", "2"), ("b10", "1"),
    ]  # fmt: skip
