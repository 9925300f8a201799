"""The adjusted score against known answers, and against the textbook's equations."""

import numpy as np
import pytest

from domain.lectures.adjusted import Scored, adjust
from tests.domain.lecture_tables import Dense, penicillin, without_a_third

LME4 = {  # R 4.2, lme4 1.1-31
    "A": 25.1666666667, "B": 21.9583333333, "C": 24.9166666667,
    "D": 22.8750000000, "E": 22.9583333333, "F": 19.9583333333,
}  # fmt: skip


def estimates(found):
    return {one.lecture: one.estimate for one in found.lectures}


def errors(found):
    return {one.lecture: one.standard_error for one in found.lectures}


def agrees(found, solved, within):
    assert estimates(found) == pytest.approx(solved.estimates, abs=within)
    assert errors(found) == pytest.approx(solved.errors, abs=within)
    judges = {one.judge: one for one in found.judges}
    severities = {name: one.severity for name, one in judges.items()}
    assert severities == pytest.approx(solved.severities, abs=within)
    known = {name: one.standard_error for name, one in judges.items()}
    assert known == pytest.approx(solved.judge_errors, abs=within)
    assert found.variance_judge == pytest.approx(solved.variance_judge, abs=within)
    assert found.variance_residual == pytest.approx(solved.variance_residual, abs=within)
    assert found.reml == pytest.approx(solved.criterion, abs=within)


def test_the_penicillin_table_gives_what_lme4_gives():
    found = adjust(penicillin(), robust=False, seed=1)
    assert estimates(found) == pytest.approx(LME4, abs=1e-8)
    assert errors(found) == pytest.approx(dict.fromkeys(LME4, 0.206086962964), abs=1e-7)
    assert found.variance_judge == pytest.approx(0.71690864608, abs=1e-6)
    assert found.variance_residual == pytest.approx(0.302415425208, abs=1e-6)
    assert found.reml == pytest.approx(308.279314442, abs=1e-8)


def test_the_variances_are_those_of_the_analysis_of_variance_where_that_is_exact():
    """lme4 stops its search a few parts in ten million away; a complete table has a closed form."""
    scores = penicillin()
    table = np.array([one.score for one in sorted(scores)]).reshape(6, 24)
    of_judges, of_lectures = table.mean(0), table.mean(1, keepdims=True)
    residual = np.sum((table - of_lectures - of_judges + table.mean()) ** 2) / (5 * 23)
    judge = np.var(of_judges, ddof=1) - residual / 6
    found = adjust(scores, robust=False, seed=1)
    assert found.variance_judge == pytest.approx(judge, abs=1e-12)
    assert found.variance_residual == pytest.approx(residual, abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_an_incomplete_table_gives_what_the_mixed_model_equations_give(seed):
    scores = without_a_third(penicillin(), seed)
    agrees(adjust(scores, robust=False, seed=1), Dense(scores).solve(), 1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_a_table_of_any_shape_gives_what_the_mixed_model_equations_give(seed):
    generator = np.random.default_rng(seed)
    lectures, judges = generator.normal(80, 3, 11), generator.normal(0, 4, 4 + seed)
    scores = [
        Scored(f"{lecture:02}", f"{judge:02}", lectures[lecture] + judges[judge] + noise)
        for lecture, judge in np.ndindex(11, 4 + seed)
        if generator.random() < 0.6
        for noise in [generator.normal(0, 2)]
    ]
    agrees(adjust(scores, robust=False, seed=1), Dense(scores).solve(), 1e-7)


@pytest.mark.parametrize("ratio", [0.05, 1, 30])
def test_a_given_ratio_of_variances_is_the_one_that_is_used(ratio):
    scores = without_a_third(penicillin(), 9)
    found = adjust(scores, robust=False, variance_ratio=ratio, seed=1)
    agrees(found, Dense(scores).solve(1 / ratio), 1e-9)
    assert found.variance_residual / found.variance_judge == pytest.approx(ratio)


@pytest.mark.parametrize("seed", range(3))
def test_the_robust_fit_is_eight_rounds_of_clipping_what_the_original_scores_say(seed):
    scores = without_a_third(penicillin(), seed)
    scores[5] = scores[5]._replace(score=scores[5].score - 6)
    dense = Dense(scores)
    solved, believed = dense.solve(), 1
    for _ in range(8):
        left = dense.residuals(solved)
        spread = 1.4826 * np.median(np.abs(left - np.median(left)))
        clipped = np.clip(left, -1.5 * spread, 1.5 * spread)
        believed = np.mean(np.abs(left) <= 1.5 * spread)
        solved = dense.solve(y=dense.y - left + clipped)
    found = adjust(scores, seed=1)
    agrees(found, solved._replace(
        errors={name: one / believed for name, one in solved.errors.items()},
        judge_errors={name: one / believed for name, one in solved.judge_errors.items()},
    ), 1e-5)  # fmt: skip
    left = dense.residuals(solved)
    spread = 1.4826 * np.median(np.abs(left - np.median(left)))
    wild = {(*scores[at][:2], round(left[at], 4)) for at in np.flatnonzero(abs(left) > 3 * spread)}
    assert {(*one[:2], round(one[2], 4)) for one in map(vars_of, found.pulled_in)} == wild
    assert vars_of(found.pulled_in[0])[:2] == scores[5][:2]


def vars_of(sheet):
    return sheet.lecture, sheet.judge, sheet.residual
