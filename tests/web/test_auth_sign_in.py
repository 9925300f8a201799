import os
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain.accounts.passwords import hash_password
from domain.files.store import Store
from models import AuditRow, SignIn, db
from tests.conftest import NOON
from tests.factories import make_account, make_person

PASSWORD = "four quiet rivers at noon"


@pytest.fixture(scope="module")
def hashed():
    return hash_password(PASSWORD)


@pytest.fixture
def cadre(database, hashed):
    account = make_account(make_person(), username="zhou.min", password_hash=hashed)
    db.session.commit()
    return account


def _try(client, username="zhou.min", password=PASSWORD, **fields):
    return client.post("/sign-in", data={"username": username, "password": password, **fields})


def _failures():
    return db.session.scalar(
        sa.select(sa.func.count())
        .select_from(AuditRow)
        .where(AuditRow.action == "account.sign_in_failed")
    )


@pytest.mark.parametrize("typed", ["zhou.min", "ZHOU.Min", "  zhou.min "])
def test_the_username_is_taken_in_any_case_and_a_new_token_starts(stranger, cadre, typed):
    with stranger.session_transaction() as session:
        session["token"] = "a token that somebody planted"
    answer = _try(stranger, typed)
    assert (answer.status_code, answer.location) == (302, "/")
    with stranger.session_transaction() as session:
        assert session["token"] != "a token that somebody planted"
    assert stranger.get("/account").status_code == 200


def test_a_sign_in_sweeps_away_a_file_that_no_form_came_to(
    stranger, cadre, app, monkeypatch, tmp_path
):
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    store = Store(tmp_path)
    left = store.path_of(store.put(b"of a form that was refused"))
    assert _try(stranger).status_code == 302
    assert left.exists()
    long_ago = (NOON - timedelta(days=3)).timestamp()
    os.utime(left, (long_ago, long_ago))
    monkeypatch.setattr(Store, "discard", _refused)
    assert _try(stranger).status_code == 302  # a folder that is not ours keeps nobody out
    monkeypatch.undo()
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    assert _try(stranger).status_code == 302
    assert not left.exists()


def _refused(*_arguments, **_values):
    raise PermissionError


def test_unknown_closed_left_and_wrong_are_answered_with_the_same_words(stranger, cadre, hashed):
    make_account(username="closed", password_hash=hashed, disabled_at=NOON)
    make_account(make_person(left_on=date(2026, 11, 20)), username="gone", password_hash=hashed)
    make_account(username="fresh", password_hash="")
    db.session.commit()
    answers = [
        _try(stranger, "zhou.min", "wrong wrong wrong"),
        *(_try(stranger, name) for name in ("nobody", "closed", "gone", "fresh")),
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all("Username or password is wrong." in answer.text for answer in answers)
    assert db.session.scalars(sa.select(SignIn)).all() == []
    assert _failures() == 5


def test_an_empty_form_is_refused_with_its_fields_named(stranger, database):
    answer = stranger.post("/sign-in", data={})
    assert answer.status_code == 422
    assert answer.text.count("This field is required.") >= 2


def test_a_refused_sign_in_speaks_of_nothing_to_save_and_says_the_error_once(stranger, cadre):
    page = _try(stranger, password="wrong wrong wrong").text
    assert page.count("Username or password is wrong.") == 1
    assert "Not saved yet" not in page
    assert "still here" not in page


def test_after_five_wrong_tries_a_name_waits_fifteen_minutes(stranger, cadre, time_machine):
    for _time in range(5):
        assert _try(stranger, "ZHOU.MIN", "wrong wrong wrong").status_code == 422
    answer = _try(stranger)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in answer.text
    time_machine.move_to(NOON + timedelta(minutes=14, seconds=59), tick=False)
    assert _try(stranger).status_code == 429
    time_machine.move_to(NOON + timedelta(minutes=15), tick=False)
    assert _try(stranger).status_code == 302


def test_a_name_that_does_not_exist_waits_the_same_way(stranger, database):
    answers = [_try(stranger, "nobody").status_code for _time in range(6)]
    assert answers == [422] * 5 + [429]


def test_a_right_password_counts_the_tries_anew(stranger, cadre):
    for _round in range(2):
        for _time in range(4):
            _try(stranger, password="wrong wrong wrong")
        assert _try(stranger).status_code == 302


def test_a_source_waits_after_twenty_wrong_tries_over_many_names(stranger, cadre):
    for number in range(20):
        assert _try(stranger, f"name{number}").status_code == 422
    assert _try(stranger).status_code == 429
    elsewhere = stranger.application.test_client()
    answer = elsewhere.post(
        "/sign-in",
        data={"username": "zhou.min", "password": PASSWORD},
        environ_base={"REMOTE_ADDR": "10.1.2.3"},
    )
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/account", "/account"),
        ("/study/entries?page=2", "/study/entries?page=2"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/ok\nLocation: //evil", "/"),
        ("evil", "/"),
        ("/sign-in", "/"),
        ("", "/"),
    ],
)
def test_next_leads_only_to_paths_of_our_own(stranger, cadre, asked, led_to):
    assert _try(stranger, next=asked).location == led_to


