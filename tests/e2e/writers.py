"""People who log study as fast as they can, and never give up an entry without an answer."""

import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask

from domain.accounts.sign_ins import start_sign_in
from models import Account, db
from tests.factories import make_cadre

ENTRIES_A_DAY = 10  # of 15 minutes: far from the most that a day may hold


@dataclass
class Writer:
    """One signed-in cadre; ``acknowledged`` are the topics that the server said it had saved."""

    base_url: str
    cookies: SimpleCookie
    name: str
    acknowledged: list[str] = field(default_factory=list)
    retried: int = 0

    def __post_init__(self):
        self._connection = HTTPConnection(self.base_url.removeprefix("http://"), timeout=20)
        self._token = ""

    def log(self, number: int) -> None:
        """Log one entry; send the same form again until there is an answer."""
        topic = f"{self.name}-{number}"
        day = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        form = {
            "minutes": "15",
            "studied_on": (day - timedelta(days=number // ENTRIES_A_DAY)).isoformat(),
            "topic": topic,
            "gained": "一行心得",
            "anyway": "1",  # the day has others like it
            "once": f"once-{topic}",
        }
        self.send("/study/entries/new", form, "/")
        self.acknowledged.append(topic)

    def send(self, address: str, form: Mapping[str, str | list[str]], leads_to: str = "") -> None:
        """Send the form until it is answered: with a redirect, and to where it is known."""
        while True:
            try:
                return self._send(address, form, leads_to)
            except (OSError, HTTPException):
                self.retried += 1
                self._connection.close()
                time.sleep(0.05)

    def leave(self) -> None:
        self._connection.close()

    def _send(self, address: str, form: Mapping[str, str | list[str]], leads_to: str) -> None:
        if not self._token:
            _status, _location, page = self._ask("GET", "/study/entries/new")
            self._token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]
        status, location, page = self._ask("POST", address, {**form, "csrf_token": self._token})
        there = not leads_to or location == leads_to
        assert status == HTTPStatus.FOUND and there, (status, location, page[:2000])  # noqa: PT018

    def _ask(
        self, method: str, address: str, form: Mapping[str, str | list[str]] | None = None
    ) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{m.key}={m.coded_value}" for m in self.cookies.values())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form, doseq=True) if form is not None else None
        self._connection.request(method, address, body, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(value)
        return answer.status, answer.headers.get("Location", ""), page


def sign_in_cadres(app: Flask, base_url: str, count: int) -> list[Writer]:
    """So many new cadres with a sign-in each, committed."""
    with app.app_context():
        writers = [
            Writer(base_url, sign_in(app, make_cadre()), f"writer{number}")
            for number in range(count)
        ]
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return writers


def sign_in(app: Flask, account: Account) -> SimpleCookie:
    """The cookies of a device newly signed in to the account; the caller commits."""
    token = start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1")
    signer = app.session_interface.get_signing_serializer(app)
    return SimpleCookie({"rigong": signer.dumps({"token": token})})


def log_together(writers: list[Writer], each: int) -> list[threading.Thread]:
    """Let all of them log so many entries at the same time; returns the started threads."""

    def work(writer: Writer) -> None:
        for number in range(each):
            writer.log(number)
        writer.leave()

    threads = [threading.Thread(target=work, args=(one,), daemon=True) for one in writers]
    for thread in threads:
        thread.start()
    return threads


def lost_and_doubled(database_url: str, writers: list[Writer]) -> tuple[set[str], set[str]]:
    """What was acknowledged and is not stored, and what is stored more than once."""
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        topics = connection.execute(sa.text("SELECT topic FROM study_entries")).scalars()
        stored = Counter(topics)
    acknowledged = {topic for writer in writers for topic in writer.acknowledged}
    return acknowledged - stored.keys(), {topic for topic, count in stored.items() if count > 1}
