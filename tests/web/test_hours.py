"""My hours, the same page of others, its filter, its exports and five years."""

import re
from datetime import date

import pytest

from domain import confirming
from domain.audit import Actor
from domain.hours.figures import figure
from models import Person, db
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_entry,
    make_exempt_period,
    make_hr,
    make_leader,
    make_person,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)
from tests.packs import load_pack
from tests.web.reading import rows_of

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def person_of(account):
    return db.session.get_one(Person, account.person_id)


def confirm(person, **values):
    """A confirmed entry of the person; the step that confirmed it."""
    entry = make_entry(person, **values)
    [step] = confirming.confirm_entries([entry], actor=Actor(make_account().id), now=NOON)
    db.session.commit()
    return step


def shown_total(page):
    return re.search(r'class="total">.*?class="got">([^<]+)<', page.text, re.DOTALL)[1]


def topics(page):
    body = page.text.partition('class="ledger"')[2]
    return [
        re.sub(r"<[^>]+>", "", found) for found in re.findall(r'<p class="what">(.*?)</p>', body)
    ][:-1]


def test_the_page_shows_ring_bars_map_lines_and_the_same_total_everywhere(login):
    account = make_cadre()
    person = person_of(account)
    confirm(person, topic="公文格式", minutes=45)
    confirm(person, topic="调研报告", kind="paper", minutes=0, count=1, level="city")
    make_entry(person, minutes=90)
    page = login(account).get("/hours")
    assert page.status_code == 200
    assert "7.00 confirmed, 2.00 waiting" in page.text
    assert shown_total(page) == "7.00"
    assert topics(page) == ["公文格式", "调研报告"]
    assert "1 paper or work · city journal, 6.00 for each: 6.00." in page.text
    assert 'class="chart heat"' in page.text
    assert "1 study day" in page.text
    assert '<th scope="row">18 Nov 2026</th><td class="num">135</td>' in page.text
    assert page.text.count("<tfoot>") >= 2  # of the requirement and of the months


def test_each_line_leads_to_its_entry_where_the_reader_may_open_it(login):
    branch, unit = make_branch(), make_unit()
    account = make_cadre(branch=branch, staff_no="00317")
    make_tenure(person_of(account), make_post(unit))
    entry_id = confirm(person_of(account)).entry_id
    own, others = f'href="/study/entries/{entry_id}"', f"/study/people/00317/entries/{entry_id}"
    assert own in login(account).get("/hours").text
    for reader in (make_secretary(branch), make_hr()):
        assert f'href="{others}"' in login(reader).get("/hours/00317").text
    both = make_leader(unit)
    page = login(both).get("/hours/00317")
    assert page.status_code == 200
    assert "公文格式要点" in page.text
    assert "/study/people/" not in page.text


def test_the_filter_narrows_lines_total_export_and_is_kept_in_links(login):
    account = make_cadre(staff_no="00317")
    person = person_of(account)
    confirm(person, topic="三月的课", kind="online_course", minutes=90, studied_on=date(2026, 3, 2))
    confirm(person, topic="三月自学", studied_on=date(2026, 3, 3))
    confirm(person, topic="十月的课", kind="online_course", studied_on=date(2026, 10, 2))
    client = login(account)
    for query, wanted, total in (
        ("", ["三月的课", "三月自学", "十月的课"], "4.00"),
        ("part=online", ["三月的课", "十月的课"], "3.00"),
        ("kind=self_study", ["三月自学"], "1.00"),
        ("month=3&part=online", ["三月的课"], "2.00"),
        ("text=三月", ["三月的课", "三月自学"], "3.00"),
    ):
        page = client.get(f"/hours?{query}")
        assert (topics(page), shown_total(page)) == (wanted, total), query
        sheet = rows_of(client.get(f"/hours/00317/statement.xlsx?{query}"))
        assert [row[1] for row in sheet[1:]] == [*wanted, "Total"], query
        assert f"{sheet[-1][-1]:.2f}" == total, query
        assert f"{sum(row[-1] for row in sheet[1:-1]):.2f}" == total, query
    page = client.get("/hours?part=online&text=课")
    export = re.search(r'href="([^"]+statement\.xlsx[^"]*)"', page.text)[1].replace("&amp;", "&")
    assert [row[1] for row in rows_of(client.get(export))[1:]] == ["三月的课", "十月的课", "Total"]
    assert 'href="/hours?year=2025&amp;part=online&amp;text=' in page.text
    assert "All lines of 2026 come to 4.00." in page.text
    nothing = client.get("/hours?text=没有")
    assert "No line fits" in nothing.text


@pytest.mark.parametrize("query", ["month=13", "month=x", "part=zzz%00"[:8], "kind=none", "all=2"])
def test_a_filter_that_cannot_be_finds_nothing_or_everything_but_fails_nowhere(login, query):
    account = make_cadre(staff_no="00317")
    confirm(person_of(account))
    client = login(account)
    assert client.get(f"/hours?{query}").status_code == 200
    assert client.get(f"/hours/00317/statement.xlsx?{query}").status_code == 200