def test_language_and_theme_come_from_the_account(stranger, cadre):
    cadre.language, cadre.theme = "zh", "dark"
    db.session.commit()
    _try(stranger)
    page = stranger.get("/account").text
    assert 'lang="zh-Hans-CN"' in page
    assert 'data-theme="dark"' in page


def test_signing_in_again_ends_the_sign_in_of_this_browser(login, cadre, hashed):
    other = make_account(make_person(), username="other", password_hash=hashed)
    client = login(cadre)  # commits
    assert "Signing in here ends that" in client.get("/sign-in").text
    _try(client, "other")
    assert [(row.account_id, row.ended_at is None) for row in _sign_ins()] == [
        (cadre.id, False),
        (other.id, True),
    ]


def test_signing_out_ends_the_sign_in_on_the_server(login, cadre):
    client = login(cadre)
    with client.session_transaction() as session:
        token = session["token"]
    assert client.post("/sign-out").location == "/sign-in"
    with client.session_transaction() as session:
        session["token"] = token
    assert client.get("/").location == "/sign-in?next=/"


def test_an_own_device_keeps_a_cadre_twelve_hours_and_no_longer(stranger, cadre, time_machine):
    _try(stranger, own_device="y")
    time_machine.move_to(NOON + timedelta(hours=11, minutes=59), tick=False)
    assert stranger.get("/account").status_code == 200
    time_machine.move_to(NOON + timedelta(hours=12, seconds=1), tick=False)
    assert stranger.get("/account").status_code == 302


def test_the_door_says_whom_to_ask_and_tells_no_password(stranger, cadre, app, monkeypatch):
    assert "one-time link" in stranger.get("/sign-in").text
    monkeypatch.setitem(app.config, "DEMO", True)
    monkeypatch.setitem(app.config, "DEMO_PASSWORD", "the word of the demo")
    make_account(username="hr")
    db.session.commit()
    page = stranger.get("/sign-in").text
    assert "usernames: hr" in page
    assert "the word of the demo" not in page


def test_the_door_stands_in_chinese(stranger, database):
    page = stranger.get("/sign-in?lang=zh").text
    assert 'lang="zh-Hans-CN"' in page


def test_the_form_of_the_door_wants_its_token(app, stranger, cadre, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert _try(stranger).status_code == 400
    assert db.session.scalars(sa.select(SignIn)).all() == []


def test_only_the_hash_of_a_token_is_kept(stranger, cadre):
    _try(stranger)
    with stranger.session_transaction() as session:
        token = session["token"]
    (row,) = _sign_ins()
    assert token not in row.token_sha256
    assert len(row.token_sha256) == 64
    assert row.created_at == datetime(2026, 11, 20, 4, tzinfo=UTC)


def _sign_ins():
    return db.session.scalars(
        sa.select(SignIn).order_by(SignIn.id).execution_options(populate_existing=True)
    ).all()
