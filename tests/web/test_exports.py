import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
import python_calamine
from flask import Flask

from blueprints.shared.exports import WORKBOOK_TYPE, send_workbook, workbook
from blueprints.shared.roster_template import roster_template
from blueprints.shared.sent_files import send_saved
from domain.roster_columns import ROSTER_COLUMNS, read_roster
from domain.sheets import EmptySheet


def sheets_of(content):
    book = python_calamine.load_workbook(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_a_workbook_holds_what_was_given_with_days_as_real_days():
    noon = datetime(2026, 11, 20, 4, 0, tzinfo=UTC).astimezone(ZoneInfo("Asia/Shanghai"))
    row = ("00123", 45, Decimal("1.50"), date(2026, 2, 28), noon, True, None, "张三")

    content = workbook([("学时", list("abcdefgh"), [row])])

    assert sheets_of(content) == {
        "学时": [
            list("abcdefgh"),
            [
                "00123",
                45.0,
                1.5,
                date(2026, 2, 28),
                datetime(2026, 11, 20, 12, 0),  # noqa: DTZ001 - a wall clock, as in cells
                True,
                "",
                "张三",
            ],
        ]
    }


def test_text_that_looks_like_a_formula_a_link_or_a_number_stays_text():
    looks = ["=1+1", "{=A1}", "+1", "@SUM(A1)", "https://example.org/", "00123", "1E5"]

    content = workbook([("表", looks, [looks])])

    assert sheets_of(content)["表"] == [looks, looks]
    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_headings_are_bold_stay_in_view_and_can_be_filtered():
    content = workbook([("表", ["工号", "姓名"], [("1", "张三"), ("2", "李四")])])

    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:B3"/>' in sheet
    assert "<b/>" in part(content, "xl/styles.xml")


def test_titles_are_made_to_fit_the_format_and_told_apart():
    titles = ["2026/11", "2026:11", "长" * 40, "长" * 31, "[]", "'a'"]

    content = workbook([(title, ["x"], []) for title in titles])

    assert list(sheets_of(content)) == [
        "2026 11",
        "2026 11 2",
        "长" * 31,
        f"{'长' * 27} 2",
        "1",
        "a",
    ]


def test_a_large_number_and_a_long_text_are_not_mangled():
    content = workbook([("表", ["x"], [(123456789012345678,), ("长" * 40_000,)])], widths=[20])

    assert sheets_of(content)["表"][1:] == [["123456789012345678"], ["长" * 32_767]]
    assert 'width="20.7109375"' in part(content, "xl/worksheets/sheet1.xml")


def test_a_workbook_is_sent_to_be_saved_under_a_chinese_name():
    with Flask("exports").test_request_context():
        response = send_workbook(workbook([("表", ["x"], [])]), "被拒绝的行 2026.xlsx")
        disposition = response.headers["Content-Disposition"]
        response.direct_passthrough = False
        assert response.get_data().startswith(b"PK")

    assert disposition.startswith("attachment;")
    assert unquote(disposition.partition("filename*=UTF-8''")[2]) == "被拒绝的行 2026.xlsx"
    assert response.mimetype == WORKBOOK_TYPE


@pytest.mark.parametrize(
    ("filename", "plain"),
    [
        ("学时-2026.xlsx", "rigong-2026.xlsx"),
        ("学时证明-林叙-2026.pdf", "rigong-2026.pdf"),
        ("被拒绝的行.xlsx", "rigong.xlsx"),
        ("year-end-第一党支部-2026.docx", "year-end-2026.docx"),
        ('a";\r\n b.xlsx', "a-b.xlsx"),
    ],
)
def test_a_browser_that_reads_no_chinese_gets_a_name_that_says_something(filename, plain):
    with Flask("exports").test_request_context():
        disposition = send_saved(b"", "x/y", filename).headers["Content-Disposition"]
    assert disposition.startswith(f'attachment; filename="{plain}"; filename*=UTF-8')


def test_the_empty_roster_has_every_column_notes_in_both_languages_and_drop_downs():
    content = roster_template()

    sheets = sheets_of(content)
    assert sheets["花名册"] == [[column.zh for column in ROSTER_COLUMNS]]
    notes = {row[1]: row for row in sheets["填写说明 Notes"]}
    assert all(notes[column.en][2] and notes[column.en][3] for column in ROSTER_COLUMNS)
    assert part(content, "xl/worksheets/sheet1.xml").count("<dataValidation ") == 4
    with pytest.raises(EmptySheet):
        read_roster(content, "花名册.xlsx")


def test_every_choice_that_the_empty_roster_offers_is_understood():
    from blueprints.shared.roster_template import CHOICES  # noqa: PLC0415 - beside its only use

    keys = [column.key for column in ROSTER_COLUMNS]
    offered = [(key, choice) for key, choices in CHOICES.items() for choice in choices]
    rows = []
    for number, (key, choice) in enumerate(offered, start=1):
        rows.append([str(number), "张三", *[""] * (len(keys) - 2)])
        rows[-1][keys.index(key)] = choice

    roster = read_roster(workbook([("表", keys, rows)]), "花名册.xlsx")

    assert [row.refusals for row in roster.rows] == [()] * len(offered)
    assert None not in [getattr(r.line, k) for r, (k, _) in zip(roster.rows, offered, strict=True)]
