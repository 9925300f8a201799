"""Lists for secretary, HR and leader: who is short and why, filtered, never ranked."""

import re
from datetime import date

import pytest

from domain import confirming
from domain.audit import Actor
from models import Account, Branch, db
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_entry,
    make_hr,
    make_leader,
    make_organiser,
    make_person,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)
from tests.packs import load_pack
from tests.web.reading import rows_of


@pytest.fixture
def branch(database):
    load_pack()
    return make_branch(name="第一党支部")


def confirm(person, **values):
    entry = make_entry(person, **values)
    confirming.confirm_entries([entry], actor=Actor(make_account().id), now=NOON)
    db.session.commit()


def names(page):
    return re.findall(r'title-cell"><a href="/hours/[^"]+">([^<]+)<', page.text)


def secretary_of(branch: Branch) -> Account:
    return make_secretary(branch, name="周书记", search_key="zhou")


def test_the_desk_says_who_is_short_and_why_and_the_sheet_says_the_same(login, branch):
    person = make_person(branch=branch, name="林叙", staff_no="00317", search_key="lin")
    confirm(person, minutes=90)
    make_entry(person)
    db.session.commit()
    client = login(secretary_of(branch))
    page = client.get("/desk")
    owed = "Still owed: 158.00 (Group study 90.00, Online 50.00, Self-study 18.00)."
    assert owed in page.text
    assert "2 people" in page.text
    assert "0 met, 2 short" in page.text
    sheet = rows_of(client.get("/desk?as=xlsx"))
    assert sheet[1] == [
        "00317", "林叙", "第一党支部", "", "", "The office's yearly requirement", owed,
        date(2026, 11, 18), 1, 158, 160, 2,
    ]  # fmt: skip
    assert [row[1] for row in sheet[1:]] == ["林叙", "周书记", "Total"]
    assert sheet[-1][-3:] == [318, 320, 2]
    assert "318.00" in page.text.partition("<tfoot>")[2]


def test_the_filters_narrow_page_and_sheet_alike_and_stay_in_every_link(login, branch):
    unit = make_unit(name="文稿科")
    for number, rank in enumerate(("一级科员", "四级主任科员", "四级主任科员")):
        person = make_person(branch=branch, name=f"甲{number}", search_key=f"{number}")
        make_tenure(person, make_post(unit), rank=rank)
        confirm(person, studied_on=date(2026, 11 - 2 * number, 1))
    make_person(branch=make_branch(), name="旁人", search_key="3")
    client = login(make_hr(name="人事", search_key="9"))
    for query, wanted in (
        ("rank=四级主任科员", ["甲1", "甲2"]),
        ("state=quiet90&rank=四级主任科员", ["甲2"]),
        (f"unit={unit.id}&state=quiet30", ["甲1", "甲2"]),
        (f"branch={branch.id}", ["甲0", "甲1", "甲2"]),
        ("state=met", []),
        ("state=short", ["甲0", "甲1", "甲2", "旁人", "人事"]),
    ):
        page = client.get(f"/board?{query}")
        assert names(page) == wanted, query
        sheet = rows_of(client.get(f"/board?{query}&as=xlsx"))
        assert [row[1] for row in sheet[1:-1]] == wanted, query
    page = client.get("/board?rank=四级主任科员&state=quiet90&order=unit")
    export = re.search(r'href="(/board[^"]*as=xlsx[^"]*)"', page.text)[1].replace("&amp;", "&")
    assert [row[1] for row in rows_of(client.get(export))[1:-1]] == ["甲2"]
    assert '<input type="hidden" name="order" value="unit">' in page.text
    assert "Nobody here fits" in client.get("/board?state=met").text


def test_paging_keeps_the_filters_and_the_totals_are_of_all_pages(login, branch):
    for number in range(60):
        make_person(branch=branch, name=f"员{number:02d}", search_key=f"{number:02d}")
    confirm(make_person(branch=branch, name="末位", search_key="zz"))
    client = login(secretary_of(branch))
    page = client.get("/desk?state=short")
    assert len(names(page)) == 50
    assert "Total of all pages" in page.text
    assert "1.00" in page.text.partition("<tfoot>")[2]
    after = re.search(r'rel="next" href="([^"]+)"', page.text)[1].replace("&amp;", "&")
    assert "state=short" in after
    assert names(client.get(after))[-1] == "末位"
    assert names(client.get("/desk?page=99"))[-1] == "末位"
    assert len(rows_of(client.get("/desk?state=short&as=xlsx"))) == 1 + 62 + 1


