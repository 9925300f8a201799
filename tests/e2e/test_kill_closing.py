"""The server is killed while gatherings are being closed: each is all there, or not at all."""

import random
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from blueprints.commands.rules import load_folder
from domain import trail
from domain.hours.recompute import recompute
from models import Attendance, EntryBatch, GroupStudy, StudyEntry, db
from tests.e2e.server import ROOT, running_server
from tests.e2e.writers import Writer, sign_in
from tests.factories import make_branch, make_person, make_secretary
from tests.gatherings import BEGINS, DAY, load_rule, make_gathering, opened
from tests.instances import new_instance

GATHERINGS, PEOPLE, KILLED_AFTER = 10, 30, (2, 5, 8)
A_DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    with new_instance(request.param, "rigong_kill_closing", tmp_path / "instance") as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
        yield app


def _open_gatherings(app, base_url):
    """The secretary, and the form that closes each of the branch's gatherings, one a day."""
    with app.app_context():
        load_rule()
        branch = make_branch()
        people = [make_person(branch=branch) for _ in range(PEOPLE)]
        secretary = make_secretary(branch)
        writer = Writer(base_url, sign_in(app, secretary), "host")
        ids = ",".join(str(one.id) for one in people)
        forms = {}
        for number in range(GATHERINGS):
            begins = BEGINS - number * A_DAY
            gathering = opened(
                make_gathering(
                    branch, kind="first_item", held_on=DAY - number * A_DAY, starts_at=begins,
                    ends_at=begins + timedelta(minutes=90),
                ),
                *people,
            )  # fmt: skip
            forms[gathering.id] = {
                "held_on": gathering.held_on.isoformat(), "begins": "09:00", "ends": "10:30",
                "shown": ids, "person": ids.split(","), "once": f"close-{number}",
            }  # fmt: skip
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return writer, forms


def _credited(app):
    """Of each gathering: its state, and how many are credited."""
    with app.app_context():
        rows = db.session.execute(
            sa.select(GroupStudy.id, GroupStudy.state, sa.func.count(Attendance.entry_id))
            .join(Attendance, Attendance.group_study_id == GroupStudy.id)
            .group_by(GroupStudy.id, GroupStudy.state)
        ).all()
        entries = db.session.scalar(sa.select(sa.func.count(StudyEntry.id)))
        batches = db.session.scalar(sa.select(sa.func.count(EntryBatch.id)))
        db.session.remove()
        db.engine.dispose()
    return [tuple(row)[1:] for row in rows], entries, batches


def test_gatherings_closed_while_the_server_is_killed_three_times_are_whole(installation):
    random_moments = random.Random(20261128)  # noqa: S311
    url, folder = installation.config["SQLALCHEMY_DATABASE_URI"], installation.config["INSTANCE"]
    closed = []
    with running_server(url, folder) as server:
        writer, forms = _open_gatherings(installation, server.base_url)

        def close_all():
            for gathering_id, form in forms.items():
                place = f"/group-study/{gathering_id}"
                writer.send(f"{place}/closing", form, place)
                closed.append(gathering_id)
            writer.leave()

        thread = threading.Thread(target=close_all, daemon=True)
        thread.start()
        for mark in KILLED_AFTER:
            _wait_until(lambda mark=mark: len(closed) >= mark)
            time.sleep(random_moments.random() / 4)
            server.kill()
            states, entries, batches = _credited(installation)
            assert set(states) <= {("open", 0), ("closed", PEOPLE)}
            done = states.count(("closed", PEOPLE))
            assert (entries, batches) == (done * PEOPLE, done)
            assert done >= len(closed)
            server.start()
        thread.join(timeout=120)
    assert len(closed) == GATHERINGS
    assert writer.retried >= 1
    states, entries, batches = _credited(installation)
    assert states == [("closed", PEOPLE)] * GATHERINGS
    assert (entries, batches) == (GATHERINGS * PEOPLE, GATHERINGS)
    with installation.app_context():
        assert recompute(write=False).adds_up
        assert trail.verify().whole


def _wait_until(is_so):
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline, "waited for two minutes"
        time.sleep(0.01)
