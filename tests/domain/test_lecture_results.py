"""Both scores from one set of sheets, the digest of what went in, and files of sheets."""

from fractions import Fraction
from random import Random

import pytest

from domain.cells import CellProblem
from domain.lectures.class_values import totals_of
from domain.lectures.made_up import made_up_sheets
from domain.lectures.results import results, results_document
from domain.lectures.rubric import parse_rubric
from domain.lectures.sheet_scores import SheetProblem, score_sheets
from domain.lectures.sheets_file import SheetRowProblem, SheetRowsRefused, read_sheets
from domain.rehearsal.columns import RowProblem
from domain.sheets import MissingColumns
from tests.domain.lecture_rubrics import (
    BOTH_CLASSES,
    HEAD,
    ONE_CRITERION,
    PENICILLIN,
    SHIPPED,
    SKATING,
    rubric,
    sheets_of,
)
from tests.domain.lecture_seasons import RUBRIC as SEASON

TWO = HEAD + 'method = "mean"\n' + SKATING + BOTH_CLASSES.format(judges="", audience="")
HEADINGS = "lecture,judge,ballot,criterion,value"


def read(rows, headings=HEADINGS, used=None, encoding="utf-8"):
    content = "\n".join([headings, *rows]).encode(encoding)
    return read_sheets(content, "sheets.csv", used or parse_rubric(TWO, "two.toml"))


def reckoned(source, sheets, lectures, **more):
    return results(parse_rubric(source, "x.toml"), source, sheets, lectures=lectures, **more)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_headings_classes_and_criteria_may_be_in_either_language_and_order(encoding):
    found = read(
        ["5.8,技术,甲,评委,第一讲", "5.9,ARTISTIC,甲,a,第一讲"],
        "分值,评分项,评委,票类,讲座", encoding=encoding,
    )  # fmt: skip
    [sheet] = found.sheets
    assert sheet.key == ("第一讲", "甲", "A")
    assert sheet.marks == {"technical": Fraction("5.8"), "artistic": Fraction("5.9")}


def test_columns_that_are_not_known_are_named_and_ignored():
    found = read(["a,1,A,technical,5,x,red", "a,1,A,artistic,5,x,red"],
                 HEADINGS + ",panel,colour")  # fmt: skip
    assert (found.unknown_headings, len(found.sheets)) == (["colour"], 1)


@pytest.mark.parametrize(
    ("rows", "reason", "criterion"),
    [
        (["a,1,A,technical,5"], SheetProblem.MISSING_CRITERION, "artistic"),
        (["a,1,A,technical,", "a,1,A,artistic,5"], SheetProblem.MISSING_CRITERION, "technical"),
        (["a,1,A,technical,6.1", "a,1,A,artistic,5"], SheetProblem.OUT_OF_RANGE, "technical"),
        (["a,1,A,technical,-1", "a,1,A,artistic,5"], SheetProblem.OUT_OF_RANGE, "technical"),
        (["a,1,A,technical,5", "a,1,A,artistic,5.55"], SheetProblem.OFF_STEP, "artistic"),
        (["a,1,A,technical,five", "a,1,A,artistic,5"], SheetProblem.NOT_A_NUMBER, "technical"),
        (["a,1,A,technical,5", "a,1,A,technical,5", "a,1,A,artistic,5"], SheetProblem.DOUBLED,
         "technical"),
        (["a,1,C,technical,5", "a,1,C,artistic,5"], SheetProblem.UNKNOWN_BALLOT, ""),
    ],
)  # fmt: skip
def test_a_sheet_that_is_wrong_is_refused_and_the_others_count(rows, reason, criterion):
    good = ["a,2,A,technical,5", "a,2,A,artistic,5"]
    file = read(rows + good)
    found = reckoned(TWO, file.sheets, file.lectures, refused=file.refused)
    assert [(one.judge, one.reason, one.criterion) for one in found.refused] == [
        ("1", reason, criterion)
    ]
    assert found.official[0].classes[0].sheets == 1


def test_a_sheet_of_the_own_unit_is_refused_whatever_else_is_wrong_with_it():
    file = read(
        ["a,1,A,technical,x,一处,一处", "a,1,A,artistic,5,一处,二处", "a,2,A,technical,5,,",
         "a,2,A,artistic,5,,"], HEADINGS + ",lecture_unit,judge_unit",
    )  # fmt: skip
    assert [(one.judge, one.reason) for one in file.refused] == [("1", SheetProblem.OWN_UNIT)]
    assert [one.judge for one in file.sheets] == ["2"]


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("a,1,A,style,5", "criterion", SheetRowProblem.CRITERION_UNKNOWN),
        ("a,1,A,,5", "criterion", CellProblem.MISSING),
        (",1,A,technical,5", "lecture", CellProblem.MISSING),
        ("a,,A,technical,5", "judge", CellProblem.MISSING),
        ("a,1,,technical,5", "ballot", CellProblem.MISSING),
        ("a,1,A,technical,5,6", "", RowProblem.BEYOND),
        (f"{'a' * 201},1,A,technical,5", "lecture", CellProblem.TOO_LONG),
    ],
)
def test_a_row_that_is_of_no_sheet_keeps_the_whole_file_out(row, field, reason):
    with pytest.raises(SheetRowsRefused) as caught:
        read(["a,1,A,technical,5", row, "a,1,A,artistic,5"])
    [(number, refusals)] = caught.value.rows
    assert (number, caught.value.count) == (3, 1)
    assert (reason, field) in [(one.reason, one.field) for one in refusals]