def test_nobody_can_be_ranked_by_hours(login, branch):
    little, much = (make_person(branch=branch, name=n, search_key=n) for n in ("a少", "b多"))
    confirm(little, minutes=15)
    confirm(much, minutes=600)
    client = login(secretary_of(branch))
    for order in ("hours", "-hours", "owed", "-name", "total"):
        assert names(client.get(f"/desk?order={order}"))[:2] == ["a少", "b多"]
    heads = re.findall(r'<th scope="col"[^>]*><a href="[^"]*order=(\w+)', client.get("/desk").text)
    assert set(heads) <= {"name", "unit", "branch", "-name"}


def test_branches_are_compared_openly_on_the_board_of_hr_and_leader_only(login, branch):
    unit = make_unit()
    person = make_person(branch=branch, unit=unit)
    confirm(person, minutes=90)
    make_person(branch=branch, unit=unit)
    hr, leader = login(make_hr()), login(make_leader(unit))
    for client, members in ((hr, 2), (leader, 2)):
        page = client.get("/board").text
        found = re.search(r"第一党支部</a></th>(.*?)</tr>", page, re.DOTALL)[1]
        numbers = re.findall(r">([\d.]+)</td>", found)
        assert numbers == [str(members), "0", str(members), "1.00"]
    assert "Branch by branch" not in login(secretary_of(branch)).get("/desk").text


def test_the_organiser_has_a_list_of_everybodys_hours_and_a_way_to_each_of_them(login, branch):
    person = make_person(branch=branch, name="林叙", staff_no="00317", search_key="lin")
    confirm(person, minutes=90)
    client = login(make_organiser())
    assert 'href="/hours/people"' in client.get("/").text
    page = client.get("/hours/people")
    assert "林叙" in names(page)
    assert "Branch by branch" not in page.text  # that is the leaders' page
    assert "00317" in [row[0] for row in rows_of(client.get("/hours/people?as=xlsx"))]
    assert client.get("/board").status_code == 403


@pytest.mark.parametrize("role", ["secretary", "organiser", "leader"])
def test_a_card_leads_to_the_hours_of_its_person(login, branch, role):
    unit = make_unit()
    person = make_person(branch=branch, unit=unit)
    account = {
        "secretary": lambda: make_secretary(branch), "organiser": make_organiser,
        "leader": lambda: make_leader(unit),
    }[role]()  # fmt: skip
    client = login(account)
    assert f'href="/hours/{person.staff_no}"' in client.get(f"/people/{person.staff_no}").text
    assert client.get(f"/hours/{person.staff_no}").status_code == 200


def test_a_past_year_shows_that_years_figures_and_an_impossible_one_is_not_there(login, branch):
    person = make_person(branch=branch, name="林叙", staff_no="00317")
    confirm(person, studied_on=date(2025, 4, 1), minutes=45)
    for day in (date(2025, 12, 2), date(2026, 11, 19)):
        make_entry(person, studied_on=day)
    db.session.commit()
    client = login(secretary_of(branch))
    page = client.get("/desk?year=2025")
    sheet = rows_of(client.get("/desk?year=2025&as=xlsx"))
    assert (sheet[1][7], sheet[1][8]) == (date(2025, 12, 2), 1)
    assert names(client.get("/desk?year=2025&state=quiet30")) == ["周书记"]
    assert 'href="/hours/00317?year=2025"' in page.text
    assert rows_of(client.get("/desk?year=2025&as=xlsx"))[-1][-1] == 1
    for year in ("2020", "2027", "x"):
        assert client.get(f"/desk?year={year}").status_code == 404


def test_a_cadre_has_neither_desk_nor_board_and_a_stranger_signs_in(login, stranger, branch):
    client = login(make_cadre())
    for path in ("/desk", "/board"):
        assert client.get(path).status_code == 403
        assert stranger.get(path).location.startswith("/sign-in")


@pytest.mark.parametrize("query", ["", "?state=quiet30&order=branch", "?as=xlsx"])
def test_the_lists_ask_as_much_for_thirty_people_as_for_one_and_at_most_eight(
    login, branch, count_queries, query
):
    hr, secretary = make_hr(), secretary_of(branch)
    for account, path in ((hr, "/board"), (secretary, "/desk")):
        client, counts = login(account), []
        for number in range(2):
            client.get(path + query)
            with count_queries() as queries:
                assert client.get(path + query).status_code == 200
            counts.append(len(queries))
            for _ in range(30 * (1 - number)):
                make_entry(make_person(branch=branch))
            db.session.commit()
        assert counts[0] == counts[1] <= 8


def test_the_lists_are_rendered_in_chinese(login, branch):
    page = login(make_hr(), language="zh").get("/board").text
    assert "各支部情况" in page
    assert "30 天没有学习记录" in page
    assert "不排名次" in page
