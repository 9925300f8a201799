"""The adjusted score where there is little to adjust by, and where a sheet is wild."""

from itertools import permutations
from math import inf, isfinite, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.lectures.adjusted import (
    Scored,
    ScoredTwice,
    ScoreNotFinite,
    VarianceRatioWrong,
    adjust,
)
from tests.domain.lecture_tables import Dense, complete

THREE = {"A": [80, 85, 90], "B": [70, 76, 81], "C": [88, 90, 99]}


def of(found, name):
    return next(one for one in (*found.lectures, *found.judges) if name in vars(one).values())


def test_one_judge_leaves_the_scores_and_every_place_possible():
    found = adjust(complete({"A": [80], "B": [70], "C": [90]}), seed=1)
    for one, score in zip(found.lectures, (80, 70, 90), strict=True):
        assert (one.estimate, one.standard_error) == (score, None)
        assert (one.place_low, one.place_high, len(one.alike)) == (1, 3, 2)
    judge = found.judges[0]
    assert (judge.severity, judge.standard_error, judge.sheets) == (0, None, 3)
    assert (judge.spread, judge.agreement, judge.infit) == (10, None, None)
    assert (found.variance_judge, found.variance_residual, found.reml) == (None, None, None)
    assert found.connected


def test_one_lecture_gets_the_mean_and_its_standard_error_and_the_first_place():
    found = adjust(complete({"A": [80, 85, 90, 89]}), robust=False, seed=1)
    one = found.lectures[0]
    assert one.estimate == pytest.approx(86)
    assert one.standard_error == pytest.approx(np.std([80, 85, 90, 89], ddof=1) / 2)
    assert (one.place_low, one.place_high, one.alike) == (1, 1, ())
    assert found.variance_judge is None
    assert {judge.standard_error for judge in found.judges} == {None}
    assert {judge.severity for judge in found.judges} == {0}


def test_all_scores_equal_put_all_lectures_on_the_first_place():
    found = adjust(complete(dict.fromkeys("ABCD", [84.1] * 5)), seed=1)
    for one in found.lectures:
        assert one.estimate == pytest.approx(84.1, abs=1e-12)
        assert (one.standard_error, one.place_low, one.place_high) == (0, 1, 1)
        assert len(one.alike) == 3
    for judge in found.judges:
        assert judge.no_spread
        assert (judge.severity, judge.spread, judge.agreement, judge.infit) == (0, 0, None, None)
    assert (found.variance_judge, found.variance_residual, found.reml) == (0, 0, None)
    assert found.pulled_in == ()


def test_a_judge_who_gives_everybody_the_same_is_marked_and_the_fit_goes_on():
    rows = {"A": [80, 84, 85], "B": [70, 78, 85], "C": [90, 91, 85], "D": [60, 70, 85]}
    found = adjust(complete(rows), robust=False, seed=1)
    assert [one.no_spread for one in found.judges] == [False, False, True]
    flat = of(found, "c")
    assert (flat.spread, flat.agreement) == (0, None)
    assert flat.infit > max(of(found, name).infit for name in "ab")
    for one, scores in zip(found.lectures, rows.values(), strict=True):
        assert one.estimate == pytest.approx(np.mean(scores))


def test_a_lecture_with_one_sheet_is_adjusted_for_that_judge():
    rows = {**THREE, "D": [None, None, 90], "E": [81, None, None]}
    found = adjust(complete(rows), robust=False, seed=1)
    assert of(found, "E").estimate - of(found, "D").estimate > -5
    assert of(found, "D").standard_error > of(found, "A").standard_error
    dense = Dense(complete(rows)).solve()
    assert of(found, "D").estimate == pytest.approx(dense.estimates["D"], abs=1e-5)


def test_a_judge_with_one_sheet_has_neither_spread_nor_agreement():
    found = adjust(complete({**THREE, "D": [84, 90, 92, 70]}), seed=1)
    one = of(found, "d")
    assert (one.sheets, one.spread, one.agreement, one.no_spread) == (1, None, None, False)
    assert one.severity > 0


