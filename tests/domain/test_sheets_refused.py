import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.sheets import (
    Column,
    DuplicateHeading,
    EmptySheet,
    EncryptedSheet,
    FormulaFound,
    MissingColumns,
    NotASpreadsheet,
    SheetRefused,
    TooManyRows,
    TruncatedSheet,
    UnknownEncoding,
    UnsafeSheet,
    read_sheet,
)
from tests.domain.spreadsheets import (
    compound,
    ods,
    ods_row,
    ods_text,
    rezipped,
    xls,
    xls_number,
    xls_password,
    xlsx,
    zip_of,
)

COLUMNS = (
    Column("staff_no", "工号", "staff_no", required=True),
    Column("name", "姓名", "name", required=True),
)
HEADINGS = ["工号", "姓名"]
GOOD = xlsx(HEADINGS, ["1", "张三"])
GOOD_XLS = xls(HEADINGS, ["1", "张三"], ["2", "李四"])
GOOD_ODS = ods(ods_row(*map(ods_text, HEADINGS)) + ods_row(ods_text("1"), ods_text("张三")))


def refusal(content, kind, filename="花名册.csv"):
    with pytest.raises(kind) as refused:
        read_sheet(content, filename, COLUMNS)
    assert refused.value.filename == filename
    return refused.value


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00\x01",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b'<?xml version="1.0"?><Workbook/>',
        zip_of({"word/document.xml": "<document/>"}),
        zip_of({"xl/workbook.bin": b"\x00"}),
        zip_of({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        zip_of({}),
        compound({"WordDocument": b"\xec\xa5"}),
    ],
    ids=["pdf", "png", "html", "xml", "docx", "xlsb", "odt", "empty zip", "doc"],
)
def test_what_is_no_spreadsheet_is_refused_whatever_its_name(content):
    refusal(content, NotASpreadsheet)


def test_a_file_with_a_password_is_told_from_a_damaged_one():
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1016
    refusal(container + "EncryptedPackage".encode("utf-16-le"), EncryptedSheet)
    refusal(compound({"EncryptionInfo": b"", "EncryptedPackage": b"\x01"}), EncryptedSheet)
    refusal(xls(HEADINGS, before=xls_password()), EncryptedSheet)
    secret = '<m:manifest xmlns:m="urn:m"><m:encryption-data/></m:manifest>'
    refusal(ods("", manifest=secret), EncryptedSheet)


