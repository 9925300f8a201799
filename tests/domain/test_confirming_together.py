"""Several at the same instant, with real commits: exactly one effect, and the books add up."""

import threading
from contextlib import contextmanager
from contextvars import Context
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from blueprints.shared.saving import writing
from domain import confirming
from domain.accounts.sign_ins import start_sign_in
from domain.audit import Actor
from domain.hours import years
from domain.hours.figures import figure
from domain.hours.recompute import recompute
from domain.hours.years import YearClosed
from models import Credit, EntryStep, StudyEntry, db
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_entry,
    make_person,
    make_secretary,
)
from tests.instances import new_instance
from tests.packs import load_pack

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
WAIT = 30  # seconds, far more than is needed


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, tmp_path):
    with new_instance(request.param, "rigong_together", tmp_path / "instance") as app:
        with app.app_context(), writing():
            load_pack()
        yield app


def together(app, *works):
    """Run them in threads that begin at the same instant; what each gave or raised."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(number, work):
        with app.app_context():
            start.wait(WAIT)
            try:
                answers[number] = work()
            except Exception as error:  # noqa: BLE001 - handed to the test
                answers[number] = error
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=Context().run, args=(run, number, work))
        for number, work in enumerate(works)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    return answers


def waiting_entries(app, number, **values):
    """So many entries of one person, waiting; the person's id and theirs."""
    with app.app_context(), writing():
        person = make_person()
        ids = [make_entry(person, **values).id for _ in range(number)]
        return person.id, ids


def confirming_all(app, ids):
    with app.app_context(), writing():
        actor = Actor(make_account().id)

    def confirm():
        with writing():
            entries = [db.session.get_one(StudyEntry, one) for one in ids]
            return len(confirming.confirm_entries(entries, actor=actor, now=NOW))

    return confirm


@contextmanager
def reading(app):
    with app.app_context():
        yield
        db.session.remove()


def test_of_two_confirmers_at_once_each_entry_is_confirmed_by_one(app):
    person_id, ids = waiting_entries(app, 12, minutes=45)
    confirm = [confirming_all(app, ids), confirming_all(app, ids[::-1])]
    assert sorted(together(app, *confirm)) == [0, 12]
    with reading(app):
        assert db.session.scalar(sa.select(sa.func.count(EntryStep.id))) == 12
        assert db.session.scalar(sa.select(sa.func.count(Credit.id))) == 12
        assert figure(person_id, 2026, today=TODAY).total == 1200
        assert recompute(write=False).adds_up


def test_confirmers_of_different_entries_of_one_person_lose_no_sum(app):
    person_id, ids = waiting_entries(app, 8, minutes=600)
    works = [confirming_all(app, ids[n : n + 2]) for n in range(0, 8, 2)]
    assert together(app, *works) == [2, 2, 2, 2]
    with reading(app):
        assert figure(person_id, 2026, today=TODAY).total == 4000  # the cap of the year
        assert recompute(write=False).adds_up


def test_a_void_and_a_confirmation_at_once_end_at_the_engines_answer(app):
    person_id, ids = waiting_entries(app, 3, minutes=900)
    assert together(app, confirming_all(app, ids[:2])) == [2]

    def void():
        with writing():
            entry = db.session.get_one(StudyEntry, ids[0])
            confirming.void_entry(entry, "重复登记", actor=Actor(None), now=NOW)

    assert together(app, void, confirming_all(app, ids[2:])) == [None, 1]
    with reading(app):
        assert figure(person_id, 2026, today=TODAY).total == 4000
        assert recompute(write=False).adds_up


def test_a_form_sent_five_times_at_once_has_one_effect(app):
    with app.app_context(), writing():
        branch = make_branch()
        owner = make_cadre(branch=branch)
        secretary = make_secretary(branch)
        tokens = [
            start_sign_in(one, now=datetime.now(UTC), source="127.0.0.1")
            for one in (owner, secretary)
        ]
    logged = {
        "minutes": "45", "studied_on": "2026-11-19", "topic": "条例", "gained": "一行",
        "once": "logged-once",
    }  # fmt: skip
    answers = together(app, *[sending(app, tokens[0], "/study/entries/new", logged)] * 5)
    assert set(answers) == {302}, answers
    with reading(app):
        [entry] = db.session.scalars(sa.select(StudyEntry)).all()
        confirmed = {"entry": str(entry.id), "once": "confirmed-once"}
    answers = together(app, *[sending(app, tokens[1], "/study/confirmations", confirmed)] * 5)
    assert set(answers) == {302}, answers
    with reading(app):
        acts = db.session.scalars(sa.select(EntryStep.act).order_by(EntryStep.id)).all()
        assert acts == ["submitted", "confirmed"]
        assert db.session.scalars(sa.select(Credit.hundredths)).all() == [100]
        assert recompute(write=False).adds_up


def sending(app, token, address, form):
    def send():
        client = app.test_client()
        with client.session_transaction() as session:
            session["token"] = token
        return Context().run(client.post, address, data=form).status_code

    return send


@pytest.mark.parametrize("first", ["confirming", "closing"])
def test_a_year_is_closed_before_or_after_a_confirmation_never_in_the_middle(app, first):
    person_id, [entry_id] = waiting_entries(app, 1, studied_on=date(2025, 6, 1))
    begun, go_on = threading.Event(), threading.Event()

    def confirm(*, at_first):
        with writing():
            entry = db.session.get_one(StudyEntry, entry_id)
            confirming.confirm_entries([entry], actor=Actor(None), now=NOW)
            pause(at_first)

    def close(*, at_first):
        with writing():
            years.close_year(2025, "办字1号", today=TODAY, actor=Actor(None), now=NOW)
            pause(at_first)

    def pause(at_first):
        if at_first:
            begun.set()
            go_on.wait(0.3)  # the other one is at the door meanwhile

    def after(work):
        begun.wait(WAIT)
        return work(at_first=False)

    both = (confirm, close) if first == "confirming" else (close, confirm)
    answers = together(app, lambda: both[0](at_first=True), lambda: after(both[1]))
    with reading(app):
        total = figure(person_id, 2025, today=TODAY).total
        assert years.is_closed(2025)
    assert answers[0] is None
    assert isinstance(answers[1], YearClosed) == (first == "closing")
    assert total == (100 if first == "confirming" else 0)
