"""What was decided a moment ago holds: ends already recorded, codes once shown, links withdrawn."""

from datetime import date, timedelta

import pyotp
import pytest
import sqlalchemy as sa

from domain.accounts import grants, links, passwords, second_factor
from domain.accounts.grants import Role, request_role
from domain.audit import Actor
from domain.people.lines import join_branch, take_post
from domain.people.records import leave
from models import (
    Account,
    AuditRow,
    Branch,
    Grant,
    OneTimeLink,
    Person,
    RecoveryCode,
    SignIn,
    StudyEntry,
    db,
)
from models.gate import Gate
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_grant,
    make_hr,
    make_membership,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
LATER = date(2026, 12, 1)
LATER_STILL = date(2026, 12, 15)
DAY = timedelta(days=1)
WHO = {"actor": Actor(None), "now": NOON}


def _grant(account, role):
    return grants.grant_role(account, role, today=TODAY, **WHO)


def _end(grant):
    return grant.ends_on, grant.end_reason


def _actions(noun):
    db.session.commit()
    return db.session.scalars(sa.select(AuditRow.action).where(AuditRow.noun == noun)).all()


# Roles for a place that is to be left.


def test_a_role_granted_between_a_move_and_its_day_lapses_on_that_day(database):
    branch = make_branch()
    account = make_cadre(branch=branch)
    join_branch(db.session.get_one(Person, account.person_id), make_branch().id, on=LATER, **WHO)
    grant = _grant(account, Role("secretary", branch.id))
    assert _end(grant) == (LATER, "lapsed")
    db.session.commit()
    told = sa.select(AuditRow.after).where(AuditRow.action == "role.granted")
    assert f'"ends_on": "{LATER}"' in db.session.scalars(told).one()


def test_another_office_in_the_same_branch_ends_nothing(database):
    branch = make_branch()
    account = make_cadre(branch=branch)
    person = db.session.get_one(Person, account.person_id)
    join_branch(person, branch.id, on=LATER, office="committee", **WHO)
    assert _end(_grant(account, Role("secretary", branch.id))) == (None, None)


def test_lines_that_follow_each_other_in_one_branch_are_one_stay(database):
    branch, person = make_branch(), make_person()
    make_membership(person, branch, to_on=LATER - DAY)
    make_membership(person, branch, from_on=LATER, to_on=LATER_STILL - DAY, office="committee")
    grant = _grant(make_account(person), Role("secretary", branch.id))
    assert _end(grant) == (LATER_STILL, "lapsed")


@pytest.mark.parametrize("role", ["secretary", "leader", "hr", "organiser"])
def test_every_role_granted_before_a_recorded_leaving_lapses_with_it(database, role):
    branch, unit = make_branch(), make_unit()
    account = make_cadre(branch=branch, unit=unit)
    leave(
        db.session.get_one(Person, account.person_id), kind="retired", on=LATER, today=TODAY, **WHO
    )
    place = {"secretary": {"branch_id": branch.id}, "leader": {"unit_id": unit.id}}
    assert _end(_grant(account, Role(role, **place.get(role, {})))) == (LATER, "lapsed")


def test_who_has_left_takes_no_role(database):
    account = make_cadre()
    leave(db.session.get_one(Person, account.person_id), kind="retired", on=TODAY, **WHO)
    with pytest.raises(grants.NotInPlace):
        _grant(account, Role("hr"))


def test_a_leaders_role_lapses_with_the_last_post_in_above_or_below_the_unit(database):
    above = make_unit()
    unit = make_unit(parent_id=above.id)
    below = make_unit(parent_id=unit.id)
    account = make_cadre()
    person = db.session.get_one(Person, account.person_id)
    make_tenure(person, make_post(unit), to_on=TODAY)
    make_tenure(person, make_post(below), main=False, to_on=LATER - DAY)
    make_tenure(person, make_post(above), from_on=LATER, to_on=LATER_STILL - DAY)
    make_tenure(person, make_post(make_unit()), from_on=LATER_STILL)
    assert _end(_grant(account, Role("leader", None, unit.id))) == (LATER_STILL, "lapsed")


def test_a_post_that_stays_keeps_a_leaders_role_without_an_end(database):
    unit = make_unit()
    account = make_cadre(unit=unit)
    person = db.session.get_one(Person, account.person_id)
    take_post(person, make_post(make_unit(parent_id=unit.id)).id, on=LATER, **WHO)
    assert _end(_grant(account, Role("leader", None, unit.id))) == (None, None)


def test_a_line_that_was_superseded_keeps_nobody_in_place(database):
    branch = make_branch()
    account = make_account(make_person())
    person = db.session.get_one(Person, account.person_id)
    make_membership(person, branch, superseded_at=NOON)
    with pytest.raises(grants.NotInPlace):
        _grant(account, Role("secretary", branch.id))


def test_a_role_that_will_lapse_is_held_once_and_can_be_taken_away_before(database):
    account = make_cadre()
    leave(
        db.session.get_one(Person, account.person_id), kind="retired", on=LATER, today=TODAY, **WHO
    )
    grant = _grant(account, Role("hr"))
    with pytest.raises(grants.GrantStands):
        _grant(account, Role("hr"))
    grants.revoke_grant(grant, today=TODAY, **WHO)
    assert _end(grant) == (TODAY, "revoked")
    with pytest.raises(grants.GrantEnded):
        grants.revoke_grant(grant, today=TODAY, **WHO)


