"""The security officer's roles and hands."""

from datetime import date

import pytest
import sqlalchemy as sa

from domain.accounts import grants
from domain.audit import Actor
from models import Account, Grant, OneTimeLink, Person, RoleRequest, db
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_grant,
    make_person,
    make_secretary,
    make_unit,
)

TODAY = date(2026, 11, 20)
ACTOR = Actor(None)


@pytest.fixture
def officer(database):
    return make_account(username="guard", hand="security", password_hash="x")


@pytest.fixture
def client(login, officer):
    return login(officer)


def _ask(person, role="hr", **place):
    return grants.request_role(person.id, role, actor=ACTOR, now=NOON, **place)


def _roles():
    query = sa.select(Grant).order_by(Grant.id).execution_options(populate_existing=True)
    return [(grant.role, grant.ends_on) for grant in db.session.scalars(query)]


def test_requests_are_granted_together_and_end_the_sign_ins(client, login):
    branch = make_branch(name="第一支部")
    people = [make_person(name=name, branch=branch) for name in ("周敏", "吴琳")]
    accounts = [make_account(person) for person in people]
    theirs = login(accounts[0])
    asked = [_ask(people[0], "secretary", branch_id=branch.id), _ask(people[1])]
    db.session.commit()
    page = client.get("/admin/roles").text
    assert "周敏" in page
    assert "第一支部" in page
    data = {"request": [one.id for one in asked], "decision": "grant"}
    answer = client.post("/admin/roles/requests", data=data, follow_redirects=True)
    assert "2 roles granted." in answer.text
    assert _roles() == [("secretary", None), ("hr", None)]
    assert theirs.get("/account").status_code == 302


def test_a_request_of_somebody_who_has_moved_since_is_not_granted(client):
    branch = make_branch()
    account = make_cadre(branch=make_branch())
    asked = _ask(db.session.get_one(Person, account.person_id), "secretary", branch_id=branch.id)
    db.session.commit()
    data = {"request": asked.id, "decision": "grant"}
    answer = client.post("/admin/roles/requests", data=data, follow_redirects=True)
    assert "not in the branch or unit asked for" in answer.text
    assert _roles() == []


def test_a_request_is_declined_and_gone(client):
    asked = _ask(make_cadre_person())
    db.session.commit()
    client.post("/admin/roles/requests", data={"request": asked.id, "decision": "decline"})
    row = db.session.get_one(RoleRequest, asked.id, populate_existing=True)
    assert (row.granted, row.decided_at) == (False, NOON)
    assert _roles() == []


def make_cadre_person():
    person = make_person()
    make_account(person)
    return person


def test_a_person_without_an_account_keeps_the_request_open(client):
    asked = _ask(make_person())
    db.session.commit()
    data = {"request": asked.id, "decision": "grant"}
    answer = client.post("/admin/roles/requests", data=data, follow_redirects=True)
    assert "has no account yet" in answer.text
    assert db.session.get_one(RoleRequest, asked.id, populate_existing=True).decided_at is None


@pytest.mark.parametrize("data", [{"request": "999999", "decision": "grant"}, {"decision": "x"}])
def test_a_request_or_decision_that_does_not_exist_changes_nothing(client, data):
    assert client.post("/admin/roles/requests", data=data).status_code in {400, 404}
    assert _roles() == []


def test_a_role_is_granted_by_hand(client):
    branch = make_branch()
    account = make_cadre(branch=branch)
    db.session.commit()
    data = {"username": account.username.upper(), "role": "secretary", "branch": branch.id}
    assert client.post("/admin/roles/new", data=data | {"unit": ""}).location == "/admin/roles"
    grant = db.session.scalars(sa.select(Grant)).one()
    assert (grant.branch_id, grant.unit_id, grant.from_on) == (branch.id, None, TODAY)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"username": "nobody"}, "No account has this username."),
        ({"username": "guard"}, "takes no other role"),
        ({"role": "secretary"}, "needs a branch"),
        ({"role": "leader"}, "a leader a unit"),
        ({"role": "organiser"}, "holds this role already"),
        ({"role": "king"}, "Not a valid choice."),
        ({"branch": "999999"}, "Not a valid choice."),
    ],
)
def test_a_role_that_cannot_be_granted_says_why_and_is_not(client, typed, message):
    account = make_account(make_person(), username="zhou")
    make_grant(account, "organiser")
    db.session.commit()
    data = {"username": "zhou", "role": "hr", "branch": "", "unit": ""} | typed
    answer = client.post("/admin/roles/new", data=data)
    assert answer.status_code == 422
    assert message in answer.text
    assert _roles() == [("organiser", None)]


