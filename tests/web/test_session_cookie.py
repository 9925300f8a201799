"""The session's cookie: Flask's own, signed by what is made once, and compressed where it gains."""

from datetime import timedelta

import pytest
from flask import session
from flask.sessions import SecureCookieSessionInterface
from markupsafe import Markup

from blueprints.shared.session_cookie import KeptSessions, PlainFirst


def cookie_of(app, values) -> str:
    """The cookie that an answer sets for these values."""
    kept = app.session_interface
    made = kept.session_class(values)
    made.modified = True
    answer = app.response_class()
    with app.test_request_context():
        kept.save_session(app, made, answer)
    return answer.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]


def read(app, cookie: str) -> dict:
    with app.test_request_context(headers={"Cookie": f"rigong={cookie}"}):
        return dict(session)


@pytest.mark.parametrize(("length", "compressed"), [(20, False), (900, True)])
def test_a_cookie_is_read_as_it_was_written_and_a_long_one_is_compressed(app, length, compressed):
    said = {"token": "t", "_flashes": [("done", "学" * length)]}
    cookie = cookie_of(app, said)
    assert cookie.startswith(".") == compressed
    assert len(cookie) < 4096
    assert read(app, cookie)["_flashes"] == [("done", "学" * length)]


@pytest.mark.parametrize("length", [20, 900])
def test_a_cookie_of_the_version_before_still_signs_in(app, length):
    flasks = SecureCookieSessionInterface().get_signing_serializer(app)
    said = {"token": "t", "language": "zh" * length}
    assert read(app, flasks.dumps(said)) == said


def test_a_cookie_is_worth_nothing_under_another_key_but_under_one_that_was_replaced(app):
    cookie = cookie_of(app, {"token": "t"})
    before, app.config["SECRET_KEY"] = app.config["SECRET_KEY"], "another key, as long as the first"
    try:
        assert read(app, cookie) == {}
        app.config["SECRET_KEY_FALLBACKS"] = [before]
        assert read(app, cookie) == {"token": "t"}
    finally:
        app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"] = before, None


def test_what_signs_is_made_once(app):
    assert isinstance(app.session_interface, KeptSessions)
    first = app.session_interface.get_signing_serializer(app)
    assert app.session_interface.get_signing_serializer(app) is first


def test_a_cookie_that_was_read_before_is_refused_once_it_is_too_old(app, time_machine):
    cookie = cookie_of(app, {"token": "t"})
    assert read(app, cookie) == read(app, cookie) == {"token": "t"}
    time_machine.shift(app.permanent_session_lifetime - timedelta(seconds=1))
    assert read(app, cookie) == {"token": "t"}
    time_machine.shift(timedelta(seconds=2))
    assert read(app, cookie) == {}


def test_no_character_of_a_cookie_that_was_read_before_can_be_changed(app):
    cookie = cookie_of(app, {"token": "t"})
    assert read(app, cookie) == {"token": "t"}
    for at in range(len(cookie) - 1):  # the last one carries two bits that say nothing
        other = "A" if cookie[at] != "A" else "B"
        assert read(app, cookie[:at] + other + cookie[at + 1 :]) == {}


def test_what_one_request_changes_in_its_session_no_other_reads(app):
    cookie = cookie_of(app, {"token": "t", "list": [1]})
    with app.test_request_context(headers={"Cookie": f"rigong={cookie}"}):
        session["list"].append(2)
    assert read(app, cookie)["list"] == [1]


def test_values_are_written_as_flask_writes_them(app):
    said = {"a": "学", "b": None, "c": 1.5, "d": (1, [True, {"e": b"x"}]), "f": Markup("<b>")}
    flasks = SecureCookieSessionInterface.serializer
    assert PlainFirst().dumps(said) == flasks.dumps(said)


def test_a_cookie_with_padding_is_read_and_not_kept(app):
    cookie = cookie_of(app, {"token": "t"})
    opened = app.session_interface.get_signing_serializer(app)._opened
    before = opened.cache_info().currsize
    assert read(app, cookie + "!" * 4000) == {"token": "t"}
    assert opened.cache_info().currsize == before
