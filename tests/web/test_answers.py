"""What goes with every answer: headers, compression, error pages with a number."""

import gzip
import logging
import os

import pytest

from blueprints.shared.frame import drop_stale_copies
from tests.factories import make_cadre
from tests.packs import load_pack


def test_every_answer_carries_the_security_headers(stranger):
    for path in ("/sign-in", "/nowhere"):
        headers = stranger.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_what_a_signed_in_reader_sees_is_not_stored_by_the_browser(login):
    load_pack()
    assert login(make_cadre()).get("/").headers["Cache-Control"] == "no-store"


def test_a_page_is_sent_compressed_to_a_browser_that_can_read_it(login):
    load_pack()
    client = login(make_cadre())
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert b"</html>" in gzip.decompress(packed.data)


@pytest.mark.parametrize(("language", "text"), [("en", "nothing here"), ("zh", "没有您能看的")])
def test_an_error_page_speaks_the_readers_language_and_its_number_is_in_the_log(
    stranger, caplog, language, text
):
    stranger.set_cookie("lang", language)
    with caplog.at_level(logging.WARNING, logger="rigong"):
        response = stranger.get("/nowhere")
    assert response.status_code == 404
    assert text in response.text
    [number] = {word for word in caplog.text.split() if word.startswith("R-2026")}
    assert number in response.text


def test_a_body_that_is_too_large_gets_a_page_that_says_how_large_it_may_be(stranger):
    response = stranger.post("/sign-in", data={"username": "x" * 13 * 1024 * 1024})
    assert response.status_code == 413
    assert "12 MB" in response.text


def test_a_method_that_a_page_does_not_know_is_refused(stranger):
    assert stranger.delete("/sign-in").status_code == 405


def test_static_files_are_served_under_an_address_that_names_their_content(stranger):
    page = stranger.get("/sign-in").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    with stranger.get(address) as response:
        assert response.status_code == 200
        assert "max-age=31536000" in response.headers["Cache-Control"]


def test_a_compressed_copy_older_than_its_file_is_not_sent(tmp_path):
    for name, at in (("old.css", 2), ("old.css.gz", 1), ("new.css", 1), ("new.css.gz", 2)):
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, (at, at))
    (tmp_path / "gone.css.gz").write_text("")
    drop_stale_copies(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.css", "new.css.gz", "old.css"]