def test_granting_what_is_held_already_leaves_a_row_in_the_trail(database):
    account = make_cadre()
    asked = request_role(account.person_id, "hr", **WHO)
    make_grant(account, "hr")
    assert grants.decide_request(asked, granted=True, today=TODAY, **WHO) is None
    assert _actions("role_request") == ["role.requested", "role.held_already"]


# The second step, and links.


def test_the_second_step_is_turned_on_once(database):
    account = make_cadre()
    secret, other = second_factor.new_secret(), second_factor.new_secret()
    second_factor.turn_on(account, secret, pyotp.TOTP(secret).at(NOON), **WHO)
    kept = set(db.session.scalars(sa.select(RecoveryCode.code_sha256)))
    with pytest.raises(second_factor.AlreadyOn):
        second_factor.turn_on(account, other, pyotp.TOTP(other).at(NOON), **WHO)
    assert set(db.session.scalars(sa.select(RecoveryCode.code_sha256))) == kept
    assert account.totp_secret == secret


def test_a_second_device_that_turns_it_on_is_told_that_it_is_on(app, login, monkeypatch):
    account = make_cadre()
    client = login(account)
    client.get("/account/second-factor")
    with client.session_transaction() as session:
        code = pyotp.TOTP(session["totp_secret"]).at(NOON)

    def meanwhile():
        other = second_factor.new_secret()
        row = db.session.get_one(Account, account.id)
        second_factor.turn_on(row, other, pyotp.TOTP(other).at(NOON), **WHO)

    _while_waiting(app, monkeypatch, meanwhile)
    answer = client.post("/account/second-factor", data={"code": code}, follow_redirects=True)
    assert "turned on a moment ago" in answer.text
    assert "10 recovery codes are left" in answer.text


def test_an_own_new_password_withdraws_the_links_that_stand_open(database):
    account, neighbour = make_cadre(), make_cadre()
    issued = links.issue_link(account, **WHO)
    other = links.issue_link(neighbour, **WHO)
    passwords.set_password(account, "a hash", **WHO)
    assert links.find_link(issued.token, now=NOON) is None
    assert links.find_link(other.token, now=NOON) is not None


def test_a_link_that_was_used_stays_used_and_is_not_withdrawn(database):
    issued = links.issue_link(make_cadre(), **WHO)
    links.use_link(issued.token, "a hash", source="", now=NOON)
    (link,) = db.session.scalars(sa.select(OneTimeLink).execution_options(populate_existing=True))
    assert (link.used_at, link.withdrawn_at) == (NOON, None)


@pytest.mark.parametrize(
    "meanwhile", [{"withdrawn_at": NOON}, {"expires_at": NOON}, {"used_at": NOON}]
)
def test_a_link_that_ended_since_it_was_read_is_not_spent(database, meanwhile):
    issued = links.issue_link(make_cadre(), **WHO)

    left = [sa.update(OneTimeLink.__table__).values(**meanwhile)]

    def just_before(connection, statement, *_rest):
        if isinstance(statement, sa.Update) and left:
            connection.execute(left.pop())

    sa.event.listen(db.session.connection(), "before_execute", just_before)
    with pytest.raises(links.LinkSpent):
        links.use_link(issued.token, "a hash", source="", now=NOON)


# A request that waited at the gate.


def _while_waiting(app, monkeypatch, work):
    """The next request that passes the gate finds that the work was done meanwhile."""
    left = [work]

    class Crowded(Gate):
        def enter(self, *, wait=True):
            entered = super().enter(wait=wait)
            while left:
                left.pop()()
                db.session.commit()
            return entered

    monkeypatch.setitem(app.extensions, "gate", Crowded(None))


ENTRY = {
    "studied_on": "2026-11-20",
    "minutes": "45",
    "topic": "公文格式要点",
    "gained": "主送机关",
}


def _log(client):
    return client.post("/study/entries/new", data=ENTRY)


def test_a_request_writes_nothing_when_its_sign_in_ended_while_it_waited(app, login, monkeypatch):
    load_pack()
    client = login(make_hr())

    def meanwhile():
        db.session.execute(sa.update(SignIn).values(ended_at=NOON, end_reason="asked"))

    _while_waiting(app, monkeypatch, meanwhile)
    answer = _log(client)
    assert answer.status_code == 401
    assert "what you entered is kept" in answer.text
    assert db.session.scalars(sa.select(StudyEntry)).all() == []


def test_a_request_writes_nothing_when_its_role_ended_while_it_waited(app, login, monkeypatch):
    client = login(make_hr())

    def meanwhile():
        db.session.execute(sa.update(Grant).values(ends_on=TODAY, end_reason="revoked"))

    _while_waiting(app, monkeypatch, meanwhile)
    answer = client.post("/units/branches/new", data={"name": "新支部", "on": "2026-11-20"})
    assert answer.status_code == 401
    assert db.session.scalars(sa.select(Branch)).all() == []


def test_a_role_gained_meanwhile_is_no_hindrance(app, login, monkeypatch):
    load_pack()
    account = make_hr()
    client = login(account)
    _while_waiting(app, monkeypatch, lambda: make_grant(account, "organiser"))
    assert _log(client).status_code == 302
    assert len(db.session.scalars(sa.select(StudyEntry)).all()) == 1
