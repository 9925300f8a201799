"""Figures, the books of 5,000 people gone through, and a pack rehearsed on a real year; SQLite."""

import time
from collections.abc import Callable
from datetime import date
from statistics import median

import sqlalchemy as sa

from bench.growth import PEOPLE, grow
from bench.instances import Instance, demo_instance
from bench.report import Report
from blueprints.shared.clock import today
from blueprints.shared.saving import writing
from domain.hours.figures import figure
from domain.hours.packs import pack_in_force
from domain.hours.recompute import recompute
from domain.hours.trials import try_pack
from domain.hours.windows import window
from models import Account, db

ROUNDS = 50
A_PERSON = 200


def measure_figures(report: Report) -> None:
    with demo_instance("sqlite") as instance:
        report.title("Figures of one person, with five years of 120 people in the database")
        with instance.app.app_context():
            person_id = db.session.scalars(
                sa.select(Account.person_id).where(Account.username == "cadre")
            ).one()
            day = today()
            for name, years, most, aim in (("a year", 1, 20, 5), ("five years", 5, 50, 10)):
                work = _figure if years == 1 else window
                milliseconds = 1000 * _median(
                    lambda work=work: work(person_id, day.year, today=day)
                )
                report.most(name, milliseconds, most, aim, "ms")
        measure_books(report, instance)


def _figure(person_id: int, year: int, *, today: date) -> None:
    figure(person_id, year, today=today)


def measure_books(report: Report, instance: Instance) -> None:
    report.title(f"The books of {PEOPLE:,} people with {A_PERSON} activities each")
    grow(instance, PEOPLE * A_PERSON)
    with instance.app.app_context(), writing():
        begun = time.perf_counter()
        found = recompute(write=False)
        report.most("gone through", time.perf_counter() - begun, 60, 45, "s")
        if not found.adds_up:
            raise RuntimeError(f"{len(found.lines)} lines and {len(found.months)} sums differ")
    with instance.app.app_context():
        day = today()
        begun = time.perf_counter()
        trial = try_pack(*pack_in_force(day), day.year - 1, today=day)
        seconds = time.perf_counter() - begun
    report.note(f"{trial.activities} activities of a year, of {trial.people} people")
    report.most("a pack rehearsed on 100,000 of a year",
                seconds * 100_000 / trial.activities, 30, 20, "s")  # fmt: skip


def _median(work: Callable[[], object]) -> float:
    work()
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return median(seconds)
