"""``flask accounts``: the first accounts and their one-time links."""

import json
import re

import pytest
import sqlalchemy as sa

from domain.accounts.opening import open_account
from domain.audit import Actor
from models import Account, Grant, OneTimeLink, db
from tests.conftest import NOON
from tests.factories import make_account, make_branch, make_person, make_unit


@pytest.fixture
def run(app, database, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def invoke(*arguments):
        return app.test_cli_runner().invoke(args=["accounts", *map(str, arguments)])

    return invoke


def _account(username):
    return db.session.scalars(sa.select(Account).where(Account.username == username)).one_or_none()


def test_the_first_security_officer_is_made_and_no_second_one(run, stranger):
    answer = run("create", "Guard", "--role", "security")
    assert answer.exit_code == 0, answer.output
    account = _account("guard")
    assert (account.hand, account.disabled_at) == ("security", None)
    path = re.search(r"/first/\S+", answer.output).group()
    assert stranger.get(path).status_code == 200
    refused = run("create", "guard2", "--role", "security")
    assert refused.exit_code == 1
    assert "security officer already" in refused.output
    assert _account("guard2") is None


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_the_other_hands_are_made_with_who_keeps_them(run, role):
    person = make_person(staff_no="K0017")
    db.session.commit()
    assert run("create", "one", "--role", role, "--person", "K0017").exit_code == 0
    assert _account("one").holder_id == person.id
    refused = run("create", "two", "--role", "security", "--person", "K0017")
    assert refused.exit_code == 1
    assert "nobody keeps two" in refused.output


@pytest.mark.parametrize("role", ["hr", "organiser"])
def test_hr_and_organisers_may_come_before_the_roster(run, role):
    assert run("create", "early", "--role", role).exit_code == 0
    account = _account("early")
    grant = db.session.scalars(sa.select(Grant)).one()
    assert (account.person_id, grant.account_id, grant.role) == (None, account.id, role)


def test_a_secretary_and_a_leader_get_their_place(run):
    top = make_unit(name="办公厅")
    unit = make_unit(name="秘书处", parent_id=top.id)
    branch = make_branch(name="第一支部")
    make_person(staff_no="K1", branch=branch)
    make_person(staff_no="K2", unit=unit)
    db.session.commit()
    args = ("create", "a", "--role", "secretary", "--person", "K1", "--branch", "第一支部")
    assert run(*args).exit_code == 0
    args = ("create", "b", "--role", "leader", "--person", "K2", "--unit", "办公厅/秘书处")
    assert run(*args).exit_code == 0
    grants = db.session.scalars(sa.select(Grant).order_by(Grant.id)).all()
    assert [(one.branch_id, one.unit_id) for one in grants] == [
        (branch.id, None),
        (None, unit.id),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "a"),
        ("create", "a", "--role", "king"),
        ("create", "a", "--role", "secretary", "--person", "K1"),
        ("create", "a", "--role", "leader", "--person", "K1", "--branch", "第一支部"),
        ("create", "a", "--role", "hr", "--unit", "秘书处"),
        ("create", "a", "--role", "cadre"),
        ("create", "two words", "--role", "hr"),
        ("link",),
    ],
)
def test_a_wrong_call_exits_with_2_and_makes_nothing(run, arguments):
    assert run(*arguments).exit_code == 2
    assert db.session.scalars(sa.select(Account)).all() == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("create", "taken", "--role", "hr"), "is taken"),
        (("create", "a", "--role", "cadre", "--person", "K9"), "No person"),
        (("create", "a", "--role", "cadre", "--person", "K1"), "has the account taken"),
        (
            ("create", "a", "--role", "secretary", "--person", "K2", "--branch", "第九支部"),
            "No branch",
        ),
        (("create", "a", "--role", "leader", "--person", "K2", "--unit", "无"), "No unit"),
        (("link", "nobody"), "No account"),
        (("link", "shut"), "is disabled"),
    ],
)
def test_what_cannot_be_done_exits_with_1_and_makes_nothing(run, arguments, message):
    make_account(make_person(staff_no="K1"), username="taken")
    make_account(username="shut", disabled_at=NOON)
    make_person(staff_no="K2")
    db.session.commit()
    answer = run(*arguments)
    assert answer.exit_code == 1
    assert message in answer.output
    assert _account("a") is None
    assert db.session.scalars(sa.select(OneTimeLink)).all() == []


def test_a_link_is_one_json_document(run, app, monkeypatch):
    monkeypatch.setitem(app.config, "HOST", "127.0.0.1")
    monkeypatch.setitem(app.config, "PORT", 8000)
    make_account(username="zhou", hand="auditor", password_hash="x")
    db.session.commit()
    answer = run("link", "ZHOU", "--json")
    document = json.loads(answer.stdout)
    assert document["username"] == "zhou"
    assert document["link"].startswith("http://127.0.0.1:8000/first/")
    assert document["expires_at"] == "2026-11-23T12:00:00+08:00"
    assert (_account("zhou").hand, _account("zhou").password_hash) == ("auditor", "x")


def test_a_roster_gives_an_early_account_its_person(run, database):
    run("create", "early", "--role", "hr")
    person = make_person()
    account = open_account("Early", person.id, actor=Actor(None), now=NOON)
    assert (account.username, account.person_id) == ("early", person.id)


def test_a_hand_that_lost_the_second_factor_gets_back_in_by_the_command_line(run):
    account = make_account(hand="security", username="safe", totp_secret="x", totp_on_at=NOON)
    db.session.commit()
    assert run("reset-second-factor", "safe", "--reason", "lost").exit_code == 0
    db.session.refresh(account)
    assert (account.totp_secret, account.totp_on_at) == ("", None)
    assert run("reset-second-factor", "nobody", "--reason", "lost").exit_code == 1
    assert run("reset-second-factor", "safe", "--reason", "because").exit_code == 2
