"""Experience by strand: the matrix, its workbook, the own history, and choosing a mentor."""

import html
import json
from datetime import date
from io import BytesIO

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from models import AuditRow, db
from tests.factories import make_hr, make_leader, make_person, make_post, make_tenure, make_unit
from tests.placed import make_mentorship
from tests.rotation import load_rotation_rules

MATRIX = "/placements/experience"


@pytest.fixture
def unit(database):
    load_rotation_rules()
    return make_unit(name="秘书处")


@pytest.fixture
def writer(unit):
    """Documents alone for nearly seven years."""
    return serving(unit, "documents", date(2020, 1, 1), name="张三丰")


@pytest.fixture
def host(unit):
    """A year of affairs, then meetings, in a unit below."""
    below = make_unit(name="会务科", parent_id=unit.id)
    person = serving(below, "meetings", date(2025, 1, 1), name="李四光")
    make_tenure(
        person, make_post(below, strand="affairs"), from_on=date(2024, 1, 1),
        to_on=date(2024, 12, 31),
    )  # fmt: skip
    db.session.commit()
    return person


@pytest.fixture
def hr(login, unit):
    return login(make_hr(name="王人事"))


def serving(unit, strand, since, **values):
    person = make_person(**values)
    make_tenure(person, make_post(unit, strand=strand), from_on=since)
    db.session.commit()
    return person


def test_each_look_is_in_the_audit_trail(hr, writer, host):
    for query in ("as_of=2026-11-20", "as=xlsx"):
        hr.get(f"{MATRIX}?{query}")
    seen = sa.select(AuditRow.after).where(AuditRow.action == "experience.viewed")
    people = [json.loads(told)["people"] for told in db.session.scalars(seen)]
    assert people == [3, 3]  # with HR, who looks


def names(client, query=""):
    page = client.get(f"{MATRIX}?{query}").text
    found = [name for name in ("张三丰", "李四光") if name in page]
    return sorted(found, key=page.index)


def test_the_matrix_tells_months_and_a_single_line(hr, writer, host):
    page = html.unescape(hr.get(MATRIX).text)
    assert "single line" in page
    assert ">82</td>" in page
    assert "article 54: a single line of experience" in page
    assert f"kind=mentorship&mentor={writer.staff_no}" in page


def test_what_is_lacking_the_unit_and_the_day_narrow_it(hr, writer, host, unit):
    assert names(hr) == ["张三丰", "李四光"]
    assert names(hr, "lacking=documents") == ["李四光"]
    assert names(hr, "lacking=meetings") == ["张三丰"]
    assert names(hr, "lacking=single") == ["张三丰"]
    assert names(hr, f"unit={unit.id}") == ["张三丰", "李四光"]
    assert names(hr, "as_of=2023-12-31") == ["张三丰"]
    assert names(hr, "order=-meetings") == ["李四光", "张三丰"]
    assert names(hr, "lacking=x&unit=y&order=z") == ["张三丰", "李四光"]


def test_a_day_that_is_none_is_said_and_the_rest_stays(hr, writer):
    answer = hr.get(f"{MATRIX}?as_of=soon&lacking=meetings")
    assert answer.status_code == 422
    assert "张三丰" in answer.text
    assert "Not a valid date" in answer.text


def test_the_workbook_holds_what_is_shown(hr, writer, host):
    content = hr.get(f"{MATRIX}?lacking=meetings&as=xlsx").data
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    mine = next(row for row in rows[1:] if row[0] == "张三丰")
    assert rows[0][5:7] == ["Documents (months)", "Meetings (months)"]
    assert (mine[5], mine[6], mine[13]) == (82, 0, "Documents")


def test_a_leader_sees_the_own_unit_alone(login, writer, host, unit):
    other = serving(make_unit(), "affairs", date(2021, 1, 1), name="赵六顺")
    page = login(make_leader(unit)).get(MATRIX).text
    assert "张三丰" in page
    assert other.name not in page


def test_it_takes_the_same_queries_for_many_people(hr, writer, host, count_queries, unit):
    with count_queries() as few:
        hr.get(MATRIX)
    for _number in range(5):
        serving(unit, "affairs", date(2021, 1, 1))
    with count_queries() as many:
        hr.get(MATRIX)
    assert len(few) == len(many) <= 12  # two of them are the visitor's, two note the look


def test_the_history_tells_experience_as_of_the_day(hr, writer):
    page = html.unescape(hr.get(f"/people/{writer.staff_no}/history?as_of=2021-12-31").text)
    assert "up to 31 Dec 2021" in page
    assert "2 years" in page


def test_the_form_of_a_mentorship_tells_what_the_mentor_brings(hr, login, writer, host):
    make_mentorship(writer, host)
    db.session.commit()
    page = html.unescape(hr.get(f"/placements/new?kind=mentorship&mentor={writer.staff_no}").text)
    assert "张三丰: Documents 6 years 10 months; guides 1 of at most 2." in page
    assert MATRIX in page
