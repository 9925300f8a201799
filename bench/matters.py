"""Thousands of late matters in one daily run, and Today for whom hundreds wait."""

import time
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bench.instances import Instance
from bench.queue import fill_queue
from bench.report import Report
from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.matters.daily import daily
from models import Matter, Person, db

LATE = 5_000
WAITING = 300


def measure_matters(report: Report, instance: Instance) -> None:
    """How long the run takes from its first statement to the commit; what a second one does."""
    report.title(f"The daily run with {LATE:,} late matters")
    _fill(instance)
    begin = time.perf_counter()
    first = _run(instance)
    report.most("one run", time.perf_counter() - begin, 10, 4, "s")
    if first < LATE:
        raise RuntimeError(f"{first} rose, not {LATE}")
    before = instance.count("matter_steps")
    again = _run(instance)
    report.most("moved by a second run", again + instance.count("matter_steps") - before, 0, 0)


def fill_today(instance: Instance) -> None:
    """Let so many entries wait for the secretary."""
    fill_queue(instance, "secretary", WAITING)


def _fill(instance: Instance) -> None:
    with instance.app.app_context(), writing():
        people = db.session.scalars(sa.select(Person.id).where(Person.left_on.is_(None))).all()
        now = datetime.now(UTC)
        day = now.date()
        rows = [
            {
                "kind": "task", "source_id": 1_000_000 + one, "title": f"第{one}件",
                "about_id": people[one % len(people)], "owed_by_id": people[one % len(people)],
                "raised_at": now - timedelta(days=30), "raised_on": day - timedelta(days=30),
                "due_on": day - timedelta(days=20), "rises_on": day - timedelta(days=19),
            }
            for one in range(LATE)
        ]  # fmt: skip
        db.session.execute(sa.insert(Matter), rows)


def _run(instance: Instance) -> int:
    with instance.app.app_context(), writing():
        done = daily(actor=Actor(None), now=datetime.now(UTC))
    return done.risen + done.handed_back + done.looked_back
