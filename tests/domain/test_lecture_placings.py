"""Places by the majority of judges' placings, and the season that a rule decides."""

from fractions import Fraction

import pytest

from domain.lectures.official import NoPlace
from domain.lectures.placings import majority
from domain.lectures.sheet_scores import Sheet
from tests.domain.lecture_rubrics import SKATING, rubric, scored, sheets_of

PLACINGS = 'method = "placings"\nplacings_by = "artistic"'
# The pairs' free skating of 2002: nine judges, in tenths.
TECHNICAL = {"A": (58, 58, 57, 58, 57, 57, 58, 58, 57), "B": (58, 59, 58, 58, 58, 59, 58, 59, 58)}
ARTISTIC = {"A": (59, 59, 59, 59, 59, 58, 59, 58, 59), "B": (58, 58, 59, 58, 58, 59, 58, 59, 59)}
TWO_PAIRS = [
    Sheet(pair, str(judge), "A", {
        "technical": Fraction(TECHNICAL[pair][judge - 1], 10),
        "artistic": Fraction(ARTISTIC[pair][judge - 1], 10),
    })
    for pair in ("A", "B")
    for judge in range(1, 10)
]  # fmt: skip
TRIMMED = """
[[ballots]]
id = "A"
zh = "评委"
en = "Judges"
weight = 100
drop_high = 1
drop_low = 1
"""


@pytest.mark.parametrize(
    ("settings", "tables", "places"),
    [
        ('method = "mean"', SKATING, [2, 1]),
        ('method = "trimmed_mean"', SKATING + TRIMMED, [2, 1]),
        ('method = "median"', SKATING, [2, 1]),
        (PLACINGS, SKATING, [1, 2]),
    ],
)
def test_the_rule_decides_who_wins(settings, tables, places):
    found = scored(rubric(settings, tables), TWO_PAIRS)
    assert [one.place for one in found.scores] == places


def test_the_winner_by_placings_has_five_judges_of_nine_and_the_lower_mean():
    first, second = scored(rubric(PLACINGS, SKATING), TWO_PAIRS).scores
    assert (first.majority.place, first.majority.size) == (1, 5)
    assert second.majority.size == 9  # of second places and better
    assert first.exact == Fraction(1047 * 100, 1080)
    assert second.exact == Fraction(1051 * 100, 1080)
    assert [j for j, placing in first.majority.placings.items() if placing == 1] == [
        "1", "2", "4", "5", "7",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("placings", "rank"),
    [
        ((1, 1, 1, 4, 5), (1, -3, 3, 12)),
        ((2, 2, 1, 4, 5), (2, -3, 5, 14)),
        ((1, 2, 2, 3), (2, -3, 5, 8)),  # half of the judges are no majority
        ((3,), (3, -1, 3, 3)),
    ],
)
def test_a_majority_is_more_than_half(placings, rank):
    assert majority({str(n): one for n, one in enumerate(placings)}).rank == rank


def test_of_equal_majority_places_the_larger_majority_comes_first():
    used = rubric('method = "placings"')
    marks = {"a": ["90", "80", "70", "60", "50"], "b": ["80", "90", "80", "80", "80"],
             "c": ["70", "70", "90", "90", "60"], "d": ["60", "60", "60", "70", "90"]}  # fmt: skip
    found = scored(used, sheets_of(marks))
    # Placings: a 1 2 3 4 4, b 2 1 2 2 2, c 3 3 1 1 3, d 4 4 4 3 1.
    assert [one.majority.place for one in found.scores] == [3, 2, 3, 4]
    assert [one.majority.size for one in found.scores] == [3, 5, 5, 5]
    assert [one.place for one in found.scores] == [3, 1, 2, 4]


def test_equal_scores_of_a_judge_share_a_placing():
    [one, other, third] = scored(
        rubric('method = "placings"'),
        sheets_of({"a": ["90"] * 3, "b": ["90"] * 3, "c": ["80"] * 3}),
    ).scores
    assert one.majority.placings == other.majority.placings == {"1": 1, "2": 1, "3": 1}
    assert [one.place, other.place, third.place] == [1, 1, 3]


def test_without_every_judge_at_every_lecture_there_are_scores_and_no_places():
    found = scored(
        rubric('method = "placings"'), sheets_of({"a": ["90"] * 4, "b": ["80", "80", "80", ""]})
    )
    assert [(one.score, one.place, one.because) for one in found.scores] == [
        ("90.00", None, NoPlace.NOT_ALL_PLACED), ("80.00", None, NoPlace.NOT_ALL_PLACED),
    ]  # fmt: skip
