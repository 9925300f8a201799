"""One-time links: once, for 72 hours, and only the newest."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain.accounts import links, passwords
from domain.audit import Actor
from models import Account, OneTimeLink, SignIn, db
from tests.conftest import NOON
from tests.factories import make_account, make_cadre, make_person

NEW = {"new_password": "seven grey herons wait", "again": "seven grey herons wait"}


def _link(account):
    issued = links.issue_link(account, actor=Actor(None), now=NOON)
    db.session.commit()
    return f"/first/{issued.token}"


def _account(account):
    return db.session.get_one(Account, account.id, populate_existing=True)


def test_the_link_sets_a_password_once_and_ends_other_sign_ins(login, stranger):
    account = make_account(make_person(name="周敏"), username="zhou")
    client = login(account)
    link = _link(account)
    assert "周敏" in stranger.get(link).text
    typed = "/first/" + link.removeprefix("/first/").upper()
    assert stranger.get(typed).status_code == 200  # looking uses nothing up
    answer = stranger.post(link, data=NEW)
    assert answer.location == "/sign-in?username=zhou"
    assert passwords.matches(_account(account).password_hash, NEW["new_password"])
    assert client.get("/account").status_code == 302
    assert stranger.get(link).status_code == 410
    assert stranger.post(link, data=NEW).status_code == 410
    signed_in = stranger.post("/sign-in", data={"username": "zhou", "password": NEW["again"]})
    assert signed_in.location == "/"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"new_password": "short one", "again": "short one"}, "12 characters or more"),
        ({"new_password": "Password@2026", "again": "Password@2026"}, "tried first"),
        (NEW | {"again": "seven grey herons wade"}, "not the same"),
        ({"new_password": "", "again": ""}, "This field is required."),
        ({"new_password": "xk" * 65, "again": "xk" * 65}, "128 characters at most"),
    ],
)
def test_a_refused_password_says_why_and_leaves_the_link_good(stranger, typed, message):
    account = make_cadre()
    link = _link(account)
    answer = stranger.post(link, data=typed)
    assert answer.status_code == 422
    assert message in answer.text
    assert "Not saved yet" not in answer.text
    assert _account(account).password_hash == ""
    assert stranger.get(link).status_code == 200


def test_a_newer_link_withdraws_the_older(stranger):
    account = make_cadre()
    older, newer = _link(account), _link(account)
    assert stranger.get(older).status_code == 410
    assert stranger.get(newer).status_code == 200


def test_the_link_ends_after_72_hours_and_the_page_says_whom_to_ask(stranger, time_machine):
    link = _link(make_cadre())
    time_machine.move_to(NOON + timedelta(hours=71, minutes=59), tick=False)
    assert stranger.get(link).status_code == 200
    time_machine.move_to(NOON + timedelta(hours=72), tick=False)
    answer = stranger.get(link)
    assert answer.status_code == 410
    assert "ask your administrator" in answer.text
    assert stranger.get(f"{link}?lang=zh").status_code == 410


def test_a_link_of_a_disabled_account_does_not_work(stranger):
    account = make_cadre()
    link = _link(account)
    account.disabled_at = NOON
    db.session.commit()
    assert stranger.get(link).status_code == 410


def test_only_the_hash_of_a_link_is_kept(stranger):
    token = _link(make_cadre()).removeprefix("/first/")
    (row,) = db.session.scalars(sa.select(OneTimeLink))
    assert token not in row.token_sha256
    assert len(row.token_sha256) == 64


def test_a_link_ends_the_wait_after_wrong_tries(stranger):
    account = make_account(username="zhou", password_hash=passwords.hash_password("x" * 12))
    link = _link(account)
    for _time in range(5):
        stranger.post("/sign-in", data={"username": "zhou", "password": "wrong"})
    stranger.post(link, data=NEW)
    answer = stranger.post("/sign-in", data={"username": "zhou", "password": NEW["again"]})
    assert answer.status_code == 302
    assert len(db.session.scalars(sa.select(SignIn)).all()) == 1


@pytest.mark.parametrize(
    ("profile", "instead"),
    [("asvs", "example four words"), ("dengbao3", "with a capital letter and digits")],
)
def test_what_is_proposed_instead_of_a_weak_password_is_what_the_profile_takes(
    app, stranger, monkeypatch, profile, instead
):
    monkeypatch.setitem(app.config, "PASSWORD_PROFILE", profile)
    weak = {"new_password": "Password@2026", "again": "Password@2026"}
    page = stranger.post(_link(make_cadre()), data=weak).text
    assert "tried first" in page
    assert instead in page
    assert ("four words" in page) == (profile == "asvs")
