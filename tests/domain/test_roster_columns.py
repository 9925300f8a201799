from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cells import CellProblem, Refusal, zeroless
from domain.roster_columns import (
    ROSTER_COLUMNS,
    RosterLine,
    read_line,
    read_roster,
    roster_of,
)
from domain.sheets import MissingColumns, Sheet, SheetRow
from tests.domain.spreadsheets import xlsx

WRITTEN = {"staff_no": "00123", "name": "张三"}


def line_of(**written):
    line, refusals = read_line(WRITTEN | written)
    assert refusals == []
    return line


def problems(**written):
    _, refusals = read_line(WRITTEN | written)
    return [(refusal.field, refusal.reason) for refusal in refusals]


def roster(*written):
    return roster_of(Sheet([SheetRow(at, cells) for at, cells in enumerate(written, start=2)]))


def test_a_full_row_becomes_values():
    line = line_of(
        unit="办公室/综合处",
        branch="第一党支部",
        post="一级科员",
        rank="科级",
        strand="办文",
        in_post_since="2020.3.1",
        username="ZhangSan",
        roles="书记；人事",
        party_member="中共党员",
        branch_office="副书记",
        effective_on="2026-01-01",
        active="是",
    )

    assert line == RosterLine(
        staff_no="00123",
        name="张三",
        unit=("办公室", "综合处"),
        branch="第一党支部",
        post="一级科员",
        rank="科级",
        strand="documents",
        in_post_since=date(2020, 3, 1),
        username="zhangsan",
        roles=("secretary", "hr"),
        party_member=True,
        branch_office="deputy_secretary",
        effective_on=date(2026, 1, 1),
        active=True,
    )


def test_an_empty_cell_and_an_absent_column_say_nothing():
    assert line_of(unit="", active="") == RosterLine("00123", "张三")


def test_every_column_can_be_named_in_chinese_and_in_english():
    for headings in ([c.zh for c in ROSTER_COLUMNS], [c.en for c in ROSTER_COLUMNS]):
        row = ["1", "张三", "", "", "", "", "general", *[""] * 7]
        read = read_roster(xlsx([*headings, "备注"], [*row, "x"]), "花名册.xlsx")
        assert read.unknown_headings == ["备注"]
        assert (read.rows[0].line.strand, set(read.rows[0].written)) == (
            "general",
            {column.key for column in ROSTER_COLUMNS},
        )


def test_only_the_number_and_the_name_are_required():
    with pytest.raises(MissingColumns) as refused:
        read_roster(xlsx(["单位"], ["办公室"]), "花名册.xlsx")
    assert refused.value.headings == (("工号", "staff_no"), ("姓名", "name"))
    _, refusals = read_line({"staff_no": "", "name": "", "unit": "办公室"})
    assert [(r.field, r.reason) for r in refusals] == [
        ("staff_no", CellProblem.MISSING),
        ("name", CellProblem.MISSING),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-28",
        "2026.2.28",
        "2026/2/28",
        "2026/02/28 0:00",
        "2026年2月28日",
        "2026 年 2 月 28 日",
        "20260228",
        "２０２６．２．２８",
    ],
)
def test_a_day_is_read_in_the_ways_offices_write_it(written):
    assert line_of(in_post_since=written).in_post_since == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026.2.30", CellProblem.DATE_IMPOSSIBLE),
        ("2026-13-01", CellProblem.DATE_IMPOSSIBLE),
        ("20260230", CellProblem.DATE_IMPOSSIBLE),
        ("0026-01-01", CellProblem.DATE_IMPOSSIBLE),
        ("2026.2", CellProblem.DATE_SHAPE),
        ("2026-02-28 08:30:00", CellProblem.DATE_SHAPE),
        ("28/2/2026", CellProblem.DATE_SHAPE),
        ("46081", CellProblem.DATE_SHAPE),
        ("去年", CellProblem.DATE_SHAPE),
    ],
)
def test_an_impossible_day_is_told_from_what_is_no_day(written, reason):
    assert problems(effective_on=written) == [("effective_on", reason)]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_of_the_calendar_is_read_back(day):
    assert line_of(in_post_since=f"{day.year}.{day.month}.{day.day}").in_post_since == day


@pytest.mark.parametrize("written", ["12 3", "一二三", "A_1", "1.5", "1" * 33, "1.23E+17", "a/b"])
def test_a_staff_number_has_letters_digits_and_hyphens(written):
    assert problems(staff_no=written) == [("staff_no", CellProblem.STAFF_NO_SHAPE)]


def test_a_staff_number_keeps_its_zeros_and_its_letters():
    assert line_of(staff_no="ZB-0012a").staff_no == "ZB-0012a"
    assert line_of(staff_no="００１２").staff_no == "0012"
    assert (zeroless("00120"), zeroless("000"), zeroless("a007")) == ("120", "0", "a007")


