"""Codes sent late: judged by their slot, listed once, accepted or refused once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain.access import GrantHeld, Visitor
from domain.audit import Actor
from domain.groupstudy import late_check_ins
from domain.groupstudy.arrivals import CodeRefused, PageOfAnother, Sent, arrive, kind_of
from domain.groupstudy.attendance import BY_LATE_CODE, LATE, PRESENT, AlreadyThere, find_row
from domain.groupstudy.codes import LATE_FOR, SLOT, code_at, ticket_for
from domain.groupstudy.holding import CLOSED, NotInState
from domain.groupstudy.late_check_ins import ListedAlready, NotOpenThen, TooLate
from models import AttendanceStep, LateCheckIn, StudyEntry, db
from tests.factories import make_branch, make_cadre
from tests.gatherings import BEGINS, load_rule, make_gathering, opened
from tests.packs import load_pack

KEY = "a key of the tests, long enough to be one"
SYSTEM = Actor(None)
A_MINUTE = timedelta(minutes=1)
LATER = BEGINS + timedelta(hours=2)


@pytest.fixture
def branch(database):
    load_rule()
    return make_branch()


@pytest.fixture
def account(branch):
    return make_cadre(branch=branch)


@pytest.fixture
def gathering(branch, account):
    return opened(make_gathering(branch), at=BEGINS)


def come(gathering, account, sent, *, now):
    visitor = Visitor(account.id, 1, account.username, person_id=account.person_id)
    return arrive(gathering, visitor, account.person_id, sent, key=KEY, now=now)


def kept_code(gathering, at):
    return Sent(code_at(gathering, KEY, at), kept=True)


def accept(gathering, late):
    host = Visitor(make_cadre().id, 0, "host", grants=(GrantHeld("organiser"),))
    late_check_ins.accept_late(
        gathering, late, kind_of(gathering), "断网后补发的签到码", host, now=LATER
    )


def test_a_fresh_code_checks_in_whether_it_was_kept_or_not(gathering, account):
    row = come(gathering, account, kept_code(gathering, BEGINS), now=BEGINS + SLOT)
    assert (row.state, row.way) == (PRESENT, "code")
    with pytest.raises(AlreadyThere):
        come(gathering, account, Sent(code_at(gathering, KEY, LATER)), now=LATER)


def test_an_earlier_code_is_refused_unless_it_was_kept(gathering, account):
    sent = Sent(code_at(gathering, KEY, BEGINS))
    with pytest.raises(CodeRefused) as refused:
        come(gathering, account, sent, now=BEGINS + 2 * SLOT)
    assert refused.value.judged.slot_at == BEGINS
    assert find_row(gathering.id, account.person_id).state == "expected"


def test_a_ticket_lets_in_who_read_before_tapping_and_nobody_else(gathering, account):
    code, at = code_at(gathering, KEY, BEGINS), BEGINS + 2 * A_MINUTE
    other = make_cadre()
    ticket = ticket_for(other.id, gathering, KEY, now=BEGINS)
    with pytest.raises(PageOfAnother):
        come(gathering, account, Sent(code_at(gathering, KEY, at), ticket), now=at)
    row = come(gathering, other, Sent(code, ticket), now=at)
    assert (row.guest, row.state) == (True, PRESENT)
    ticket = ticket_for(account.id, gathering, KEY, now=BEGINS)
    with pytest.raises(CodeRefused):
        come(gathering, account, Sent(code, ticket), now=BEGINS + 4 * A_MINUTE)


def test_a_kept_code_waits_for_the_host_and_is_accepted_as_of_its_slot(gathering, account):
    at = BEGINS + timedelta(minutes=11)
    late = come(gathering, account, kept_code(gathering, at), now=LATER)
    assert (late.state, late.slot_at) == ("waiting", at)
    assert find_row(gathering.id, account.person_id).state == "expected"
    for _ in range(2):
        accept(gathering, late)
    row = find_row(gathering.id, account.person_id)
    assert (row.state, row.way, row.arrived_at) == (LATE, BY_LATE_CODE, at)
    assert db.session.scalar(sa.select(sa.func.count(AttendanceStep.id))) == 1
    with pytest.raises(ListedAlready):
        late_check_ins.refuse_late(gathering, late, "没来", actor=SYSTEM, now=LATER)


def test_a_second_code_of_the_same_person_is_not_listed_again(gathering, account):
    late = come(gathering, account, kept_code(gathering, BEGINS), now=LATER)
    late_check_ins.refuse_late(gathering, late, "没来", actor=SYSTEM, now=LATER)
    with pytest.raises(ListedAlready) as before:
        come(gathering, account, kept_code(gathering, BEGINS + A_MINUTE), now=LATER)
    assert (before.value.row.state, before.value.row.reason) == ("refused", "没来")
    assert db.session.scalar(sa.select(sa.func.count(LateCheckIn.id))) == 1


def test_after_closing_a_kept_code_is_listed_and_accepted_as_a_correction(gathering, account):
    load_pack()
    gathering.state, gathering.closed_at = CLOSED, BEGINS + timedelta(minutes=90)
    db.session.flush()
    with pytest.raises(NotOpenThen):
        come(gathering, account, kept_code(gathering, gathering.closed_at), now=LATER)
    late = come(gathering, account, kept_code(gathering, BEGINS), now=BEGINS + LATE_FOR)
    for _ in range(2):
        accept(gathering, late)
    row = find_row(gathering.id, account.person_id)
    assert (row.state, row.way, row.arrived_at) == (PRESENT, BY_LATE_CODE, BEGINS)
    assert row.replaces_id is not None
    assert db.session.get(StudyEntry, row.entry_id).state == "confirmed"
    assert late_check_ins.waiting_of(gathering.id) == []


def test_a_kept_code_of_before_the_opening_or_a_day_ago_is_refused(gathering, account):
    with pytest.raises(NotOpenThen):
        come(gathering, account, kept_code(gathering, BEGINS - A_MINUTE), now=LATER)
    with pytest.raises(TooLate):
        come(gathering, account, kept_code(gathering, BEGINS), now=BEGINS + LATE_FOR + SLOT)


def test_nobody_checks_in_before_it_opens_or_after_it_closed(branch, account):
    planned = make_gathering(branch)
    for state in ("planned", "closed", "cancelled"):
        planned.state, planned.closed_at = state, BEGINS
        db.session.flush()
        with pytest.raises(NotInState):
            come(planned, account, Sent(code_at(planned, KEY, LATER)), now=LATER)


def test_without_any_rule_nobody_is_kept_out(database):
    branch = make_branch()
    account = make_cadre(branch=branch)
    gathering = opened(make_gathering(branch), at=BEGINS)
    row = come(gathering, account, Sent(code_at(gathering, KEY, LATER)), now=LATER)
    assert row.state == LATE
