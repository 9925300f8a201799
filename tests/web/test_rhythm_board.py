"""The rhythm board and the rule behind it: seen by all, changed by organisers."""

import html
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from domain.groupstudy.rule_keeping import rule_on
from models import Person, StudyFirstRules, db
from tests.factories import make_branch, make_cadre, make_hr, make_organiser, make_secretary
from tests.gatherings import DAY, SHIPPED, load_rule
from tests.instances import run_command
from tests.rhythm import begun, held

BOARD, RULE, NEW = "/group-study/rhythm", "/group-study/rules", "/group-study/rules/new"
TEXT = SHIPPED.read_text("utf-8")
NEXT = TEXT.replace("version = 2", "version = 3").replace("2020-01-01", "2027-01-01")


@pytest.fixture
def branch(database):
    load_rule()
    return make_branch(name="第一支部")


@pytest.fixture
def organiser(login, branch):
    return login(make_organiser(branch=branch))


def test_the_board_says_of_each_month_what_was_held_what_is_missing_and_what_is_due(login, branch):
    begun(branch)
    account = make_cadre(branch=branch)
    make_cadre(branch=branch)
    held(branch, db.session.get_one(Person, account.person_id))
    page = html.unescape(login(account).get(BOARD).text)
    assert "Branch exchange × 1; there 1 of 2" in page
    assert "missing: Study first, at least once a month" in page
    assert "Oct · Study first, at least once a month" in page
    assert "Sep · A branch exchange, at least once a quarter" in page
    assert "by 30 Nov 2026" not in page  # it is kept
    assert "by 31 Dec 2026" not in page


def test_no_name_of_a_person_stands_on_the_board(login, branch):
    account = make_cadre(branch=branch, name="张三丰")
    other = make_cadre(branch=branch, name="李四光")
    page = login(account).get(BOARD).text
    assert "第一支部" in page
    assert "李四光" not in page
    assert other.username not in page


def test_a_merged_branch_is_shown_with_the_day_and_what_it_became(login, branch):
    make_branch(name="旧支部", closed_on=date(2026, 6, 1), merged_into_id=branch.id)
    page = login(make_cadre(branch=branch)).get(BOARD).text
    assert "旧支部" in page
    assert "until 1 Jun 2026, then part of 第一支部" in page


def test_a_branch_with_nobody_to_see_to_it_says_so(login, branch):
    client = login(make_cadre(branch=branch))
    assert "no secretary, and no leader of its unit" in client.get(BOARD).text
    make_secretary(branch)
    db.session.commit()
    assert "no secretary" not in client.get(f"{BOARD}?order=missing").text


def test_the_sheet_holds_what_the_page_shows(login, branch):
    begun(branch)
    begun(make_branch(name="第二支部"))
    held(branch)
    client = login(make_cadre(branch=branch))
    answer = client.get(f"{BOARD}?as=xlsx&order=missing")
    [sheet] = CalamineWorkbook.from_filelike(BytesIO(answer.data)).sheet_names
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_name(sheet).to_python()
    assert [row[0] for row in rows] == [
        "Branch", "第一支部", "第二支部", "Together, each branch counted",
    ]  # fmt: skip
    assert rows[1][12] == "Branch exchange × 1"
    assert rows[2][12].startswith("Study first, at least once a month: by 30 Nov 2026")
    assert [row[-1] for row in rows[1:]] == [13, 13, 26]


def test_the_order_asked_for_is_kept_below_ones_own_branch(login, branch):
    held(begun(make_branch(name="第二支部")), on=date(2026, 3, 2))
    begun(make_branch(name="第三支部"))
    page = login(make_cadre(branch=branch)).get(f"{BOARD}?order=missing").text
    places = [page.index(name) for name in ("第一支部", "第三支部", "第二支部")]
    assert places == sorted(places)


@pytest.mark.parametrize("year", ["2021", "2027", "x"])
def test_a_year_that_the_board_does_not_have_is_not_there(login, branch, year):
    assert login(make_cadre(branch=branch)).get(f"{BOARD}?year={year}").status_code == 404


def test_without_a_branch_the_board_says_what_it_is_for(login, database):
    load_rule()
    assert "No branch stood in this year" in login(make_hr()).get(BOARD).text


