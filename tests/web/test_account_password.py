from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain.accounts.passwords import hash_password, matches
from models import Account, AuditRow, db
from tests.conftest import NOON
from tests.factories import make_account, make_person

OLD, NEW = "four quiet rivers at noon", "seven grey herons wait"


@pytest.fixture(scope="module")
def hashed():
    return hash_password(OLD)


@pytest.fixture
def account(database, hashed):
    return make_account(make_person(staff_no="HN7731"), username="zhoumin", password_hash=hashed)


def _change(client, current=OLD, new=NEW, again=None, **more):
    fields = {"current": current, "new_password": new, "again": new if again is None else again}
    return client.post("/account/password", data=fields | more)


def _hash(account):
    return db.session.get_one(Account, account.id, populate_existing=True).password_hash


def test_a_new_password_is_kept_and_ends_the_other_sign_ins(login, account):
    other, client = login(account), login(account)
    assert _change(client).location == "/account"
    assert matches(_hash(account), NEW)
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    actions = db.session.scalars(sa.select(AuditRow.action)).all()
    assert actions.count("account.password_set") == 1


@pytest.mark.parametrize(
    ("profile", "typed", "message"),
    [
        ("asvs", {"current": "wrong wrong wrong"}, "not your current password"),
        ("asvs", {"new": "eleven char"}, "12 characters or more"),
        ("asvs", {"new": "woaini1314520"}, "tried first"),
        ("asvs", {"new": OLD}, "the password you have now"),
        ("asvs", {"again": "seven grey herons wade"}, "not the same"),
        ("dengbao3", {"new": "seven grey herons"}, "Mix at least three"),
        ("dengbao3", {"new": "Zhoumin-grey-7-herons"}, "username and staff number"),
        ("dengbao3", {"new": "grey-hn7731-HERONS"}, "username and staff number"),
    ],
)
def test_a_refused_password_says_why_and_changes_nothing(
    app, login, account, monkeypatch, profile, typed, message
):
    monkeypatch.setitem(app.config, "PASSWORD_PROFILE", profile)
    before = account.password_hash
    answer = _change(login(account), **typed)
    assert answer.status_code == 422
    assert message in answer.text
    assert _hash(account) == before


def test_the_current_password_is_throttled_like_the_door(login, account):
    client = login(account)
    for _time in range(5):
        assert _change(client, current="wrong wrong wrong").status_code == 422
    answer = _change(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert matches(_hash(account), OLD)


def test_after_ninety_days_the_profile_asks_for_a_new_one_first(app, login, account, monkeypatch):
    monkeypatch.setitem(app.config, "PASSWORD_PROFILE", "dengbao3")
    account.password_set_at = NOON - timedelta(days=90, seconds=1)
    client = login(account)
    assert client.get("/account").location == "/account/password"
    assert "older than 90 days" in client.get("/account/password").text
    assert _change(client, new="Seven-grey-herons-7").status_code == 302
    assert client.get("/account").status_code == 200


def test_the_same_form_sent_twice_counts_once(login, account):
    client = login(account)
    assert _change(client, once="a key").status_code == 302
    assert _change(client, current=NEW, new="nine blue foxes sleep", once="a key").location == (
        "/account"
    )
    assert matches(_hash(account), NEW)


def test_the_page_stands_in_chinese(login, account):
    page = login(account, language="zh").get("/account/password")
    assert page.status_code == 200
    assert 'lang="zh-Hans-CN"' in page.text
