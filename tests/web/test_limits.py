"""What no input may do, whatever the page: fail on our side, or leave its text in the log."""

import logging

import pytest
import sqlalchemy as sa

import config
from models import db
from tests.factories import make_account, make_branch, make_hr, make_person, make_secretary
from tests.packs import load_pack

HUGE = 2**31
WHOLE = {"INSTANCE": "", "SECRET_KEY": "x" * 40}


@pytest.mark.parametrize(
    "path", ["/people?text=%00", "/people/%00", "/hours/%00", "/audit?action=%00"]
)
def test_a_nul_character_is_refused_as_unreadable(login, path):
    assert login(make_hr()).get(path).status_code in {400, 403}


def test_a_nul_character_in_a_form_is_refused_even_of_a_stranger(stranger):
    typed = {"username": "a\0b", "password": "x"}
    assert stranger.post("/sign-in", data=typed).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        f"/study/entries/{HUGE}",
        f"/study/entries/{2**70}",
        f"/units/{HUGE}",
        f"/people/import/{HUGE}",
    ],
)
def test_a_number_that_no_row_can_have_finds_nothing(login, path):
    load_pack()
    assert login(make_hr()).get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/study/queue?entry=99999999999999999999", "/people?page=²", f"/people?unit={HUGE}",
     f"/people?branch={2**70}&page={'9' * 400}", "/study/entries?page=999&endpoint=x&_method=PUT"],
)  # fmt: skip
def test_numbers_and_words_of_an_address_that_make_no_sense_are_passed_over(login, path):
    load_pack()
    branch = make_branch()
    secretary = make_secretary(branch)
    make_person(branch=branch)
    assert login(secretary).get(path).status_code == 200


def test_an_undo_of_steps_that_cannot_be_is_refused(login):
    client = login(make_secretary(make_branch()))
    for first, last in (("²", "²"), ("1", str(2**70)), ("5", "1"), ("", "")):
        assert client.post("/study/undos", data={"first": first, "last": last}).status_code == 400


def test_thousands_of_fields_are_too_many(stranger):
    body = "&".join(f"f{n}=1" for n in range(2100))
    kind = "application/x-www-form-urlencoded"
    assert stranger.post("/sign-in", data=body, content_type=kind).status_code == 413


def test_the_log_names_the_address_by_its_rule_and_never_what_was_typed_into_it(stranger, caplog):
    with caplog.at_level(logging.WARNING, logger="rigong"):
        stranger.put("/first/kfct-2e4p-t2a7-grve")
        stranger.get("/nope%0AR-20261120-0000-dead forged")
    assert "kfct" not in caplog.text
    assert "forged" not in caplog.text


def test_an_error_of_the_database_leaves_no_value_in_the_log(app, database, caplog):
    failed = app.error_handler_spec[None][None][Exception]
    secret = "a-secret-that-was-typed"
    with app.test_request_context("/"), caplog.at_level(logging.ERROR, logger="rigong"):
        with pytest.raises(sa.exc.DBAPIError) as error:
            db.session.execute(sa.text("SELECT * FROM nowhere WHERE a = :a"), {"a": secret})
        assert failed(error.value).status_code == 500
    assert "failed" in caplog.text
    assert secret not in caplog.text


@pytest.mark.parametrize(
    "unsafe",
    [
        {"DEMO": "1"},
        {"DEMO_TODAY": "2026-11-20"},
        {"TOTP": "off"},
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "short"},
    ],
)
def test_an_unsafe_production_does_not_start(tmp_path, unsafe):
    environment = WHOLE | {"INSTANCE": str(tmp_path), "PRODUCTION": "1"} | unsafe
    with pytest.raises(config.SettingRefused):
        config.from_environment(environment)


def test_production_is_one_or_nothing_and_a_broken_key_is_refused(tmp_path):
    with pytest.raises(config.SettingRefused):
        config.from_environment(WHOLE | {"INSTANCE": str(tmp_path), "PRODUCTION": "true"})
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(config.SettingRefused):
        config.from_environment({"INSTANCE": str(tmp_path)})


def test_last_seen_never_waits_for_somebody_who_is_writing(app, login, time_machine):
    load_pack()
    client = login(make_hr())
    time_machine.shift(120)
    gate = type(app.extensions["gate"])(app.extensions["gate"]._database)
    assert gate.enter(wait=False)
    try:
        assert client.get("/people").status_code == 200
    finally:
        gate.leave()


@pytest.mark.parametrize("days", ["since_on=0001-01-01", "until_on=9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_filter_the_trail(login, days):
    assert login(make_account(hand="auditor")).get(f"/audit?{days}").status_code == 200
