"""Merging and taking apart open no account, and give no role, that somebody had closed or ended."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain.accounts import grants, opening
from domain.accounts.sign_ins import may_enter, start_sign_in
from domain.audit import Actor
from domain.people import merging
from domain.visitors import find_signed_in
from models import Account, AuditRow, BranchMembership, Grant, Person, RoleRequest, SignIn, db
from tests.factories import (
    make_account,
    make_branch,
    make_grant,
    make_hr,
    make_leader,
    make_membership,
    make_person,
    make_secretary,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TODAY = date(2026, 11, 20)
BY = {"actor": Actor(None), "now": NOW}
AFTERWARDS = {"actor": Actor(None), "now": LATER}


def two_accounts():
    """The kept person with an account, and the account of a secretary who is merged."""
    kept, secretary = make_person(branch=make_branch()), make_secretary(make_branch())
    make_account(kept)
    return kept, db.session.get_one(Person, secretary.person_id), secretary


def told(action):
    """The nouns of the action in the trail, the oldest first; the trail is written at commit."""
    db.session.commit()
    query = sa.select(AuditRow.noun_id).where(AuditRow.action == action)
    return [int(one) for one in db.session.scalars(query.order_by(AuditRow.seq))]


def open_requests():
    query = sa.select(RoleRequest).where(RoleRequest.decided_at.is_(None)).order_by(RoleRequest.id)
    return [
        (one.person_id, one.role, one.branch_id or one.unit_id) for one in db.session.scalars(query)
    ]


def standing():
    query = sa.select(Grant.role).where(Grant.ends_on.is_(None)).order_by(Grant.id)
    return list(db.session.scalars(query))


def test_undoing_opens_the_account_that_the_merge_closed():
    kept, merged, account = two_accounts()
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    assert (account.disabled_at, told("account.disabled")) == (NOW, [account.id])
    merging.undo_merge(merge, today=TODAY, **AFTERWARDS)
    assert (account.disabled_at, told("account.enabled")) == (None, [account.id])


def test_undoing_leaves_an_account_closed_that_was_closed_meanwhile():
    kept, merged, account = two_accounts()
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    account.disabled_at = None
    opening.disable_account(account, "misuse", **AFTERWARDS)
    merging.undo_merge(merge, today=TODAY, **AFTERWARDS)
    assert (account.disabled_at, told("account.enabled")) == (LATER, [])


def test_undoing_leaves_an_account_closed_that_was_closed_before_the_merge():
    kept, merged, account = two_accounts()
    opening.disable_account(account, "misuse", **BY)
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    merging.undo_merge(merge, today=TODAY, **AFTERWARDS)
    assert account.disabled_at == NOW


def test_the_account_of_a_merged_record_is_not_enabled_and_lets_nobody_in():
    kept, merged, account = two_accounts()
    token = start_sign_in(account, now=NOW, source="")
    assert may_enter(account, today=TODAY)
    assert find_signed_in(token, today=TODAY)
    merging.merge_people(kept, merged, on=TODAY, **BY)
    with pytest.raises(opening.PersonMerged):
        opening.enable_account(account, **AFTERWARDS)
    account.disabled_at = None
    again = start_sign_in(account, now=LATER, source="")
    assert not may_enter(account, today=TODAY)
    assert find_signed_in(again, today=TODAY) is None
    assert find_signed_in(token, today=TODAY) is None


def test_an_account_without_a_person_and_the_kept_ones_are_let_in():
    kept, merged, _ = two_accounts()
    merging.merge_people(kept, merged, on=TODAY, **BY)
    own = db.session.scalars(sa.select(Account).where(Account.person_id == kept.id)).one()
    hand = make_account(hand="admin")
    for account in (own, hand):
        assert may_enter(account, today=TODAY)
        assert find_signed_in(start_sign_in(account, now=NOW, source=""), today=TODAY)


def test_every_role_of_the_account_that_stays_behind_lapses_and_is_asked_for_after_undoing():
    kept, merged, account = two_accounts()
    make_grant(account, "hr")
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    assert standing() == []
    assert len(told("role.lapsed")) == 2
    merging.undo_merge(merge, today=TODAY, **AFTERWARDS)
    branch_id = db.session.scalars(
        sa.select(BranchMembership.branch_id).where(BranchMembership.person_id == merged.id)
    ).one()
    assert open_requests() == [(merged.id, "secretary", branch_id), (merged.id, "hr", None)]
    assert standing() == []
    assert told("role.granted") == []


def test_a_role_granted_anew_meanwhile_stands_once_after_undoing():
    account = make_secretary(make_branch())
    grant = db.session.scalars(sa.select(Grant)).one()
    merged, kept = db.session.get_one(Person, account.person_id), make_person(branch=make_branch())
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    assert grant.ends_on == TODAY
    make_grant(account, "secretary", branch_id=grant.branch_id, from_on=TODAY, ends_on=None)
    merging.undo_merge(merge, today=TODAY, **AFTERWARDS)
    assert (standing(), open_requests()) == (["secretary"], [])


def test_a_leader_whose_post_does_not_survive_the_merge_leads_no_more():
    unit = make_unit()
    account = make_leader(unit)
    merged, kept = db.session.get_one(Person, account.person_id), make_person(unit=make_unit())
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    assert account.person_id == kept.id
    assert standing() == []
    merging.undo_merge(merge, today=TODAY, **AFTERWARDS)
    assert open_requests() == [(merged.id, "leader", unit.id)]


def test_a_leader_who_keeps_a_post_above_the_unit_only_leads_it_no_more():
    above = make_unit()
    account = make_leader(make_unit(parent_id=above.id))
    merged, kept = db.session.get_one(Person, account.person_id), make_person(unit=above)
    merging.merge_people(kept, merged, on=TODAY, **BY)
    assert standing() == []


def test_roles_whose_place_survives_move_with_the_account():
    branch, unit = make_branch(), make_unit()
    account = make_leader(unit, branch=branch)
    make_grant(account, "secretary", branch_id=branch.id)
    merged = db.session.get_one(Person, account.person_id)
    kept = make_person(branch=branch)
    merging.merge_people(kept, merged, on=TODAY, **BY)
    assert (account.person_id, standing()) == (kept.id, ["leader", "secretary"])


def test_a_branch_of_long_ago_keeps_no_role():
    branch = make_branch()
    account = make_secretary(branch)
    merged, kept = db.session.get_one(Person, account.person_id), make_person(branch=make_branch())
    make_membership(kept, branch, from_on=date(2001, 1, 1), to_on=date(2001, 12, 31))
    merging.merge_people(kept, merged, on=TODAY, **BY)
    assert standing() == []


def test_who_has_left_takes_over_no_role():
    account = make_hr()
    merged = db.session.get_one(Person, account.person_id)
    merging.merge_people(make_person(left_on=TODAY), merged, on=TODAY, **BY)
    assert (may_enter(account, today=TODAY), standing()) == (False, [])


def test_a_role_won_by_the_kept_record_s_place_ends_when_the_account_goes_back():
    branch = make_branch()
    kept, merged = make_person(branch=branch), make_person()
    account = make_account(merged)
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    grants.grant_role(account, grants.Role("secretary", branch.id), today=TODAY, **BY)
    merging.undo_merge(merge, today=TODAY, **AFTERWARDS)
    assert (account.person_id, standing(), open_requests()) == (merged.id, [], [])


def test_an_account_that_moves_is_signed_out_each_time_and_the_trail_tells():
    kept, merged = make_person(), make_person()
    account, hand = make_account(merged), make_account(hand="auditor", holder_id=merged.id)
    start_sign_in(account, now=NOW, source="")
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    start_sign_in(account, now=NOW, source="")
    merging.undo_merge(merge, today=TODAY, **AFTERWARDS)
    reasons = db.session.scalars(sa.select(SignIn.end_reason).order_by(SignIn.id)).all()
    assert reasons == ["merged", "merge_undone"]
    assert told("account.attached") == [hand.id, account.id, hand.id, account.id]
    assert (account.person_id, hand.holder_id) == (merged.id, merged.id)


def test_the_administrator_is_told_why_the_account_stays_closed(login):
    kept, merged, account = two_accounts()
    merging.merge_people(kept, merged, on=TODAY, **BY)
    page = f"/admin/accounts/{account.id}"
    client = login(make_account(hand="admin"))
    answer = client.post(f"{page}/enable", follow_redirects=True)
    assert "was merged into another one" in answer.get_data(as_text=True)
    db.session.expire_all()
    assert db.session.get_one(Account, account.id).disabled_at == NOW
