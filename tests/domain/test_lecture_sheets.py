"""Which sheets count, and why the others do not."""

from fractions import Fraction

import pytest

from domain.lectures.sheet_scores import Sheet, SheetProblem, score_sheets
from tests.domain.lecture_rubrics import ONE_CRITERION, SKATING, rubric

MEAN = 'method = "mean"'
HALVES = ONE_CRITERION.replace("most = 100", 'least = "1.5"\nmost = 9')


def problems(used, *sheets):
    _valid, refused = score_sheets(used, sheets)
    return [(one.lecture, one.judge, one.ballot, one.reason, one.criterion) for one in refused]


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("1.5", None), ("9", None), ("2", None), ("8.5", None),
        ("1", SheetProblem.OUT_OF_RANGE), ("9.5", SheetProblem.OUT_OF_RANGE),
        ("-2", SheetProblem.OUT_OF_RANGE), ("2.25", SheetProblem.OFF_STEP),
    ],
)  # fmt: skip
def test_a_mark_lies_in_its_range_and_on_a_step_from_the_least(mark, reason):
    found = problems(rubric(MEAN, HALVES), Sheet("a", "1", "A", {"whole": Fraction(mark)}))
    assert found == ([] if reason is None else [("a", "1", "A", reason, "whole")])


def test_a_zero_is_a_mark_and_not_a_missing_one():
    valid, refused = score_sheets(
        rubric(MEAN, SKATING),
        [Sheet("a", "1", "A", {"technical": Fraction(0), "artistic": Fraction(6)}),
         Sheet("a", "2", "A", {"technical": Fraction(6)})],
    )  # fmt: skip
    assert [one.score for one in valid] == [50]
    assert [(one.judge, one.reason, one.criterion) for one in refused] == [
        ("2", SheetProblem.MISSING_CRITERION, "artistic")
    ]


def test_a_class_that_the_rubric_has_not_and_a_criterion_that_it_has_not_are_refused():
    used, marks = rubric(MEAN), {"whole": Fraction(80)}
    found = problems(
        used, Sheet("a", "1", "B", marks), Sheet("a", "2", "A", {**marks, "style": Fraction(1)})
    )
    assert found == [
        ("a", "1", "B", SheetProblem.UNKNOWN_BALLOT, ""),
        ("a", "2", "A", SheetProblem.UNKNOWN_CRITERION, "style"),
    ]


def test_of_two_sheets_of_one_judge_neither_counts_and_it_is_said_once():
    marks = {"whole": Fraction(80)}
    twice = [Sheet("a", "1", "A", marks), Sheet("a", "1", "A", {"whole": Fraction(90)})]
    valid, refused = score_sheets(rubric(MEAN), [*twice, Sheet("b", "1", "A", marks)])
    assert [one.sheet.lecture for one in valid] == ["b"]
    assert [one.reason for one in refused] == [SheetProblem.DOUBLED]
