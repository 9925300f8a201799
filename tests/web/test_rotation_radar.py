"""The rotation radar as HR and leaders see it; marks; the command that says the same."""

import html
import json
import re
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from models import Person, RotationMark, Tenure, db
from tests.factories import (
    make_cadre,
    make_hr,
    make_leader,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)
from tests.instances import run_command
from tests.rotation import clause, load_rotation_rules, rule_text

DUE = "/placements/due"
REASON = {"state": "exempt", "reason": "援藏期间"}


@pytest.fixture
def unit(database):
    load_rotation_rules()
    return make_unit(name="综合处")


@pytest.fixture
def person(unit):
    """Ten years in a post in May 2027, five as its head in May 2022."""
    return due_since(make_post(unit, title="处长", leading=True), date(2017, 5, 1), name="张三丰")


@pytest.fixture
def hr(login, unit):
    return login(make_hr())


def due_since(post, day, **values):
    found = make_person(**values)
    make_tenure(found, post, from_on=day)
    db.session.commit()
    return found


def text_of(answer):
    return html.unescape(answer.text)


def test_the_page_says_who_is_due_since_when_by_which_clause_and_source(hr, person):
    page = text_of(hr.get(f"{DUE}?year=2027"))
    assert "张三丰" in page
    assert "综合处 处长" in page
    assert 'href="/placements/due" aria-current="page"' in page
    assert re.search(r'class="place" href="/placements/?" aria-current="page"', page)
    assert "Heads of inner departments, five years in one post: to be rotated" in page
    assert "A province's measures on moving cadres, 2009 (to be confirmed)" in page
    assert "also: Ten years in the same post: to be moved; reached on 1 May 2027" in page
    assert "Overdue to move" in page
    assert f"kind=rotation&person={person.staff_no}" in page


def test_the_list_takes_the_same_queries_for_one_row_and_for_three(hr, person, count_queries):
    with count_queries() as one:
        hr.get(DUE)
    for _number in range(2):
        due_since(make_post(make_unit(), leading=True), date(2012, 5, 1))
    with count_queries() as three:
        page = hr.get(DUE).text
    assert page.count("Overdue to move") == 4  # and the choice of the filter
    assert len(one) == len(three) <= 8


def test_unit_kind_of_post_state_and_year_narrow_the_list(hr, person, unit):
    below = make_unit(name="文电科", parent_id=unit.id)
    due_since(make_post(below, title="保密员", key_post=True), date(2021, 3, 1), name="李四光")
    due_since(make_post(make_unit(), title="科员"), date(2016, 12, 1), name="王五一")

    def names(query):
        page = hr.get(f"{DUE}?{query}").text
        return [name for name in ("张三丰", "李四光", "王五一") if name in page]

    assert names("year=2026") == ["张三丰", "李四光", "王五一"]
    assert names(f"year=2026&unit={unit.id}") == ["张三丰", "李四光"]
    assert names(f"year=2026&unit={below.id}") == ["李四光"]
    assert names("year=2026&post=key") == ["李四光"]
    assert names("year=2026&state=due") == ["李四光", "王五一"]
    assert names("year=2025") == ["张三丰"]
    assert names("year=9999&unit=x&post=y&state=z") == ["张三丰", "李四光", "王五一"]


def test_the_workbook_holds_what_is_shown(hr, person, unit):
    due_since(make_post(make_unit(), title="科员"), date(2016, 12, 1), name="王五一")
    content = hr.get(f"{DUE}?year=2026&state=due&as=xlsx").data
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][:5] == ["Name", "Unit", "Post", "In the post since", "Limit reached on"]
    assert [(row[0], row[2], row[4]) for row in rows[1:]] == [("王五一", "科员", date(2026, 12, 1))]


def test_a_leader_sees_the_own_unit_only_and_marks_nobody(login, person, unit):
    due_since(make_post(make_unit(), leading=True), date(2012, 5, 1), name="李四光")
    page = login(make_leader(unit)).get(DUE).text
    assert "张三丰" in page
    assert "李四光" not in page
    assert f"{DUE}/2026/{person.staff_no}" not in page


def test_head_and_deputy_and_moves_that_were_too_many_are_warned_of(hr, person, unit):
    head_of = db.session.query(Tenure.post_id).filter_by(person_id=person.id).scalar()
    deputy = make_post(unit, title="副处长", leading=True, deputy_of_id=head_of)
    due_since(deputy, date(2016, 3, 1), name="李四光")
    often = make_person(name="王五一")
    make_tenure(often, make_post(unit), from_on=date(2026, 1, 1), to_on=date(2026, 6, 30))
    make_tenure(often, make_post(unit, title="秘书"), from_on=date(2026, 7, 1))
    db.session.commit()
    page = text_of(hr.get(DUE))
    assert "张三丰, 综合处 处长 (Overdue to move) and 李四光, 综合处 副处长 (Due to move)" in page
    assert "综合处 秘书 from 1 Jul 2026" in page


