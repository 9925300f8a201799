"""Whoever sends half a form and waits keeps nobody else of the same process from writing."""

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from blueprints.commands.rules import load_folder
from tests.e2e.server import ROOT, running_server
from tests.e2e.writers import log_together, sign_in_cadres
from tests.instances import new_instance

HALF_FORMS, WRITERS = 3, 6  # of two processes with four threads each: every one has some left
WAIT = 10  # seconds, far more than a write needs


def half_a_form(base_url: str) -> socket.socket:
    """A form of somebody unknown, of which the end never comes."""
    place = urlsplit(base_url)
    sender = socket.create_connection((place.hostname, place.port), timeout=WAIT)
    sender.sendall(
        b"POST /study/entries/new HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\ntopic="
    )
    return sender


@pytest.fixture
def installation(tmp_path):
    """On SQLite, where the writers of a process take turns."""
    with new_instance("sqlite", "rigong_slow", tmp_path / "instance") as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
        yield app


def test_half_a_form_keeps_nobody_from_writing(installation):
    url, folder = (installation.config[one] for one in ("SQLALCHEMY_DATABASE_URI", "INSTANCE"))
    with running_server(url, folder) as server, ExitStack() as stack:
        writers = sign_in_cadres(installation, server.base_url, WRITERS)
        for _ in range(HALF_FORMS):
            stack.enter_context(half_a_form(server.base_url))
        for thread in log_together(writers, 2):
            thread.join(WAIT)
        assert [(len(one.acknowledged), one.retried) for one in writers] == [(2, 0)] * WRITERS