def test_a_role_is_taken_away_and_listed_with_when_and_why(client, login):
    secretary = make_secretary(make_branch())
    theirs = login(secretary)
    grant = db.session.scalars(sa.select(Grant)).one()
    assert client.post(f"/admin/roles/{grant.id}/revoke").location == "/admin/roles"
    assert _roles() == [("secretary", TODAY)]
    assert theirs.get("/account").status_code == 302
    page = client.get("/admin/roles").text
    assert "taken away" in page
    assert "Nobody holds a role yet." in page
    client.post(f"/admin/roles/{grant.id}/revoke")
    assert _roles() == [("secretary", TODAY)]


def test_what_lapsed_is_listed(client):
    account = make_secretary(make_branch(name="第九支部"))
    grants.lapse_grants(account.person_id, on=TODAY, actor=ACTOR, now=NOON, everything=True)
    db.session.commit()
    page = client.get("/admin/roles").text
    assert "lapsed: left the place it was for" in page
    assert "第九支部" in page


def test_a_hand_is_let_in_given_its_first_link_and_no_second(client, stranger):
    hand = make_account(hand="auditor", disabled_at=NOON)
    db.session.commit()
    url = f"/admin/hands/{hand.id}"
    client.post(f"{url}/enable")
    assert db.session.get_one(Account, hand.id, populate_existing=True).disabled_at is None
    assert "/first/" in client.post(f"{url}/link").text
    hand.password_hash = "x"
    db.session.commit()
    answer = client.post(f"{url}/link", follow_redirects=True)
    assert "command line only" in answer.text
    assert len(db.session.scalars(sa.select(OneTimeLink)).all()) == 1


def test_the_officer_shuts_a_hand_out_but_not_the_own_account(client, login, officer):
    hand = make_account(hand="admin")
    theirs = login(hand)
    client.post(f"/admin/hands/{hand.id}/disable")
    assert theirs.get("/account").status_code == 302
    client.post(f"/admin/hands/{officer.id}/disable")
    assert client.get("/admin/roles").status_code == 200


def test_a_staff_account_is_no_hand(client):
    account = make_cadre()
    db.session.commit()
    for step in ("enable", "disable", "link"):
        assert client.post(f"/admin/hands/{account.id}/{step}").status_code == 404
    assert db.session.scalars(sa.select(OneTimeLink)).all() == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_runs_the_same_queries_however_many_rows(client, count_queries, rows):
    for _number in range(rows):
        _ask(make_cadre_person())
        make_secretary(make_branch())
        lapsed = make_secretary(make_branch())
        grants.lapse_grants(lapsed.person_id, on=TODAY, actor=ACTOR, now=NOON, everything=True)
    db.session.commit()
    with count_queries() as queries:
        assert client.get("/admin/roles").status_code == 200
    assert len(queries) == 5  # the visitor, and the four lists


@pytest.mark.parametrize("path", ["/admin/roles", "/admin/roles/new"])
def test_only_the_security_officer_comes_in(login, stranger, path):
    for account in (make_cadre(), make_account(hand="admin"), make_account(hand="auditor")):
        assert login(account).get(path).status_code == 403
    assert stranger.get(path).status_code == 302


@pytest.mark.parametrize("path", ["/admin/roles", "/admin/roles/new"])
def test_the_pages_stand_in_chinese(login, officer, path):
    make_unit(name="秘书处")
    page = login(officer, language="zh").get(path)
    assert 'lang="zh-Hans-CN"' in page.text