def test_a_name_loses_the_blank_that_spreads_it_and_no_other():
    assert line_of(name="张\u3000三").name == "张三"
    assert line_of(name="John  Smith").name == "John Smith"
    assert line_of(name="买买提·艾力").name == "买买提·艾力"


@pytest.mark.parametrize(
    ("column", "written", "reason"),
    [
        ("strand", "办事处", CellProblem.STRAND_UNKNOWN),
        ("active", "也许", CellProblem.YES_NO_UNKNOWN),
        ("party_member", "?", CellProblem.YES_NO_UNKNOWN),
        ("branch_office", "处长", CellProblem.BRANCH_OFFICE_UNKNOWN),
        ("username", "张三", CellProblem.USERNAME_SHAPE),
        ("username", "a b", CellProblem.USERNAME_SHAPE),
        ("username", "-ab", CellProblem.USERNAME_SHAPE),
        ("roles", "书记;处长", CellProblem.ROLE_UNKNOWN),
        ("unit", "办公室//一处", CellProblem.UNIT_PATH),
        ("unit", "/", CellProblem.UNIT_PATH),
        ("post", "科\x01员", CellProblem.CONTROL_CHARACTER),
    ],
)
def test_a_word_that_means_nothing_is_refused_with_its_own_reason(column, written, reason):
    assert problems(**{column: written}) == [(column, reason)]


@pytest.mark.parametrize(
    "written",
    ["系统管理员", "安全保密员", "安全审计员", "administrator", "Security Officer", "人事;auditor"],
)
def test_the_three_hands_are_not_asked_for_by_a_roster(written):
    assert problems(roles=written) == [("roles", CellProblem.ROLE_OF_A_HAND)]


def test_roles_are_read_in_both_languages_once_each():
    assert line_of(roles="书记、HR, Organiser；secretary/领导;").roles == (
        "secretary",
        "hr",
        "organiser",
        "leader",
    )
    assert line_of(roles="干部").roles == ()


def test_the_political_status_may_be_written_in_words():
    written = ["是", "yes", "中共党员", "中共预备党员", "否", "No", "群众", "共青团员"]
    assert [line_of(party_member=word).party_member for word in written] == [True] * 4 + [False] * 4


@pytest.mark.parametrize(
    ("column", "limit"), [("name", 60), ("unit", 120), ("branch", 120), ("post", 120), ("rank", 40)]
)
def test_text_that_is_too_long_is_refused_with_its_limit(column, limit):
    assert problems(**{column: "长" * limit}) == []
    _, refusals = read_line(WRITTEN | {column: "长" * (limit + 1)})
    assert [(r.field, r.reason, r.limit) for r in refusals] == [
        (column, CellProblem.TOO_LONG, limit)
    ]


def test_every_bad_cell_of_a_row_is_named_and_the_good_ones_are_kept():
    line, refusals = read_line(WRITTEN | {"strand": "x", "active": "y", "effective_on": "x"})

    assert refusals == [
        Refusal("strand", "x", CellProblem.STRAND_UNKNOWN),
        Refusal("effective_on", "x", CellProblem.DATE_SHAPE),
    ]
    assert (line.name, line.active, line.strand) == ("张三", True, None)


def test_two_rows_with_one_staff_number_refuse_each_other():
    read = roster(WRITTEN, {"staff_no": "7", "name": "李四"}, WRITTEN | {"name": "王五"})

    assert [row.refusals for row in read.rows] == [
        (Refusal("staff_no", "00123", CellProblem.STAFF_NO_TWICE, other_rows=(4,)),),
        (),
        (Refusal("staff_no", "00123", CellProblem.STAFF_NO_TWICE, other_rows=(2,)),),
    ]


def test_two_numbers_that_differ_only_by_leading_zeros_refuse_each_other():
    read = roster(WRITTEN, WRITTEN | {"staff_no": "123"})

    assert [(r.reason, r.other_rows) for row in read.rows for r in row.refusals] == [
        (CellProblem.STAFF_NO_ZEROS, (3,)),
        (CellProblem.STAFF_NO_ZEROS, (2,)),
    ]


def test_rows_without_a_staff_number_are_not_twins():
    nameless = {"staff_no": "", "name": "张三"}

    assert [len(row.refusals) for row in roster(nameless, nameless).rows] == [1, 1]


@pytest.mark.parametrize("word", ["new", "Import", "years", "people"])
def test_a_word_of_an_address_is_no_staff_number(word):
    _line, refusals = read_line({"staff_no": word, "name": "林叙"})
    assert [one.field for one in refusals] == ["staff_no"]
