"""Who leaves is placed no longer: what runs ends with the day before, what waits is called off."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.matters.raising import NOBODY
from domain.people.departures import cancel_departure
from domain.people.records import leave
from domain.people.spans import standing
from domain.placements import duties, running
from domain.placements.experience import experience_of
from domain.placements.late_papers import Said, record_paper
from domain.placements.leaving import follow_leavings, follow_return
from models import Matter, Post, Tenure, db
from tests.factories import make_hr, make_person, make_post, make_unit
from tests.placed import (
    NOON,
    SOON,
    TODAY,
    approved,
    make_mentorship,
    make_secondment,
    paired,
    proposed,
    visitor,
)
from tests.rotation import load_rotation_rules

DAY = timedelta(days=1)
BY = {"actor": Actor(None), "now": NOON}


@pytest.fixture
def unit(database):
    return make_unit()


@pytest.fixture
def hr(database):
    return visitor(make_hr())


def home_of(person):
    return db.session.get_one(Post, standing(Tenure, person.id)[0].post_id)


def moved(person, hr, **said):
    post = make_post(make_unit())
    return proposed("rotation", hr, person_id=person.id, to_post_id=post.id, **said)


def test_what_runs_ends_with_the_day_before_and_what_waits_is_called_off(unit, hr):
    person = make_person(unit=unit)
    seconded = make_secondment(person, home_of(person), make_unit(), unit_id=unit.id)
    rotation = approved(moved(person, hr), hr)
    pair = paired(make_person(unit=unit), person, hr)
    guided = make_mentorship(person, make_person(unit=unit), unit_id=unit.id)
    leave(person, kind="resigned", on=TODAY, today=TODAY, **BY)
    assert follow_leavings(today=TODAY, people=[person.id], **BY) == 3
    assert follow_leavings(today=TODAY, **BY) == 0
    assert (seconded.state, seconded.ended_on) == ("ended_early", TODAY - DAY)
    assert [one.state for one in (rotation, pair)] == ["cancelled", "cancelled"]
    assert guided.state == "under_way"  # its successor is asked for
    assert not duties.is_owed(seconded, duties.RETURN)
    waiting = sa.select(Matter.title).where(Matter.turn != NOBODY, Matter.kind == "placement_step")
    assert db.session.scalars(waiting).all() == []


def test_a_leaving_that_is_taken_back_lets_them_stand_again(unit, hr):
    person = make_person(unit=unit)
    seconded = make_secondment(person, home_of(person), make_unit(), unit_id=unit.id)
    rotation = approved(moved(person, hr), hr)
    later = {"actor": Actor(None), "now": NOON + DAY}
    left = leave(person, kind="resigned", on=TODAY, today=TODAY, **later)
    follow_leavings(today=TODAY, people=[person.id], **later)
    assert (seconded.state, rotation.state) == ("ended_early", "cancelled")
    again = {"actor": Actor(None), "now": NOON + 2 * DAY}
    cancel_departure(person, today=TODAY, **again)
    follow_return(person.id, since=left.recorded_at, **again)
    assert (seconded.state, seconded.ended_on, rotation.state) == ("under_way", None, "approved")
    assert not duties.is_owed(seconded, "final_home")
    running.follow_placements(today=SOON, actor=Actor(None), now=NOON + 11 * DAY)
    assert rotation.state == "under_way"


def test_a_leaving_to_come_ends_them_on_its_day_by_the_daily_run(unit, hr):
    load_rotation_rules()
    person = make_person(unit=unit)
    seconded = make_secondment(person, home_of(person), make_unit(), unit_id=unit.id)
    planned = make_mentorship(
        make_person(unit=unit), person, planned_to_on=SOON - 2 * DAY, unit_id=unit.id
    )
    leave(person, kind="retired", on=SOON, today=TODAY, **BY)
    assert follow_leavings(today=TODAY, people=[person.id], **BY) == 0
    assert experience_of(person.id, TODAY).experience.seconded == 8
    running.follow_placements(today=SOON, **BY)
    assert (seconded.state, seconded.ended_on) == ("ended_early", SOON - DAY)
    assert (planned.state, planned.ended_on) == ("completed", SOON - 2 * DAY)


def test_a_rotation_whose_post_a_later_paper_took_does_not_begin(unit, hr):
    person = make_person(unit=unit)
    rotation = approved(moved(person, hr), hr)
    other = Said(make_post(make_unit()).id, SOON)
    record_paper(
        person, other, over_newer=True, today=TODAY, actor=hr.actor, now=NOON + DAY
    )  # fmt: skip
    running.follow_placements(today=SOON, actor=Actor(None), now=NOON + 11 * DAY)
    assert rotation.state == "cancelled"


def test_a_rotation_whose_line_was_only_written_anew_begins(unit, hr):
    person = make_person(unit=unit)
    rotation = approved(moved(person, hr), hr)
    line = db.session.get_one(Tenure, rotation.tenure_id)
    line.superseded_at = NOON + DAY
    db.session.flush()
    db.session.add(
        Tenure(
            person_id=person.id, post_id=line.post_id, from_on=SOON, rank="副处长",
            recorded_at=NOON + DAY,
        )
    )  # fmt: skip
    db.session.flush()
    running.follow_placements(today=SOON, actor=Actor(None), now=NOON + 11 * DAY)
    assert rotation.state == "under_way"
