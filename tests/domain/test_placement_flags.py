"""Pairs of whom one was moved: what is compared, what is decided, and what comes after it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.people.lines import take_post
from domain.placements import duties, pairs, running
from domain.placements.lacking import SUCCESSOR, lacks
from models import Placement, db
from tests.factories import make_post, make_unit
from tests.placed import NOON, TODAY, approved, paired, proposed
from tests.rotation import load_rotation_rules
from tests.web.placements import make_office, person_of

NOBODY = Actor(None)


@pytest.fixture
def office(database):
    load_rotation_rules()
    return make_office()


def moved(person, on=TODAY, now=NOON):
    return take_post(person, make_post(make_unit()).id, on=on, actor=NOBODY, now=now)


def flagged(today=TODAY, now=NOON):
    return pairs.flag_moved(today=today, actor=NOBODY, now=now)


def kept(office):
    """A pair whose mentor was moved, and of which it was decided that it goes on."""
    row = office.paired(approved_at=NOON - timedelta(days=200))
    moved(person_of(office.mentor))
    assert flagged() == 1
    pairs.keep_pair(row, "同楼办公", office.by_hr, today=TODAY, now=NOON)
    return row


def test_a_pair_that_goes_on_lacks_no_successor(office):
    row = kept(office)
    lacking = sa.select(Placement.id).where(lacks(SUCCESSOR, TODAY))
    assert (row.flagged_on, db.session.scalars(lacking).all()) == (None, [])
    assert (flagged(), flagged(TODAY + timedelta(1))) == (0, 0)


def test_a_later_move_of_a_pair_that_goes_on_is_seen_again(office):
    row, day = kept(office), TODAY + timedelta(5)
    moved(person_of(office.mentor), day, NOON + timedelta(days=5))
    assert flagged(day, NOON + timedelta(days=5)) == 1
    assert (row.flagged_on, duties.is_owed(row, duties.SUCCESSOR)) == (day, True)


def test_one_who_leaves_a_pair_that_goes_on_is_seen_and_one_who_had_left_is_not(office):
    row = kept(office)
    person_of(office.mentor).left_on = TODAY
    db.session.flush()
    assert flagged() == 1
    pairs.keep_pair(row, "仍回来带", office.by_hr, today=TODAY, now=NOON)
    assert flagged(TODAY + timedelta(1)) == 0


def test_a_move_on_the_day_of_the_approval_is_seen(office):
    row = office.paired(approved_at=NOON)
    moved(person_of(office.mentor), now=NOON + timedelta(hours=1))
    assert (flagged(), row.flagged_on) == (1, TODAY)


def test_a_move_before_the_approval_that_is_written_down_after_it_is_seen(office):
    office.paired(approved_at=NOON - timedelta(days=10))
    moved(person_of(office.mentor), TODAY - timedelta(19))
    assert flagged() == 1


def test_the_day_of_the_approval_is_that_of_the_office(office):
    """Approved at seven in the morning, when by Greenwich the day before still lasts."""
    early = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)
    moved(person_of(office.mentor), now=early - timedelta(hours=8))
    row = paired(office.mentor, office.mentee, office.by_hr)
    approved(row, office.by_hr, now=early)
    assert flagged() == 0


def test_a_pair_that_is_over_asks_for_no_successor(office):
    row = office.paired(approved_at=NOON - timedelta(days=200), planned_to_on=TODAY)
    move = proposed(
        "rotation", office.by_hr, person_id=office.mentor.person_id,
        to_post_id=make_post(make_unit()).id, from_on=TODAY,
    )  # fmt: skip
    approved(move, office.by_hr)
    assert duties.is_owed(row, duties.SUCCESSOR)
    tomorrow = NOON + timedelta(days=1)
    running.follow_placements(today=date(2026, 11, 21), actor=NOBODY, now=tomorrow)
    assert (row.state, duties.is_owed(row, duties.SUCCESSOR)) == ("completed", False)
