"""The life of a placement: proposed, decided on, begun, extended, ended, called off."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.matters.raising import NOBODY
from domain.people.spans import ClosedOn, PersonGone, standing
from domain.placements import agreeing, deciders, deciding, moves, proposals, running
from domain.placements.holding import NotInState
from domain.placements.proposals import Proposal
from domain.placements.proposing import NotYours, edit
from domain.versions import Stale
from models import Matter, PlacementStep, Tenure, db
from tests.factories import (
    make_cadre,
    make_hr,
    make_leader,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)
from tests.placed import (
    ENDS,
    NOON,
    SOON,
    TODAY,
    approved,
    make_mentorship,
    make_secondment,
    paired,
    proposed,
    seconded,
    visitor,
)
from tests.rotation import load_rotation_rules


@pytest.fixture
def unit(database):
    return make_unit()


@pytest.fixture
def hr(database):
    return visitor(make_hr())


def acts(placement):
    return db.session.scalars(
        sa.select(PlacementStep.act).filter_by(placement_id=placement.id).order_by("id")
    ).all()


def owed(kind):
    return db.session.execute(
        sa.select(Matter.owed_by_id, Matter.outcome).filter_by(kind=kind).order_by(Matter.id)
    ).all()


def test_a_secondment_lives_from_its_proposal_to_its_end(unit, hr):
    person, host = make_person(unit=unit), make_unit(outside=True)
    one = approved(seconded(person, host, hr), hr)
    assert (one.state, one.unit_id, one.home_post_id is not None) == ("approved", unit.id, True)
    assert owed("placement_step") == [(None, "approved")]
    follow = running.follow_placements
    assert follow(today=SOON - timedelta(1), actor=Actor(None), now=NOON) == 0
    assert follow(today=SOON, actor=Actor(None), now=NOON) == 1
    assert follow(today=SOON, actor=Actor(None), now=NOON) == 0
    assert one.state == "under_way"
    assert follow(today=date(2027, 11, 30), actor=Actor(None), now=NOON) == 0
    assert follow(today=date(2027, 12, 1), actor=Actor(None), now=NOON) == 1
    assert (one.state, one.ended_on) == ("completed", date(2027, 11, 30))
    taken = [act for act in acts(one) if not act.startswith("asked_")]
    assert taken == ["proposed", "approved", "began", "completed"]


def test_a_late_paper_extends_what_was_completed(unit, hr):
    person, host = make_person(unit=unit), make_unit(outside=True)
    one = approved(
        seconded(person, host, hr, from_on=date(2026, 1, 1), planned_to_on=date(2026, 10, 31)), hr
    )
    assert (one.state, one.ended_on) == ("completed", date(2026, 10, 31))
    running.extend(
        one, date(2027, 4, 30), hr, document_no="人〔2026〕9号", document_on=TODAY,
        reason="项目未完", today=TODAY, now=NOON,
    )  # fmt: skip
    assert (one.state, one.ended_on, one.planned_to_on) == (
        "under_way", None, date(2027, 4, 30),
    )  # fmt: skip
    with pytest.raises(running.NotLater):
        running.extend(one, date(2027, 4, 30), hr, today=TODAY, now=NOON)


def test_it_ends_early_for_a_reason_and_not_in_days_to_come(unit, hr):
    one = make_mentorship(make_person(unit=unit), make_person(unit=unit))
    for day in (TODAY + timedelta(1), one.from_on - timedelta(1)):
        with pytest.raises(running.EndOutOfRange):
            running.end_early(one, day, "调离", hr, today=TODAY, now=NOON)
    running.end_early(one, TODAY, "调离", hr, today=TODAY, now=NOON)
    assert (one.state, one.ended_on, one.end_reason) == ("ended_early", TODAY, "调离")
    with pytest.raises(NotInState):
        running.complete(one, TODAY, hr, today=TODAY, now=NOON)


def test_by_hand_it_completes_on_the_planned_day_or_after(unit, hr):
    one = make_mentorship(make_person(unit=unit), make_person(unit=unit), planned_to_on=TODAY)
    with pytest.raises(running.EndOutOfRange):
        running.complete(one, TODAY - timedelta(1), hr, today=TODAY, now=NOON)
    running.complete(one, TODAY, hr, today=TODAY, now=NOON)
    assert one.state == "completed"


def test_a_rotation_makes_the_lines_of_the_posts_and_calling_it_off_restores_them(unit, hr):
    person, post = make_person(unit=unit), make_post(make_unit())
    before = spans(person)
    one = approved(proposed("rotation", hr, person_id=person.id, to_post_id=post.id), hr)
    first = before[0]
    assert spans(person) == [
        (first[0], first[1], SOON - timedelta(1)), (post.id, SOON, None)
    ]  # fmt: skip
    assert db.session.get_one(Tenure, one.tenure_id).post_id == post.id
    running.cancel(one, "另有任用", hr, today=TODAY, now=NOON)
    assert (one.state, spans(person)) == ("cancelled", before)


def spans(person):
    return [(one.post_id, one.from_on, one.to_on) for one in standing(Tenure, person.id)]


def test_a_later_paper_keeps_a_rotation_from_being_called_off(unit, hr):
    person, post = make_person(unit=unit), make_post(make_unit())
    one = approved(proposed("rotation", hr, person_id=person.id, to_post_id=post.id), hr)
    db.session.get_one(Tenure, one.tenure_id).superseded_at = NOON
    with pytest.raises(moves.PastMovedOn):
        running.cancel(one, "另有任用", hr, today=TODAY, now=NOON)


def test_a_mentorship_begins_when_it_is_approved_and_all_three_have_agreed(unit, hr):
    mentor, mentee = make_cadre(unit=unit), make_cadre(unit=unit)
    leader = visitor(make_leader(unit))
    one = approved(
        paired(mentor, mentee, visitor(mentee), from_on=TODAY), hr
    )  # fmt: skip
    asked = {owed_by for owed_by, _outcome in owed("placement_duty")}
    assert asked == {mentor.person_id, mentee.person_id, leader.person_id}
    for party, who in (("mentor", mentor), ("mentee", mentee)):
        agreeing.agree(one, party, visitor(who), version=one.version, today=TODAY, now=NOON)
        assert one.state == "approved"
    with pytest.raises(agreeing.NotAParty):
        agreeing.agree(
            one, "mentor", visitor(mentor), version=one.version, today=TODAY, now=NOON
        )  # fmt: skip
    with pytest.raises(agreeing.NotAParty):
        agreeing.agree(one, "unit", visitor(mentor), version=one.version, today=TODAY, now=NOON)
    agreeing.agree(one, "unit", leader, version=one.version, today=TODAY, now=NOON)
    assert one.state == "under_way"
    assert {outcome for _owed_by, outcome in owed("placement_duty")} == {"agreed"}


def test_other_points_are_to_be_agreed_to_anew(unit, hr):
    mentor, mentee = make_cadre(unit=unit), make_cadre(unit=unit)
    one = paired(mentor, mentee, hr)
    read = one.version
    agreeing.agree(one, "mentor", visitor(mentor), version=read, today=TODAY, now=NOON)
    said = proposals.proposal_of(one)
    with pytest.raises(Stale):
        edit(one, said, hr, version=read, today=TODAY, now=NOON)
    other = Proposal(**said.values() | {"aim": "能独立办文"})
    edit(one, other, hr, version=one.version, today=TODAY, now=NOON)
    assert (one.aim, one.mentor_agreed_at) == ("能独立办文", None)
    with pytest.raises(Stale):
        agreeing.agree(one, "mentor", visitor(mentor), version=read, today=TODAY, now=NOON)
    open_now = sa.select(sa.func.count(Matter.id)).where(
        Matter.kind == "placement_duty", Matter.turn != NOBODY
    )
    assert db.session.scalar(open_now) == 2 + 1  # the unit's is HR's here


def test_who_declines_ends_it_before_it_began(unit, hr):
    mentor = make_cadre(unit=unit)
    one = paired(mentor, make_person(unit=unit), hr)
    agreeing.decline(one, "mentor", "任务重", visitor(mentor), today=TODAY, now=NOON)
    assert (one.state, one.end_reason) == ("turned_down", "任务重")
    assert owed("placement_step") == [(None, "declined")]


def test_nobody_decides_on_their_own(unit, hr):
    account = make_hr(unit=unit)
    own, host = visitor(account), make_unit(outside=True)
    one = seconded(account, host, own)
    with pytest.raises(deciders.OwnPlacement):
        approved(one, own)
    with pytest.raises(deciders.OwnPlacement):
        deciding.turn_down(one, "不去", own, today=TODAY, now=NOON)
    with pytest.raises(NotYours):
        approved(one, visitor(make_leader(make_unit())))
    deciding.turn_down(one, "另有任用", hr, today=TODAY, now=NOON)
    assert one.state == "turned_down"
    with pytest.raises(NotInState):
        approved(one, hr)


def test_who_proposes_what(unit, hr):
    cadre = make_cadre(unit=unit)
    mentor, host = make_person(unit=unit), make_unit(outside=True)
    assert paired(mentor, cadre, visitor(cadre)).state == "proposed"
    with pytest.raises(NotYours):
        seconded(cadre, host, visitor(cadre))
    with pytest.raises(NotYours):
        paired(mentor, make_person(unit=unit), visitor(cadre))
    assert seconded(cadre, host, visitor(make_leader(unit))).state == "proposed"


def test_what_the_rules_refuse_of_a_mentorship(unit, hr):
    mentor, mentee = make_person(unit=unit), make_person(unit=unit)
    for said, why in (
        ({"planned_to_on": SOON - timedelta(1)}, proposals.EndBeforeStart),
        ({"planned_to_on": None}, proposals.NoEnd),
        ({"mentor_id": mentee.id}, proposals.MentorOfOneself),
        ({"document_on": date(1999, 1, 1)}, proposals.PaperTooOld),
    ):
        with pytest.raises(why):
            paired(mentor, mentee, hr, **said)
    paired(mentor, mentee, hr)
    with pytest.raises(proposals.PairStands):
        paired(mentor, mentee, hr)
    gone = make_person(unit=unit, left_on=TODAY)
    with pytest.raises(PersonGone):
        paired(gone, mentee, hr)


def test_at_most_two_mentees_at_once(unit, hr):
    load_rotation_rules()
    mentor = make_person(unit=unit)
    for _ in range(2):
        make_mentorship(mentor, make_person(unit=unit), planned_to_on=ENDS)
    third = make_person(unit=unit)
    with pytest.raises(proposals.TooManyMentees) as refused:
        paired(mentor, third, hr)
    assert (refused.value.most, len(refused.value.others)) == (2, 2)
    after = ENDS + timedelta(1)
    assert paired(mentor, third, hr, from_on=after, planned_to_on=after + timedelta(365))


def test_what_the_rules_refuse_of_a_secondment(unit, hr):
    person, host = make_person(unit=unit), make_unit(outside=True)
    with pytest.raises(proposals.NoHomePost):
        seconded(make_person(), host, hr)
    with pytest.raises(proposals.HostIsHome):
        seconded(person, unit, hr)
    with pytest.raises(proposals.HostClosed):
        seconded(person, make_unit(closed_on=SOON), hr)
    post = make_post(unit)
    make_secondment(person, post, host, state="completed", ended_on=SOON)
    with pytest.raises(proposals.SecondmentsOverlap):
        seconded(person, host, hr)
    assert seconded(person, host, hr, from_on=SOON + timedelta(1)).state == "proposed"


def test_it_lasts_as_long_as_the_rules_let_it(unit, hr):
    load_rotation_rules()
    person, host = make_person(unit=unit), make_unit(outside=True)
    for last in (date(2027, 5, 30), date(2029, 12, 1)):  # half a year to three years
        with pytest.raises(proposals.LengthRefused):
            seconded(person, host, hr, planned_to_on=last)
    one = seconded(person, host, hr, planned_to_on=date(2029, 11, 30))
    approved(one, hr)
    with pytest.raises(proposals.LengthRefused):
        running.extend(one, date(2029, 12, 31), hr, today=TODAY, now=NOON)


def test_what_the_rules_refuse_of_a_rotation(unit, hr):
    person, held = make_person(), make_post(unit)
    make_tenure(person, held)

    def moved(post, **said):
        return proposed("rotation", hr, person_id=person.id, to_post_id=post.id, **said)

    with pytest.raises(proposals.SamePost):
        moved(held)
    with pytest.raises(ClosedOn):
        moved(make_post(unit, closed_on=SOON))
    with pytest.raises(proposals.ReceiverOfOneself):
        moved(make_post(unit), receiver_id=person.id)
    moved(make_post(unit))
    with pytest.raises(proposals.RotationStands):
        moved(make_post(unit))
