"""Past hours brought in by HR's page and by the command: previewed, applied, refused."""

import io
import json
import re

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from models import Credit, StudyEntry, db
from tests.factories import make_cadre, make_hr, make_person
from tests.packs import load_pack

PLACE = "/hours/import"
HEAD = "工号,学习类别,开始日期,分钟,活动编号,学习内容,依据文件\n"
GOOD = HEAD + "00317,干部自学,2025-03-08,90,A-1,旧课,示委学〔2025〕3号\n"
BAD = "00999,干部自学,2025-03-08,45,,,旧表\n00317,没有的类别,2025-03-09,45,,,旧表\n"


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()
    make_person(staff_no="00317", name="林叙")
    db.session.commit()


@pytest.fixture
def hr(login):
    return login(make_hr(name="人事干部"))


@pytest.fixture
def hours(app, database, monkeypatch):
    """Run ``flask hours`` in English and return what came of it."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments):
        return app.test_cli_runner().invoke(args=["hours", *map(str, arguments)])

    return run


def chosen(client, text, name="past.csv"):
    file = (io.BytesIO(text.encode() if isinstance(text, str) else text), name)
    return client.post(PLACE, data={"file": file}, content_type="multipart/form-data")


def applied(client, text):
    place = chosen(client, text).headers["Location"]
    digest = re.search(r'name="digest" value="(\w+)"', client.get(place).text)
    data = {"digest": digest[1] if digest else ""}
    return place, client.post(f"{place}/application", data=data)


def brought_in():
    return list(db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id)))


def test_a_file_is_previewed_and_writes_nothing_before_it_is_applied(hr):
    page = hr.get(chosen(hr, GOOD + BAD).headers["Location"]).text
    assert "All rows 3" in page
    assert "nobody has this staff number" in page
    assert "the rules of that day know no such kind" in page
    assert "2.00 credit hours before caps" in page
    assert brought_in() == []


def test_each_cell_of_a_row_says_what_it_is_where_a_row_is_a_card(hr):
    page = hr.get(chosen(hr, GOOD + BAD).headers["Location"]).text
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert len(cells := re.findall(r"<td([^>]*)>", body)) == 12
    assert all("data-label=" in cell or 'class="key"' in cell for cell in cells)
    assert body.count('data-label="Why it was refused"') == 2
    assert re.findall(r'<tr class="import-row (\w+)">', body) == ["added", "refused", "refused"]


def test_columns_nobody_knows_are_named(hr):
    text = "工号,学习类别,开始日期,分钟,依据文件,备注二,标签\n00317,干部自学,2025-03-08,90,旧表,,\n"
    page = hr.get(chosen(hr, text).headers["Location"]).text
    unknown = page.partition("Columns that were passed over")[2]
    assert "备注二" in unknown[:200]
    assert "tags" not in unknown[:200]


def test_what_is_applied_is_confirmed_settled_and_names_its_paper(hr):
    place, answer = applied(hr, GOOD + BAD)
    page = hr.get(answer.headers["Location"]).text
    assert "1 activity brought in, 2 rows refused." in page
    [entry] = brought_in()
    assert (entry.state, entry.topic) == ("confirmed", "旧课")
    assert entry.document == "示委学〔2025〕3号 #A-1"
    assert db.session.scalars(sa.select(Credit.hundredths)).all() == [200]
    assert "2.00" in hr.get("/hours/00317?year=2025").text
    refused = CalamineWorkbook.from_filelike(io.BytesIO(hr.get(f"{place}/refused.xlsx").data))
    rows = refused.get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == ["00999", "00317"]


def test_the_same_file_twice_changes_nothing(hr):
    applied(hr, GOOD)
    page = hr.get(chosen(hr, GOOD).headers["Location"]).text
    assert "Unchanged 1" in page
    assert "There is nothing to apply" in page
    assert len(brought_in()) == 1


def test_a_preview_that_was_overtaken_is_shown_again_and_writes_nothing(hr):
    place = chosen(hr, GOOD).headers["Location"]
    answer = hr.post(f"{place}/application", data={"digest": "of another plan"})
    assert answer.status_code == 409
    assert "Something changed meanwhile" in answer.text
    assert brought_in() == []


def test_ones_own_activity_waits_for_the_confirmer(login):
    account = make_hr(name="人事干部", staff_no="00400")
    place, _answer = applied(login(account), HEAD + "00400,干部自学,2025-03-08,45,,,旧表\n")
    assert [one.state for one in brought_in()] == ["waiting"]
    assert place.startswith(PLACE)


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        (b"%PDF-1.7", "past.xlsx", "is not a spreadsheet"),
        ("姓名\n林叙\n", "past.csv", "lacks the column"),
        (HEAD + "00317,=1+1,2025-03-08,45,,,\n", "past.csv", "has a formula"),
        (HEAD, "past.csv", "holds no rows"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_keeps_nothing(hr, text, name, why):
    answer = chosen(hr, text, name)
    assert answer.status_code == 422
    assert why in answer.text
    assert brought_in() == []


def test_every_wrong_cell_is_named(hr):
    rows = (
        "00317,干部自学,2026.2.30,45,,,\n00317,干部自学,2025-03-08,-5,,,\n"
        "00317,干部自学,2027-03-08,45,,,\n00317,干部自学,2025-03-08,,,,\n"
    )
    page = hr.get(chosen(hr, HEAD + rows).headers["Location"]).text
    for why in (
        "the calendar has no such day", "expected a whole number", "it must be over",
        "a number above 0 is expected",
    ):  # fmt: skip
        assert why in page


def test_the_file_of_another_is_not_there_and_a_cadre_has_no_such_page(hr, login):
    place = chosen(hr, GOOD).headers["Location"]
    assert login(make_hr(name="另一位")).get(place).status_code == 404
    assert login(make_cadre()).get(PLACE).status_code == 403


def test_the_preview_asks_the_same_for_one_row_and_for_three(hr, count_queries):
    rows = [f"00317,干部自学,2025-03-0{n},45,,,\n" for n in range(1, 4)]
    one = chosen(hr, HEAD + rows[0]).headers["Location"]
    three = chosen(hr, HEAD + "".join(rows)).headers["Location"]
    hr.get(one)  # a pack is read once in a process
    with count_queries() as few:
        hr.get(one)
    with count_queries() as many:
        hr.get(three)
    assert len(few) == len(many) <= 8


def test_the_pages_are_in_chinese(login):
    hr = login(make_hr(), language="zh")
    assert "学时补录" in hr.get(PLACE).text
    page = hr.get(chosen(hr, GOOD + BAD).headers["Location"]).text
    assert "没有人使用此工号" in page
    assert "未计上限为 2.00 学时" in page


def test_the_empty_file_holds_the_headings_and_can_be_read_again(hr):
    empty = hr.get(f"{PLACE}/template.xlsx").data
    book = CalamineWorkbook.from_filelike(io.BytesIO(empty))
    heading = book.get_sheet_by_index(0).to_python()[0]
    assert heading[:4] == ["活动编号", "工号", "职级组", "学习类别"]
    assert "holds no rows" in chosen(hr, empty, "past.xlsx").text


def test_the_command_brings_in_says_what_it_did_and_is_idempotent(hours, tmp_path):
    file = tmp_path / "past.csv"
    file.write_text(GOOD + BAD, encoding="utf-8")
    dry = hours("import", file, "--dry-run", "--json")
    told = json.loads(dry.stdout)
    assert (dry.exit_code, told["ready"], told["applied"]) == (1, 1, False)
    assert [one["refusals"][0]["reason"] for one in told["refused"]] == [
        "staff_no_unknown", "kind_unknown",
    ]  # fmt: skip
    assert brought_in() == []
    file.write_text(GOOD, encoding="utf-8")
    done = hours("import", file)
    assert (done.exit_code, [one.state for one in brought_in()]) == (0, ["confirmed"])
    again = json.loads(hours("import", file, "--json").stdout)
    assert (again["ready"], again["unchanged"]) == (0, 1)
    assert len(brought_in()) == 1


def test_the_command_names_the_columns_that_it_passed_over(hours, tmp_path):
    file = tmp_path / "past.csv"
    file.write_text(
        "工号,学习类别,开始日期,分钟,依据文件,备注二,标签\n00317,干部自学,2025-03-08,90,旧表,,\n",
        "utf-8",
    )
    told = hours("import", file, "--dry-run")
    assert told.exit_code == 0
    assert "Columns that were passed over: 备注二" in told.stderr
    assert "tags" not in told.stderr


def test_the_command_called_wrongly_exits_2_and_writes_an_empty_file(hours, tmp_path):
    file = tmp_path / "past.xlsx"
    file.write_bytes(b"%PDF")
    assert hours("import", file).exit_code == 2
    assert hours("template", tmp_path / "empty.xlsx").exit_code == 0
    assert (tmp_path / "empty.xlsx").stat().st_size > 1000
    assert hours("template", tmp_path / "no/such.xlsx").exit_code == 2
