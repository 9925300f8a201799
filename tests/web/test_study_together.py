"""Entries of many people at once, through the gate in rounds: each has its own answer."""

import sqlite3
import threading
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import template_rendered

from blueprints.commands.rules import load_folder
from blueprints.study import handing_in, routes
from blueprints.study.plain_claim import plain_claim
from domain import entry_steps, trail
from domain.accounts.sign_ins import start_sign_in
from domain.claims import DayTooFull
from models import AuditRow, EntryStep, Matter, OnceKey, SignIn, StudyEntry, db
from tests.conftest import Browser
from tests.e2e.server import ROOT
from tests.factories import make_cadre
from tests.instances import new_instance

PEOPLE = 6
TYPED = {
    "minutes": "45",
    "studied_on": "2026-11-20",
    "topic": "公文",
    "gained": "一句",
    "anyway": "1",
}


@pytest.fixture
def tokens(tmp_path):
    """An installation with real commits; the sign-ins of some people."""
    with new_instance("sqlite", "rigong_rounds", tmp_path / "instance") as app:
        app.test_client_class = Browser
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
            accounts = [make_cadre() for _ in range(PEOPLE)]
            found = [start_sign_in(one, now=datetime.now(UTC), source="x") for one in accounts]
            db.session.commit()
        yield app, found


def _all_at_once(app, tokens, forms):
    """What each is answered; the gate is held until all of them are on their way."""
    answers = {}

    def send(number, token, form):
        client = app.test_client()
        with client.session_transaction() as session:
            session["token"] = token
        answers[number] = client.post("/study/entries/new", data=form)

    threads = [
        threading.Thread(target=send, args=(number, token, form))
        for number, (token, form) in enumerate(zip(tokens, forms, strict=True))
    ]
    gate = app.extensions["gate"]
    gate.enter()
    for thread in threads:
        thread.start()
    while len(gate._coming) < PEOPLE - 1:
        threads[0].join(0.01)
    gate.leave()
    for thread in threads:
        thread.join(20)
    return [answers[number] for number in range(PEOPLE)]


def test_each_is_stored_refused_or_known_by_itself(tokens):
    app, people = tokens
    forms = [TYPED | {"once": f"k{number}"} for number in range(PEOPLE)]
    forms[2]["studied_on"] = "2026-11-27"  # is to come: refused inside the gate
    forms[4] = forms[3]
    people[4] = people[3]  # the same form, sent twice
    answers = _all_at_once(app, people, forms)
    assert [one.status_code for one in answers] == [302, 302, 422, 302, 302, 302]
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(StudyEntry.id))) == PEOPLE - 2
        assert trail.verify().whole


def _client_of(app, token):
    client = app.test_client()
    with client.session_transaction() as session:
        session["token"] = token
    return client


FILES = {"none": [], "one": [b"no picture"], "second": [b"", b"no picture"]}


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_an_entry_is_made_ready_in_the_lane_unless_it_brings_files(tokens, monkeypatch, files):
    app, people = tokens
    lane, seen = app.extensions["gate"]._lane, []
    monkeypatch.setattr(routes, "plain_claim", lambda: seen.append(lane.locked()) or plain_claim())
    form = TYPED | {"proofs": [(BytesIO(one), "a.txt" if one else "") for one in files]}
    answer = _client_of(app, people[0]).post("/study/entries/new", data=form)
    assert (seen, lane.locked()) == ([not files], False)
    assert answer.status_code == (422 if files else 302)


def test_what_was_recorded_and_undone_is_in_nobodys_trail(tokens, monkeypatch):
    app, people = tokens
    monkeypatch.setattr(handing_in, "attach_files", _refuse_the_first())
    first = _client_of(app, people[0]).post("/study/entries/new", data=TYPED)
    again = _client_of(app, people[1]).post("/study/entries/new", data=TYPED)
    assert (first.status_code, again.status_code) == (302, 302)
    with app.app_context():
        acts = db.session.scalars(
            sa.select(AuditRow.action).where(AuditRow.noun == "study_entry")
        ).all()
        assert acts == ["entry.submitted"] * 2
        assert db.session.scalar(sa.select(sa.func.count(StudyEntry.id))) == 2
        assert trail.verify().whole


def _refuse_the_first():
    """In place of the files: the first entry is refused when all of it was written."""
    refusals = [DayTooFull(0, date(2026, 11, 20))]

    def attach(_entry, _checked):
        if refusals:
            raise refusals.pop()

    return attach


def test_nobody_is_kept_out_of_the_lane_by_a_page_or_by_the_disk(tokens):
    app, people = tokens
    lane, seen = app.extensions["gate"]._lane, []

    def look(*_who, **_what):
        seen.append(lane.locked())

    template_rendered.connect(look, app)
    with app.app_context():
        sa.event.listen(db.engine, "commit", look)
    client, wrong = _client_of(app, people[0]), TYPED | {"minutes": ""}
    answers = [
        client.post("/study/entries/new", data=wrong),
        client.post("/study/entries/new", data=TYPED | {"keep": "1"}),
        app.test_client().post("/study/entries/new", data=TYPED),
    ]
    assert [one.status_code for one in answers] == [422, 302, 401]
    assert len(seen) >= 3
    assert not any(seen)


def _stored(app) -> list[int]:
    """How many entries, steps, matters, once-keys and rows of the trail."""
    with app.app_context():
        tables = (StudyEntry, EntryStep, Matter, OnceKey, AuditRow)
        return [db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables]


@pytest.mark.parametrize("place", ["insert_apart", "follow_entry", "audit"])
def test_what_failed_inside_is_undone_whatever_is_written_after_the_answer(
    tokens, monkeypatch, place
):
    app, people = tokens
    app.testing = False
    client, form, before = _client_of(app, people[0]), TYPED | {"once": "k"}, _stored(app)
    client.post("/study/entries/new", data=TYPED)  # rules are read, statements compiled
    with app.app_context():  # long enough ago to be noted after the answer
        long_ago = datetime.now(UTC) - timedelta(minutes=5)
        db.session.execute(sa.update(SignIn).values(seen_at=long_ago))
        db.session.commit()
    once = _stored(app)
    with monkeypatch.context() as failing:
        failing.setattr(entry_steps, place, None)
        assert client.post("/study/entries/new", data=form).status_code == 500
    assert _stored(app) == once
    assert client.post("/study/entries/new", data=form).status_code == 302
    assert [now - was for now, was in zip(_stored(app), before, strict=True)] == [2, 2, 2, 1, 2]


def test_a_connection_that_could_not_be_made_fails_one_entry_and_no_other(tokens):
    app, people = tokens
    app.testing = False
    failures = [sqlite3.OperationalError("disk I/O error")]

    def fail_once(_driver, _record):
        if failures:
            raise failures.pop()

    together = app.extensions["gate"]._together
    sa.event.listen(together.engine, "connect", fail_once)
    client = _client_of(app, people[0])
    answers = [client.post("/study/entries/new", data=TYPED) for _ in range(3)]
    assert [one.status_code for one in answers] == [500, 302, 302]
    assert _stored(app)[0] == 2
