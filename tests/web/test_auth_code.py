"""The second step of signing in."""

from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from domain.accounts import second_factor
from domain.accounts.passwords import hash_password
from domain.audit import Actor
from models import SignIn, db
from tests.conftest import NOON
from tests.factories import make_account, make_person

PASSWORD = "four quiet rivers at noon"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(scope="module")
def hashed():
    return hash_password(PASSWORD)


@pytest.fixture
def codes(database, hashed):
    """The recovery codes of an account that turned the second step on a while ago."""
    account = make_account(make_person(), username="zhou", password_hash=hashed)
    before = NOON - timedelta(hours=1)
    codes = second_factor.turn_on(
        account, SECRET, pyotp.TOTP(SECRET).at(before), actor=Actor(account.id), now=before
    )
    db.session.commit()
    return codes


def _password(client, **fields):
    return client.post("/sign-in", data={"username": "zhou", "password": PASSWORD, **fields})


def _code(client, code, **fields):
    return client.post("/sign-in/code", data={"code": code, **fields})


def _standing():
    return len(db.session.scalars(sa.select(SignIn)).all())


def test_the_password_alone_signs_nobody_in(stranger, codes):
    page = _password(stranger, next="/account/trail")
    assert "Now the code" in page.text
    assert stranger.get("/account").status_code == 302
    answer = _code(stranger, pyotp.TOTP(SECRET).at(NOON), next="/account/trail")
    assert answer.location == "/account/trail"
    assert stranger.get("/account").status_code == 200


def test_a_code_is_accepted_once(stranger, codes, app):
    code = pyotp.TOTP(SECRET).at(NOON)
    _password(stranger)
    assert _code(stranger, code).status_code == 302
    other = app.test_client()
    other.set_cookie("lang", "en")
    _password(other)
    answer = _code(other, code)
    assert answer.status_code == 422
    assert "was used before" in answer.text
    assert _standing() == 1


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_phone_may_be_half_a_minute_off(stranger, codes, seconds):
    _password(stranger)
    code = pyotp.TOTP(SECRET).at(NOON + timedelta(seconds=seconds))
    assert _code(stranger, f"{code[:3]} {code[3:]}").status_code == 302


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_code_of_another_minute_is_refused(stranger, codes, seconds):
    _password(stranger)
    code = pyotp.TOTP(SECRET).at(NOON + timedelta(seconds=seconds))
    assert _code(stranger, code).status_code == 422
    assert _standing() == 0


def test_a_recovery_code_stands_in_once(stranger, codes):
    _password(stranger)
    assert _code(stranger, codes[3].upper()).status_code == 302
    _password(stranger)
    assert _code(stranger, codes[3]).status_code == 422
    assert _code(stranger, codes[4]).status_code == 302


def test_the_password_is_good_for_five_minutes(stranger, codes, time_machine):
    _password(stranger)
    time_machine.move_to(NOON + timedelta(minutes=5, seconds=1), tick=False)
    answer = _code(stranger, pyotp.TOTP(SECRET).at(NOON + timedelta(minutes=5)))
    assert answer.location == "/sign-in"


def test_without_a_password_there_is_no_code_page(stranger, database):
    assert stranger.get("/sign-in/code").location == "/sign-in"


def test_wrong_codes_are_throttled(stranger, codes):
    _password(stranger)
    for _time in range(5):
        refused = _code(stranger, "000000")
        assert refused.status_code == 422
        assert "Not saved yet" not in refused.text
    answer = _code(stranger, pyotp.TOTP(SECRET).at(NOON))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert _standing() == 0


def test_the_setting_off_asks_for_no_code(app, stranger, codes, monkeypatch):
    monkeypatch.setitem(app.config, "TOTP", "off")
    assert _password(stranger).status_code == 302


def test_an_empty_code_is_refused(stranger, codes):
    _password(stranger)
    assert _code(stranger, "").status_code == 422
    assert 'lang="zh-Hans-CN"' in stranger.get("/sign-in/code?lang=zh").text
