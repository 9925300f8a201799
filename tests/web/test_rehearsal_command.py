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
    "carried_in", "carried_out", "owed", "met", "due_on", "required_tags", "times",
}  # fmt: skip
WINDOW = {
    "person", "requirement", "from", "to", "had", "required", "owed", "met", "due_on",
    "required_tags", "times",
}  # fmt: skip


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
    assert set(document) == {"activities", "uncredited", "years", "windows", "refused"}
    assert document["refused"] == []
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
    assert year["required_tags"] == [
        {"tag": "online", "part": "", "required": "5.00", "owed": "5.00"}
    ]
    [officers] = [
        one for one in document["years"]
        if (one["requirement"], one["year"]) == ("officers-year", 2024)
    ]  # fmt: skip
    assert officers["times"] == [{"kind": "exam", "tag": "", "least": 1, "had": 0}]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh_CN.UTF-8", ("wang，2025，科员每年 40：应完成 40.00，已有 33.00；上年结转 32.00；尚欠 "
                        "5.00（线上 5.00）；未达标，截止 2025年12月31日")),
        ("en", ("wang, 2025, Staff: 40 a year: had 33.00 of 40.00; carried in 32.00; owed 5.00 "
               "(Online 5.00); not met, due on 31 Dec 2025")),
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


BEYOND = "stands to the right of the last heading; a text with a comma in it needs quotes around it"
BAD_ROWS = (
    "person,kind,starts_on,minutes\nw,course,2024-02-30,5\nw,course,2024-02-01,45\n"
    "w,,2024-02-01,x\nw,course,2024-02-01,45,Excel, part 1\n"
)


def test_rows_that_are_wrong_are_all_named_and_the_others_are_rehearsed(run, files):
    files[1].write_text(BAD_ROWS)
    result = run("--json")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "Row 2: starts_on “2024-02-30”: the calendar has no such day between 1900 and 2100",
        "Row 4: minutes “x”: expected a whole number, 0 or more; kind: must be filled in",
        f"Row 5: “Excel” {BEYOND}",
        "3 rows were refused; the others were rehearsed.",
    ]
    document = json.loads(result.stdout)
    assert [one["credit"] for one in document["activities"]] == ["1.00"]
    assert [(one["row"], one["column"]) for one in document["refused"]] == [
        (2, "starts_on"), (4, "minutes"), (4, "kind"), (5, ""),
    ]  # fmt: skip
    assert document["refused"][2]["message"] == {
        "zh": "学习类别：此项必填", "en": "kind: must be filled in",
    }  # fmt: skip


def test_people_see_the_other_rows_as_well_when_some_are_wrong(run, files):
    files[1].write_text(BAD_ROWS)
    result = run()
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith("w  3      1.00  45 minutes, ")


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


def test_what_is_not_met_says_why_and_until_when_and_windows_carry_nothing_in(run):
    lines = run().stdout.splitlines()
    assert (
        "li, 2024, Branch officers: had 4.00 of 4.00; carried in 0.00; owed 0.00; Examination: 0 "
        "of 1; not met, due on 31 Dec 2024"
    ) in lines
    assert (
        "li, 2024–2026, Leaders: 120 in three years: had 9.00 of 120.00; owed 111.00; not met, "
        "due on 31 Dec 2026"
    ) in lines


def test_what_a_tag_lacks_within_a_part_is_said(run, files):
    files[0].write_text(
        DISTRICT.replace('credit = "5.00"\n\n[[requirements.carry]]', 'part = "elective"\n'
                         'credit = "5.00"\n\n[[requirements.carry]]'),
        encoding="utf-8",
    )  # fmt: skip
    assert "owed 5.00 (Online within Elective 5.00)" in run().stdout


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("w,,reading,,,0,,", "the kind Reading counts by the piece, and there is none or 0"),
        ("w,,course,0,,,,", "the kind Online course counts by the minute, and there is none or 0"),
        (
            "w,,paper,,,0,local,",
            "the kind Paper counts by the paper or work, and there is none or 0",
        ),
        ("w,,paper,,,1,,", "the kind Paper counts by level, and none is named"),
        ("w,,lecture,,1,,,online;far", "the rules know no tag “far”"),
        ("w,,lecture,,0,,,", "the kind Lecture counts by the session, and there is none or 0"),
    ],
)
def test_why_an_activity_is_uncredited_is_said_of_what_is_wrong(run, files, row, message):
    cells = row.split(",")
    cells.insert(3, "2024-02-01")
    files[1].write_text(
        f"person,rank_group,kind,starts_on,minutes,sessions,count,level,tags\n{','.join(cells)}\n"
    )
    document = json.loads(run("--json").stdout)
    assert [one["message"]["en"] for one in document["uncredited"]] == [message]


def test_a_rank_of_a_group_that_asks_more_is_said_to_name_the_group(run, files):
    rules = DISTRICT.replace('ranks = ["处级", "副处级"]', 'ranks = ["处级"]\nparty_member = true')
    files[0].write_text(rules, encoding="utf-8")
    files[1].write_text("person,rank_group,kind,starts_on,minutes\nw,处级,course,2024-02-01,50\n")
    assert run().stderr.splitlines() == [
        "处级 is a rank of Leaders, which asks more than the rank and has to be named itself."
    ]


def sentences(run, files, rules, rows, language="en"):
    files[0].write_text(rules, encoding="utf-8")
    files[1].write_text(
        "person,kind,starts_on,ends_on,minutes,days,count,level\n" + rows, encoding="utf-8"
    )
    result = run("--json")
    assert result.exit_code == 0, result.stderr
    return [one["explanation"][language] for one in json.loads(result.stdout)["activities"]]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("first_day", "all of it counts in the year of its first day."),
        ("last_day", "all of it counts in the year of its last day."),
    ],
)  # fmt: skip
def test_why_an_activity_is_not_shared_over_new_year_is_said(run, files, wanted, told):
    rules = f'over_new_year = "{wanted}"\n{DISTRICT}'
    [said] = sentences(run, files, rules, "w,training,2024-12-31,2025-01-01,,2,,\n")
    assert said.endswith(f"It lies over New Year, and {told}")


def test_a_share_over_new_year_is_told_of_the_whole_before_the_cap(run, files):
    rules = DISTRICT.replace('credit = "5.00" }', 'credit = "100.00" }') + (
        '[[caps]]\nid = "exam"\nkind = "exam"\nper = "activity"\ncredit = "50.00"\n'
        'zh = "限"\nen = "50 at most"\n'
    )
    [said] = sentences(run, files, rules, "w,exam,2024-12-30,2025-01-01,,,,\n")
    assert "the days of 2024 make 66.67, cut to 33.33 because" in said
    assert "the days of 2025 make 33.33, cut to 16.67 because" in said


def test_levels_single_amounts_and_whole_steps_read_as_sentences(run, files):
    rules = DISTRICT.replace('of = "minutes" }', 'of = "minutes", round = "down" }').replace(
        "from = 10, to = 29", "from = 10, to = 10"
    )
    got = sentences(
        run, files, rules,
        "w,paper,2024-01-01,,,,1,local\nw,course,2024-01-02,,10,,,\nw,course,2024-01-03,,95,,,\n",
    )  # fmt: skip
    assert [one.partition(" Counts")[0] for one in got] == [
        "1 paper or work · local, 5.00 for each: 5.00.",
        "10 minutes, 0.50 for 10 minutes: 0.50.",
        "95 minutes, 1.00 for each 45 minutes, whole ones only, from 60 minutes on: 2.00.",
    ]
