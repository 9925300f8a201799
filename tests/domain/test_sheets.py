import io
from datetime import date, datetime
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from domain.sheets import Column, Sheet, SheetRow, read_sheet
from tests.domain.spreadsheets import ods, ods_row, ods_text, rezipped, xls, xlsx

COLUMNS = (
    Column("staff_no", "工号", "staff_no", required=True),
    Column("name", "姓名", "name", required=True),
    Column("since", "任现职时间", "in_post_since"),
)
HEADINGS = ["工号", "姓名"]
SHOWN = Sheet([SheetRow(2, {"staff_no": "00123", "name": "张三"})], [])


def read(content, filename="roster.xlsx", columns=COLUMNS):
    return read_sheet(content, filename, columns)


def cells(content):
    return [row.cells for row in read(content).rows]


@pytest.mark.parametrize(
    "content",
    [
        xlsx(HEADINGS, ["00123", "张三"]),
        xls(HEADINGS, ["00123", "张三"]),
        ods(
            ods_row(*map(ods_text, HEADINGS)) + ods_row(ods_text("00123"), ods_text("张三")),
        ),
    ],
    ids=["xlsx", "xls", "ods"],
)
def test_the_same_row_comes_out_of_every_kind_of_workbook_whatever_its_name(content):
    assert read(content, "花名册.doc") == SHOWN


@pytest.mark.parametrize("filename", ["花名册.csv", "ROSTER.TXT"])
@pytest.mark.parametrize(
    "content",
    [
        "工号,姓名\r\n00123,张三\r\n".encode(),
        "工号,姓名\n00123,张三".encode("utf-8-sig"),
        "工号,姓名\n00123,张三\n".encode("gb18030"),
        "staff_no;Name\n00123;张三\n".encode(),
        "工号\t姓名\n00123\t张三\n".encode("gb18030"),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "semicolons", "tabs"],
)
def test_the_same_row_comes_out_of_every_kind_of_text(content, filename):
    assert read(content, filename) == SHOWN


def test_columns_may_stand_in_any_order_and_unknown_ones_are_named():
    content = xlsx(["备注", "Name", "STAFF NO.", "", "民族"], ["x", "张三", "1", "y", "汉"])

    sheet = read(content)

    assert sheet.unknown_headings == ["备注", "民族"]
    assert sheet.rows == [SheetRow(2, {"name": "张三", "staff_no": "1"})]


def test_headings_are_known_with_stars_blanks_line_breaks_and_both_languages():
    content = xlsx(["工 号*", " 姓\n名 ", "任现职时间 in_post_since"], ["1", "张三", "2020.1.1"])

    assert cells(content) == [{"staff_no": "1", "name": "张三", "since": "2020.1.1"}]


def test_a_title_may_stand_above_the_headings_and_rows_keep_their_numbers():
    content = xlsx(["××办公室人员花名册"], [], HEADINGS, ["1", "张三"], [], ["", ""], ["2", "李四"])

    assert [(row.number, row.cells["name"]) for row in read(content).rows] == [
        (4, "张三"),
        (7, "李四"),
    ]


def test_numbers_lose_their_decimals_and_text_its_outer_blanks():
    content = xlsx(
        [*HEADINGS, "since"],
        [123, " 张三\u3000"],
        [45.0, "\u200b李四\n"],
        [1.5, True],
        [123456789012345678, 0],
    )

    assert [(c["staff_no"], c["name"]) for c in cells(content)] == [
        ("123", "张三"),
        ("45", "李四"),
        ("1.5", "TRUE"),
        ("1.23456789012346E+17", "0"),
    ]


@pytest.mark.parametrize("date_1904", [False, True])
def test_real_dates_come_as_iso_text(date_1904):
    stream = io.BytesIO()
    book = Workbook(stream, {"default_date_format": "d mmm yyyy", "date_1904": date_1904})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [*HEADINGS, "任现职时间"])
    sheet.write_row(1, 0, ["1", "张三", date(2026, 2, 28)])
    sheet.write_row(2, 0, ["2", "李四", datetime(2026, 2, 28, 8, 30)])  # noqa: DTZ001 - as in cells
    sheet.write_row(3, 0, ["3", "王五", date(1953, 10, 1)])
    book.close()

    assert [row["since"] for row in cells(stream.getvalue())] == [
        "2026-02-28",
        "2026-02-28 08:30:00",
        "1953-10-01",
    ]


def test_quoted_line_breaks_in_text_do_not_count_as_rows():
    content = '工号,姓名,备注\n1,张三,"一\n二"\n\n2,李四,\n'.encode()

    assert [row.number for row in read(content, "a.csv").rows] == [2, 4]


def test_the_sheet_with_the_columns_is_read_and_notes_and_hidden_sheets_are_not():
    def hide(book):
        book.get_worksheet_by_name("旧").hide()

    sheets = [
        ("说明", [["请填写花名册"]]),
        ("旧", [HEADINGS, ["9", "旧人"]]),
        ("花名册", [HEADINGS, ["1", "张三"]]),
    ]

    assert cells(xlsx(sheets=sheets, finish=hide)) == [{"staff_no": "1", "name": "张三"}]


def test_a_formula_on_another_sheet_and_a_list_of_choices_stand_in_nobodys_way():
    def add(book):
        book.get_worksheet_by_name("统计").write_formula("A1", "=COUNTA(花名册!A:A)")
        book.get_worksheet_by_name("花名册").data_validation(
            "B2:B9", {"validate": "list", "source": "=统计!$B$1:$B$3"}
        )

    sheets = [("花名册", [HEADINGS, ["1", "张三"]]), ("统计", [])]

    assert len(read(xlsx(sheets=sheets, finish=add)).rows) == 1


def test_formats_down_to_the_last_row_of_a_sheet_cost_nothing():
    def shade(book):
        sheet = book.get_worksheet_by_name("花名册")
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bg_color": "#eeeeee"}))

    assert len(read(xlsx(HEADINGS, ["1", "张三"], finish=shade)).rows) == 1


def test_repeated_empty_rows_of_a_whole_open_document_cost_nothing():
    filled = ods_row(*map(ods_text, HEADINGS)) + ods_row(ods_text("1"), ods_text("张三"))
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'

    content = ods(filled + ods_row(empty, repeated=1_048_574))

    assert cells(content) == [{"staff_no": "1", "name": "张三"}]


def test_a_sheet_that_leaves_out_the_addresses_of_its_cells_is_read():
    def bare(xml):
        for place in (b' r="A1"', b' r="B1"', b' r="A2"', b' r="B2"', b' r="1"', b' r="2"'):
            xml = xml.replace(place, b"")
        return xml

    content = rezipped(xlsx(HEADINGS, ["1", "张三"]), sheet1=bare)

    assert cells(content) == [{"staff_no": "1", "name": "张三"}]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_is_written_in_a_cell_comes_back_as_written(names):
    content = xlsx(HEADINGS, *([str(at), f"_{name}"] for at, name in enumerate(names)))

    assert [row["name"] for row in cells(content)] == [f"_{name}" for name in names]


def test_five_thousand_rows_are_read_in_two_seconds():
    content = xlsx(HEADINGS, *([f"{n:05d}", f"张三{n}", date(2020, 1, 1)] for n in range(5000)))

    started = perf_counter()
    rows = read(content).rows

    assert perf_counter() - started < 2
    assert (len(rows), rows[-1].cells["staff_no"]) == (5000, "04999")
