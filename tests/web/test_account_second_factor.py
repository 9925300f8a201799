import re
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from models import Account, RecoveryCode, db
from tests.conftest import NOON
from tests.factories import make_account, make_cadre, make_hr


def _enrol(client, at=NOON):
    """Turn the second step on, as a person with a phone; the secret and the codes shown."""
    page = client.get("/account/second-factor").text
    secret = re.search(r'class="code">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    answer = client.post("/account/second-factor", data={"code": pyotp.TOTP(secret).at(at)})
    assert answer.status_code == 200
    return secret, re.findall(r'class="code">([a-z0-9]{5}-[a-z0-9]{5})<', answer.text)


def _account(account):
    return db.session.get_one(Account, account.id, populate_existing=True)


def test_it_is_turned_on_with_a_code_and_shows_ten_recovery_codes_once(login):
    account = make_cadre()
    client = login(account)
    assert "<svg" in client.get("/account/second-factor").text
    _secret, codes = _enrol(client)
    assert len(set(codes)) == 10
    assert _account(account).totp_on_at == NOON
    again = client.get("/account/second-factor").text
    assert "10 recovery codes are left" in again
    assert not any(code in again for code in codes)
    kept = db.session.scalars(sa.select(RecoveryCode.code_sha256)).all()
    assert not any(code.replace("-", "") in row for code in codes for row in kept)


def test_a_wrong_code_turns_nothing_on_and_keeps_the_secret(login):
    account = make_cadre()
    client = login(account)
    before = client.get("/account/second-factor").text
    answer = client.post("/account/second-factor", data={"code": "000000"})
    assert answer.status_code == 422
    assert "does not fit" in answer.text
    secret = re.search(r'class="code">([A-Z2-7 ]+)<', before).group(1)
    assert secret in answer.text
    assert _account(account).totp_on_at is None


def test_it_is_turned_off_with_a_code(login, time_machine):
    account = make_cadre()
    client = login(account)
    secret, _codes = _enrol(client)
    assert client.post("/account/second-factor/off", data={"code": "000000"}).status_code == 422
    later = NOON + timedelta(seconds=60)
    time_machine.move_to(later, tick=False)
    answer = client.post("/account/second-factor/off", data={"code": pyotp.TOTP(secret).at(later)})
    assert answer.location == "/account"
    assert _account(account).totp_on_at is None
    assert db.session.scalars(sa.select(RecoveryCode)).all() == []


def test_turning_it_off_is_throttled(login, time_machine):
    client = login(make_cadre())
    secret, _codes = _enrol(client)
    for _time in range(5):
        client.post("/account/second-factor/off", data={"code": "000000"})
    time_machine.move_to(NOON + timedelta(seconds=60), tick=False)
    code = pyotp.TOTP(secret).at(NOON + timedelta(seconds=60))
    assert client.post("/account/second-factor/off", data={"code": code}).status_code == 429


@pytest.mark.parametrize(
    ("setting", "production", "asked"),
    [
        ("required", False, True),
        ("offered", True, True),
        ("offered", False, False),
        ("off", True, False),
    ],
)
def test_strong_roles_enrol_before_anything_else_where_it_is_required(
    app, login, monkeypatch, setting, production, asked
):
    monkeypatch.setitem(app.config, "TOTP", setting)
    monkeypatch.setitem(app.config, "PRODUCTION", production)
    answer = login(make_hr()).get("/account")
    assert (answer.location == "/account/second-factor") is asked
    assert login(make_cadre()).get("/account").status_code == 200


def test_where_it_is_required_it_stays_on(app, login, monkeypatch):
    monkeypatch.setitem(app.config, "TOTP", "required")
    account = make_account(hand="auditor")
    client = login(account)
    _secret, codes = _enrol(client)
    assert "so it stays on" in client.get("/account/second-factor").text
    answer = client.post("/account/second-factor/off", data={"code": codes[0]})
    assert answer.status_code == 403
    assert _account(account).totp_on_at is not None


def test_where_it_is_off_the_page_says_so_and_turns_nothing_on(app, login, monkeypatch):
    monkeypatch.setitem(app.config, "TOTP", "off")
    account = make_cadre()
    client = login(account, language="zh")
    assert client.get("/account/second-factor").status_code == 200
    client.post("/account/second-factor", data={"code": "123456"})
    assert _account(account).totp_on_at is None
