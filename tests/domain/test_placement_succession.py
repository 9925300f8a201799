"""What a pair may succeed, and what becomes of the pair before."""

import pytest

from domain.audit import Actor
from domain.placements import deciding, proposing, running
from domain.placements.succession import NoPairToSucceed
from tests.factories import make_cadre, make_person, make_post, make_unit
from tests.placed import (
    NOON,
    TODAY,
    approved,
    make_mentorship,
    make_secondment,
    paired,
)
from tests.rotation import load_rotation_rules
from tests.web.placements import make_office, person_of

AGREED = {"unit_agreed_at": NOON, "mentor_agreed_at": NOON, "mentee_agreed_at": NOON}


@pytest.fixture
def office(database):
    load_rotation_rules()
    return make_office()


def after(office, former, **said):
    other = make_cadre(unit=office.unit)
    return paired(
        other, office.mentee, office.by_hr, successor_of_id=former.id,
        **{"from_on": TODAY, **said},
    )  # fmt: skip


def test_only_a_pair_of_the_same_mentee_that_runs_is_succeeded(office):
    mentor, mentee = person_of(office.mentor), person_of(office.mentee)
    strange = make_secondment(mentee, make_post(office.unit), make_unit())
    others, over = make_mentorship(mentor, make_person()), office.paired(state="completed")
    for former in (strange, others, over):
        with pytest.raises(NoPairToSucceed):
            after(office, former)
    row = office.paired()
    first = after(office, row)
    with pytest.raises(NoPairToSucceed):
        after(office, row)
    deciding.turn_down(first, "另选", office.by_hr, today=TODAY, now=NOON)
    assert after(office, row).successor_of_id == row.id


def test_a_successor_stands_though_the_pair_before_ended_meanwhile(office):
    row = office.paired()
    next_one = after(office, row)
    running.end_early(row, TODAY, "调离", office.by_hr, today=TODAY, now=NOON)
    assert approved(next_one, office.by_hr).state == "approved"


def test_a_rotation_succeeds_nothing(office):
    row = office.paired()
    with pytest.raises(NoPairToSucceed):
        proposing.propose(
            "rotation",
            proposing.Proposal(
                row.person_id, TODAY, to_post_id=make_post(make_unit()).id, successor_of_id=row.id
            ),
            office.by_hr, today=TODAY, now=NOON,
        )  # fmt: skip


def test_a_pair_before_that_never_began_is_called_off(office):
    row = office.paired(state="approved", from_on=TODAY)
    make_mentorship(
        make_person(), person_of(office.mentee), state="approved", from_on=TODAY,
        successor_of_id=row.id, **AGREED,
    )  # fmt: skip
    running.follow_placements(today=TODAY, actor=Actor(None), now=NOON)
    assert row.state == "cancelled"


def test_what_is_no_pair_of_the_mentee_is_never_ended_by_it(office):
    strange = make_secondment(person_of(office.mentor), make_post(office.unit), make_unit())
    make_mentorship(
        make_person(), person_of(office.mentee), state="approved", from_on=TODAY,
        successor_of_id=strange.id, **AGREED,
    )  # fmt: skip
    running.follow_placements(today=TODAY, actor=Actor(None), now=NOON)
    assert strange.state == "under_way"
