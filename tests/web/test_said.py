"""What a logged entry says is worded by the page that shows it."""

import pytest
from flask import flash, render_template_string

from tests.factories import make_cadre
from tests.packs import load_pack

FLASHES = "{% from 'macros/parts.html' import flashes with context %}{{ flashes() }}"
TYPED = {"minutes": "45", "studied_on": "2026-11-20", "topic": "公文", "gained": "一句"}


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        ("1", "Logged: 1 minute. It waits to be confirmed.", "1 分钟"),
        ("45", "Logged: 45 minutes. They wait to be confirmed.", "45 分钟"),
    ],
)
def test_it_is_said_once_in_the_language_of_the_page(login, minutes, english, chinese):
    typed = TYPED | {"minutes": "other", "other_minutes": minutes}
    client = login(make_cadre())
    client.post("/study/entries/new", data=typed)
    assert english in client.get("/").text
    assert english not in client.get("/").text
    client.post("/study/entries/new", data=typed | {"anyway": "1"})
    page = client.get("/?lang=zh").text
    assert chinese in page
    assert "\x1f" not in page


def test_a_text_that_looks_like_one_is_shown_as_it_is(app):
    with app.test_request_context():
        flash("a\x1fb\x1fc", "due")
        page = render_template_string(FLASHES)
    assert "a\x1fb\x1fc" in page
