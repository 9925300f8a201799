"""My study: filtered, summed, exported, by month."""

import io
import re
from datetime import date

import pytest
import python_calamine

from models import Person, db
from tests.factories import make_cadre, make_entry, make_person
from tests.packs import load_pack

LIST, MONTH = "/study/entries", "/study/months/2026-11"


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def account(database):
    account = make_cadre(name="林叙", staff_no="00317")
    own = db.session.get_one(Person, account.person_id)
    make_entry(own, topic="公文", studied_on=date(2026, 11, 2), minutes=45, state="confirmed")
    make_entry(own, topic="100% 落实", studied_on=date(2026, 11, 3), minutes=30)
    make_entry(
        own, topic="进修班", kind="outside_training", studied_on=date(2026, 10, 30), days=2,
        half_days=2, minutes=0, ends_on=date(2026, 11, 1), gained="",
    )  # fmt: skip
    make_entry(own, topic="半句", state="draft", minutes=0)
    make_entry(make_person(), topic="别人的")
    return account


def shown(page: str) -> set[str]:
    return {topic for topic in ("公文", "100% 落实", "进修班", "半句", "别人的") if topic in page}


@pytest.mark.parametrize(
    ("asked", "topics"),
    [
        ("", {"公文", "100% 落实", "进修班"}),
        ("?state=draft", {"半句"}),
        ("?state=confirmed", {"公文"}),
        ("?state=nonsense", {"公文", "100% 落实", "进修班"}),
        ("?kind=outside_training", {"进修班"}),
        ("?first=2026-11-03", {"100% 落实"}),
        ("?first=2026-11-01&last=2026-11-01", {"进修班"}),
        ("?text=0%25", {"100% 落实"}),
        ("?text=没有", set()),
        ("?text=公&state=waiting", set()),
    ],
)
def test_page_and_workbook_hold_exactly_what_is_filtered(login, account, asked, topics):
    client = login(account)
    page = client.get(LIST + asked).text.partition("</form>")[2]
    assert shown(page) == topics
    book = python_calamine.load_workbook(io.BytesIO(client.get(f"{LIST}.xlsx{asked}").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert {row[3] for row in rows[1:-1]} == topics
    assert [row[3] for row in rows][-1] == "Total"


def test_the_workbook_sums_what_it_holds(login, account):
    book = python_calamine.load_workbook(io.BytesIO(login(account).get(f"{LIST}.xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[-1][5:9] == [75, 2, 2, 0]
    assert rows[-2][:3] == [date(2026, 10, 30), date(2026, 11, 1), "Outside training"]


def test_the_sums_stand_below_the_list(login, account):
    page = " ".join(login(account).get(LIST).text.split())
    assert "Total, 3 entries" in page
    for text in ("75 minutes", "2 days", "2 half days"):
        assert f"<span>{text}</span>" in page
    assert "30 Oct–1 Nov" in page


def test_a_day_that_cannot_be_read_is_said_and_the_rest_is_shown(login, account):
    page = login(account).get(f"{LIST}?first=2026-13-01&text=公文").text
    assert "Not a valid date value." in page
    assert shown(page.partition("</form>")[2]) == {"公文"}


def test_a_page_beyond_the_last_leads_to_the_last_with_the_filter(login, account):
    answer = login(account).get(f"{LIST}?page=9&text=公文")
    assert answer.status_code == 302
    assert "page=1" in answer.location
    assert "text=" in answer.location


def test_a_month_shows_each_day_with_its_total_and_links_to_those_beside_it(login, account):
    page = login(account).get(MONTH).text
    assert shown(page) == {"公文", "100% 落实", "进修班"}
    assert "November 2026" in page
    assert "/study/months/2026-10" in page
    assert "/study/months/2026-12" not in page  # it is to come
    words = " ".join(page.split())
    assert re.findall(r"<b>(\d+) min</b>", words) == ["45", "30"]  # days are no minutes
    head = words.partition("<h1>")[2].partition("</div>")[0]
    assert re.findall(r"<span>([^<]+)</span>", head) == ["75 minutes", "2 days", "2 half days"]


def test_a_paper_of_the_month_is_counted_and_takes_no_time(login, account):
    own = db.session.get_one(Person, account.person_id)
    make_entry(own, kind="paper", level="internal", count=1, minutes=0, studied_on=date(2026, 9, 3))
    page = login(account).get("/study/months/2026-09").text
    assert "0 min" not in page
    assert "1 paper or work" in page


def test_a_training_over_the_end_of_a_month_stands_in_both(login, account):
    page = login(account).get("/study/months/2026-10").text
    assert shown(page) == {"进修班"}
    assert "2 days" in page
    assert "/study/months/2026-11" in page


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "2026-1", "1999-12", "2026-12", "x"])
def test_a_month_that_cannot_be_is_not_there(login, account, month):
    assert login(account).get(f"/study/months/{month}").status_code == 404


def test_an_empty_month_offers_the_first_step(login, account):
    assert "Nothing in this month" in login(account).get("/study/months/2026-09").text


@pytest.mark.parametrize("path", [LIST, MONTH, f"{LIST}?text=自己&state=waiting", "/"])
def test_pages_ask_as_much_for_many_entries_as_for_one_and_at_most_eight(
    app, login, count_queries, path
):
    counts = []
    for number in (1, 4):
        account = make_cadre()
        own = db.session.get_one(Person, account.person_id)
        for _ in range(number):
            make_entry(own, topic="自己的", studied_on=date(2026, 11, 18))
        client = login(account)
        client.get(path)
        app.extensions["kept_pages"].clear()
        with count_queries() as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("path", ["", "?kind=paper", ".xlsx"])
def test_a_stranger_signs_in_first(stranger, path):
    assert stranger.get(LIST + path).location.startswith("/sign-in")


@pytest.mark.parametrize(("path", "words"), [(LIST, "合计"), (MONTH, "2026年11月")])
def test_list_and_month_are_rendered_in_chinese(login, account, path, words):
    assert words in login(account, language="zh").get(path).text


def test_the_views_are_written_alike(login, database):
    load_pack()
    page = login(make_cadre()).get("/study/entries").text
    tabs = page.partition('<nav class="tabs"')[2].partition("</nav>")[0]
    views = re.findall(r"<a [^>]*>([^<]+)</a>", tabs)
    assert views == ["All", "Drafts", "Waiting", "Confirmed", "Returned", "Withdrawn", "Voided"]
