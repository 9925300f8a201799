"""The year-end table on the page and in both files, and who may open which."""

import io
import re
import zipfile
from datetime import date

import pytest

from domain import confirming
from domain.audit import Actor
from models import db
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_entry,
    make_exempt_period,
    make_hr,
    make_leader,
    make_membership,
    make_person,
    make_secretary,
    make_unit,
)
from tests.packs import load_pack
from tests.web.reading import rows_of, word_of

HEADINGS = [
    "No.", "Staff number", "Name", "Group study", "Online", "Self-study", "Total", "Required",
    "Owed", "Met", "Remarks",
]  # fmt: skip


@pytest.fixture
def branch(app, database, monkeypatch):
    monkeypatch.setitem(app.config, "ORGANISATION", "示例市委办公室")
    load_pack()
    return make_branch(name="第一党支部")


@pytest.fixture
def secretary(branch):
    return make_secretary(branch, name="周书记", staff_no="2", search_key="zhou")


def fill(branch):
    """A member with hours, one who came, one who went and was exempt."""
    member = make_person(branch=branch, name="林叙", staff_no="1", search_key="lin")
    came, went = make_person(name="来", staff_no="3"), make_person(name="去", staff_no="4")
    make_membership(came, branch, from_on=date(2026, 3, 5))
    make_membership(went, branch, to_on=date(2026, 6, 30))
    make_exempt_period(went, from_on=date(2026, 2, 1), to_on=date(2026, 2, 28))
    entries = [make_entry(member, minutes=100), make_entry(went, kind="online_course")]
    confirming.confirm_entries(entries, actor=Actor(make_account().id), now=NOON)
    db.session.commit()


def cells(page):
    body = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def test_page_spreadsheet_and_word_file_have_the_same_rows_and_sums(login, branch, secretary):
    fill(branch)
    client = login(secretary)
    page = client.get("/desk/year-end")
    shown = cells(page)
    assert {row[2]: row[3:] for row in shown} == {
        "林叙": ["0.00", "0.00", "2.22", "2.22", "160.00", "157.78", "no", ""],
        "周书记": ["0.00", "0.00", "0.00", "0.00", "160.00", "160.00", "no", ""],
        "来": ["0.00", "0.00", "0.00", "0.00", "133.33", "133.34", "no",
              "in the branch from 5 Mar"],
        "去": ["0.00", "1.00", "0.00", "1.00", "146.67", "145.67", "no",
              "in the branch until 30 Jun; exempt 1 Feb 2026–28 Feb 2026"],
    }  # fmt: skip
    sums = ["", "", "Total", "0.00", "1.00", "2.22", "3.22", "600.00", "596.79", "0 of 4", ""]
    lines, table = word_of(client.get("/desk/year-end?as=docx"))
    assert table == [HEADINGS, *shown, sums]
    assert lines[:2] == ["示例市委办公室", "第一党支部: year-end table of 2026, as of 20 Nov 2026"]
    assert all(word in lines[-1] for word in ("Branch secretary", "Date", "Seal"))
    sheet = rows_of(client.get("/desk/year-end?as=xlsx"))
    assert [row[0] for row in sheet[:2]] == lines[:2]
    assert sheet[2] == HEADINGS
    as_text = [
        [f"{one:.2f}" if 3 <= at < 9 else one for at, one in enumerate(row)] for row in sheet[3:8]
    ]
    assert as_text == [*shown, sums]
    for text in ("示例市委办公室", "596.79", "Branch secretary (signature):", "version 3"):
        assert text in page.text


def test_the_spreadsheet_is_made_for_paper_and_signature(login, branch, secretary):
    fill(branch)
    answer = login(secretary).get("/desk/year-end?as=xlsx")
    below = [row[0] for row in rows_of(answer)[8:]]
    assert "version 3" in below[1]
    assert below[3:] == ["Branch secretary (signature):", "Date:", "Seal of the branch:"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.read("xl/workbook.xml").decode()
    for said in ('paperSize="9"', 'orientation="landscape"', 'fitToHeight="0"'):
        assert said in sheet
    assert "$3:$3" in names  # the headings come again on every page
    for form in ("xlsx", "docx"):
        said = login(secretary).get(f"/desk/year-end?as={form}").headers["Content-Disposition"]
        assert f'filename="year-end-table-2026.{form}"' in said


def test_who_left_the_branch_is_named_but_not_linked(login, branch, secretary):
    fill(branch)
    page = login(secretary).get("/desk/year-end").text
    assert 'href="/hours/1?year=2026"' in page
    assert 'href="/hours/4?year=2026"' not in page


def test_a_secretary_has_the_own_branch_and_hr_any(login, branch, secretary):
    other = make_branch(name="第二党支部")
    make_person(branch=other, name="彼方")
    db.session.commit()
    client, hr = login(secretary), login(make_hr())
    assert client.get(f"/desk/year-end?branch={branch.id}").status_code == 200
    for wrong in (other.id, 999999, "x", ""):
        assert client.get(f"/desk/year-end?branch={wrong}").status_code == 404
        assert client.get(f"/desk/year-end?branch={wrong}&as=docx").status_code == 404
    assert "彼方" in hr.get(f"/desk/year-end?branch={other.id}").text
    assert hr.get("/desk/year-end?branch=999999").status_code == 404
    assert hr.get("/desk/year-end").status_code == 200


def test_cadres_and_leaders_have_no_such_page_and_strangers_sign_in(login, stranger, branch):
    for account in (make_cadre(branch=branch), make_leader(make_unit())):
        assert login(account).get("/desk/year-end").status_code == 403
    assert stranger.get("/desk/year-end").location.startswith("/sign-in")


@pytest.mark.parametrize("year", ["2020", "2027", "x"])
def test_a_year_that_cannot_be_is_not_there(login, secretary, year):
    assert login(secretary).get(f"/desk/year-end?year={year}").status_code == 404


def test_a_year_without_members_says_so(login, branch):
    make_branch(name="第零党支部")
    hr = login(make_hr())
    empty = hr.get("/desk/year-end")
    assert "Nobody was a member in this year" in empty.text
    assert hr.get("/desk/year-end?as=docx").status_code == 200
    assert hr.get("/desk/year-end?as=xlsx").status_code == 200


def test_a_past_year_has_no_day_in_its_heading(login, branch, secretary):
    page = login(secretary).get("/desk/year-end?year=2025")
    assert "第一党支部: year-end table of 2025</h1>" in page.text


@pytest.mark.parametrize("form", ["", "?as=xlsx", "?as=docx"])
def test_the_table_asks_as_much_for_twenty_members_as_for_one_and_at_most_eight(
    login, branch, secretary, count_queries, form
):
    client, counts = login(secretary), []
    for number in range(2):
        client.get(f"/desk/year-end{form}")
        with count_queries() as queries:
            assert client.get(f"/desk/year-end{form}").status_code == 200
        counts.append(len(queries))
        for _ in range(20 * (1 - number)):
            make_person(branch=branch)
        db.session.commit()
    assert counts[0] == counts[1] <= 8


def test_table_and_word_file_are_in_chinese(login, branch, secretary):
    fill(branch)
    client = login(secretary, language="zh")
    assert "第一党支部 2026 年学时汇总表（截至2026年11月20日）" in client.get("/desk/year-end").text
    lines, table = word_of(client.get("/desk/year-end?as=docx"))
    assert table[0][:3] == ["序号", "工号", "姓名"]
    assert "支部书记（签字）：" in lines[-1]
