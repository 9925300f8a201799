"""A post whose sign-in has ended: kept on the door, finished by the same person alone."""

import io
import re
from datetime import timedelta
from html import unescape
from secrets import token_hex

import pyotp
import pytest
import sqlalchemy as sa

from domain.accounts.passwords import hash_password
from models import SignIn, db
from tests.conftest import NOON
from tests.factories import make_account, make_person

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "four quiet rivers at noon"
TYPED = {"username": "wu.lin", "note": "a line of text <b>", "once": "the key of the form"}


@pytest.fixture(scope="module")
def hashed():
    return hash_password(PASSWORD)


@pytest.fixture
def administrator(database, hashed):
    account = make_account(username="keeper", hand="admin", password_hash=hashed)
    db.session.commit()
    return account


@pytest.fixture
def late(login, administrator, time_machine):
    """A client whose sign-in has been idle too long."""
    client = login(administrator)
    time_machine.move_to(NOON + timedelta(minutes=31), tick=False)
    return client


def _hidden(page, name):
    return unescape(re.search(rf'name="{name}"[^>]* value="([^"]*)"', page).group(1))


def _sign_in(client, page, username="keeper"):
    data = {"username": username, "password": PASSWORD, "kept": _hidden(page, "kept")}
    return client.post("/sign-in", data=data)


def test_the_form_is_kept_and_the_same_person_finishes_it(late):
    refused = late.post("/admin/accounts/new", data=TYPED)
    assert refused.status_code == 401
    assert "what you entered is kept" in refused.text
    finish = _sign_in(late, refused.text)
    assert finish.status_code == 200
    assert "Finish what you began" in finish.text
    assert 'action="/admin/accounts/new"' in finish.text
    assert "a line of text &lt;b&gt;" in finish.text
    assert "<dt>Username</dt><dd>wu.lin</dd>" in finish.text
    assert _hidden(finish.text, "once") == "the key of the form"
    assert _hidden(finish.text, "csrf_token")
    assert finish.headers["Cache-Control"] == "no-store"


def test_the_form_is_carried_over_the_second_step(late, administrator):
    administrator.totp_secret, administrator.totp_on_at = SECRET, NOON
    db.session.commit()
    page = late.post("/admin/accounts/new", data=TYPED).text
    step = _sign_in(late, page).text
    assert "Now the code" in step
    code = pyotp.TOTP(SECRET).at(NOON + timedelta(minutes=31))
    finish = late.post("/sign-in/code", data={"code": code, "kept": _hidden(step, "kept")})
    assert "Finish what you began" in finish.text


def test_another_person_does_not_get_it(late, hashed):
    make_account(make_person(), username="other", password_hash=hashed)
    db.session.commit()
    page = late.post("/admin/accounts/new", data=TYPED).text
    answer = _sign_in(late, page, "other")
    assert (answer.status_code, answer.location) == (302, "/")


def test_a_form_that_somebody_changed_is_not_sent_on(late):
    page = late.post("/admin/accounts/new", data=TYPED).text
    signed = _hidden(page, "kept")
    data = {"username": "keeper", "password": PASSWORD, "kept": signed[:-4] + "AAAA"}
    assert late.post("/sign-in", data=data).status_code == 302


def test_it_is_kept_after_signing_out_in_another_tab_too(login, administrator):
    client = login(administrator)
    client.post("/sign-out")
    page = client.post("/admin/accounts/new", data=TYPED).text
    assert "Finish what you began" in _sign_in(client, page).text


def test_a_stranger_has_nothing_kept(stranger, administrator):
    refused = stranger.post("/admin/accounts/new", data=TYPED)
    assert refused.status_code == 401
    assert _hidden(refused.text, "kept") == ""


def test_passwords_are_never_kept(late):
    refused = late.post("/account/password", data={"new_password": "hush hush hush"})
    assert refused.status_code == 401
    assert _hidden(refused.text, "kept") == ""


def test_a_form_too_large_to_be_kept_is_not(late):
    refused = late.post("/admin/accounts/new", data={"note": _noise(900_000)})
    assert refused.status_code == 401
    assert _hidden(refused.text, "kept") == ""
    assert "repeat the step" in refused.text


def test_files_are_not_kept_and_the_page_says_so(late):
    data = TYPED | {"file": (io.BytesIO(b"rows"), "rows.xlsx")}
    refused = late.post("/admin/accounts/new", data=data)
    assert "Files cannot be kept" in refused.text
    assert "could not be kept" in _sign_in(late, refused.text).text


def test_a_form_kept_longer_than_a_day_is_let_go(late, time_machine):
    page = late.post("/admin/accounts/new", data=TYPED).text
    time_machine.move_to(NOON + timedelta(hours=25), tick=False)
    assert _sign_in(late, page).status_code == 302


def test_the_token_of_the_finishing_form_is_good(app, late, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    door = late.post("/admin/accounts/new", data=TYPED)
    assert door.status_code == 401  # without a token of its own, and yet kept
    data = {"csrf_token": _hidden(door.text, "csrf_token"), "username": "keeper"}
    data |= {"password": PASSWORD, "kept": _hidden(door.text, "kept")}
    finish = late.post("/sign-in", data=data)
    fresh = _hidden(finish.text, "csrf_token")
    assert late.post("/admin/accounts/new", data=TYPED | {"csrf_token": fresh}).status_code != 400
    standing = sa.select(SignIn).where(SignIn.ended_at.is_(None))
    assert len(db.session.scalars(standing).all()) == 2  # the idle one is stale, not ended


def _noise(length):
    """Text that does not pack well."""
    return token_hex(length // 2)
