"""content/README.md is all that whoever writes a rule book has: it is whole, and it is true.

content/README.zh.md is the same document.
"""

import re

from domain import cells
from domain.groupstudy import rules as study_first
from domain.hours.engine import Unruled
from domain.hours.fields import MOST
from domain.hours.pack_parsing import MOST_DAYS_BACK, parse_pack
from domain.hours.requirement_parsing import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    MOST_MONTHS,
    MOST_YEARS,
)
from domain.lectures import rubric, sheets_file
from domain.lectures.sheet_scores import SheetProblem
from domain.lectures.sheets_file import SHEET_COLUMNS
from domain.matters import kinds as matters
from domain.past_activities.columns import KIND_CHARACTERS, MOST_COUNT, MOST_DAYS, MOST_MINUTES
from domain.placements import rotation_book, rotation_parsing
from domain.rehearsal.columns import (
    MOST_ROWS,
    REHEARSAL_COLUMNS,
    TEXT_CHARACTERS,
    read_activities,
)
from domain.rehearsal.rehearsing import rehearse
from tests.architecture.tree import ROOT

TEXT = (ROOT / "content" / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "content" / "README.zh.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
READING = re.compile(
    r"\.(?:text|texts|number|number_or_none|flag|day|month_day|amount|share|choice|table|tables|"
    r"rows|slug|worded|true_or_absent|decimal)\(\s*\"(\w+)\""
)


def _documented():
    named = re.findall(r"`([a-z_.\[\]]+)`", TEXT)
    return {word for name in named for word in re.findall(r"\w+", name)}


def test_every_field_that_is_read_is_described():
    read = set()
    others = [ROOT / "domain" / one for one in ("groupstudy/rules.py", "lectures/rubric.py")]
    for path in [*(ROOT / "domain").glob("*/*_parsing.py"), *others]:
        read |= set(READING.findall(path.read_text(encoding="utf-8")))
    assert {
        "bands",
        "leave_at_most",
        "anchor_year",
        "carry",
        "offices",
        "late_after",
        "per_minute",
        "single_line_months",
    } <= read
    assert read - _documented() == set()


def test_every_value_of_the_rule_of_study_first_and_every_kind_of_matter_is_described():
    values = {*study_first.KINDS, *study_first.CLOSING, *study_first.MONTHS_OF, *matters.KINDS}
    assert {one for one in values if f'"{one}"' not in TEXT} == set()
    assert {one for one in study_first.ROLES if f"`kinds[].credit.{one}`" not in TEXT} == set()


def test_every_value_and_limit_of_a_rubric_and_of_its_sheets_is_described():
    values = {*rubric.METHODS, *rubric.ROUNDINGS, *rubric.BALLOTS, *rubric.TIE_WORDS}
    assert {one for one in values if f'"{one}"' not in TEXT} == set()
    assert {one for one in SheetProblem if f"`{one}`" not in TEXT} == set()
    for column in SHEET_COLUMNS:
        assert f"`{column.en}` {column.zh}" in TEXT, column.key
        assert f"`{column.en}` {column.zh}" in CHINESE, column.key
    held = (
        f"at most {rubric.MOST_SLUG} characters", f"`id` at most {rubric.MOST_ID} characters",
        f"at most {rubric.MOST_MARK} |", f"number up to {rubric.MOST_MINUTES} |",
        f"number up to {rubric.MOST_REVIEW_DAYS}, may", f"{sheets_file.MOST_ROWS:,} rows",
        f"it is {rubric.LEAST_AUDIENCE} at least",
    )  # fmt: skip
    assert [told for told in held if told not in TEXT] == []


def test_every_value_and_limit_of_the_rotation_rules_is_described():
    assert {one for one in rotation_book.POSTS if f'"{one}"' not in TEXT} == set()
    assert {one for one in rotation_book.SIDES if f"`mentorship.credit.{one}`" not in TEXT} == set()
    held = (
        f"text, at most {rotation_parsing.MOST_SLUG} characters | the name of the rules",
        f"`id` at most {rotation_parsing.MOST_ID} characters | a clause",
        f"number up to {rotation_parsing.MOST_YEARS}; without `terms`",
        f"number up to {rotation_parsing.MOST_TERMS}; without `years`",
        f"number from 2 to {rotation_parsing.MOST_TERMS} |",
        f"number up to {rotation_parsing.MOST_MONTHS}, may",
        f"number up to {rotation_parsing.MOST_DAYS}, may",
        f"number up to {rotation_parsing.MOST_MENTEES}, may",
    )
    assert [told for told in held if told not in TEXT] == []


def _prose(text):
    return FENCED.sub("", text)


def _names(text):
    """Fields, values, columns, commands: whatever stands in backticks."""
    return {" ".join(name.split()) for name in re.findall(r"`([^`]+)`", _prose(text))}


def _shape(text):
    """Headings by their depth, rows by the number of their cells, items, in order."""
    lines = [line for line in _prose(text).splitlines() if re.match(r"#+ |- |\|", line)]
    return [line.count(" | ") if line[0] == "|" else line.partition(" ")[0] for line in lines]


def test_both_languages_name_the_same_fields_values_and_columns():
    assert len(_names(TEXT)) > 200
    assert _names(CHINESE) ^ _names(TEXT) == set()


def test_both_languages_hold_the_same_examples():
    assert len(FENCED.findall(TEXT)) == 5
    assert FENCED.findall(CHINESE) == FENCED.findall(TEXT)


def test_both_languages_have_the_same_headings_tables_and_lists():
    assert _shape(TEXT).count("##") == 8
    assert _shape(CHINESE) == _shape(TEXT)


def test_every_row_of_a_table_begins_with_the_same_names_in_both_languages():
    def firsts(text):
        cells = re.findall(r"^\| (.+?) \|", _prose(text), re.MULTILINE)
        return [re.findall(r"`([^`]+)`", cell) for cell in cells]

    assert firsts(CHINESE) == firsts(TEXT)


def test_both_languages_say_the_same_numbers():
    def numbers(text):
        return set(re.findall(r"\d[\d,.]*\d|\d", _prose(text)))

    assert numbers(CHINESE) ^ numbers(TEXT) == set()


def test_each_document_leads_to_the_other_at_its_top():
    assert TEXT.split("\n\n", 2)[1] == "[中文](README.zh.md)"
    assert CHINESE.split("\n\n", 2)[1] == "[English](README.md)"
    assert "(content/README.zh.md)" in (ROOT / "README.zh.md").read_text(encoding="utf-8")
    assert "(content/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_limits_of_numbers_are_those_that_are_held():
    held = (
        f"to {MOST} where", f"at most {MOST_DAYS_BACK};", f"from {EARLIEST_YEAR} to {LATEST_YEAR}",
        f"to {MOST_YEARS}, may", f"to {MOST_MONTHS}, may", f"{MOST_ROWS:,} rows",
        f"{MOST_MINUTES} minutes, {MOST_DAYS} days or half days, {MOST_COUNT} of",
        f"at most {TEXT_CHARACTERS} characters, other texts {KIND_CHARACTERS}.",
        f"of years {cells.EARLIEST_YEAR} to {cells.LATEST_YEAR}",
    )  # fmt: skip
    assert [told for told in held if told not in TEXT] == []


def test_the_limits_of_numbers_are_those_that_are_held_in_chinese():
    held = (
        f"到 {MOST}；", f"最多 {MOST_DAYS_BACK}；", f"在 {EARLIEST_YEAR} 至 {LATEST_YEAR} 之间",
        f"至 {MOST_YEARS} 的整数", f"不超过 {MOST_MONTHS} 的整数", f"最多 {MOST_ROWS:,} 行",
        f"最多 {MOST_MINUTES} 分钟、{MOST_DAYS} 天或半天，其余最多 {MOST_COUNT}",
        f"最多 {TEXT_CHARACTERS} 个字符，其他文本最多 {KIND_CHARACTERS} 个。",
        f"年份从 {cells.EARLIEST_YEAR} 至 {cells.LATEST_YEAR}",
    )  # fmt: skip
    assert [told for told in held if told not in CHINESE] == []


def test_every_reason_and_every_key_of_the_document_is_described():
    named = _documented()
    assert {str(one) for one in Unruled} <= named
    assert {"required_tags", "times", "due_on", "refused", "carried_out"} <= named


def test_every_column_of_a_file_of_activities_is_described_with_both_headings():
    for column in REHEARSAL_COLUMNS:
        assert f"`{column.en}` {column.zh}" in TEXT, column.key
        assert f"`{column.en}` {column.zh}" in CHINESE, column.key


def test_the_worked_example_comes_to_what_it_says():
    pack = parse_pack(re.findall(r"```toml\n(id = .*?)```", TEXT, re.DOTALL)[0], "README.md")
    file = re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL)[0]
    found = rehearse(pack, read_activities(file.encode(), "a.csv").rows)
    shares = {
        one.row.activity_id: [line.hundredths for line in one.judged.lines]
        for one in found.activities
    }
    assert shares == {"1": [1500, 1500], "2": [800], "3": [1600]}
    (_, first), (_, second) = found.years
    assert (first.had, first.owed) == ({"required": 2300, "elective": 1600}, 100)
    assert (second.total, second.carried_in, second.owed) == (1500, 0, 2500)


def test_the_bands_of_the_example_are_read_as_told():
    [bands] = re.findall(r"```toml\n(\[\[kinds\]\].*?)```", TEXT, re.DOTALL)
    [book] = re.findall(r"```toml\n(id = .*?)```", TEXT, re.DOTALL)
    bands = bands.replace('part = "online"', 'part = "elective"')
    pack = parse_pack(book.replace("[[caps]]", f"{bands}[[caps]]", 1), "x")
    text = "person,kind,starts_on,minutes\n" + "".join(
        f"w,online_course,2024-01-0{n},{minutes}\n"
        for n, minutes in enumerate((15, 29, 40), start=1)
    )
    found = rehearse(pack, read_activities(text.encode(), "a.csv").rows)
    assert [one.judged.capped for one in found.activities] == [25, 50, 133]
