"""What a rubric is rehearsed on: made-up seasons, published sheets, and who moves."""

from dataclasses import replace
from fractions import Fraction

import pytest

from domain.lectures.official import NoPlace
from domain.lectures.rehearsing import Rehearsed, first, made_up, moved, of_published, results_of
from domain.lectures.result_file import document_bytes
from domain.lectures.rubric import parse_rubric
from domain.lectures.rubric_writing import rubric_text
from domain.lectures.verifying import read_published
from tests.domain.lecture_rubrics import HEAD, SHIPPED, SKATING
from tests.domain.lecture_seasons import RUBRIC, SOURCE, published, season_document

HALL = parse_rubric(SHIPPED, "")


def outcome(sheets, rubric):
    return results_of(sheets, rubric, rubric_text(rubric))


@pytest.mark.parametrize("given", [2, 3, 9])
def test_a_made_up_season_is_linked_and_every_sheet_of_it_counts(given):
    sheets = made_up(HALL, seed=4, lectures=12, judges=9, given=given)
    assert len(sheets.sheets) == 12 * given
    found = outcome(sheets, HALL)
    assert found.connected
    assert found.refused == ()
    assert made_up(HALL, seed=4, lectures=12, judges=9, given=given) == sheets
    assert made_up(HALL, seed=5, lectures=12, judges=9, given=given) != sheets


def test_more_sheets_than_judges_are_as_many_as_there_are_judges():
    assert len(made_up(HALL, seed=1, lectures=5, judges=3, given=9).sheets) == 15


def test_one_sheet_each_leaves_lectures_unlinked():
    found = outcome(made_up(HALL, seed=1, lectures=4, judges=4, given=1), HALL)
    assert not found.connected
    assert first(found) == []
    assert {one.because for one in found.official} == {NoPlace.TOO_FEW_SHEETS}


def test_the_audience_and_the_minutes_are_made_up_where_they_count():
    sheets = made_up(RUBRIC, seed=1, lectures=20, judges=6, given=6)
    found = outcome(sheets, RUBRIC)
    assert all(one.place for one in found.official)
    assert {one.ballot for one in sheets.sheets} == {"A", "B"}
    assert any(one.penalty for one in found.official)
    assert any(not one.penalty for one in found.official)
    plain = made_up(HALL, seed=1, lectures=20, judges=6, given=6)
    assert {one.ballot for one in plain.sheets} == {"A"}
    assert plain.minutes_spoken == {}


def test_published_sheets_come_to_what_was_published_under_their_own_rubric():
    document = season_document()
    told, by = read_published(document_bytes(document), "season.json")
    sheets = of_published(told, by, RUBRIC)
    found = results_of(sheets, RUBRIC, SOURCE)
    assert [one.score for one in found.official] == [one["score"] for one in document["official"]]
    assert found.input_sha256 == document["input_sha256"]
    assert not sheets.approximate
    assert sheets.topics["opening"] == "题目 1"


def test_the_audience_of_another_rubric_is_weighed_anew_from_its_means():
    told = published()
    heavier = replace(
        RUBRIC,
        criteria=tuple(
            replace(one, weight=weight)
            for one, weight in zip(RUBRIC.criteria, (80, 20), strict=True)
        ),
    )
    sheets = of_published(told, RUBRIC, heavier)
    assert sheets.approximate
    for one in sheets.totals:
        expected = (80 * one.means["technical"] + 20 * one.means["artistic"]) / Fraction(6)
        assert one.value == expected
    other = replace(heavier, criteria=(replace(heavier.criteria[0], id="else", weight=100),))
    assert of_published(told, RUBRIC, other).totals == []


def test_who_moves_is_told_from_the_old_to_the_new_in_the_order_of_the_new():
    rubric = parse_rubric(HEAD + 'method = "mean"\n' + SKATING, "")
    sheets = made_up(rubric, seed=3, lectures=8, judges=5, given=5)
    coarse = replace(rubric, decimals=0)
    before, after = outcome(sheets, rubric), outcome(sheets, coarse)
    assert moved(before, before) == []
    changes = moved(before, after)
    assert [one.after.place for one in changes] == sorted(one.after.place for one in changes)
    assert {one.lecture for one in changes} == {
        one.lecture
        for one, other in zip(before.official, after.official, strict=True)
        if one.score != other.score
    }
    assert all(one.before.score != one.after.score for one in changes)


def test_nothing_to_rehearse_on_comes_to_nothing():
    found = outcome(Rehearsed([], []), HALL)
    assert found.official == ()
    assert first(found) == []