def test_an_empty_page_says_whether_nobody_is_due_or_nothing_is_ruled(login, database):
    client = login(make_hr())
    assert "No rules yet" in client.get(DUE).text
    load_rotation_rules()
    assert "Nobody is due" in client.get(DUE).text
    assert "Nobody found" in client.get(f"{DUE}?state=exempt").text


def test_hr_marks_somebody_exempt_and_withdraws_it(hr, person):
    place = f"{DUE}/2026/{person.staff_no}"
    assert "综合处 处长" in hr.get(place).text
    answer = hr.post(place, data=REASON)
    assert answer.headers["Location"] == f"{DUE}?year=2026"
    page = hr.get(DUE).text
    assert "Exempt from moving" in page
    assert "援藏期间" in page
    assert "援藏期间" in hr.get(place).text
    mark = db.session.query(RotationMark).one()
    hr.post(f"{DUE}/marks/{mark.id}/withdraw")
    assert "援藏期间" not in hr.get(DUE).text
    again = hr.post(f"{DUE}/marks/{mark.id}/withdraw", follow_redirects=True)
    assert "Somebody has withdrawn this mark already." in again.text


def test_a_mark_without_a_reason_is_refused_and_keeps_what_was_chosen(hr, person):
    answer = hr.post(f"{DUE}/2026/{person.staff_no}", data={"state": "planned", "reason": " "})
    assert answer.status_code == 422
    assert "Say why." in answer.text
    assert re.search(r'<input [^>]*checked[^>]*value="planned"', answer.text)
    assert db.session.query(RotationMark).count() == 0


def test_a_second_mark_and_one_of_whoever_is_not_due_are_refused(hr, person):
    hr.post(f"{DUE}/2026/{person.staff_no}", data=REASON)
    second = hr.post(f"{DUE}/2026/{person.staff_no}", data={**REASON, "reason": "另有任务"})
    assert second.status_code == 422
    assert "already: Exempt from moving (援藏期间)" in text_of(second)
    early = hr.post(f"{DUE}/2021/{person.staff_no}", data=REASON)
    assert early.status_code == 422
    assert "Nothing is due in 2021 that could be marked." in text_of(early)
    assert db.session.query(RotationMark).count() == 1


def test_on_the_own_move_a_colleague_decides(login, unit):
    account = make_hr()
    own = db.session.get_one(Person, account.person_id)
    make_tenure(own, make_post(unit, leading=True), from_on=date(2012, 5, 1))
    db.session.commit()
    client = login(account)
    place = f"{DUE}/2026/{own.staff_no}"
    listed = client.get(f"{DUE}?year=2026").text
    assert own.name in listed
    assert place not in listed
    assert f"person={own.staff_no}" not in listed
    assert "On your own move a colleague decides." in client.get(place).text
    assert client.post(place, data=REASON).status_code == 422


def test_a_cadre_is_not_let_in(login, person):
    client = login(make_cadre())
    assert client.get(DUE).status_code == 403
    assert client.get(f"{DUE}/2026/{person.staff_no}").status_code == 403


def test_the_command_gives_the_same_as_one_document(app, person):
    answer = run_command(app, "placements", "due", "--year", "2027", "--json")
    assert json.loads(answer.stdout) == {
        "year": 2027,
        "people": [
            {
                "person": person.staff_no,
                "post": "综合处 处长",
                "since": "2017-05-01",
                "limit_on": "2022-05-01",
                "clause": "heads-five-years",
                "source": "A province's measures on moving cadres, 2009 (to be confirmed)",
                "state": "overdue",
            }
        ],
    }


def test_the_command_says_it_in_lines_and_says_so_when_nobody_is_due(app, person):
    answer = run_command(app, "placements", "due", "--year", "2027")
    assert (
        f"{person.staff_no} 张三丰  Overdue to move: 综合处 处长 since 1 May 2017" in answer.stdout
    )
    empty = run_command(app, "placements", "due", "--year", "2021").stdout
    assert empty == "Nobody is due to move in 2021.\n"
    assert run_command(app, "placements", "due", "--year", "x").exit_code == 2


def test_a_rank_that_the_clause_names_is_asked(app, hr, unit):
    text = rule_text(clause("rank", "years = 2", 'ranks = ["四级主任科员"]'))
    load_rotation_rules(text.replace('id = "r"', 'id = "s"').replace("2020-01-01", "2026-01-01"))
    ranked = make_person(name="李四光")
    make_tenure(ranked, make_post(unit), from_on=date(2024, 3, 1), rank="四级主任科员")
    due_since(make_post(unit), date(2020, 3, 1), name="王五一")
    page = hr.get(DUE).text
    assert "李四光" in page
    assert "王五一" not in page