@pytest.mark.parametrize(
    "content",
    [
        GOOD[: len(GOOD) // 2],
        GOOD[:-1],
        GOOD[:40],
        GOOD_XLS[: len(GOOD_XLS) // 2],
        GOOD_XLS[:300],
        GOOD_ODS[: len(GOOD_ODS) // 2],
        rezipped(GOOD, sheet1=lambda xml: xml[:-20]),
        '工号,姓名\n1,"张三\n2,李四\n'.encode(),
    ],
    ids=["half", "one byte", "start", "half xls", "start xls", "half ods", "xml", "open quote"],
)
def test_a_damaged_or_cut_file_is_refused(content):
    refusal(content, TruncatedSheet)


def test_one_changed_byte_inside_a_zip_is_noticed():
    at = GOOD.index(b"xl/worksheets/sheet1.xml") + 60
    refusal(GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :], TruncatedSheet)


@pytest.mark.parametrize("filename", ["a.xlsx", "a.xls", "a.ods", "a.pdf", "a"])
def test_text_under_the_name_of_a_workbook_is_no_spreadsheet(filename):
    refusal(b"hello", NotASpreadsheet, filename)
    refusal("工号,姓名\n1,张三\n".encode(), NotASpreadsheet, filename)


def test_a_document_of_text_only_is_no_spreadsheet_under_any_name():
    refusal(b"%PDF-1.4\n1 0 obj\n", NotASpreadsheet, "a.csv")


def test_missing_columns_are_named_in_both_languages():
    assert refusal(xlsx(["工号", "备注"], ["1", ""]), MissingColumns).headings == (
        ("姓名", "name"),
    )
    assert refusal("李四,2\n张三,1\n".encode(), MissingColumns).headings == (
        ("工号", "staff_no"),
        ("姓名", "name"),
    )


def test_a_column_named_twice_is_refused_with_its_cells():
    refused = refusal(xlsx([""], ["姓名", "工号", "Name"], ["张三", "1", "李四"]), DuplicateHeading)

    assert (refused.headings, refused.cells) == (("姓名", "Name"), ("A2", "C2"))


@pytest.mark.parametrize(
    "content",
    [b"", b" \r\n", xlsx(), xlsx(HEADINGS), "工号,姓名\n,\n".encode(), xls(), ods("")],
)
def test_a_file_without_rows_is_empty(content):
    refusal(content, EmptySheet)


def test_formulas_are_named_by_cell():
    def add(book):
        sheet = book.get_worksheet_by_name("花名册")
        sheet.write_formula("B7", '="张"&"三"', None, "张三")
        sheet.write_array_formula("C8:C9", "{=A1:A2}")
        sheet.write_formula("AB3", "=1+1")

    refused = refusal(xlsx(HEADINGS, ["1", "张三"], finish=add), FormulaFound)

    assert refused.cells == ("花名册!AB3", "花名册!B7", "花名册!C8")
    assert refused.count == 3


def test_a_formula_under_a_prefix_is_found_too():
    def prefixed(xml):
        start = xml.index(b"<worksheet")
        body = xml[start:].replace(b"xmlns=", b"xmlns:x=").replace(b"</", b"</x:")
        return xml[:start] + body.replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")

    def add(book):
        book.get_worksheet_by_name("花名册").write_formula("B3", "=1+1", None, "2")

    content = rezipped(xlsx(HEADINGS, ["1", "张三"], finish=add), sheet1=prefixed)

    assert refusal(content, FormulaFound).cells == ("花名册!B3",)


def test_text_that_starts_like_a_formula_is_named_by_cell_and_only_twenty_are():
    assert refusal('工号,姓名\n1,"=1+1"\n ="2",b\n'.encode(), FormulaFound).cells == ("B2", "A3")
    many = refusal(("工号,姓名\n" + "1,=A1\n" * 30).encode(), FormulaFound)
    assert (len(many.cells), many.cells[-1], many.count) == (20, "B21", 30)


def test_row_fifty_thousand_and_one_is_too_many():
    text = "工号,姓名\n" + "".join(f"{n},张三\n" for n in range(50_000))
    assert len(read_sheet(text.encode(), "a.csv", COLUMNS).rows) == 50_000

    refused = refusal((text + "50000,李四\n").encode(), TooManyRows)
    assert (refused.count, refused.limit) == (50_001, 50_000)
    rows = ([str(n), f"张三{n}"] for n in range(50_001))
    assert refusal(xlsx(HEADINGS, *rows), TooManyRows).count == 50_001


def test_text_in_another_encoding_is_refused():
    refusal("工号,姓名\n1,张三\n".encode("utf-16"), UnknownEncoding)
    refusal("工号,姓名\n1,张三\n".encode() + b"\xff\xff", UnknownEncoding)


@pytest.mark.parametrize(
    ("content", "limit"),
    [
        (zip_of({"xl/workbook.xml": b"\x00" * 30_000_000}), "ratio"),
        (zip_of({f"{n}.xml": b"" for n in range(2001)}), "entries"),
        (zip_of({"xl/workbook.xml": "<x/>", "XL\\workbook.xml": "<x/>"}), "twin_entries"),
        (zip_of({"xl/a.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "doctype"),
        (zip_of({"xl/a.xml": " " * (2**20 - 4) + "<!DOCTYPE x><x/>"}), "doctype"),
        (
            zip_of({"a.rels": '<?xml encoding="utf-16"?><!DOCTYPE x><x/>'.encode("utf-16")}),
            "doctype",
        ),
    ],
    ids=["ratio", "entries", "twins", "doctype", "over two blocks", "wide"],
)
def test_a_zip_that_costs_too_much_is_refused_before_it_is_parsed(content, limit):
    assert refusal(content, UnsafeSheet).limit == limit


def test_a_zip_may_not_unpack_to_more_than_200_megabytes():
    noise = bytes(range(256)) * 4096
    content = zip_of({f"{n}.bin": noise + b"\x00" * 2**20 for n in range(101)})
    assert refusal(content, UnsafeSheet).limit == "unpacked"


def test_a_zip_that_hides_its_real_size_is_refused():
    content = bytearray(zip_of({"xl/workbook.xml": b" " * 5000}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        directory = archive.start_dir
    for size_at in (22, directory + 24):
        assert struct.unpack_from("<I", content, size_at) == (5000,)
        struct.pack_into("<I", content, size_at, 10)
    assert refusal(bytes(content), UnsafeSheet).limit == "false_size"


def test_one_written_cell_in_the_far_corner_is_refused_and_not_laid_out():
    def add(book):
        book.get_worksheet_by_name("花名册").write("XFD49999", "x")

    assert refusal(xlsx(HEADINGS, finish=add), UnsafeSheet).limit == "area"
    assert refusal(xls(HEADINGS, cells=[xls_number(65_535, 255)]), UnsafeSheet).limit == "area"
    wide = ods_row(*map(ods_text, HEADINGS)) + ods_row(ods_text("x", repeated=16_384), repeated=999)
    assert refusal(ods(wide), UnsafeSheet).limit == "area"


def test_a_cell_repeated_down_a_million_rows_is_too_many_rows():
    rows = ods_row(*map(ods_text, HEADINGS)) + ods_row(
        *(ods_text(str(n)) for n in range(9)), repeated=1_000_000
    )
    assert refusal(ods(rows), TooManyRows).count == 1_000_000


def test_a_chain_that_bites_its_tail_is_not_followed():
    refusal(compound({"Workbook": b"\x00" * 9000}, chain_to_itself=True), TruncatedSheet)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([GOOD, GOOD_XLS, GOOD_ODS, "工号,姓名\n1,张三\n".encode("gb18030")]),
    st.lists(st.tuples(st.integers(min_value=0), st.integers(0, 255)), max_size=6),
    st.integers(min_value=0),
)
@example(GOOD_XLS, [], 100)
def test_no_damage_leads_to_anything_but_rows_or_a_refusal(content, changes, cut):
    damaged = bytearray(content)
    for at, byte in changes:
        damaged[at % len(damaged)] = byte
    with suppress(SheetRefused):
        assert read_sheet(bytes(damaged[: len(damaged) - cut % 3000]), "a", COLUMNS).rows
