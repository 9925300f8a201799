"""Loading the demo organisation into an instance that has nobody yet."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.demo.accounts import add_accounts
from domain.demo.cases import add_cases
from domain.demo.claims import YEARS, study_of
from domain.demo.entries import add_study
from domain.demo.gatherings import credited, meetings_of
from domain.demo.groupstudy import add_gatherings
from domain.demo.kinds import study_of_every_kind
from domain.demo.lecture_results import publish_seasons, seal_with
from domain.demo.lecture_rows import add_lectures
from domain.demo.lectures import meetings_of_seasons, seasons_of
from domain.demo.matters import add_matters
from domain.demo.organisation import add_places
from domain.demo.people import add_people
from domain.demo.placements import enact_placements
from domain.demo.recent import recent_study
from domain.demo.rows import Rows
from domain.demo.task_books import add_task_books
from domain.hours.months import rebuild_months
from domain.hours.packs import pack_in_force
from domain.lectures.rubric_keeping import latest_rubric
from domain.matters.reckoning import reckoning
from domain.taskbooks.duties import raise_due_tasks
from models import Account, Branch, Person, StudyEntry, Unit, db

RUBRIC = "lecture-hall"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of each kind came in."""

    units: int
    branches: int
    people: int
    entries: int


class NotEmpty(Exception):
    """The instance has a unit, a person or an account already."""


def is_empty() -> bool:
    """Whether nobody and nothing of an organisation is there. One query."""
    there = sa.or_(*(sa.exists(sa.select(one.id)) for one in (Unit, Branch, Person, Account)))
    return not db.session.scalar(sa.select(there))


def load_demo(
    *, today: date, zone: tzinfo, password_hash: str, key: str, actor: Actor, now: datetime
) -> Loaded:
    """Add the whole organisation; the same day gives the same rows. The caller commits.

    Without the rubric that ships there is no lecture hall in it.
    ``password_hash`` is that of the one password of all the demo's accounts, ``key`` signs the
    receipts of score sheets. One statement a
    table; about 70,000 rows. The trail gets one row for all of it.

    Raises:
        NotEmpty: there is somebody already.
        domain.hours.packs.NoPackInForce: the rules of one of the five years are not loaded.
    """
    if not is_empty():
        raise NotEmpty
    packs = {
        year: pack_in_force(min(today, date(year, 12, 31)))
        for year in range(today.year - YEARS + 1, today.year + 1)
    }
    rows = Rows(today, zone)
    places = add_places(rows)
    people = add_people(rows, places)
    add_cases(rows, places, people)
    keys = add_accounts(rows, places, people, password_hash=password_hash)
    drafts = [*study_of(rows, people), *recent_study(rows, people)]
    drafts += study_of_every_kind(rows, people, drafts)
    rubric = latest_rubric(RUBRIC)
    seasons = seasons_of(rows, people) if rubric is not None else []
    meetings = [*meetings_of(rows, people), *meetings_of_seasons(seasons)]
    drafts += credited(meetings, drafts)
    entries = add_study(rows, keys, drafts, packs)
    gatherings = add_gatherings(rows, places, keys, meetings, entries)
    if rubric is not None:
        add_lectures(rows, places, keys, seasons, gatherings, rubric)
    add_matters(rows, people, keys, reckoning())
    add_task_books(rows, places, people, keys)
    rows.write()
    rebuild_months()
    raise_due_tasks(today=today, actor=actor, now=now)
    seal_with(key)
    publish_seasons(keys, now=now)
    enact_placements(places, people, today=today, zone=zone)
    loaded = Loaded(*(len(rows.of(one)) for one in (Unit, Branch, Person, StudyEntry)))
    audit.record(
        actor, "demo.loaded", "demo", None, at=now,
        after={"today": today, "people": loaded.people, "entries": loaded.entries},
    )  # fmt: skip
    return loaded
