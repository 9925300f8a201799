"""What study first asks of branches as matters: who owes it, until when, what becomes of it."""

from datetime import UTC, date, datetime

import pytest

from domain.audit import Actor
from domain.groupstudy import duties
from models import Grant, Matter, Person, RhythmDuty, db
from tests.factories import make_branch, make_leader, make_person, make_secretary, make_unit
from tests.gatherings import DAY, NOON, load_rule
from tests.rhythm import asked, board, held

SYSTEM = Actor(None)
BY = {"actor": SYSTEM, "now": NOON}


@pytest.fixture(autouse=True)
def _rule(database):
    load_rule()


def matters() -> list[Matter]:
    db.session.expire_all()
    return db.session.query(Matter).filter_by(kind="rhythm").order_by(Matter.id).all()


def test_the_secretary_owes_each_requirement_by_the_end_of_its_period(database):
    branch = make_branch(name="一")
    secretary = make_secretary(branch)
    assert duties.daily(**BY) == 2
    assert duties.daily(**BY) == 0
    assert [(one.title, str(one.due_on), one.owed_by_id, one.turn) for one in matters()] == [
        ("study-first 一", "2026-11-30", secretary.person_id, "by"),
        ("exchange 一", "2026-12-31", secretary.person_id, "by"),
    ]


def test_without_a_secretary_the_leader_of_the_unit_owes_it_and_without_both_nobody(database):
    unit = make_unit()
    branch = make_branch(unit_id=unit.id)
    make_branch()
    leader = make_leader(unit)
    assert duties.daily(**BY) == 2
    assert {one.owed_by_id for one in matters()} == {leader.person_id}
    assert {one.branch_id for one in db.session.query(RhythmDuty)} == {branch.id}


def test_what_was_held_already_is_not_owed(database):
    branch = make_branch()
    secretary = make_secretary(branch)
    held(branch, db.session.get_one(Person, secretary.person_id))
    assert duties.daily(**BY) == 0


def test_closing_a_gathering_closes_the_matter_and_a_correction_opens_it_again(database):
    branch = make_branch()
    secretary = make_secretary(branch)
    duties.daily(**BY)
    gathering = held(branch, make_person(branch=branch), kind="first_item")
    duties.follow({branch.id}, DAY, **BY)
    assert [(one.state, one.outcome) for one in matters()] == [("closed", "held"), ("open", "")]
    gathering.state = "corrected"
    duties.follow({branch.id}, DAY, **BY)
    first, _second = matters()
    assert (first.state, first.owed_by_id) == ("reopened", secretary.person_id)
    assert str(first.due_on) == "2026-11-30"


def test_a_new_secretary_takes_over_and_without_one_nobody_owes_it(database):
    branch = make_branch()
    secretary = make_secretary(branch)
    duties.daily(**BY)
    for grant in db.session.query(Grant).filter_by(account_id=secretary.id):
        grant.ends_on, grant.end_reason = DAY, "revoked"
    db.session.commit()
    duties.daily(**BY)
    assert {(one.turn, one.outcome) for one in matters()} == {("", "unowed")}
    second = make_secretary(branch)
    duties.daily(**BY)
    assert {(one.turn, one.owed_by_id) for one in matters()} == {("by", second.person_id)}


def test_a_month_after_the_period_it_is_closed_as_missed_and_stays_on_the_board(database):
    branch = make_branch(name="一")
    make_secretary(branch)
    duties.daily(**BY)
    for day, outcome in ((date(2026, 12, 31), ""), (date(2027, 1, 1), "missed")):
        at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        duties.daily(actor=SYSTEM, now=at)
        assert matters()[0].outcome == outcome
    assert asked(board(today=date(2027, 2, 1))["一"].cells[10].missing) == [
        ("study-first", "2026-11-30")
    ]


def test_a_branch_that_was_closed_meanwhile_is_asked_nothing_more(database):
    branch = make_branch()
    make_secretary(branch)
    duties.daily(**BY)
    branch.closed_on = DAY
    duties.daily(**BY)
    assert {one.outcome for one in matters()} == {"not_asked"}


def test_a_branch_opened_in_the_last_third_of_the_period_is_not_asked(database):
    branch = make_branch(opened_on=date(2026, 11, 21))
    make_secretary(branch)
    assert duties.daily(actor=SYSTEM, now=datetime(2026, 11, 24, 4, tzinfo=UTC)) == 1
    assert [str(one.due_on) for one in matters()] == ["2026-12-31"]


def test_without_any_rule_nothing_is_asked(database):
    db.session.execute(db.text("DELETE FROM study_first_rules"))
    make_secretary(make_branch())
    assert duties.daily(**BY) == 0
    assert all(one.missing == 0 for one in board().values())
