"""The three hands stay apart: none holds a role, none makes or takes over another alone."""

import pytest
import sqlalchemy as sa

from models import Account, Grant, OneTimeLink, db
from tests import factories as make
from tests.matrix.world import HANDS, make_world


@pytest.fixture
def world(app, database):
    return make_world(app)


def count(model) -> int:
    db.session.expire_all()
    return db.session.scalars(sa.select(sa.func.count()).select_from(model)).one()


@pytest.mark.parametrize("hand", sorted(HANDS))
@pytest.mark.parametrize("role", ["secretary", "organiser", "hr", "leader"])
def test_the_security_officer_cannot_give_a_hand_a_role(world, login, hand, role):
    place = {
        "secretary": {"branch": str(world.branches["home"].id)},
        "leader": {"unit": str(world.units["led"].id)},
    }.get(role, {})
    before = count(Grant)
    client = login(world.accounts["security_officer"])
    answer = client.post("/admin/roles/new", data={"username": hand, "role": role, **place})
    assert answer.status_code == 422
    assert "its account takes no other role" in answer.text
    assert count(Grant) == before


@pytest.mark.parametrize("kind", ["hand", "staff"])
def test_the_database_refuses_a_grant_to_a_hand(world, kind):
    with pytest.raises(sa.exc.IntegrityError):
        make.make_grant(world.accounts["auditor"], "hr", account_kind=kind)


@pytest.mark.parametrize(
    "change",
    [
        {"hand": "auditor"},  # a staff account becomes one of the three
        {"kind": "hand"},
        {"hand": "auditor", "kind": "hand"},  # with the person's record still on it
    ],
)
def test_the_database_lets_no_account_be_both_staff_and_hand(world, change):
    account = world.accounts["hr"].id
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(Account).where(Account.id == account).values(**change))


def test_the_database_lets_nobody_keep_two_hands(world):
    keeper = world.people["foreign"]
    make.make_account(username="first", hand="admin", holder_id=keeper.id)
    with pytest.raises(sa.exc.IntegrityError):
        make.make_account(username="second", hand="auditor", holder_id=keeper.id)


def test_a_hand_that_the_administrator_opens_gets_in_by_the_security_officer_only(world, login):
    administrator = login(world.accounts["administrator"])
    form = {"hand": "auditor", "username": "newhand", "staff_no": ""}
    assert administrator.post("/admin/hands/new", data=form).status_code == 302
    new = db.session.scalars(sa.select(Account).where(Account.username == "newhand")).one()
    assert new.disabled_at is not None
    for act in ("enable", "link"):
        assert administrator.post(f"/admin/accounts/{new.id}/{act}").status_code == 404
        assert administrator.post(f"/admin/hands/{new.id}/{act}").status_code == 403
    officer = login(world.accounts["security_officer"])
    assert officer.post(f"/admin/hands/{new.id}/enable").status_code == 302
    assert officer.post(f"/admin/hands/{new.id}/link").status_code == 200
    db.session.expire_all()
    assert db.session.get_one(Account, new.id).disabled_at is None
    assert count(OneTimeLink) == 1


def test_the_security_officer_neither_shuts_out_nor_gets_into_a_hand_in_use(world, login):
    officer = world.accounts["security_officer"]
    client = login(officer)
    client.post(f"/admin/hands/{officer.id}/disable")
    for hand in HANDS:
        client.post(f"/admin/hands/{world.accounts[hand].id}/link")
    assert db.session.get_one(Account, officer.id).disabled_at is None
    assert count(OneTimeLink) == 0


@pytest.mark.parametrize("hand", sorted(HANDS))
def test_a_hand_has_no_study_of_its_own(world, login, hand):
    client = login(world.accounts[hand])
    for path in ("/study/entries", "/study/entries/new", "/hours", "/study/queue", "/people"):
        assert client.get(path).status_code == 403
