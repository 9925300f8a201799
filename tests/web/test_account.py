"""One's own account: roles, devices, language, theme, trail."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from blueprints.account.devices import device_name
from domain import audit
from domain.audit import Actor
from models import Account, AuditRow, SignIn, db
from tests.conftest import NOON
from tests.factories import make_account, make_branch, make_cadre, make_secretary

EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0 Safari/537.36 Edg/120.0"
)
WECHAT = "Mozilla/5.0 (Linux; Android 14) Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0"


def _standing(account):
    rows = db.session.scalars(
        sa.select(SignIn)
        .where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
        .order_by(SignIn.id)
        .execution_options(populate_existing=True)
    )
    return [row.device for row in rows]


def test_the_page_names_the_roles_with_their_place(login):
    secretary = make_secretary(make_branch(name="机关第一支部"))
    page = login(secretary).get("/account").text
    assert "Branch secretary" in page
    assert "机关第一支部" in page


@pytest.mark.parametrize("hand", ["admin", "security", "auditor"])
def test_a_hand_has_the_page_too(login, hand):
    page = login(make_account(hand=hand)).get("/account")
    assert page.status_code == 200


def test_the_page_stands_in_chinese(login):
    page = login(make_cadre(), language="zh").get("/account").text
    assert 'lang="zh-Hans-CN"' in page


@pytest.mark.parametrize("devices", [1, 3])
def test_the_page_runs_the_same_queries_however_many_devices(login, count_queries, devices):
    account = make_cadre()
    for _number in range(devices - 1):
        login(account)
    client = login(account)
    with count_queries() as queries:
        assert client.get("/account").status_code == 200
    assert len(queries) == 3


def test_one_device_is_signed_out_by_another(login):
    account = make_cadre()
    phone, desk = login(account, device="phone"), login(account, device="desk")
    (row,) = db.session.scalars(sa.select(SignIn).where(SignIn.device == "phone"))
    assert desk.post(f"/account/devices/{row.id}/end").location == "/account"
    assert phone.get("/account").status_code == 302
    assert _standing(account) == ["desk"]


def test_nobody_signs_out_the_device_of_another(login):
    other = make_cadre()
    login(other, device="theirs")
    (row,) = db.session.scalars(sa.select(SignIn).where(SignIn.account_id == other.id))
    assert login(make_cadre()).post(f"/account/devices/{row.id}/end").status_code == 404
    assert _standing(other) == ["theirs"]


def test_all_other_devices_are_signed_out_at_once(login):
    account = make_cadre()
    for number in range(3):
        client = login(account, device=f"device {number}")
    client.post("/account/devices/end-others")
    assert _standing(account) == ["device 2"]


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [(EDGE, "Edge · Windows"), (WECHAT, "微信 WeChat · Android"), ("curl/8.5", "curl")],
)
def test_a_device_is_named_in_two_words(user_agent, name):
    assert device_name(user_agent) == name


def test_language_and_theme_are_kept_on_the_account_and_in_the_browser(login):
    account = make_cadre()
    client = login(account)
    answer = client.post("/account/preferences", data={"language": "zh", "theme": "dark"})
    assert answer.location == "/account"
    page = client.get("/account").text
    assert 'lang="zh-Hans-CN"' in page
    assert 'data-theme="dark"' in page
    kept = db.session.get_one(Account, account.id, populate_existing=True)
    assert (kept.language, kept.theme) == ("zh", "dark")


def test_a_theme_that_does_not_exist_is_refused(login):
    account = make_cadre()
    answer = login(account).post("/account/preferences", data={"language": "", "theme": "pink"})
    assert answer.status_code == 422
    assert db.session.get_one(Account, account.id, populate_existing=True).theme == "auto"


def test_the_own_trail_shows_what_one_did_and_what_was_done_to_one(login):
    account, other = make_cadre(), make_cadre()
    mine, theirs = Actor(account.id, "10.0.0.1"), Actor(other.id, "10.0.0.2")
    audit.record(mine, "account.preferences_set", "account", account.id, at=NOON)
    audit.record(theirs, "account.disabled", "account", account.id, at=NOON)
    audit.record(theirs, "account.renamed", "account", other.id, at=NOON)
    audit.record(mine, "nobody.named_this", "thing", 1, at=NOON)
    db.session.commit()
    page = login(account).get("/account/trail").text
    assert "Language and theme chosen" in page
    assert "Account disabled" in page
    assert "another account" in page
    assert "Username changed" not in page
    assert "nobody.named_this" in page  # better raw than hidden


def test_the_own_trail_tells_the_command_line_from_somebody_not_signed_in(login):
    account = make_cadre()
    client = login(account)
    audit.record(Actor(None), "account.enabled", "account", account.id, at=NOON)
    db.session.commit()
    page = client.get("/account/trail").text
    assert page.count(">Command line<") == 2  # who, and from where
    assert "not signed in" not in page
    audit.record(Actor(None, "10.0.0.3"), "account.sign_in_failed", "account", account.id, at=NOON)
    db.session.commit()
    page = client.get("/account/trail").text
    assert page.count(">Command line<") == 2
    assert "not signed in" in page


def test_an_account_without_a_person_is_named_once_in_the_rail(login):
    page = login(make_account(username="keeper", hand="admin")).get("/account").text
    rail = page.split('class="who"')[1].split("</div>")[0]
    assert rail.count("keeper") == 1


def test_the_own_trail_is_paged_newest_first_in_few_queries(login, count_queries):
    account = make_cadre()
    for minute in range(60):
        at = NOON - timedelta(minutes=60 - minute)
        audit.record(Actor(account.id), "account.preferences_set", "account", account.id, at=at)
    db.session.commit()
    client = login(account, language="zh")
    with count_queries() as queries:
        first = client.get("/account/trail").text
    assert len(queries) <= 8
    seqs = db.session.scalars(sa.select(AuditRow.seq).order_by(AuditRow.seq.desc())).all()
    assert [f">{seq}<" in first for seq in (seqs[0], seqs[49], seqs[50])] == [True, True, False]
    assert f">{seqs[50]}<" in client.get("/account/trail?page=2").text
    beyond = client.get("/account/trail?page=99")
    assert beyond.location.endswith("/account/trail?page=2")


@pytest.mark.parametrize("path", ["/account", "/account/trail", "/account/password"])
def test_a_stranger_is_asked_to_sign_in(stranger, path):
    assert stranger.get(path).location == f"/sign-in?next={path}"
