"""Unsafe requests carry the token of their sign-in, also where one was found good before."""

import re

import pytest

from tests.factories import make_cadre
from tests.packs import load_pack


@pytest.fixture(autouse=True)
def _checked(app, database, monkeypatch):
    load_pack()
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


def token_of(client) -> str:
    page = client.get("/").text
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]


def sent(client, token: str, **options) -> int:
    return client.post("/study/entries/new", data={"csrf_token": token}, **options).status_code


@pytest.fixture
def client(login):
    return login(make_cadre())


def test_a_token_is_good_as_often_as_it_is_sent(client):
    token = token_of(client)
    assert [sent(client, token) for _ in range(3)] == [422, 422, 422]


@pytest.mark.parametrize("token", ["", "made up", "é"])
def test_no_token_is_no_good_before_a_good_one_or_after_it(client, token):
    assert sent(client, token) == 400
    assert sent(client, token_of(client)) == 422
    assert sent(client, token) == 400


def test_the_token_of_one_sign_in_is_worth_nothing_in_another(client, login, stranger):
    token, other = token_of(client), login(make_cadre())
    assert sent(client, token) == 422
    assert sent(other, token) == 400
    token_of(other)  # its session has a value of its own now
    assert sent(other, token) == 400
    assert sent(stranger, token) == 401
    assert sent(client, token) == 422


def test_over_tls_a_good_token_is_asked_by_a_page_of_ours(client):
    token = token_of(client)
    assert sent(client, token) == 422  # found good
    over = {"base_url": "https://localhost"}
    client.set_cookie("rigong", client.get_cookie("rigong").value, domain="localhost")
    assert sent(client, token, **over) == 400
    assert sent(client, token, headers={"Referer": "https://other.example/"}, **over) == 400
    assert sent(client, token, headers={"Referer": "https://localhost/x"}, **over) == 422


def test_a_token_with_padding_is_good_and_not_kept(app, client):
    token, kept = token_of(client), app.extensions["csrf"]._known
    before = len(kept._values)
    assert sent(client, token + "!" * 400) == 422
    assert len(kept._values) == before