def test_the_board_asks_the_same_queries_for_three_branches_as_for_one(
    login, branch, count_queries
):
    def asked() -> int:
        with count_queries() as queries:
            assert client.get(BOARD).status_code == 200
        return len(queries)

    client = login(make_secretary(branch))
    asked()
    few = asked()
    for number in range(2, 4):
        held(make_branch(name=f"第{number}支部"))
    assert asked() == few <= 8


def test_the_rule_is_read_by_everybody_in_words_with_its_source(login, branch):
    page = html.unescape(login(make_cadre(branch=branch)).get(RULE).text)
    for said in (
        "at least 1 time a month", "at least 1 time a quarter", "To be confirmed",
        "An example: to be rewritten once the office has settled it",
        "who leads it (marked as there), minutes that are agreed",
        "late after 10 minutes, credited all the same", "in force today",
    ):  # fmt: skip
        assert said in page, said
    assert "Write the next version" not in page
    text = login(make_cadre()).get(f"{RULE}/study-first/2/text")
    assert text.data.decode() == TEXT


def test_without_a_rule_the_page_says_what_to_do(login, database):
    page = login(make_cadre()).get(RULE).text
    assert "flask rules load" in page


def test_an_organiser_brings_a_version_that_holds_from_its_day_on(organiser):
    page = organiser.get(f"{NEW}?rule=study-first&version=2").text
    assert "version = 3" in html.unescape(page)
    answer = organiser.post(NEW, data={"text": NEXT})
    assert answer.headers["Location"] == f"{RULE}/study-first/3"
    page = organiser.get(answer.headers["Location"]).text
    assert "it holds from 1 Jan 2027 on" in page
    assert "to come" in page
    assert (rule_on(DAY).version, rule_on(date(2027, 1, 1)).version) == (2, 3)
    again = organiser.post(NEW, data={"file": (BytesIO(NEXT.encode()), "study-first.toml")})
    assert again.status_code == 302
    assert db.session.query(StudyFirstRules).count() == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (NEXT.replace('per = "quarter"', 'per = "week"'), "requirements[1].per: expected one of"),
        (NEXT.replace("2027-01-01", "2026-11-19"), "let it hold from 20 Nov 2026 or later"),
        (NEXT.replace("version = 3", "version = 2"), "is loaded with another text"),
        ("", "Choose a file, or write the rules here."),
    ],
)
def test_a_wrong_version_is_refused_with_the_reason_and_what_was_typed(organiser, text, said):
    answer = organiser.post(NEW, data={"text": text})
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert said in page
    assert text[:40] in page
    assert db.session.query(StudyFirstRules).count() == 1


def test_only_organisers_bring_rules(login, branch):
    for account in (make_cadre(branch=branch), make_secretary(branch), make_hr()):
        assert login(account).post(NEW, data={"text": NEXT}).status_code == 403
    assert login(make_cadre()).get(f"{RULE}/study-first/9").status_code == 404


def test_the_daily_command_raises_what_is_asked_and_today_shows_it(app, login, branch):
    secretary = make_secretary(branch)
    db.session.commit()
    assert '"gatherings_due": 2' in run_command(app, "matters", "daily", "--json").output
    assert '"gatherings_due": 0' in run_command(app, "matters", "daily", "--json").output
    client = login(secretary)
    page = html.unescape(client.get("/matters").text)
    assert "Study first, at least once a month · 第一支部" in page
    assert "A branch exchange, at least once a quarter · 第一支部" in page
    assert BOARD in client.get("/").text
    assert "每月至少一次学习在先 · 第一支部" in login(secretary, "zh").get("/matters").text


def test_the_menu_leads_everybody_who_studies_to_the_board(login, branch):
    assert f'href="{BOARD}"' in login(make_cadre(branch=branch)).get("/").text


def test_board_and_rule_are_in_chinese(login, branch):
    begun(branch)
    client = login(make_cadre(branch=branch), "zh")
    page = client.get(BOARD).text
    assert "学习在先" in page
    assert "10月 · 每月至少一次学习在先" in page
    assert "学习在先制度（示例）" in client.get(RULE).text