def test_pairs_taken_back_are_left_out_unless_all_lines_are_asked_for(login):
    account = make_cadre(staff_no="00317")
    person = person_of(account)
    confirm(person, topic="留下的")
    step = confirm(person, topic="作废的", minutes=60)
    confirming.undo_steps([step], actor=Actor(step.actor_id), now=NOON)
    db.session.commit()
    client = login(account)
    folded, every = client.get("/hours"), client.get("/hours?all=1")
    assert topics(folded) == ["留下的"]
    assert topics(every) == ["留下的", "作废的", "作废的"]
    assert shown_total(folded) == shown_total(every) == "1.00"
    assert "−1.33" in every.text
    sheet = rows_of(client.get("/hours/00317/statement.xlsx?all=1"))
    assert [row[-1] for row in sheet[1:]] == [1, 1.33, -1.33, 1]
    assert [row[-1] for row in rows_of(client.get("/hours/00317/statement.xlsx"))[1:]] == [1, 1]


def test_five_years_stand_side_by_side_and_export_as_shown(login):
    account = make_cadre(staff_no="00317")
    person = person_of(account)
    for year, minutes in ((2023, 45), (2025, 90), (2026, 30)):
        confirm(person, studied_on=date(year, 3, 2), minutes=minutes)
    client = login(account)
    page = client.get("/hours?years=5")
    assert "2022 to 2026" in page.text
    assert "In these five years 3.67 hours were had" in page.text
    owed = {year: figure(person.id, year, today=TODAY).owed for year in range(2022, 2027)}
    sheet = rows_of(client.get("/hours/00317/statement.xlsx?years=5"))
    assert sheet[0] == ["Year", "Group study", "Online", "Self-study", "Required", "Owed", "Total"]
    assert [(row[0], row[-2]) for row in sheet[1:-1]] == [
        (year, owed[year] / 100) for year in range(2026, 2021, -1)
    ]
    assert sheet[-1] == ["Total", 0, 0, 3.67, 800, sum(owed.values()) / 100, 3.67]
    assert "2021 to 2025" in client.get("/hours?years=5&year=2025").text
    assert login(make_hr()).get("/hours/00317?years=5").text.count("3.67") >= 3


@pytest.mark.parametrize("year", ["1999", "2027", "x", "-1"])
def test_a_year_that_cannot_be_is_not_there(login, year):
    client = login(make_cadre())
    for path in ("/hours", "/hours?years=5"):
        joined = "&" if "?" in path else "?"
        assert client.get(f"{path}{joined}year={year}").status_code == 404


def test_exempt_months_shrink_the_requirement_that_the_page_shows(login):
    account = make_cadre()
    make_exempt_period(person_of(account), from_on=date(2026, 3, 1), to_on=date(2026, 3, 31))
    page = login(account).get("/hours")
    assert "146.67 hours required" in page.text


def test_a_year_without_study_says_so_and_offers_the_first_step(login):
    page = login(make_cadre()).get("/hours")
    assert "No line yet" in page.text
    assert 'class="chart heat"' not in page.text
    other = make_person(staff_no="9")
    db.session.commit()
    assert other.staff_no
    assert "Nothing has been confirmed" in login(make_hr()).get("/hours/9").text


def test_a_map_of_a_past_year_has_every_day_and_one_of_this_year_ends_today(login):
    account = make_cadre()
    for year in (2024, 2026):
        confirm(person_of(account), studied_on=date(year, 1, 1))
    client = login(account)
    page, past = client.get("/hours").text, client.get("/hours?year=2024").text
    assert len(re.findall(r'<rect class="q\d" x="\d+" y', page)) == 324
    assert len(re.findall(r'<rect class="q\d" x="\d+" y', past)) == 366
    assert "q-today" in page
    assert "q-today" not in past


@pytest.mark.parametrize("reader", ["own", "secretary", "hr"])
@pytest.mark.parametrize("query", ["", "?years=5", "?all=1&part=self"])
def test_the_page_asks_at_most_eight_queries_at_one_line_and_at_many(
    login, count_queries, reader, query
):
    branch = make_branch()
    account = make_cadre(branch=branch, staff_no="00317")
    person = person_of(account)
    step = confirm(person)
    make_entry(person, minutes=15)
    who = {"own": account, "secretary": make_secretary(branch), "hr": make_hr()}[reader]
    client, path = login(who), "/hours" if reader == "own" else "/hours/00317"
    counts = []
    for number in range(2):
        client.get(path + query)
        with count_queries() as queries:
            assert client.get(path + query).status_code == 200
        counts.append(len(queries))
        for other in range(40 * (1 - number)):
            confirm(person, studied_on=date(2026, 1 + other % 9, 1 + other % 28), minutes=15)
    assert counts[0] == counts[1] <= 8
    assert step.act == "confirmed"


def test_pages_are_rendered_in_chinese(login):
    account = make_cadre(staff_no="00317")
    confirm(person_of(account), kind="outside_training", minutes=0, days=2, half_days=1)
    client = login(account, language="zh")
    page = client.get("/hours").text
    assert (
        "2 天、1 个半天，每天 6.00 学时，半天 3.00 学时，计 15.00。计入 2026 年集中学习。" in page
    )
    assert "学习的日子" in page
    assert "近五年" in client.get("/hours?years=5").text
    assert rows_of(client.get("/hours/00317/statement.xlsx"))[0][0] == "日期"
