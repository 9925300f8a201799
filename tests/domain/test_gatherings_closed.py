"""Closing a gathering: who is credited with what, once; what is refused, and saves nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain.groupstudy import attendance, closing
from domain.groupstudy.attendance import LATE, Mark, mark
from domain.groupstudy.holding import NotInState
from domain.groupstudy.planning import EndBeforeStart
from domain.groupstudy.shares import Held, NotCreditable, held_times
from domain.hours.recompute import recompute
from domain.recording import PeopleHindered
from models import (
    AttendanceStep,
    Credit,
    GroupStudyFile,
    GroupStudyMinutes,
    LateCheckIn,
    StoredFile,
    db,
)
from tests.domain.closed_gatherings import (
    MINUTE,
    add_talk,
    closed,
    entries,
    first_item,
    host,
    rules,
    total,
    visiting,
)
from tests.factories import make_branch, make_entry, make_membership, make_person
from tests.gatherings import BEGINS, DAY, NOON, load_rule
from tests.packs import example_pack, load_pack

__all__ = ["host", "rules"]  # the fixtures


def test_each_who_was_there_is_credited_once_and_the_others_are_absent(host):
    branch = make_branch()
    here, guest = make_person(branch=branch), make_person()
    gathering = first_item(branch, here, guest)
    assert closed(gathering, host) == 2
    assert (total(here), total(guest)) == (200, 200)
    assert [(one.kind, one.minutes, one.topic, one.state) for one in entries()] == [
        ("group_training", 90, gathering.topic, "confirmed")
    ] * 2
    found = {one.person_id: one for one in attendance.rows_of(gathering.id)}
    assert {one.state for one in found.values() if one.entry_id} == {"present"}
    assert {one.state for one in found.values() if not one.entry_id} == {"absent"}
    assert found[guest.id].guest
    steps = db.session.scalars(sa.select(AttendanceStep.became).order_by(AttendanceStep.id)).all()
    assert steps == ["present", "present", "absent"]
    assert (gathering.state, gathering.closed_at) == ("closed", NOON)
    assert recompute(write=False).adds_up
    with pytest.raises(NotInState):
        closed(gathering, host)
    assert len(entries()) == 2


def test_the_role_that_is_credited_best_counts_and_a_talk_only_for_its_own_time(host):
    branch = make_branch()
    short, long, kept, unkept = (make_person(branch=branch) for _ in range(4))
    gathering = first_item(branch, short, long, kept, unkept)
    gathering.kind = "branch_exchange"
    db.session.add(GroupStudyMinutes(
        group_study_id=gathering.id, number=1, markdown="记录", html="", written_at=NOON,
        agreed_at=NOON,
    ))  # fmt: skip
    add_talk(gathering, short, planned_minutes=20)  # 20 minutes double are less than 90
    add_talk(gathering, long, planned_minutes=60)
    add_talk(gathering, kept, planned_minutes=10, began_at=BEGINS, ended_at=BEGINS + 50 * MINUTE)
    add_talk(gathering, unkept, planned_minutes=0)
    add_talk(gathering, unkept, planned_minutes=90, removed_at=NOON)
    assert closed(gathering, host) == 4
    found = {one.person_id: (one.kind, one.minutes) for one in entries()}
    assert found == {
        short.id: ("group_training", 90), long.id: ("teaching", 60), kept.id: ("teaching", 50),
        unkept.id: ("group_training", 90),
    }  # fmt: skip
    assert [total(one) for one in (short, long, kept, unkept)] == [200, 267, 222, 200]


def test_who_closes_it_waits_for_a_confirmer_with_the_own_entry(host):
    branch = make_branch()
    person = make_person(branch=branch)
    gathering = first_item(branch, person)
    assert closed(gathering, visiting(person)) == 1
    assert ([one.state for one in entries()], total(person)) == (["waiting"], 0)


def test_who_comes_late_is_credited_as_the_rule_says(host):
    branch = make_branch()
    late, early = make_person(branch=branch), make_person(branch=branch)
    load_rule(**{
        "version = 2": "version = 3", "effective_from = 2020-01-01": "effective_from = 2026-01-01",
        'id = "first_item" ': 'id = "first_item"\nlate_credited = false ',
    })  # fmt: skip
    gathering = first_item(branch, early)
    mark(gathering, late.id, Mark(LATE), actor=host.actor, now=NOON)
    assert closed(gathering, host) == 1
    assert (total(early), total(late)) == (200, 0)


def test_all_that_the_rule_asks_for_is_listed_and_nothing_is_saved(host):
    load_rule(**{
        "version = 2": "version = 3", "effective_from = 2020-01-01": "effective_from = 2026-01-01",
        'closing = ["leader", "agreed"]':
            'closing = ["leader", "talk", "minutes", "agreed", "photo"]',
    })  # fmt: skip
    branch = make_branch()
    gathering = first_item(branch, make_person(branch=branch))
    gathering.kind = "leader_led"
    with pytest.raises(closing.ClosingAsks) as refused:
        closed(gathering, host)
    assert refused.value.wanting == ["leader", "talk", "minutes", "agreed", "photo"]
    assert entries() == []


@pytest.mark.parametrize("purpose", ["photo", "scan"])
def test_a_photograph_or_a_scan_is_what_the_rule_calls_one(host, purpose):
    load_rule(**{
        "version = 2": "version = 3", "effective_from = 2020-01-01": "effective_from = 2026-01-01",
        'closing = ["leader", "agreed"]': 'closing = ["photo"]',
    })  # fmt: skip
    branch = make_branch()
    gathering = first_item(branch, make_person(branch=branch))
    gathering.kind = "leader_led"
    with pytest.raises(closing.ClosingAsks):
        closed(gathering, host)
    kept = StoredFile(sha256="a" * 64, media_type="image/jpeg", size=1, stored_at=NOON)
    db.session.add(kept)
    db.session.flush()
    file = GroupStudyFile(
        group_study_id=gathering.id, purpose=purpose, sha256=kept.sha256, name="1.jpg",
        added_at=NOON,
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    assert closed(gathering, host) == 1


@pytest.mark.parametrize(("begins", "minutes", "error"), [
    (BEGINS, 0, EndBeforeStart), (BEGINS, -5, EndBeforeStart),
    (NOON + MINUTE, 30, closing.StartToCome), (NOON - MINUTE, 30, closing.EndToCome),
])  # fmt: skip
def test_times_that_cannot_have_been_are_refused_each_with_its_own_error(
    host, begins, minutes, error
):
    branch = make_branch()
    gathering = first_item(branch, make_person(branch=branch))
    with pytest.raises(error):
        closed(gathering, host, held=Held(begins, begins + minutes * MINUTE))
    assert entries() == []


def test_a_gathering_to_which_nobody_came_is_not_closed(host):
    branch = make_branch()
    with pytest.raises(closing.NobodyThere):
        closed(first_item(branch), host)


def test_who_checks_in_while_it_is_being_closed_is_not_left_out_unseen(host):
    branch = make_branch()
    seen, came = make_person(branch=branch), make_person(branch=branch)
    gathering = first_item(branch, seen, came)
    with pytest.raises(closing.PeopleChanged) as refused:
        closed(gathering, host, [seen], shown=[seen.id])
    assert (refused.value.came, refused.value.gone) == ({came.id}, set())


def test_other_times_held_change_the_credit(host):
    branch = make_branch()
    person = make_person(branch=branch)
    gathering = first_item(branch, person)
    closed(gathering, host, held=Held(BEGINS, BEGINS + 45 * MINUTE))
    assert (total(person), gathering.sequence) == (100, 1)
    assert gathering.ends_at == BEGINS + 45 * MINUTE


def test_who_has_left_by_the_day_or_has_no_room_in_it_cannot_be_credited(host):
    branch = make_branch()
    left, full, free = (make_person(branch=branch) for _ in range(3))
    gathering = first_item(branch, left, full, free)
    left.left_on = DAY
    make_entry(full, minutes=15 * 60, studied_on=DAY)
    with pytest.raises(PeopleHindered) as refused:
        closed(gathering, host)
    assert {one.staff_no for one in refused.value.people} == {left.staff_no, full.staff_no}
    assert closed(gathering, host, [free]) == 1
    assert db.session.scalar(sa.select(sa.func.sum(Credit.hundredths))) == 200


def test_who_moves_later_and_a_branch_that_closes_stay_in_the_list_as_on_the_day(host):
    branch, other = make_branch(name="老支部"), make_branch()
    person = make_person()
    line = make_membership(person, branch)
    gathering = first_item(branch, person)
    closed(gathering, host)
    line.to_on = DAY
    make_membership(person, other, from_on=DAY + timedelta(days=1))
    branch.closed_on = DAY + timedelta(days=1)
    db.session.commit()
    rows = attendance.rows_of(gathering.id)
    assert [(one.branch_id, one.branch) for one in rows] == [(branch.id, "老支部")] * 2


def test_held_on_another_day_each_stands_with_the_branch_of_that_day(host):
    planned, before = make_branch(), make_branch()
    person = make_person()
    make_membership(person, before, to_on=DAY - timedelta(days=1))
    make_membership(person, planned, from_on=DAY)
    gathering = first_item(planned, person)
    held = held_times(gathering, NOON)
    earlier = Held(held.starts_at - timedelta(days=1), held.ends_at - timedelta(days=1))
    closed(gathering, host, held=earlier, reason="提前一天开")
    assert gathering.held_on == DAY - timedelta(days=1)
    found = {one.person_id: one.branch_id for one in attendance.rows_of(gathering.id)}
    assert found[person.id] == before.id


def test_codes_that_came_late_and_wait_are_told_before_it_is_closed(host):
    branch = make_branch()
    gathering = first_item(branch, make_person(branch=branch))
    db.session.add(LateCheckIn(
        group_study_id=gathering.id, person_id=host.person_id, slot_at=BEGINS, sent_at=NOON,
    ))  # fmt: skip
    db.session.flush()
    found = closing.outlook(gathering, held_times(gathering, NOON), own_person_id=None)
    assert found.undecided == 1


def test_a_kind_that_counts_gatherings_credits_one_and_a_kind_by_days_none(host):
    text = example_pack().replace('id = "example-office"', 'id = "by-times"')
    by_minutes = 'en = "Group training"\nconvert = { of = "minutes", per = 45, credit = "1.00" }'
    assert by_minutes in text
    load_pack(
        text.replace(by_minutes, by_minutes.replace('of = "minutes", per = 45', 'of = "count"')),
        from_on=DAY,
    )
    branch = make_branch()
    person = make_person(branch=branch)
    closed(first_item(branch, person), host)
    assert [(one.minutes, one.count) for one in entries()] == [(0, 1)]
    assert total(person) == 100
    load_rule(**{
        "version = 2": "version = 3", "effective_from = 2020-01-01": "effective_from = 2026-01-01",
        '"group_training"': '"outside_training"',
    })  # fmt: skip
    with pytest.raises(NotCreditable):
        closed(first_item(branch, make_person(branch=branch)), host)
