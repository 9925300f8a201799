"""What a placement asks by itself while it runs: the first check, and what is thought half way."""

from datetime import date

import pytest

from domain.audit import Actor
from domain.placements.running import follow_placements
from models import Matter, db
from tests.factories import make_leader, make_post, make_unit
from tests.placed import NOON, TODAY, make_rotation
from tests.rotation import load_rotation_rules
from tests.web.placements import make_office, person_of


@pytest.fixture
def office(database):
    load_rotation_rules()
    return make_office()


def owed():
    rows = db.session.query(Matter).filter_by(kind="placement_duty", state="open")
    return {(one.title.split()[0], one.owed_by_id, one.due_on) for one in rows}


def follow(day):
    follow_placements(today=day, actor=Actor(None), now=NOON)


def test_of_a_rotation_the_new_unit_is_asked_for_the_check_of_the_first_month(office):
    unit = make_unit(name="信访室")
    leader = make_leader(unit, name="高主任")
    make_rotation(
        person_of(office.mentee), make_post(unit), unit_id=office.unit.id, state="approved",
        from_on=TODAY,
    )  # fmt: skip
    for _again in range(2):
        follow(TODAY)
    (asked,) = [one for one in owed() if one[0] == "first_month_unit"]
    assert asked == ("first_month_unit", leader.person_id, date(2026, 12, 20))  # 30 days by rule


def test_half_way_a_pair_and_its_unit_are_asked_for_what_they_think_of_each_other(office):
    office.paired(planned_to_on=date(2027, 6, 30))
    halves = {
        ("mid_term_unit", office.leader.person_id), ("mid_term_mentor", office.mentor.person_id),
        ("mid_term_mentee", office.mentee.person_id),
    }  # fmt: skip
    follow(date(2026, 10, 1))
    assert not {one[:2] for one in owed()} & halves
    for _again in range(2):
        follow(TODAY)
    assert {one[:2] for one in owed() if one[0].startswith("mid_term")} == halves
