"""A server of an instance to measure, and a browser's first page of it."""

import http.client
import os
import re
from contextlib import contextmanager

from bench.instances import Instance
from tests.e2e.server import Server, running_server

FULL = os.environ.get("FULL") == "1"
SECONDS = 10 if FULL else 5
PORTS = {"bare": "8871", "sqlite": "8872", "postgresql": "8873"}


@contextmanager
def serving(instance: Instance, kind: str, application: str = "app:create_app()"):
    # A worker that retires after so many requests would do so every few seconds here.
    settings = {"PORT": PORTS[kind], "GUNICORN_CMD_ARGS": "--max-requests 0"}
    with running_server(instance.url, instance.folder, settings, application=application) as server:
        yield server


def signed_in(instance: Instance, server: Server, usernames: list[str]) -> dict[str, str]:
    """The cookies of these accounts as a browser holds them after the first page."""
    cookies = instance.cookies(usernames)
    return {name: fetch(server, "/", cookie)[0] for name, cookie in cookies.items()}


def fetch(server: Server, path: str, cookie: str) -> tuple[str, str]:
    """The cookie after a page, and the page."""
    connection = http.client.HTTPConnection(server.base_url.removeprefix("http://"), timeout=20)
    connection.request("GET", path, headers={"Cookie": f"rigong={cookie}"})
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    kept = re.search(r"rigong=([^;]+)", answer.headers["Set-Cookie"] or "")
    return kept[1] if kept else cookie, page