def test_judges_who_differ_less_than_their_noise_are_taken_as_alike():
    rows = {"A": [80, 90, 82], "B": [76, 70, 72], "C": [94, 90, 95]}
    found = adjust(complete(rows), robust=False, seed=1)
    assert found.variance_judge == 0
    assert {(one.severity, one.standard_error) for one in found.judges} == {(0, 0)}
    for one in found.lectures:
        assert one.estimate == pytest.approx(np.mean(rows[one.lecture]))
        assert one.standard_error == pytest.approx((found.variance_residual / 3) ** 0.5)


def test_as_many_effects_as_sheets_give_estimates_without_standard_errors():
    """Scores that judges explain wholly, with no sheet to spare: nothing says how sure it is."""
    rows = {"A": [80, 86, None, None], "B": [None, 86, 80, None], "C": [None, None, 80, 86]}
    found = adjust(complete(rows), robust=False, seed=1)
    assert [one.standard_error for one in found.lectures] == [None] * 3
    assert [(one.place_low, one.place_high) for one in found.lectures] == [(1, 3)] * 3
    assert all(isfinite(one.estimate) for one in found.lectures)
    assert found.variance_residual is None


def test_three_panels_without_a_link_are_ranked_each_by_itself():
    rows = {
        "A": [80, 84], "B": [70, 75],
        "C": [None, None, 90, 96], "D": [None, None, 95, 99],
        "E": [None] * 4 + [60, 66, 70], "F": [None] * 4 + [62, 66, 71],
    }  # fmt: skip
    found = adjust(complete(rows), robust=False, seed=1)
    assert not found.connected
    assert found.panels == [["A", "B"], ["C", "D"], ["E", "F"]]
    assert [one.panel for one in found.lectures] == [1, 1, 2, 2, 3, 3]
    for one in found.lectures:
        assert one.estimate == pytest.approx(np.mean([x for x in rows[one.lecture] if x]))
        assert 1 <= one.place_low <= one.place_high <= 2
        assert set(one.alike) <= set(found.panels[one.panel - 1]) - {one.lecture}
    dense = Dense(complete(rows)).solve()
    for one in found.lectures:
        assert one.standard_error == pytest.approx(dense.errors[one.lecture], abs=1e-5)


def test_a_wild_sheet_is_pulled_in_and_listed_and_moves_its_lecture_little():
    generator = np.random.default_rng(4)
    table = 85 + generator.normal(0, 3, (8, 1)) + generator.normal(0, 4, (1, 9))
    table = np.round(table + generator.normal(0, 2, (8, 9)))
    tame = adjust(complete(dict(zip("ABCDEFGH", table.tolist(), strict=True))), seed=1)
    table[3, 4] -= 40
    scores = complete(dict(zip("ABCDEFGH", table.tolist(), strict=True)))
    found = adjust(scores, seed=1)
    assert [(one.lecture, one.judge) for one in found.pulled_in] == [("D", "e")]
    assert -45 < found.pulled_in[0].residual < -30
    moved = of(found, "D").estimate - of(tame, "D").estimate
    plain = adjust(scores, robust=False, seed=1)
    assert abs(moved) < 1
    assert of(tame, "D").estimate - of(plain, "D").estimate > 3
    assert plain.pulled_in == ()


def test_the_robust_fit_stops_where_most_sheets_fit_exactly():
    rows = {name: [base, base + 3, base - 2, base + 1] for name, base in
            zip("ABCDEF", (80, 82, 84, 86, 88, 90), strict=True)}  # fmt: skip
    found = adjust(complete(rows), seed=1)
    assert found.variance_residual == 0
    assert found.pulled_in == ()
    assert [(one.place_low, one.place_high) for one in found.lectures] == [
        (place, place) for place in (6, 5, 4, 3, 2, 1)
    ]
    assert {one.alike for one in found.lectures} == {()}


def test_where_every_sheet_was_clipped_no_standard_error_is_known():
    found = adjust(complete({"A": [85.1, 84.9, 85, 85.05, 20]}), seed=1)
    assert found.lectures[0].standard_error is None
    assert isfinite(found.lectures[0].estimate)


def test_no_sheets_are_no_lectures():
    found = adjust([], seed=1)
    assert (found.lectures, found.judges, found.panels) == ((), (), [])


