"""Placements that are declined, called off or overtaken: what was known before stays as it was."""

import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from domain.organisation.changes import When
from domain.organisation.posts import close_post
from domain.people.spans import ClosedOn, standing
from domain.placements import agreeing, deciding, duties, running
from domain.placements.known_placements import known_placements
from domain.placements.late_papers import Said, record_paper
from domain.placements.proposals import SecondmentsOverlap
from models import PlacementStep, Post, Tenure, db
from tests.factories import make_cadre, make_hr, make_person, make_post, make_unit
from tests.placed import (
    NOON,
    TODAY,
    approved,
    make_mentorship,
    make_secondment,
    paired,
    proposed,
    seconded,
    visitor,
)

LATER = NOON + timedelta(days=2)


@pytest.fixture
def unit(database):
    return make_unit()


@pytest.fixture
def hr(database):
    return visitor(make_hr())


def test_who_declines_later_changes_nothing_that_was_known_before(unit, hr):
    mentor, mentee = make_cadre(unit=unit), make_cadre(unit=unit)
    one = approved(paired(mentor, mentee, hr), hr)
    between = NOON + timedelta(days=1)
    before = known_placements(mentee.person_id, between)
    agreeing.decline(one, "mentee", "任务重", visitor(mentee), today=TODAY, now=LATER)
    assert len(before) == 1
    assert known_placements(mentee.person_id, between) == before
    assert known_placements(mentee.person_id, LATER + timedelta(1)) == []


def test_what_is_turned_down_keeps_its_state_of_before(unit, hr):
    one = paired(make_cadre(unit=unit), make_cadre(unit=unit), hr)
    deciding.turn_down(one, "另有安排", hr, today=TODAY, now=LATER)
    step = steps_of(one, "turned_down")[0]
    assert (json.loads(step.before)["state"], json.loads(step.after)["state"]) == (
        "proposed", "turned_down",
    )  # fmt: skip


def test_nobody_is_put_back_into_a_post_that_was_closed_meanwhile(unit, hr):
    person, post = make_person(unit=unit), make_post(make_unit())
    home = db.session.get_one(Post, standing(Tenure, person.id)[0].post_id)
    one = approved(
        proposed(
            "rotation", hr, person_id=person.id, to_post_id=post.id, from_on=date(2026, 11, 1)
        ), hr,
    )  # fmt: skip
    close_post(home, when=When(on=TODAY, today=TODAY, actor=hr.actor, now=NOON + timedelta(1)))
    with pytest.raises(ClosedOn) as refused:
        running.cancel(one, "另有任用", hr, today=TODAY, now=LATER)
    assert (refused.value.record, refused.value.day) == (home, TODAY)


def test_one_that_ends_late_does_not_run_into_the_next_secondment(unit, hr):
    person, planned, next_on = make_person(unit=unit), date(2026, 11, 10), date(2026, 11, 11)
    home = db.session.get_one(Post, standing(Tenure, person.id)[0].post_id)
    one = make_secondment(person, home, make_unit(), planned_to_on=planned)
    seconded(person, make_unit(outside=True), hr, from_on=next_on)
    with pytest.raises(SecondmentsOverlap):
        running.complete(one, TODAY, hr, today=TODAY, now=LATER)
    with pytest.raises(running.EndOutOfRange) as refused:
        running.end_early(one, TODAY, "调回", hr, today=TODAY, now=LATER)
    assert refused.value.last == planned
    running.complete(one, planned, hr, today=TODAY, now=LATER)
    assert (one.state, one.ended_on) == ("completed", planned)


@pytest.mark.parametrize("kind", ["rotation", "secondment"])
def test_approved_it_leaves_from_the_post_that_a_paper_gave_meanwhile(unit, hr, kind):
    person, other, host = make_person(unit=unit), make_post(make_unit()), make_unit(outside=True)
    said = {
        "rotation": {"to_post_id": make_post(make_unit()).id},
        "secondment": {"host_unit_id": host.id, "planned_to_on": date(2027, 11, 30)},
    }[kind]
    one = proposed(kind, hr, person_id=person.id, **said)
    record_paper(person, Said(other.id, date(2026, 11, 1)), today=TODAY, actor=hr.actor, now=NOON)
    approved(one, hr)
    assert (one.unit_id, one.from_post_id or one.home_post_id) == (other.unit_id, other.id)
    step = steps_of(one, "approved")[0]
    assert json.loads(step.before)["unit_id"] == unit.id


def test_a_move_that_is_called_off_asks_for_no_successor_any_more(unit, hr):
    mentor, mentee = make_person(unit=unit), make_person(unit=unit)
    pair = make_mentorship(mentor, mentee, unit_id=unit.id, approved_at=NOON - timedelta(days=200))
    gone = make_mentorship(
        make_person(unit=unit, left_on=TODAY), mentor, flagged_on=TODAY, unit_id=unit.id
    )
    post = make_post(make_unit())
    one = approved(
        proposed("rotation", hr, person_id=mentor.id, to_post_id=post.id, from_on=TODAY), hr
    )  # fmt: skip
    assert pair.flagged_on == TODAY
    assert duties.is_owed(pair, duties.SUCCESSOR)
    running.cancel(one, "另有任用", hr, today=TODAY, now=LATER)
    assert pair.flagged_on is None
    assert not duties.is_owed(pair, duties.SUCCESSOR)
    assert gone.flagged_on == TODAY  # its mentor has left all the same
    assert len(steps_of(pair, "flag_lifted")) == 1


def steps_of(placement, act):
    found = sa.select(PlacementStep).filter_by(placement_id=placement.id, act=act)
    return db.session.scalars(found.order_by(PlacementStep.id)).all()
