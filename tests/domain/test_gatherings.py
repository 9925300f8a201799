"""Gatherings planned, opened and attended: who is invited, who is there, each change kept."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.groupstudy import attendance, planning
from domain.groupstudy.attendance import LATE, LEAVE, PRESENT, Mark
from domain.groupstudy.holding import NotInState
from domain.groupstudy.rule_keeping import rule_on
from domain.groupstudy.rules import KINDS
from models import Attendance, AttendanceStep, db
from tests.factories import make_branch, make_membership, make_person
from tests.gatherings import BEGINS, DAY, NOON, load_rule, make_gathering, opened

SYSTEM = Actor(None)


def test_the_rule_that_ships_is_read_and_holds(database):
    load_rule()
    rule = rule_on(DAY)
    assert set(rule.kinds) == set(KINDS)
    assert [one.period(DAY)[0].isoformat() for one in rule.requirements] == [
        "2026-11-01", "2026-10-01",
    ]  # fmt: skip
    assert [one.period(DAY)[1].isoformat() for one in rule.requirements] == [
        "2026-11-30", "2026-12-31",
    ]  # fmt: skip


def test_opening_lists_those_invited_with_the_branch_of_the_day(database):
    here, other = make_branch(), make_branch()
    stays, moved, left = (make_person() for _ in range(3))
    make_membership(stays, here)
    make_membership(moved, here, to_on=DAY - timedelta(days=1))
    make_membership(moved, other, from_on=DAY)
    make_membership(left, here)
    left.left_on = DAY
    gathering = opened(make_gathering(here))
    assert [row.person_id for row in attendance.rows_of(gathering.id)] == [stays.id]


def test_a_check_in_is_once_and_late_past_the_minutes_of_the_rule(database):
    load_rule()
    branch = make_branch()
    early, late = make_person(branch=branch), make_person(branch=branch)
    gathering = opened(make_gathering(branch))
    kind = rule_on(DAY).kinds[gathering.kind]
    for person, minutes, state in ((early, 10, PRESENT), (late, 11, LATE)):
        at = BEGINS + timedelta(minutes=minutes)
        row = attendance.check_in(gathering, person.id, kind, at=at, actor=SYSTEM, now=at)
        assert (row.state, row.arrived_at) == (state, at)
        with pytest.raises(attendance.AlreadyThere):
            attendance.check_in(gathering, person.id, kind, at=at, actor=SYSTEM, now=at)
    assert attendance.counts_of(gathering.id).there == 2


def test_who_is_not_invited_comes_as_a_guest(database):
    load_rule()
    branch = make_branch()
    make_person(branch=branch)
    gathering = opened(make_gathering(branch), make_person(branch=make_branch()))
    rows = attendance.rows_of(gathering.id)
    assert [(row.guest, row.state) for row in rows if row.state == PRESENT] == [(True, PRESENT)]


def test_every_change_of_a_mark_is_kept_and_leave_asks_a_reason(database):
    branch = make_branch()
    person = make_person(branch=branch)
    gathering = opened(make_gathering(branch), person)
    with pytest.raises(attendance.ReasonWanting):
        attendance.mark(gathering, person.id, Mark(LEAVE), actor=SYSTEM, now=NOON)
    made = Mark(LEAVE, reason="出差")
    row = attendance.mark(gathering, person.id, made, was=PRESENT, actor=SYSTEM, now=NOON)
    assert row.arrived_at is None
    with pytest.raises(attendance.ChangedMeanwhile):
        attendance.mark(gathering, person.id, Mark(PRESENT), was="expected", actor=SYSTEM, now=NOON)
    steps = db.session.execute(
        sa.select(AttendanceStep.was, AttendanceStep.became, AttendanceStep.reason)
    ).all()
    assert [tuple(one) for one in steps] == [
        ("expected", "present", ""), ("present", "leave", "出差"),
    ]  # fmt: skip


def test_nothing_is_marked_before_it_opens_or_after_it_is_cancelled(database):
    branch = make_branch()
    person = make_person(branch=branch)
    gathering = make_gathering(branch)
    with pytest.raises(NotInState):
        attendance.mark(gathering, person.id, Mark(PRESENT), actor=SYSTEM, now=NOON)
    opened(gathering)
    planning.cancel_gathering(gathering, "改期", actor=SYSTEM, now=NOON)
    with pytest.raises(NotInState):
        attendance.mark(gathering, person.id, Mark(PRESENT), actor=SYSTEM, now=NOON)
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 1
