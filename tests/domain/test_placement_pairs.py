"""Pairs: talks that are credited, pairs gone quiet, one of the two moved, a successor."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.organisation.changes import When
from domain.organisation.units import merge_units
from domain.people.lines import take_post
from domain.placements import (
    agreeing,
    deciders,
    pairs,
    talk_credit,
    talk_sides,
    talks,
)
from domain.placements.talks import TalkText
from domain.recording import PeopleHindered
from models import Matter, StudyEntry, db
from tests.factories import (
    make_cadre,
    make_entry,
    make_hr,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)
from tests.packs import load_pack
from tests.placed import (
    NOON,
    TODAY,
    approved,
    make_secondment,
    paired,
    proposed,
    visitor,
)
from tests.rotation import load_rotation_rules, rule_text
from tests.web.placements import make_office, person_of

SAID = TalkText(date(2026, 11, 18), 90, "公文办理")
NOBODY = Actor(None)


@pytest.fixture
def office(database):
    load_pack()
    load_rotation_rules()
    return make_office()


def logged(row, by, text=SAID):
    return talks.log_talk(row, text, visitor(by), today=TODAY, now=NOON)


def confirmed(row, talk, by):
    talks.confirm_talk(row, talk, visitor(by), version=talk.version, today=TODAY, now=NOON)


def entries():
    rows = sa.select(StudyEntry.person_id, StudyEntry.kind, StudyEntry.state)
    return db.session.execute(rows.order_by(StudyEntry.id)).all()


def test_a_confirmed_talk_is_credited_to_both_as_the_rules_have_it(office):
    row = office.paired()
    talk = logged(row, office.mentee)
    assert not entries()
    confirmed(row, talk, office.mentor)
    mentor, mentee = office.mentor.person_id, office.mentee.person_id
    assert entries() == [
        (mentor, "teaching", "confirmed"), (mentee, "group_training", "confirmed"),
    ]  # fmt: skip
    with pytest.raises(talks.TalkMovedOn):
        confirmed(row, talk, office.mentor)
    assert len(entries()) == 2
    assert None not in (talk.mentor_entry_id, talk.mentee_entry_id)


def test_what_is_voided_counts_no_more_and_what_is_put_right_counts_once(office):
    row = office.paired()
    talk = logged(row, office.mentor)
    confirmed(row, talk, office.mentee)
    talks.void_talk(row, talk, "时长有误", visitor(office.hr), today=TODAY, now=NOON)
    assert (talk.state, talk.mentor_entry_id, talk.confirmed_by_id) == ("returned", None, None)
    assert [state for _person, _kind, state in entries()].count("confirmed") == 0
    shorter = TalkText(SAID.held_on, 60, SAID.topic)
    talks.edit_talk(
        row, talk, shorter, visitor(office.mentor), version=talk.version, today=TODAY, now=NOON
    )
    confirmed(row, talk, office.mentee)
    assert [state for _person, _kind, state in entries()].count("confirmed") == 2


def test_a_talk_for_which_there_is_no_room_is_not_confirmed(office):
    row, full = office.paired(), person_of(office.mentee)
    make_entry(full, studied_on=SAID.held_on, minutes=900, state="confirmed")
    talk = logged(row, office.mentee)
    with pytest.raises(PeopleHindered), db.session.begin_nested():
        confirmed(row, talk, office.mentor)
    db.session.refresh(talk)
    assert talk.state == "waiting"


def test_rules_that_name_a_kind_nobody_knows_are_told(office):
    text = rule_text('[mentorship]\ncredit = { mentor = "shadowing", mentee = "shadowing" }\n'
                     'source.zh = "甲"\nsource.en = "A"\n')  # fmt: skip
    load_rotation_rules(text)
    row = office.paired()
    talk = logged(row, office.mentee)
    with pytest.raises(talk_credit.TalkNotCreditable) as refused:
        confirmed(row, talk, office.mentor)
    assert refused.value.kind == "shadowing"


def test_only_the_two_sides_talk_and_nobody_confirms_the_own(office):
    row = office.paired()
    with pytest.raises(talks.NotASide):
        logged(row, office.leader)
    talk = logged(row, office.mentee)
    for other in (office.mentee, office.leader, office.hr):
        with pytest.raises(talks.NotASide):
            confirmed(row, talk, other)


def test_of_a_secondment_the_unit_talks_with_who_is_seconded_and_nothing_is_credited(office):
    person = person_of(office.mentee)
    row = make_secondment(
        person, make_post(office.unit), make_unit(outside=True), unit_id=office.unit.id
    )
    talk = logged(row, office.leader)
    confirmed(row, talk, office.mentee)
    assert (talk.state, entries()) == ("confirmed", [])
    other = logged(row, office.mentee, TalkText(SAID.held_on, 30, "思想汇报"))
    asked = db.session.scalars(sa.select(Matter).order_by(Matter.id.desc())).first()
    assert asked.owed_by_id == office.leader.person_id
    confirmed(row, other, office.leader)
    assert {one.state for one, _by in talk_sides.talks_of(row)} == {"confirmed"}


def test_a_pair_without_a_talk_for_too_long_is_quiet(office):
    row, hr = office.paired(), visitor(office.hr)
    assert pairs.quiet_pairs(hr, today=TODAY, most=10) == [(row, row.from_on)]
    talk = logged(row, office.mentee)
    assert pairs.quiet_pairs(hr, today=TODAY, most=10) != []
    confirmed(row, talk, office.mentor)
    assert pairs.quiet_pairs(hr, today=TODAY, most=10) == []
    later = SAID.held_on + timedelta(days=61)  # quiet after sixty days
    assert pairs.quiet_pairs(hr, today=later, most=10) == [(row, SAID.held_on)]
    assert pairs.quiet_pairs(hr, today=later - timedelta(1), most=10) == []


def flagged(**values):
    return pairs.flag_moved(today=TODAY, actor=NOBODY, now=NOON, **values)


def test_a_pair_is_flagged_when_the_mentor_is_moved_and_a_successor_asked_for(office):
    row = office.paired(approved_at=NOON - timedelta(days=200))
    assert flagged() == 0
    moved = make_post(make_unit())
    take_post(person_of(office.mentor), moved.id, on=TODAY, actor=NOBODY, now=NOON)
    assert flagged(people=[office.mentee.person_id]) == 1
    assert flagged() == 0
    assert row.flagged_on == TODAY
    matter = db.session.scalars(sa.select(Matter)).one()
    assert (matter.owed_by_id, matter.title.split()[0]) == (office.leader.person_id, "successor")


def test_a_move_inside_the_unit_or_a_day_to_come_flags_nobody(office):
    office.paired(approved_at=NOON - timedelta(days=200))
    mentor = person_of(office.mentor)
    take_post(mentor, make_post(office.unit).id, on=TODAY, actor=NOBODY, now=NOON)
    take_post(
        mentor, make_post(make_unit()).id, on=TODAY + timedelta(1), actor=NOBODY, now=NOON
    )  # fmt: skip
    assert flagged() == 0
    tomorrow = {"today": TODAY + timedelta(1), "actor": NOBODY, "now": NOON + timedelta(days=1)}
    assert pairs.flag_moved(**tomorrow) == 1


def test_a_pair_is_flagged_when_one_has_left(office):
    row = office.paired()
    person_of(office.mentee).left_on = TODAY
    db.session.flush()
    assert (flagged(), row.flagged_on) == (1, TODAY)


def test_a_rotation_of_the_mentor_flags_the_pair_at_once(office):
    row, hr = office.paired(approved_at=NOON - timedelta(days=200)), visitor(office.hr)
    move = proposed(
        "rotation", hr, person_id=office.mentor.person_id, to_post_id=make_post(make_unit()).id,
        from_on=TODAY,
    )  # fmt: skip
    approved(move, hr)
    assert (move.state, row.flagged_on) == ("under_way", TODAY)


def test_the_successor_ends_the_pair_when_it_begins(office):
    row, hr = office.paired(), visitor(office.hr)
    person_of(office.mentor).left_on = TODAY
    db.session.flush()
    flagged()
    other = make_cadre(unit=office.unit)
    after = paired(
        other, office.mentee, hr, from_on=TODAY, planned_to_on=TODAY + timedelta(400),
        successor_of_id=row.id,
    )  # fmt: skip
    approved(after, hr)
    assert row.state == "under_way"
    for party, who in (("mentor", other), ("mentee", office.mentee), ("unit", office.leader)):
        agreeing.agree(
            after, party, visitor(who), version=after.version, today=TODAY, now=NOON
        )  # fmt: skip
    assert (after.state, row.state, row.ended_on) == (
        "under_way", "ended_early", TODAY - timedelta(1),
    )  # fmt: skip
    matter = db.session.scalars(sa.select(Matter).where(Matter.title.startswith("successor"))).one()
    assert (matter.state, matter.outcome) == ("closed", "done")


def test_a_flagged_pair_may_go_on(office):
    row, hr = office.paired(), visitor(office.hr)
    with pytest.raises(pairs.NotFlagged):
        pairs.keep_pair(row, "同楼办公", hr, today=TODAY, now=NOON)
    person_of(office.mentor).left_on = TODAY
    db.session.flush()
    flagged()
    with pytest.raises(deciders.OwnPlacement):
        pairs.keep_pair(row, "同楼办公", visitor(office.mentee), today=TODAY, now=NOON)
    pairs.keep_pair(row, "同楼办公", hr, today=TODAY, now=NOON)
    assert pairs.goes_on(row)
    assert flagged() == 0


def test_hr_is_asked_where_the_unit_has_no_leader(database):
    unit = make_unit()
    mentor, mentee = make_person(), make_person()
    for one in (mentor, mentee):
        make_tenure(one, make_post(unit))
    hr = make_hr()
    paired(mentor, mentee, visitor(hr))
    asked = db.session.scalars(
        sa.select(Matter.owed_by_id).where(Matter.title.startswith("unit_agreement"))
    ).all()
    assert asked == [hr.person_id]


def test_placements_of_a_merged_unit_are_those_of_the_other(office):
    kept, person = make_unit(), person_of(office.mentee)
    pair, old = office.paired(), office.paired(state="completed")
    away = make_secondment(person, make_post(kept), office.unit, unit_id=kept.id)
    when = When(TODAY, TODAY, NOBODY, NOON)
    merge_units(kept, office.unit, when=when)
    assert (pair.unit_id, away.host_unit_id, old.unit_id) == (kept.id, kept.id, office.unit.id)
    assert flagged() == 0
