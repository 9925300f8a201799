"""``flask lectures``: rehearse and verify, without a database."""

import csv
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from blueprints.shared import score_words as words
from domain.lectures.official import NoPlace
from domain.lectures.result_file import document_bytes
from domain.lectures.rubric import METHODS, TIE_WORDS
from domain.lectures.sheet_scores import RefusedSheet, SheetProblem
from tests.domain.lecture_rubrics import HEAD, PENICILLIN, SKATING, rubric
from tests.domain.lecture_seasons import season_document

PLATES = Path(__file__).parent.parent / "domain" / "penicillin.csv"
PLACINGS = HEAD + 'method = "placings"\nplacings_by = "artistic"\n' + SKATING


@pytest.fixture
def run(app, tmp_path):
    """Run a command where any statement to a database is an error; texts become files."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    def running(command, *options, language="en", **files):
        arguments = []
        for name, content in files.items():
            path = tmp_path / f"{name}.{'toml' if name == 'rubric' else 'csv'}"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            arguments += [f"--{name}", str(path)]
        result = app.test_cli_runner(env={"LC_ALL": language}).invoke(
            args=["lectures", command, *arguments, *map(str, options)]
        )
        assert statements == []
        return result

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield running
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


def test_the_known_answer_comes_through_the_command(run):
    result = run("rehearse", "--json", rubric=PENICILLIN, sheets=PLATES.read_bytes())
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    estimates = {one["lecture"]: one["estimate"] for one in found["adjusted"]}
    assert estimates == pytest.approx(
        {"A": 25.1666666667, "B": 21.9583333333, "C": 24.9166666667, "D": 22.8750000000,
         "E": 22.9583333333, "F": 19.9583333333}, abs=1e-8,
    )  # fmt: skip
    assert found["variance"] == pytest.approx(
        {"judge": 0.71690864608, "residual": 0.302415425208}, abs=1e-5
    )
    assert [one["place"] for one in found["official"]] == [1, 5, 2, 4, 3, 6]
    assert found["official"][0]["score"] == "25.17"
    assert (len(found["judges"]), found["pulled_in"], found["connected"]) == (24, [], True)
    assert found["method"] == "rigong-lectures/1 mean plain"


def test_refused_sheets_are_listed_and_the_command_is_well(run):
    rows = list(csv.reader(PLATES.read_text(encoding="utf-8").splitlines()))
    rows[1][4] = "101"
    text = "\n".join(",".join(row) for row in rows)
    result = run("rehearse", "--json", rubric=PENICILLIN, sheets=text)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["refused_sheets"] == [
        {"lecture": "A", "judge": "a", "reason": "out_of_range"}
    ]
    told = "Not counted: A, judge a: the mark for Whole lies outside its range, 0 to 100"
    assert told in result.stderr


def test_a_season_is_told_in_a_readable_text(run):
    lines = ["lecture,judge,ballot,criterion,value,colour"]
    for at, name in enumerate(("opening", "drafting")):
        for judge in range(3):
            lines += [f"{name},{judge},A,technical,5.{judge}", f"{name},{judge},A,artistic,5.{at}"]
    result = run("rehearse", rubric=PLACINGS, sheets="\n".join(lines))
    assert result.exit_code == 0, result.output
    assert "Columns that were passed over: colour" in result.stderr
    assert result.stdout.splitlines()[:3] == [
        "Official score, Majority of placings", "  1  drafting  85.00", "  2  opening  84.17",
    ]  # fmt: skip
    assert "rigong-lectures/1 placings robust" in result.stdout


def test_a_file_with_a_criterion_that_the_rubric_has_not_is_refused_with_its_row(run):
    text = "lecture,judge,ballot,criterion,value\na,1,A,technical,5\na,1,A,style,5\n"
    result = run("rehearse", "--json", rubric=PLACINGS, sheets=text)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Row 3: criterion “style”: the rubric has no such criterion" in result.stderr
    many = text + 25 * "a,1,A,style,5\n"
    assert "6 more rows" in run("rehearse", rubric=PLACINGS, sheets=many).stderr


def test_a_rubric_that_is_wrong_and_a_file_that_is_none_are_refused(run):
    wrong = PLACINGS.replace("weight = 50", "weight = 40", 1)
    result = run("rehearse", rubric=wrong, sheets="lecture\n1\n")
    assert result.exit_code == 1
    assert "rubric.toml, line 10, criteria: expected weights that make 100" in result.stderr
    lacking = run("rehearse", rubric=PLACINGS, sheets="lecture,judge\na,1\n")
    assert (lacking.exit_code, "lacks the column" in lacking.stderr) == (1, True)
    assert run("rehearse", "--rubric", "/nowhere.toml", "--sheets", "/nowhere.csv").exit_code == 2


@pytest.fixture
def file(tmp_path):
    def writing(**changes):
        path = tmp_path / "result.json"
        path.write_bytes(document_bytes(season_document() | changes))
        return path

    return writing


def test_a_published_file_verifies(run, file):
    result = run("verify", file())
    assert (result.exit_code, result.stdout) == (
        0, "Identical: everything comes out as published.\n",
    )  # fmt: skip


def test_a_file_that_is_equal_within_the_tolerance_is_well(run, file):
    adjusted = season_document()["adjusted"]
    adjusted[0]["estimate"] = f"{float(adjusted[0]['estimate']) + 5e-6:.6f}"
    path = file(adjusted=adjusted)
    result = run("verify", path)
    assert result.exit_code == 0
    assert result.stdout.startswith("Equal within the tolerance")
    found = json.loads(run("verify", path, "--json").stdout)
    assert found["outcome"] == "within_tolerance"
    assert [one["tolerated"] for one in found["differences"]] == [True]


def test_a_file_that_was_changed_is_different_and_says_where(run, file):
    result = run("verify", file(connected=False))
    assert result.exit_code == 1
    assert "connected: published false, recomputed true" in result.stdout


def test_a_file_that_was_cut_short_is_refused_without_a_traceback(run, file):
    path = file()
    path.write_bytes(path.read_bytes()[:-300])
    result = run("verify", path)
    assert (result.exit_code, "Traceback" in result.output) == (1, False)
    assert "result.json: the file is not complete" in result.stderr
    assert "TOML" not in result.stderr


def test_everything_that_may_be_told_has_words(app):
    used = rubric('method = "mean"', SKATING)
    with app.test_request_context(), force_locale("en"):
        told = [
            words.sheet_problem_text(used, RefusedSheet("a", "1", "C", one, "artistic"))
            for one in SheetProblem
        ]
        assert told[0] == "the rubric has no class of ballots “C”"
        assert told[-1] == "the mark for Artistic lies on no step of 0.1 from 0"
        assert words.tie_text(used, "artistic") == "Artistic"
    assert set(words.NO_PLACES) == set(NoPlace)
    assert set(words.METHODS) == set(METHODS)
    assert set(words.TIE_WORDS) == set(TIE_WORDS)
