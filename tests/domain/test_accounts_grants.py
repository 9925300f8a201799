"""Grants that lapse, requests that wait, and what the database itself refuses."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from domain.accounts import grants, listing
from domain.accounts.grants import Role, lapse_grants, request_role
from domain.audit import Actor
from models import Account, AuditRow, Grant, RoleRequest, SignIn, db
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_grant,
    make_person,
    make_unit,
)

TODAY = date(2026, 11, 20)
WHO = {"actor": Actor(None), "now": NOON}


def _standing(account, day=TODAY):
    return [line.role for line in listing.standing_roles(day, account.id)]


@pytest.fixture
def everything(database):
    """An account with a role of every kind, its branch and its unit."""
    branch, unit = make_branch(), make_unit()
    account = make_cadre(branch=branch, unit=unit)
    make_grant(account, "secretary", branch_id=branch.id)
    make_grant(account, "leader", unit_id=unit.id)
    make_grant(account, "hr")
    make_grant(make_cadre(), "secretary", branch_id=branch.id)
    return account, branch, unit


def test_leaving_a_branch_ends_the_roles_for_it_and_no_other(everything):
    account, branch, _unit = everything
    lapsed = lapse_grants(account.person_id, on=TODAY, branch_id=branch.id, **WHO)
    assert [(one.role, one.end_reason, one.ends_on) for one in lapsed] == [
        ("secretary", "lapsed", TODAY)
    ]
    assert _standing(account) == ["hr", "leader"]


def test_leaving_a_unit_ends_the_roles_for_any_of_the_units_left(everything):
    account, _branch, unit = everything
    other = make_unit()
    assert lapse_grants(account.person_id, on=TODAY, unit_ids=frozenset({other.id}), **WHO) == []
    lapse_grants(account.person_id, on=TODAY, unit_ids=frozenset({unit.id, other.id}), **WHO)
    assert _standing(account) == ["hr", "secretary"]


def test_leaving_the_organisation_ends_them_all(everything):
    account, *_place = everything
    assert len(lapse_grants(account.person_id, on=TODAY, everything=True, **WHO)) == 3
    assert _standing(account) == []


def test_a_role_lapses_on_the_day_and_not_before(everything):
    account, branch, _unit = everything
    tomorrow = TODAY + timedelta(days=1)
    lapse_grants(account.person_id, on=tomorrow, branch_id=branch.id, **WHO)
    assert "secretary" in _standing(account)
    assert "secretary" not in _standing(account, tomorrow)


def test_a_later_end_is_brought_forward_and_an_earlier_one_stays(database):
    account, branch = make_cadre(), make_branch()
    later = make_grant(
        account, "secretary", branch_id=branch.id,
        ends_on=TODAY + timedelta(days=9), end_reason="lapsed",
    )  # fmt: skip
    earlier = make_grant(
        account, "secretary", branch_id=branch.id, ends_on=date(2024, 1, 1), end_reason="revoked"
    )
    assert lapse_grants(account.person_id, on=TODAY, everything=True, **WHO) == [later]
    assert (later.ends_on, earlier.ends_on) == (TODAY, date(2024, 1, 1))


def test_naming_nothing_ends_nothing(everything):
    account, *_place = everything
    assert lapse_grants(account.person_id, on=TODAY, **WHO) == []
    assert lapse_grants(account.person_id, on=TODAY, unit_ids=frozenset(), **WHO) == []
    assert len(_standing(account)) == 3


def test_coming_back_does_not_bring_the_role_back_but_it_may_be_granted_anew(everything):
    account, branch, _unit = everything
    lapse_grants(account.person_id, on=TODAY, branch_id=branch.id, **WHO)
    grants.grant_role(account, Role("secretary", branch.id), today=TODAY, **WHO)
    assert _standing(account).count("secretary") == 1
    db.session.commit()
    actions = db.session.scalars(sa.select(AuditRow.action).where(AuditRow.noun == "grant"))
    assert actions.all() == ["role.lapsed", "role.granted"]


def test_a_change_of_roles_ends_the_sign_ins(login, everything):
    account, branch, _unit = everything
    login(account)
    lapse_grants(account.person_id, on=TODAY, branch_id=branch.id, **WHO)
    (row,) = db.session.scalars(sa.select(SignIn).where(SignIn.account_id == account.id))
    assert row.end_reason == "role_changed"


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("secretary", {}),
        ("secretary", {"branch_id": 1, "unit_id": 1}),
        ("leader", {"branch_id": 1}),
        ("hr", {"unit_id": 1}),
        ("admin", {}),
    ],
)
def test_a_role_needs_the_place_that_fits_it(role, place):
    with pytest.raises(grants.ScopeWrong):
        Role(role, **place)


def test_a_role_is_held_once(everything):
    account, branch, unit = everything
    with pytest.raises(grants.GrantStands):
        grants.grant_role(account, Role("secretary", branch.id), today=TODAY, **WHO)
    above = make_unit()
    unit.parent_id = above.id
    other = grants.grant_role(account, Role("leader", None, above.id), today=TODAY, **WHO)
    assert other.id is not None


def test_a_role_is_for_the_branch_or_unit_that_the_person_is_in(everything):
    account, *_place = everything
    for role in (Role("secretary", make_branch().id), Role("leader", None, make_unit().id)):
        with pytest.raises(grants.NotInPlace):
            grants.grant_role(account, role, today=TODAY, **WHO)
    with pytest.raises(grants.NotInPlace):
        grants.grant_role(make_account(), Role("secretary", make_branch().id), today=TODAY, **WHO)


def test_to_ask_twice_is_to_ask_once(database):
    person, branch = make_person(), make_branch()
    first = request_role(person.id, "secretary", branch.id, **WHO)
    assert request_role(person.id, "secretary", branch.id, **WHO) is first
    assert request_role(person.id, "hr", **WHO) is not None
    assert len(db.session.scalars(sa.select(RoleRequest)).all()) == 2


def test_what_is_held_already_is_not_asked_for(everything):
    account, branch, _unit = everything
    assert request_role(account.person_id, "secretary", branch.id, **WHO) is None
    assert request_role(account.person_id, "hr", **WHO) is None


def test_a_request_is_decided_once(database):
    account = make_cadre()
    asked = request_role(account.person_id, "organiser", **WHO)
    grant = grants.decide_request(asked, granted=True, today=TODAY, **WHO)
    assert (grant.role, grant.account_id) == ("organiser", account.id)
    with pytest.raises(grants.RequestDecided):
        grants.decide_request(asked, granted=False, today=TODAY, **WHO)


def test_a_request_for_a_role_granted_meanwhile_is_closed(database):
    account = make_cadre()
    asked = request_role(account.person_id, "hr", **WHO)
    make_grant(account, "hr")
    assert grants.decide_request(asked, granted=True, today=TODAY, **WHO) is None
    assert asked.granted is True


def test_a_hand_takes_no_role(database):
    with pytest.raises(grants.HandHoldsNoRole):
        grants.grant_role(make_account(hand="admin"), Role("hr"), today=TODAY, **WHO)


# What the database refuses whoever asks, by statements that pass our own code by.

INSERT_ACCOUNT = (
    "INSERT INTO accounts (username, kind, hand, person_id, holder_id, password_hash, "
    "totp_secret, totp_last_step, language, theme, created_at, version) VALUES "
    "(:username, :kind, :hand, :person, :holder, '', '', 0, '', 'auto', "
    "'2026-11-20 00:00:00+00:00', 1)"
)
INSERT_GRANT = (
    "INSERT INTO grants (account_id, account_kind, role, from_on, granted_at) VALUES "
    "(:account, :kind, 'hr', '2026-11-20', '2026-11-20 00:00:00+00:00')"
)
STAFF = {"username": "new", "kind": "staff", "hand": None, "person": None, "holder": None}
HAND = STAFF | {"kind": "hand", "hand": "auditor"}


def _refused(statement, values):
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.text(statement), values)


@pytest.mark.parametrize("kind", ["hand", "staff"])
def test_the_database_refuses_a_role_to_a_hand(database, kind):
    hand = make_account(hand="admin")
    _refused(INSERT_GRANT, {"account": hand.id, "kind": kind})


def test_the_database_refuses_to_make_a_hand_of_an_account_with_a_role(database):
    account = make_account()
    make_grant(account, "hr")
    update = "UPDATE accounts SET kind = 'hand', hand = 'admin' WHERE id = :id"
    _refused(update, {"id": account.id})


def test_the_database_refuses_a_hand_to_somebody_who_keeps_one(database):
    holder = make_person()
    make_account(hand="admin", holder_id=holder.id)
    _refused(INSERT_ACCOUNT, HAND | {"holder": holder.id})


@pytest.mark.parametrize(
    "wrong",
    [
        HAND | {"hand": "both"},
        HAND | {"hand": None},
        HAND | {"kind": "staff"},
        HAND | {"username": "Capital"},
    ],
)
def test_the_database_refuses_an_account_that_is_no_single_hand(database, wrong):
    _refused(INSERT_ACCOUNT, wrong)


def test_the_database_refuses_a_hand_that_is_a_cadre_and_a_holder_without_a_hand(database):
    person = make_person()
    _refused(INSERT_ACCOUNT, HAND | {"person": person.id})
    _refused(INSERT_ACCOUNT, STAFF | {"holder": person.id})


def test_the_database_refuses_a_second_account_of_one_person(database):
    person = make_person()
    make_account(person)
    _refused(INSERT_ACCOUNT, STAFF | {"person": person.id})


def test_the_database_refuses_the_same_role_twice_while_it_stands(database):
    account = make_cadre()
    make_grant(account, "hr")
    _refused(INSERT_GRANT, {"account": account.id, "kind": "staff"})


def test_the_raw_statements_are_refused_for_their_reason_alone(database):
    db.session.execute(sa.text(INSERT_ACCOUNT), HAND)
    db.session.execute(sa.text(INSERT_ACCOUNT), STAFF | {"username": "second"})
    staff = db.session.scalars(sa.select(Account).where(Account.username == "second")).one()
    db.session.execute(sa.text(INSERT_GRANT), {"account": staff.id, "kind": "staff"})
    assert len(db.session.scalars(sa.select(Grant)).all()) == 1


def test_the_account_of_a_hand_closes_with_the_day_its_keeper_leaves(login, database):
    keeper = make_person()
    client = login(make_account(hand="auditor", holder_id=keeper.id))
    assert client.get("/audit").status_code == 200
    keeper.left_on = TODAY
    db.session.commit()
    assert client.get("/audit").location.startswith("/sign-in")
