"""Two confirmers at once, and one form sent five times at once: each has one effect."""

import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from domain import corrections
from domain.accounts.sign_ins import start_sign_in
from domain.audit import Actor
from models import Account, Correction, Credit, EntryStep, Person, StudyEntry, db
from tests import factories as make
from tests.instances import new_instance
from tests.packs import load_pack

WAIT = 60  # seconds, far more than is needed


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    """An application with real commits: a branch with two secretaries and two members."""
    with new_instance(request.param, "rigong_together", tmp_path / "instance") as app:
        with app.app_context():
            load_pack()
            branch = make.make_branch()
            for username in ("first", "second"):
                account = make.make_account(make.make_person(branch=branch), username=username)
                make.make_grant(account, "secretary", branch_id=branch.id)
            for number in range(2):
                owner = make.make_person(branch=branch, staff_no=f"0031{number}")
                for minutes in (45, 90, 135):
                    make.make_entry(owner, minutes=minutes)
            db.session.commit()
        yield app


def at_once(app, requests):
    """Send (username, address, form) each from a thread of its own, all at the same moment."""
    with app.app_context():
        cookies = {username: _sign_in(app, username) for username, _path, _form in requests}
        db.session.commit()
        db.session.remove()
    barrier, answers = threading.Barrier(len(requests)), [None] * len(requests)

    def send(place, username, path, form):
        client = app.test_client(use_cookies=False)
        cookie = f"{app.config['SESSION_COOKIE_NAME']}={cookies[username]}; lang=en"
        barrier.wait(WAIT)
        answers[place] = client.post(path, data=form, headers={"Cookie": cookie}).status_code

    threads = [
        threading.Thread(target=send, args=(place, *one)) for place, one in enumerate(requests)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    return answers


def _sign_in(app, username):
    account = db.session.scalars(sa.select(Account).filter_by(username=username)).one()
    token = start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1")
    return app.session_interface.get_signing_serializer(app).dumps({"token": token})


def entry_ids():
    return db.session.scalars(sa.select(StudyEntry.id).order_by(StudyEntry.id)).all()


def acts():
    return db.session.scalars(sa.select(EntryStep.act).order_by(EntryStep.id)).all()


def credited():
    return db.session.scalars(sa.select(sa.func.sum(Credit.hundredths))).one()


def states():
    return db.session.scalars(sa.select(StudyEntry.state).order_by(StudyEntry.id)).all()


def test_two_confirmers_at_once_confirm_each_entry_once(installation):
    with installation.app_context():
        ids = entry_ids()
    path = "/study/confirmations"
    sent = [("first", path, {"entry": ids}), ("second", path, {"entry": ids[::-1]})]
    assert at_once(installation, sent) == [302, 302]
    with installation.app_context():
        assert states() == ["confirmed"] * 6
        assert acts() == ["confirmed"] * 6
        assert credited() == 2 * (100 + 200 + 300)


def test_a_form_sent_five_times_at_once_has_one_effect(installation):
    with installation.app_context():
        ids = entry_ids()
    form = {"entry": ids[:4], "once": "one-form"}
    assert at_once(installation, [("first", "/study/confirmations", form)] * 5) == [302] * 5
    with installation.app_context():
        assert states() == ["confirmed"] * 4 + ["waiting"] * 2
        assert acts() == ["confirmed"] * 4


def test_confirmed_by_one_and_given_back_by_the_other_is_one_of_the_two(installation):
    with installation.app_context():
        first = entry_ids()[0]
    sent = [
        ("first", "/study/confirmations", {"entry": first}),
        ("second", f"/study/entries/{first}/return", {"reason": "太笼统"}),
    ]
    assert at_once(installation, sent) == [302, 302]
    with installation.app_context():
        assert acts() in (["confirmed"], ["returned"])
        assert states()[0] == acts()[0]


def test_granted_by_one_and_declined_by_the_other_is_one_answer(installation):
    with installation.app_context():
        first = entry_ids()[0]
        owner = Actor(make.make_account(db.session.scalars(
            sa.select(Person).filter_by(staff_no="00310")).one()).id)  # fmt: skip
        db.session.commit()
    at_once(installation, [("first", "/study/confirmations", {"entry": first})])
    with installation.app_context():
        entry = db.session.get_one(StudyEntry, first)
        asked = corrections.ask_correction(entry, "更正", actor=owner, now=datetime.now(UTC))
        path = f"/study/corrections/{asked.id}"
        db.session.commit()
    sent = [
        ("first", f"{path}/grant", {}), ("second", f"{path}/grant", {}),
        ("first", f"{path}/refusal", {"answer": "否"}),
    ]  # fmt: skip
    assert at_once(installation, sent) == [302] * 3
    with installation.app_context():
        answer = db.session.scalars(sa.select(Correction.state)).one()
        granted = ["confirmed", "asked", "voided", "returned"]
        assert acts() == (granted if answer == "granted" else ["confirmed", "asked", "declined"])
        assert credited() == (0 if answer == "granted" else 100)
