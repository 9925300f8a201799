"""``flask hours rehearse``: both files in, one document out, and no database in between."""

import json

import pytest
import sqlalchemy as sa

from tests.domain.rule_books import ACTIVITIES, DISTRICT

ACTIVITY = {
    "activity_id", "person", "credit", "uncapped", "rule", "cap", "shares", "explanation",
}  # fmt: skip
YEAR = {
    "person", "year", "requirement", "had", "tags", "total", "required", "required_total",
    "carried_in", "carried_out", "owed", "met", "due_on",
}  # fmt: skip
WINDOW = {"person", "requirement", "from", "to", "had", "required", "owed", "met", "due_on"}


@pytest.fixture
def files(tmp_path):
    rules, activities = tmp_path / "district.toml", tmp_path / "activities.csv"
    rules.write_text(DISTRICT, encoding="utf-8")
    activities.write_text(ACTIVITIES, encoding="utf-8")
    return rules, activities


@pytest.fixture
def run(app, files):
    """Run the command where any statement to a database is an error."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    def running(*options, language="en"):
        arguments = ["--rules", str(files[0]), "--activities", str(files[1])]
        result = app.test_cli_runner(env={"LC_ALL": language}).invoke(
            args=["hours", "rehearse", *arguments, *options]
        )
        assert statements == []
        return result

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield running
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


def test_the_document_has_the_promised_shape_and_numbers_as_texts(run):
    result = run("--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert set(document) == {"activities", "uncredited", "years", "windows"}
    assert len(document["activities"]) + len(document["uncredited"]) == 22
    assert all(set(one) == ACTIVITY for one in document["activities"])
    assert all(set(one) == YEAR for one in document["years"])
    assert all(set(one) == WINDOW for one in document["windows"])
    by_id = {one["activity_id"]: one for one in document["activities"]}
    assert by_id["13"]["shares"] == [
        {"year": year, "part": "required", "tags": [], "credit": "0.00"} for year in (2024, 2025)
    ]
    assert (by_id["6"]["credit"], by_id["6"]["uncapped"]) == ("10.00", "13.33")
    assert by_id["12"]["explanation"] == {
        "zh": "450 分钟，60 分钟以上：每 45 分钟 1.00 学时，应为 10.00；"
              "线上每年最多计 12 学时，所以计 4.28。计入 2024 年选修。",
        "en": "450 minutes, 1.00 for each 45 minutes from 60 minutes on: 10.00, cut to 4.28 "
              "because online counts 12 hours a year at most. Counts as Elective in 2024.",
    }  # fmt: skip
    assert document["uncredited"][0] == {
        "activity_id": "4", "person": "wang", "reason": "no_band",
        "message": {"zh": "类别“在线课程”没有一档包含 9 分钟",
                    "en": "no band of the kind Online course holds 9 minutes"},
    }  # fmt: skip
    year = document["years"][-1]
    assert (year["person"], year["year"], year["carried_in"], year["owed"]) == (
        "wang", 2025, "32.00", "5.00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh_CN.UTF-8", ("wang，2025，科员每年 40：应完成 40.00，已有 33.00，上年结转 32.00，尚欠 "
                        "5.00，未达标")),
        ("en", ("wang, 2025, Staff: 40 a year: had 33.00 of 40.00, carried in 32.00, owed 5.00: "
               "not met")),
    ],
)  # fmt: skip
def test_people_read_the_same_as_a_table_in_their_language(run, language, line):
    result = run(language=language)
    assert result.exit_code == 0, result.output
    assert line in result.stdout.splitlines()


def test_a_pack_that_is_wrong_is_named_with_file_line_and_field(run, files):
    files[0].write_text(DISTRICT.replace("to = 29", "to = 30"), encoding="utf-8")
    result = run("--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "district.toml, line 48, kinds[1].bands[1].from: expected an amount that no other" in (
        result.stderr
    )


def test_rows_that_are_wrong_are_all_named_and_nothing_is_rehearsed(run, files):
    files[1].write_text("person,kind,starts_on,minutes\nw,course,2024-02-30,5\nw,,2024-02-01,x\n")
    result = run("--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "Row 2: starts_on “2024-02-30”: the calendar has no such day between 1900 and 2100",
        "Row 3: minutes “x”: expected a whole number, 0 or more; kind: must be filled in",
        "2 rows were refused; nothing was rehearsed.",
    ]


def test_a_file_that_cannot_be_read_and_a_wrong_call_end_with_two(run, files):
    files[1].write_text("person,starts_on\nw,2024-02-01\n")
    result = run()
    assert result.exit_code == 2
    assert "kind" in result.stderr
    assert run("--surprise").exit_code == 2


def test_words_that_name_no_group_and_days_outside_the_pack_are_said(run, files):
    files[1].write_text(
        "person,rank_group,kind,starts_on,minutes,hobby\nw,boss;staff,course,2023-02-01,50,x\n"
    )
    result = run()
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "Columns that were passed over: hobby",
        "Under rank_group, neither a group of the pack nor a rank of one: boss",
        "1 activity lies outside the dates of the pack and was rehearsed all the same.",
    ]
