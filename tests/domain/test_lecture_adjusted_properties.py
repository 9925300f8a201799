"""What must hold of the adjusted score whatever the scores: the reasons for this method."""

import numpy as np
import pytest

from domain.lectures.adjusted import Scored, adjust
from tests.domain.lecture_tables import complete, penicillin, without_a_third


def estimates(found):
    return {one.lecture: one.estimate for one in found.lectures}


def made(generator, lectures, judges, sheets, noise=3.0):
    """A table with truths: 85 + lecture (SD 3) + judge (SD 4) + error, judges drawn by lot."""
    truth, severity = generator.normal(85, 3, lectures), generator.normal(0, 4, judges)
    scores = [
        Scored(f"{lecture:03}", f"{judge:03}",
               truth[lecture] - severity[judge] + generator.normal(0, noise))
        for lecture in range(lectures)
        for judge in generator.choice(judges, sheets, replace=False)
    ]  # fmt: skip
    return truth, severity, scores


@pytest.mark.parametrize("seed", range(3))
def test_in_a_complete_table_the_estimates_are_the_raw_means(seed):
    table = np.random.default_rng(seed).integers(60, 100, (7, 6)).astype(float)
    found = adjust(complete(dict(zip("ABCDEFG", table.tolist(), strict=True))),
                   robust=False, seed=1)  # fmt: skip
    apart = np.array([one.estimate for one in found.lectures]) - table.mean(axis=1)
    assert np.ptp(apart) < 1e-9


@pytest.mark.parametrize("ratio", [None, 0])
def test_without_noise_the_truth_comes_back(ratio):
    """12 lectures, 6 judges, each lecture scored by three neighbours of a ring."""
    generator = np.random.default_rng(3)
    truth, severity = generator.normal(85, 3, 12), generator.normal(0, 4, 6)
    scores = [
        Scored(f"{lecture:02}", f"{judge % 6}", truth[lecture] - severity[judge % 6])
        for lecture in range(12)
        for judge in range(lecture, lecture + 3)
    ]
    found = adjust(scores, robust=False, variance_ratio=ratio, seed=1)
    apart = np.array([one.estimate for one in found.lectures]) - truth
    assert np.ptp(apart) < 1e-9
    known = np.array([one.severity for one in sorted(found.judges, key=lambda one: one.judge)])
    assert np.ptp(known - severity) < 1e-9


def test_seven_points_more_from_one_judge_leave_the_differences_with_judges_fixed():
    scores = without_a_third(penicillin(), 3)
    raised = [one._replace(score=one.score + 7 * (one.judge == "d")) for one in scores]
    before = estimates(adjust(scores, robust=False, variance_ratio=0, seed=1))
    after = estimates(adjust(raised, robust=False, variance_ratio=0, seed=1))
    apart = [after[name] - before[name] for name in before]
    assert np.ptp(apart) < 1e-9


def test_two_panels_without_a_link_get_their_raw_means_and_no_order_across():
    rows = {"A": [80, 84, 90], "B": [70, 75, 77],
            "C": [None] * 3 + [90, 99], "D": [None] * 3 + [95, 95]}  # fmt: skip
    found = adjust(complete(rows), robust=False, seed=1)
    for one in found.lectures:
        given = [score for score in rows[one.lecture] if score is not None]
        assert one.estimate == pytest.approx(np.mean(given), abs=1e-9)
    assert [(one.place_low, one.place_high) for one in found.lectures] == [
        (1, 1), (2, 2), (1, 2), (1, 2),
    ]  # fmt: skip
    assert not found.connected


def test_one_scale_and_one_shift_of_all_scores_pass_through():
    scores = without_a_third(penicillin(), 5)
    turned = [one._replace(score=3 * one.score + 10) for one in scores]
    before, after = adjust(scores, seed=1), adjust(turned, seed=1)
    for one, other in zip(before.lectures, after.lectures, strict=True):
        assert other.estimate == pytest.approx(3 * one.estimate + 10, abs=1e-7)
        assert other.standard_error == pytest.approx(3 * one.standard_error, abs=1e-7)
        assert (one.place_low, one.place_high) == (other.place_low, other.place_high)


def test_the_same_seed_gives_the_same_places_and_another_hardly_others():
    _, _, scores = made(np.random.default_rng(6), 20, 8, 4)
    first, again, other = (adjust(scores, seed=seed) for seed in (1, 1, 2))
    assert first == again
    for one, two in zip(first.lectures, other.lectures, strict=True):
        assert abs(one.place_low - two.place_low) <= 1
        assert abs(one.place_high - two.place_high) <= 1


def test_equal_estimates_share_their_places():
    rows = {"A": [80, 90, 85], "B": [90, 85, 80], "C": [85, 80, 90], "D": [60, 70, 62]}
    found = adjust(complete(rows), robust=False, seed=1)
    assert {(one.place_low, one.place_high) for one in found.lectures[:3]} == {(1, 3)}
    assert (found.lectures[3].place_low, found.lectures[3].place_high) == (4, 4)


def test_a_strict_judge_has_positive_severity_and_agrees_none_the_less():
    _, _, scores = made(np.random.default_rng(7), 30, 6, 4, noise=1)
    strict = [one._replace(score=one.score - 15 * (one.judge == "002")) for one in scores]
    found = {one.judge: one for one in adjust(strict, seed=1).judges}
    assert max(found.values(), key=lambda one: one.severity).judge == "002"
    assert found["002"].severity > 8
    assert found["002"].agreement > 0.8
    assert sum(one.severity for one in found.values()) == pytest.approx(0, abs=1e-9)


def test_a_judge_who_scores_by_chance_agrees_little_and_is_noisier_than_the_others():
    generator = np.random.default_rng(8)
    _, _, scores = made(generator, 40, 6, 5, noise=1)
    scores = [
        one._replace(score=generator.normal(85, 6)) if one.judge == "004" else one for one in scores
    ]
    found = {one.judge: one for one in adjust(scores, robust=False, seed=1).judges}
    chance = found.pop("004")
    assert abs(chance.agreement) < 0.5 < min(one.agreement for one in found.values())
    assert chance.infit > 2 > max(one.infit for one in found.values())


def test_infit_is_one_on_average_where_the_model_is_true():
    infits = [
        one.infit
        for seed in range(20)
        for one in adjust(made(np.random.default_rng(seed), 30, 10, 5)[2],
                          robust=False, seed=1).judges
    ]  # fmt: skip
    assert np.mean(infits) == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("wild", [0, 0.05])
def test_intervals_cover_as_they_say_also_where_sheets_are_wild(wild):
    """95 % intervals of the estimates and 90 % ranges of places, over made-up seasons."""
    inside, placed = [], []
    for seed in range(40):
        generator = np.random.default_rng(seed)
        truth, _, scores = made(generator, 20, 12, 6)
        scores = [
            one._replace(score=one.score - 20 * (generator.random() < wild)) for one in scores
        ]
        for at, one in enumerate(adjust(scores, seed=1).lectures):
            inside.append(abs(one.estimate - truth[at]) <= 1.96 * one.standard_error)
            place = 1 + np.sum(truth > truth[at])
            placed.append(one.place_low <= place <= one.place_high)
    assert 0.92 < np.mean(inside) < 0.98
    assert np.mean(placed) > 0.85
