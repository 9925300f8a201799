from datetime import date

from domain.confirmers import chain_on, confirmers_of
from models import Person, db
from tests.factories import (
    THEN,
    make_absence,
    make_account,
    make_branch,
    make_grant,
    make_leader,
    make_person,
    make_secretary,
    make_unit,
)

TODAY = date(2026, 11, 20)


def names(person):
    return [one.name for one in confirmers_of(person.id, today=TODAY)]


def test_the_secretary_of_the_branch_comes_first(database):
    branch, unit = make_branch(), make_unit()
    make_secretary(branch, name="书记")
    make_leader(unit, name="处长")
    assert names(make_person(branch=branch, unit=unit)) == ["书记"]


def test_an_absent_secretary_is_replaced_by_the_deputy_named_in_the_absence(database):
    branch = make_branch()
    secretary, deputy = make_secretary(branch), make_person(branch=branch, name="代理人")
    make_account(deputy)
    owner = make_person(branch=branch)
    make_absence(db.session.get(Person, secretary.person_id), deputy)
    assert names(owner) == ["代理人"]


def test_without_secretary_or_deputy_the_nearest_leader_upward_confirms(database):
    branch = make_branch()
    office = make_unit()
    division = make_unit(parent_id=office.id)
    make_leader(office, name="主任")
    assert names(make_person(branch=branch, unit=division)) == ["主任"]
    make_leader(division, name="处长")
    assert names(make_person(branch=branch, unit=division)) == ["处长"]


def test_a_secretary_never_confirms_the_own_entries(database):
    branch, unit = make_branch(), make_unit()
    secretary = make_secretary(branch, unit=unit)
    make_leader(unit, name="处长")
    assert names(db.session.get(Person, secretary.person_id)) == ["处长"]


def test_a_leader_without_anybody_above_needs_a_person_named_by_hr(database):
    unit = make_unit()
    named = make_person(name="指定人")
    make_account(named)
    leader = make_leader(unit, confirmer_id=named.id)
    assert names(db.session.get(Person, leader.person_id)) == ["指定人"]


def test_nobody_confirms_where_nobody_is_there(database):
    assert names(make_person()) == []


def test_a_grant_that_ended_and_a_disabled_account_confirm_nothing(database):
    branch = make_branch()
    ended = make_account(make_person(branch=branch))
    make_grant(
        ended, "secretary", branch_id=branch.id, ends_on=date(2026, 11, 20), end_reason="lapsed"
    )
    assert names(make_person(branch=branch)) == []


def test_the_chain_of_a_whole_organisation_is_one_query(database, count_queries):
    branch = make_branch()
    for _ in range(3):
        make_secretary(branch)
    with count_queries() as queries:
        chain_on(TODAY)
    assert len(queries) == 1


def test_whoever_has_no_account_or_a_closed_one_cannot_act_for_anybody(database):
    branch = make_branch()
    secretary = make_secretary(branch)
    nobody, closed = make_person(branch=branch), make_person(branch=branch)
    make_account(closed, disabled_at=THEN)
    make_absence(db.session.get(Person, secretary.person_id), nobody)
    assert names(make_person(branch=branch, confirmer_id=closed.id)) == []


def test_whoever_has_left_is_neither_deputy_nor_named_confirmer(database):
    branch = make_branch()
    secretary = make_secretary(branch)
    gone = make_person(branch=branch, name="调走的人", left_on=TODAY)
    make_absence(db.session.get(Person, secretary.person_id), gone)
    assert names(make_person(branch=branch, confirmer_id=gone.id)) == []