def test_a_file_without_one_of_the_columns_is_refused():
    with pytest.raises(MissingColumns):
        read(["a,1,A,technical"], "lecture,judge,ballot,criterion")


def test_the_order_of_the_rows_changes_nothing():
    rows = [
        f"{one.lecture},{one.judge},A,{name},{mark}"
        for one in made_up_sheets(parse_rubric(TWO, "x"), lectures=["b", "a", "c10", "c9"],
                                  judges=["2", "10", "1"], seed=3)
        for name, mark in ((n, float(m)) for n, m in one.marks.items())
    ]  # fmt: skip
    shuffled = rows[:]
    Random(5).shuffle(shuffled)  # noqa: S311
    documents = []
    for some in (rows, shuffled):
        file = read(some)
        assert file.lectures == ["a", "b", "c9", "c10"]
        documents.append(results_document(reckoned(TWO, file.sheets, file.lectures)))
    assert documents[0] == documents[1]


@pytest.mark.parametrize("what", ["mark", "rubric", "minutes", "lecture", "audience"])
def test_whatever_goes_in_changes_the_digest(what):
    used = rubric('method = "mean"', ONE_CRITERION + BOTH_CLASSES.format(judges="", audience=""))
    sheets = sheets_of({"a": ["80", "81"], "b": ["70", "75"]})
    audience = totals_of(used, score_sheets(used, sheets_of({"a": ["80"] * 5}, "B"))[0])
    source = "the rubric"

    def digest(*, given=sheets, text=source, lectures=("a", "b"), spoken=None, totals=()):
        return results(
            used, text, given, lectures=lectures, minutes_spoken=spoken, totals=totals
        ).input_sha256

    changed = {
        "mark": lambda: digest(given=sheets_of({"a": ["80", "81"], "b": ["70", "75.5"]})),
        "rubric": lambda: digest(text="another"),
        "minutes": lambda: digest(spoken={"a": 9}),
        "lecture": lambda: digest(lectures=("a", "b", "c")),
        "audience": lambda: digest(totals=audience),
    }
    assert digest() == digest(given=sheets[::-1]) == digest(lectures=("b", "a"))
    assert changed[what]() != digest()


def test_the_document_has_the_promised_shape():
    sheets = sheets_of({"a": ["80", "81", "85"], "b": ["70", "75", "71"]})
    document = results_document(reckoned(HEAD + 'method = "mean"\n' + ONE_CRITERION, sheets,
                                         ["a", "b"]))  # fmt: skip
    assert list(document) == [
        "official", "adjusted", "judges", "variance", "connected", "panels", "refused_sheets",
        "pulled_in", "input_sha256", "method",
    ]  # fmt: skip
    assert document["official"][0] == {
        "lecture": "a", "score": "82.00", "place": 1, "sheets": 3, "dropped": [],
    }  # fmt: skip
    assert set(document["adjusted"][0]) == {
        "lecture", "panel", "estimate", "standard_error", "place_low", "place_high",
    }  # fmt: skip
    assert [one["judge"] for one in document["judges"]] == ["1", "2", "3"]
    assert document["method"] == "rigong-lectures/1 mean robust"


def test_the_adjusted_score_takes_the_judges_sheets_before_the_penalty():
    sheets = made_up_sheets(SEASON, lectures=["a", "b"], judges=["1", "2", "3"], seed=1)
    first = results(SEASON, "x", sheets, lectures=["a", "b"])
    late = results(SEASON, "x", sheets, lectures=["a", "b"], minutes_spoken={"a": 30})
    assert [one.estimate for one in first.adjusted.lectures] == [
        one.estimate for one in late.adjusted.lectures
    ]
    assert late.official[0].penalty == 10


def test_unlinked_panels_have_one_fit_and_places_inside_each():
    sheets = sheets_of({"a": ["80", "81", "85"], "b": ["70", "75", "71"]}) + sheets_of(
        {"c": ["", "", "", "60", "65", "66"]}
    )
    found = results_document(reckoned(PENICILLIN.replace("diameter", "whole")
                                      .replace('step = "1"', 'step = "0.5"'),
                                      sheets, ["a", "b", "c"]))  # fmt: skip
    assert (found["connected"], found["panels"]) == (False, [["a", "b"], ["c"]])
    assert [one["panel"] for one in found["adjusted"]] == [1, 1, 2]
    assert [one["place"] for one in found["official"]] == [1, 2, 1]


def test_no_sheet_at_all_gives_no_score_and_no_error():
    found = results_document(reckoned(TWO, [], ["a"]))
    assert found["official"][0]["score"] is None
    assert (found["adjusted"], found["connected"]) == ([], True)


def test_totals_of_the_audience_are_of_five_or_more():
    used = parse_rubric(TWO.replace(SKATING, ONE_CRITERION), "x")
    sheets = sheets_of({"a": ["80"] * 5, "b": ["80"] * 4}, "B")
    [only] = totals_of(used, score_sheets(used, sheets)[0])
    assert (only.lecture, only.sheets, only.value) == ("a", 5, 80)
    assert only.means == {"whole": 80}


def test_made_up_sheets_are_valid_and_the_same_for_the_same_seed():
    used = parse_rubric(SHIPPED, "x")

    def made(seed):
        return made_up_sheets(used, lectures=["a", "b", "c"], judges=["1", "2"], seed=seed)

    valid, refused = score_sheets(used, made(1))
    assert (len(valid), refused) == (6, [])
    assert made(1) == made(1) != made(2)
    assert len({one.score for one in valid}) > 1
