"""Entries of many people at once, through the gate in rounds: each has its own answer."""

import threading
from datetime import UTC, datetime
from io import BytesIO

import pytest
import sqlalchemy as sa

from blueprints.commands.rules import load_folder
from blueprints.study.forms import MinutesForm
from domain import trail
from domain.accounts.sign_ins import start_sign_in
from models import StudyEntry, db
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


@pytest.mark.parametrize("with_file", [False, True])
def test_an_entry_is_made_ready_in_the_lane_unless_it_brings_files(tokens, monkeypatch, with_file):
    app, people = tokens
    lane, seen = app.extensions["gate"]._lane, []
    validate = MinutesForm.validate
    monkeypatch.setattr(
        MinutesForm, "validate",
        lambda form, *rest: seen.append(lane.locked()) or validate(form, *rest),
    )  # fmt: skip
    client = app.test_client()
    with client.session_transaction() as session:
        session["token"] = people[0]
    form = TYPED | ({"proofs": (BytesIO(b"no picture"), "a.txt")} if with_file else {})
    answer = client.post("/study/entries/new", data=form)
    assert (seen, lane.locked()) == ([not with_file], False)
    assert answer.status_code == (422 if with_file else 302)
