"""The demo's placements: in every state and with the awkward cases, as real steps left them."""

from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.demo.cases import LATE_DOCUMENT, MOVED_BRANCH
from domain.demo.words import UNITS
from domain.people.spans import A_DAY
from domain.placements.due import radar_of
from domain.placements.pairs import flag_moved, is_quiet
from domain.placements.returning import back_on
from domain.placements.running import follow_placements
from models import (
    HandOverItem,
    Matter,
    Person,
    Placement,
    PlacementOpinion,
    PlacementReport,
    PlacementStep,
    PlacementTalk,
    StudyEntry,
    TaskBook,
    TaskItem,
    TaskRehearsal,
    Tenure,
    db,
)
from tests.domain.test_demo import NOW, TODAY, load
from tests.rotation import load_rotation_rules


@pytest.fixture
def demo(database):
    load_rotation_rules()
    load()
    db.session.flush()


def of_kind(kind, *states):
    found = sa.select(Placement).where(Placement.kind == kind, Placement.state.in_(states))
    return db.session.scalars(found.order_by(Placement.id)).all()


def number(*columns, **where):
    return db.session.query(*columns).filter_by(**where).count()


def check_states():
    rows = db.session.execute(sa.select(Placement.kind, Placement.state))
    found = Counter((kind, state) for kind, state in rows)
    assert found == {
        ("mentorship", "under_way"): 4, ("mentorship", "proposed"): 1,
        ("mentorship", "assessed"): 1, ("rotation", "proposed"): 1, ("rotation", "approved"): 1,
        ("rotation", "completed"): 1, ("rotation", "cancelled"): 1,
        ("secondment", "under_way"): 2, ("secondment", "assessed"): 1,
        ("secondment", "ended_early"): 1,
    }  # fmt: skip


def check_pairs():
    talks = db.session.query(PlacementTalk).filter_by(state="confirmed").all()
    entries = [one.mentor_entry_id for one in talks if one.mentor_entry_id]
    assert len(entries) == 15
    assert number(StudyEntry, kind="teaching", state="confirmed") >= len(entries)
    assert number(PlacementTalk, state="waiting") == 1
    assert db.session.query(Placement).filter(is_quiet(TODAY)).count() >= 1
    (flagged,) = db.session.query(Placement).filter(Placement.flagged_on.is_not(None))
    assert flagged.mentor_id == person_at(MOVED_BRANCH)
    assert number(PlacementStep, placement_id=flagged.id, act="asked_successor") == 1
    assert number(PlacementReport, kind="book") == 1


def person_at(place):
    """People are numbered seat by seat, units in order."""
    before = 0
    for plan in UNITS:
        if plan.name == place[0]:
            return before + place[1] + 1
        before += plan.people
    raise LookupError(place)


def check_moves():
    (moved,) = of_kind("rotation", "completed")
    items = db.session.query(HandOverItem).filter_by(placement_id=moved.id).all()
    assert len(items) == 4
    assert all(one.received_at for one in items)
    (coming,) = of_kind("rotation", "approved")
    line = db.session.get_one(Tenure, coming.tenure_id)
    assert (line.from_on, line.superseded_at) == (coming.from_on, None)
    assert coming.from_on == date(2026, 12, 1)
    (off,) = of_kind("rotation", "cancelled")
    assert db.session.get_one(Tenure, off.tenure_id).superseded_at is not None
    (back,) = of_kind("secondment", "assessed")
    assert back_on(back) == TODAY - timedelta(days=119)
    sides = db.session.scalars(
        sa.select(PlacementOpinion.side).where(PlacementOpinion.placement_id == back.id)
    )
    assert sorted(sides) == ["home", "host"]
    assert number(PlacementStep, placement_id=back.id, act="extended") == 1
    (early,) = of_kind("secondment", "ended_early")
    assert (early.document_no, number(PlacementOpinion, placement_id=early.id)) == ("", 0)


def check_the_task_book():
    """Of whoever is in the town: one task done, two to come, a risk thought of."""
    (town,) = [one for one in of_kind("secondment", "under_way") if one.grass_roots]
    (book,) = db.session.query(TaskBook).filter_by(subject_kind="placement", subject_id=town.id)
    assert book.state == "under_way"
    states = db.session.scalars(sa.select(TaskItem.state).where(TaskItem.book_id == book.id))
    assert sorted(states) == ["done", "not_begun", "not_begun"]
    assert number(TaskRehearsal, book_id=book.id) == 1


def check_the_radar():
    states = {
        year: Counter(one.due.state for one in radar_of(Person.id > 0, year, today=TODAY).lines)
        for year in (TODAY.year, TODAY.year + 1, TODAY.year + 2)
    }
    assert states[TODAY.year]["exempt"] == 1
    assert states[TODAY.year]["due"] >= 1
    assert states[TODAY.year + 1]["due"] >= 1
    assert states[TODAY.year + 2]["planned"] >= 1


def check_nothing_is_left_to_do():
    """What a day brings was brought already: nothing begins, ends or is flagged on the next run."""
    day = TODAY - A_DAY
    assert follow_placements(today=day, actor=Actor(None), now=NOW) == 0
    assert flag_moved(today=day, actor=Actor(None), now=NOW) == 0


def check_what_is_owed():
    kinds = Counter(
        db.session.scalars(
            sa.select(Matter.kind).where(Matter.kind.like("placement%"), Matter.state == "open")
        )
    )
    assert kinds["placement_step"] == 2
    assert kinds["placement_report"] == 1
    assert kinds["placement_duty"] >= 4


def test_placements_are_in_every_state_with_the_awkward_cases(demo):
    check_states()
    check_pairs()
    check_moves()
    check_the_task_book()
    check_the_radar()
    check_what_is_owed()
    check_nothing_is_left_to_do()
    late = person_at(LATE_DOCUMENT)
    assert db.session.query(Tenure).filter(
        Tenure.person_id == late, Tenure.superseded_at.is_not(None)
    ).count() == 2  # fmt: skip
