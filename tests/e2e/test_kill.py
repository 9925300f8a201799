"""What the server acknowledged survives kill -9, and a form sent again counts once."""

import random
import time
from collections import Counter

import pytest
import sqlalchemy as sa

from blueprints.commands.rules import load_folder
from domain import trail
from domain.hours.figures import figure
from domain.hours.recompute import recompute
from models import AuditRow, StudyEntry, db
from tests.e2e.deciders import acts_done, decide_together, make_deciders
from tests.e2e.server import ROOT, SECRET_KEY, running_server
from tests.e2e.writers import log_together, lost_and_doubled, sign_in_cadres
from tests.instances import new_instance

PEOPLE, ENTRIES_EACH, KILLS = 8, 250, 4
DECIDERS, TO_DECIDE = 4, 40
LATE = "tests.e2e.late_commit:create_app()"


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    """An application on a migrated database with the rules loaded; its secret is the server's."""
    with new_instance(request.param, "rigong_kill", tmp_path / "instance") as app:
        assert app.config["SECRET_KEY"] == SECRET_KEY
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
        yield app


def _serve(app, **options):
    url, folder = app.config["SQLALCHEMY_DATABASE_URI"], app.config["INSTANCE"]
    return running_server(url, folder, **options)


def test_2000_entries_by_8_people_survive_the_server_being_killed_four_times(installation):
    random_moments = random.Random(20261120)  # noqa: S311
    url = installation.config["SQLALCHEMY_DATABASE_URI"]
    with _serve(installation) as server:
        writers = sign_in_cadres(installation, server.base_url, PEOPLE)
        threads = log_together(writers, ENTRIES_EACH)
        marks = sorted(random_moments.sample(range(50, PEOPLE * ENTRIES_EACH - 100), KILLS))
        for mark in marks:
            _wait_until(lambda mark=mark: _acknowledged(writers) >= mark)
            time.sleep(random_moments.random() / 20)
            server.kill()
            server.start()
        for thread in threads:
            thread.join(timeout=120)
    assert _acknowledged(writers) == PEOPLE * ENTRIES_EACH
    assert sum(writer.retried for writer in writers) >= KILLS
    assert lost_and_doubled(url, writers) == (set(), set())
    _the_trail_tells_of_each(installation)


def test_confirmations_and_voids_survive_the_server_being_killed_three_times(installation):
    random_moments = random.Random(20261121)  # noqa: S311
    with _serve(installation) as server:
        deciders = make_deciders(installation, server.base_url, DECIDERS, TO_DECIDE)
        threads = decide_together(deciders)
        for mark in sorted(random_moments.sample(range(20, DECIDERS * TO_DECIDE - 40), 3)):
            _wait_until(lambda mark=mark: sum(len(one.confirmed) for one in deciders) >= mark)
            time.sleep(random_moments.random() / 20)
            server.kill()
            server.start()
        for thread in threads:
            thread.join(timeout=120)
    assert sum(one.writer.retried for one in deciders) >= 3
    with installation.app_context():
        for one in deciders:
            assert len(one.confirmed) == TO_DECIDE
            assert acts_done(one.owner_id, "confirmed") == Counter(one.confirmed)
            assert acts_done(one.owner_id, "voided") == Counter(one.voided)
            hours = figure(one.owner_id, one.day.year, today=one.day).total
            assert hours == 33 * (len(one.confirmed) - len(one.voided))
        assert recompute(write=False).adds_up
        assert trail.verify().whole


def test_the_same_check_finds_the_loss_when_the_commit_comes_after_the_answer(installation):
    url = installation.config["SQLALCHEMY_DATABASE_URI"]
    with _serve(installation, application=LATE) as server:
        (writer,) = sign_in_cadres(installation, server.base_url, 1)
        writer.log(1)
        _wait_until(lambda: lost_and_doubled(url, [writer]) == (set(), set()))
        writer.log(2)
        server.kill()
        writer.leave()
        assert lost_and_doubled(url, [writer]) == ({"writer0-2"}, set())


def _acknowledged(writers):
    return sum(len(writer.acknowledged) for writer in writers)


def _wait_until(is_so):
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline, "waited for two minutes"
        time.sleep(0.02)


def _the_trail_tells_of_each(app):
    with app.app_context():
        assert trail.verify().whole
        told = sa.select(AuditRow.noun_id).where(AuditRow.action == "entry.submitted")
        assert sorted(db.session.scalars(told)) == sorted(
            db.session.scalars(sa.select(StudyEntry.id))
        )
