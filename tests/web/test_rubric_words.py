"""A rubric and its formula in words, by what its file says."""

import pytest

from blueprints.shared.rubric_words import ballot_text, formula_texts, marks_text
from domain.lectures.rubric import parse_rubric
from tests.domain.lecture_rubrics import BOTH_CLASSES, HEAD, ONE_CRITERION, SHIPPED, SKATING

PENALTY = """
[time_penalty]
minutes = 30
grace = 2
per_minute = "0.5"
most = 5
"""


@pytest.fixture(autouse=True)
def _in_english(app):
    with app.test_request_context("/?lang=en"):
        yield


def words_of(*lines: str):
    return parse_rubric("\n".join(lines), "words.toml")


def test_the_rubric_that_ships_is_said_whole():
    rubric = words_of(SHIPPED)
    ties = "“Content and use”, then “Theme and stance”, then median of the judges' sheets"
    dropped = "the highest sheet dropped; the lowest sheet dropped"
    assert marks_text(rubric.criteria[1]) == "0 to 30, in steps of 1"
    assert [ballot_text(rubric, one) for one in rubric.ballots] == [
        f"counts 100% of the score; {dropped}; a place needs 3 valid sheets",
        "shown beside the score, and not counted",
    ]
    assert formula_texts(rubric) == [
        "A sheet's score is the sum over the criteria of weight × mark ÷ highest mark, 0 to 100.",
        "The score of a class is the mean of its sheets, the highest and lowest of them dropped.",
        "The score is reckoned exactly and rounded once, to 2 decimals (halves rounded up).",
        f"A tie is broken by {ties}.",
        "Lectures that still tie share a place, and the next place is left out.",
        "Sheets far from all others pull the adjusted score less.",
        "A review may be asked for until 14 days after publication.",
    ]


def test_classes_a_penalty_and_another_rounding_are_said():
    classes = BOTH_CLASSES.format(judges="drop_high = 2", audience="minimum = 5")
    rubric = words_of(
        'method = "trimmed_mean"', "decimals = 1", 'rounding = "down"', HEAD, ONE_CRITERION,
        classes, PENALTY,
    )  # fmt: skip
    said = formula_texts(rubric)
    assert "The scores of the classes are added by their weights." in said
    assert (
        "A lecture has 30 minutes and 2 of grace; each minute begun after them takes off 0.5, "
        "at most 5." in said
    )
    assert "to 1 decimal (cut off)." in " ".join(said)
    assert "Nothing breaks a tie." in said
    assert "2 highest sheets dropped" in ballot_text(rubric, rubric.ballots[0])
    assert marks_text(rubric.criteria[0]) == "0 to 100, in steps of 0.5"


@pytest.mark.parametrize(("method", "word"), [("mean", "the mean of"), ("median", "the median")])
def test_every_method_is_said(method, word):
    said = formula_texts(words_of(f'method = "{method}"', HEAD, ONE_CRITERION))
    assert (
        said[1] == f"The score of a class is {word} {'' if word[-1] == 'f' else 'of '}its sheets."
    )


def test_placings_say_what_breaks_a_tie_in_a_judges_own_order():
    rubric = words_of(
        'method = "placings"', 'placings_by = "technical"', 'tie_break = ["mean"]', HEAD, SKATING
    )
    said = " ".join(formula_texts(rubric))
    assert "more than half of the judges put it" in said
    assert "In a judge's own order, “Technical” breaks a tie." in said
    assert "A tie is broken by mean of the judges' sheets." in said
