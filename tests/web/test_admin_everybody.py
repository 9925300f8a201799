"""One button: an account for each person who has none."""

from datetime import date, timedelta
from time import perf_counter

import pytest
import sqlalchemy as sa

from domain.accounts import everybody
from domain.audit import Actor
from models import Account, AuditRow, Person, db
from tests.conftest import NOON
from tests.factories import make_account, make_cadre, make_hr, make_person

URL = "/admin/accounts/everybody"
BUTTON = "Open accounts for everybody without one"
TODAY = date(2026, 11, 20)


@pytest.fixture
def client(login):
    return login(make_account(username="keeper", hand="admin", password_hash="x"))


def _usernames():
    return set(db.session.scalars(sa.select(Account.username).where(Account.kind == "staff")))


def _opened():
    return db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "account.opened")).all()


def test_everybody_here_gets_an_account_named_by_the_number_in_small_letters(client):
    make_person(staff_no="K01")
    make_person(staff_no="K02", left_on=TODAY + timedelta(days=1))
    make_person(staff_no="K03", left_on=TODAY)
    make_person(staff_no="K04", merged_into_id=make_account(make_person()).person_id)
    db.session.commit()
    before = _usernames()
    answer = client.post(URL)
    assert answer.location == "/admin/slips"
    assert _usernames() - before == {"k01", "k02"}
    page = client.get("/admin/slips").text
    assert "2 accounts are open. Print their links now." in page
    assert len(_opened()) == 2
    assert BUTTON not in page
    assert client.post("/admin/slips", data={"branch": "", "unit": ""}).text.count('slip"') == 3


@pytest.mark.parametrize("path", ["/admin", "/admin/slips"])
def test_the_pages_say_how_many_have_no_account_and_offer_the_button(client, path):
    make_person()
    make_person()
    db.session.commit()
    page = client.get(path).text
    assert "2 people have no account yet" in page
    assert BUTTON in page


def test_a_number_that_is_no_free_username_is_passed_over_and_named(client):
    make_account(make_person(staff_no="X1"), username="k01")
    make_account(username="security", hand="security")
    for staff_no in ("K01", "Security", "K 2", "K03"):
        make_person(staff_no=staff_no)
    db.session.commit()
    client.post(URL)
    page = client.get("/admin/slips").text
    assert "3 staff numbers are no free usernames" in page
    assert "K 2, K01, Security" in page or "K01, K 2, Security" in page
    assert "3 people have no account yet" in page
    assert _usernames() == {"k01", "k03"}


def test_an_account_that_waits_for_its_person_is_given_this_one(client):
    waiting = make_account(username="k01")
    person = make_person(staff_no="K01")
    db.session.commit()
    client.post(URL)
    db.session.refresh(waiting)
    assert waiting.person_id == person.id
    assert _opened() == []


def test_the_same_button_sent_twice_opens_once_and_later_there_is_nothing_to_open(client):
    make_person()
    db.session.commit()
    for _time in range(2):
        assert client.post(URL, data={"once": "a key"}).location == "/admin/slips"
    assert len(_opened()) == 1
    client.post(URL)
    assert "There was no account to open." in client.get("/admin/slips").text


def test_thousands_are_opened_in_a_few_seconds_and_a_few_statements(database, count_queries):
    people = [
        {"staff_no": f"P{number:05d}", "name": "干部", "created_at": NOON} for number in range(5000)
    ]
    db.session.execute(sa.insert(Person), people)
    db.session.commit()
    with count_queries() as queries:
        begun = perf_counter()
        opened = everybody.open_for_everybody(today=TODAY, actor=Actor(None), now=NOON)
        db.session.commit()
        took = perf_counter() - begun
    assert (opened.accounts, opened.passed_over) == (5000, ())
    assert len(queries) < 60
    assert took < 10  # seconds; about two on an idle core
    assert everybody.count_without_account(TODAY) == 0


def test_only_the_administrator_opens_accounts_for_everybody(login, stranger):
    make_person()
    for account in (make_cadre(), make_hr(), make_account(hand="security")):
        assert login(account).post(URL).status_code == 403
    assert "Sign in to Rigong" in stranger.post(URL).text
    assert _opened() == []