def test_a_second_sheet_of_a_judge_for_a_lecture_is_refused_by_name():
    with pytest.raises(ScoredTwice) as refused:
        adjust([*complete(THREE), Scored("B", "c", 80.0)], seed=1)
    assert (refused.value.lecture, refused.value.judge) == ("B", "c")


@pytest.mark.parametrize("score", [nan, inf, -inf])
def test_a_score_that_is_no_number_is_refused_by_name(score):
    with pytest.raises(ScoreNotFinite) as refused:
        adjust([*complete(THREE), Scored("D", "c", score)], seed=1)
    assert (refused.value.lecture, refused.value.judge) == ("D", "c")


@pytest.mark.parametrize("ratio", [-1, nan, inf])
def test_a_ratio_of_variances_that_is_none_is_refused(ratio):
    with pytest.raises(VarianceRatioWrong):
        adjust(complete(THREE), variance_ratio=ratio, seed=1)


@st.composite
def tables(draw):
    """Small tables of every shape: holes, ties, constant judges, lectures apart."""
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("uvwxyz")),
            min_size=1, max_size=24, unique=True,
        )
    )  # fmt: skip
    scores = st.sampled_from([60.0, 70.0, 80.0, 80.5, 85.0, 100.0])
    return [Scored(*pair, draw(scores)) for pair in pairs]


def numbers(found):
    yield from (one for one in (found.variance_judge, found.variance_residual, found.reml))
    for one in (*found.lectures, *found.judges, *found.pulled_in):
        yield from (value for value in vars(one).values() if isinstance(value, float))


@settings(deadline=None, max_examples=300)
@given(tables(), st.booleans(), st.sampled_from([None, 0.0, 0.5, 1e9, 1e-300]))
def test_whatever_the_table_every_number_is_one_and_every_place_is_of_its_panel(
    scores, robust, ratio
):
    found = adjust(scores, robust=robust, variance_ratio=ratio, seed=1)
    assert all(value is None or isfinite(value) for value in numbers(found))
    assert found.connected == (len(found.panels) == 1)
    for one in found.lectures:
        panel = found.panels[one.panel - 1]
        assert 1 <= one.place_low <= one.place_high <= len(panel)
        assert set(one.alike) <= set(panel) - {one.lecture}
        assert all(one.lecture in of(found, other).alike for other in one.alike)
    assert sum(one.sheets for one in found.judges) == len(scores)


@settings(deadline=None, max_examples=100)
@given(tables(), st.sampled_from([0.2, 1.0, 5.0]))
def test_whatever_the_table_the_estimates_are_those_of_the_mixed_model_equations(scores, ratio):
    found = adjust(scores, robust=False, variance_ratio=ratio, seed=1)
    dense = Dense(scores)
    solution, inverse = dense.equations(1 / ratio, dense.y)
    known = dict(zip(dense.lectures, solution, strict=False))
    assert {one.lecture: one.estimate for one in found.lectures} == pytest.approx(known, abs=1e-8)
    if found.variance_residual:
        squared = found.variance_residual * np.diag(inverse)[: len(dense.lectures)]
        known = dict(zip(dense.lectures, np.sqrt(squared), strict=True))
        errors = {one.lecture: one.standard_error for one in found.lectures}
        assert errors == pytest.approx(known, abs=1e-8)


@settings(deadline=None, max_examples=60)
@given(st.data(), tables())
def test_the_order_of_the_sheets_changes_nothing(data, scores):
    found = adjust(scores, seed=1)
    again = adjust(data.draw(st.permutations(scores)), seed=1)
    for one in found.lectures:
        other = of(again, one.lecture)
        assert (one.estimate, one.standard_error) == (other.estimate, other.standard_error)
        assert (one.place_low, one.place_high, one.alike) == (
            other.place_low, other.place_high, other.alike,
        )  # fmt: skip
    assert set(found.judges) == set(again.judges)
    assert set(found.pulled_in) == set(again.pulled_in)


def test_results_come_in_the_order_of_first_appearance():
    for order in permutations(complete({"A": [80, 85], "B": [70, 76]})):
        found = adjust(order, seed=1)
        lectures = dict.fromkeys(sheet.lecture for sheet in order)
        assert [one.lecture for one in found.lectures] == list(lectures)
        judges = dict.fromkeys(sheet.judge for sheet in order)
        assert [one.judge for one in found.judges] == list(judges)
