"""The administrator's accounts."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Account, AuditRow, OneTimeLink, SignIn, db
from tests.conftest import NOON
from tests.factories import make_account, make_cadre, make_hr, make_person


@pytest.fixture
def client(login):
    return login(make_account(username="keeper", hand="admin", password_hash="x"))


def _account(username):
    return db.session.scalars(
        sa.select(Account)
        .where(Account.username == username)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _actions():
    return db.session.scalars(sa.select(AuditRow.action).order_by(AuditRow.seq)).all()


@pytest.mark.parametrize(
    ("search", "found"),
    [("wang", "王芳"), ("王", "王芳"), ("k0017", "王芳"), ("zhou.min", "周敏"), ("%", None)],
)
def test_an_account_is_found_by_name_pinyin_number_or_username(client, search, found):
    wang = make_person(name="王芳", staff_no="K0017", search_key=" wangfang wf")
    make_account(wang, username="a1")
    make_account(make_person(name="周敏", search_key=" zhoumin zm"), username="zhou.min")
    db.session.commit()
    page = client.get("/admin", query_string={"q": search}).text
    assert [name for name in ("王芳", "周敏") if name in page] == [found] * (found is not None)


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("", {"never", "closed", "active", "keeper"}),
        ("never", {"never"}),
        ("disabled", {"closed"}),
        ("hands", {"keeper"}),
    ],
)
def test_the_list_shows_what_was_asked_for(client, show, names):
    make_account(username="never")
    make_account(username="closed", password_hash="x", disabled_at=NOON)
    make_account(username="active", password_hash="x")
    db.session.commit()
    page = client.get(f"/admin?show={show}").text.split("<main")[1]
    assert {
        one for one in ("never", "closed", "active", "keeper") if f">{one}</a>" in page
    } == names


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_runs_the_same_queries_however_many_accounts(client, count_queries, rows):
    for _number in range(rows):
        make_cadre()
    db.session.commit()
    with count_queries() as queries:
        assert client.get("/admin").status_code == 200
    assert len(queries) == 4  # the visitor, the number of rows, the rows, who has no account


def test_an_account_is_opened_for_a_person_and_named_by_the_staff_number(client):
    person = make_person(staff_no="K0042")
    db.session.commit()
    answer = client.post("/admin/accounts/new", data={"staff_no": " K0042 ", "username": ""})
    account = _account("k0042")
    assert answer.location == f"/admin/accounts/{account.id}"
    assert (account.person_id, account.password_hash) == (person.id, "")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"staff_no": "K9999"}, "Nobody has this staff number."),
        ({"staff_no": ""}, "This field is required."),
        ({"staff_no": "K0042", "username": "taken"}, "Another account carries"),
        ({"staff_no": "K0042", "username": "two words"}, "letters, digits or"),
        ({"staff_no": "K0043"}, "has the account held already"),
    ],
)
def test_an_account_that_cannot_be_opened_says_why_and_opens_nothing(client, typed, message):
    make_person(staff_no="K0042")
    make_account(make_person(staff_no="K0043"), username="held")
    make_account(make_person(), username="taken")
    db.session.commit()
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Account))
    answer = client.post("/admin/accounts/new", data=typed)
    assert answer.status_code == 422
    assert message in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == before


def test_a_hand_is_opened_disabled(client):
    holder = make_person(staff_no="K0050")
    db.session.commit()
    typed = {"hand": "auditor", "username": "Checker", "staff_no": "K0050"}
    assert client.post("/admin/hands/new", data=typed).status_code == 302
    account = _account("checker")
    assert (account.hand, account.holder_id) == ("auditor", holder.id)
    assert account.disabled_at == NOON


def test_nobody_keeps_two_hands(client):
    holder = make_person(staff_no="K0050")
    make_account(hand="security", holder_id=holder.id)
    db.session.commit()
    typed = {"hand": "auditor", "username": "checker", "staff_no": "K0050"}
    answer = client.post("/admin/hands/new", data=typed)
    assert answer.status_code == 422
    assert "nobody keeps two" in answer.text
    assert _account("checker") is None


def test_disabling_names_a_reason_signs_out_and_is_undone(client, login):
    account = make_cadre()
    theirs = login(account)
    url = f"/admin/accounts/{account.id}"
    assert client.post(f"{url}/disable", data={"reason": ""}).status_code == 422
    assert theirs.get("/account").status_code == 200
    assert client.post(f"{url}/disable", data={"reason": "absent"}).location == url
    assert theirs.get("/account").status_code == 302
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "account.disabled")).one()
    assert row.after == '{"reason": "absent"}'
    client.post(f"{url}/enable")
    assert _account(account.username).disabled_at is None
    assert "account.enabled" in _actions()


def test_renaming_refuses_a_taken_name_and_keeps_what_was_typed(client):
    account = make_cadre()
    make_account(username="taken")
    db.session.commit()
    url = f"/admin/accounts/{account.id}/username"
    answer = client.post(url, data={"username": "Taken"})
    assert answer.status_code == 422
    assert 'value="Taken"' in answer.text
    assert client.post(url, data={"username": "New.Name"}).status_code == 302
    assert _account("new.name").id == account.id


def test_the_second_step_is_reset_with_a_reason(client):
    account = make_cadre()
    account.totp_secret, account.totp_on_at = "JBSWY3DPEHPK3PXP", NOON
    db.session.commit()
    url = f"/admin/accounts/{account.id}/second-factor/reset"
    assert client.post(url, data={}).status_code == 422
    assert _account(account.username).totp_on_at == NOON
    assert client.post(url, data={"reason": "lost"}).status_code == 302
    assert _account(account.username).totp_on_at is None
    assert "account.second_factor_reset" in _actions()


def test_every_sign_in_of_an_account_is_ended(client, login):
    account = make_cadre()
    theirs = login(account)
    client.post(f"/admin/accounts/{account.id}/sign-ins/end")
    assert theirs.get("/account").status_code == 302


def test_the_link_of_one_account_is_shown_once_and_works(client, stranger):
    account = make_account(make_person(name="周敏"))
    db.session.commit()
    answer = client.post(f"/admin/accounts/{account.id}/link", data={"once": "a key"})
    assert answer.status_code == 200
    assert "周敏" in answer.text
    (link,) = db.session.scalars(sa.select(OneTimeLink))
    assert link.expires_at == NOON + timedelta(hours=72)
    token = answer.text.split("/first/")[1].split("<")[0]
    assert stranger.get(f"/first/{token}").status_code == 200
    again = client.post(f"/admin/accounts/{account.id}/link", data={"once": "a key"})
    assert again.location == f"/admin/accounts/{account.id}"
    assert len(db.session.scalars(sa.select(OneTimeLink)).all()) == 1


@pytest.mark.parametrize(
    "step", ["link", "username", "disable", "enable", "second-factor/reset", "sign-ins/end"]
)
@pytest.mark.parametrize("hand", ["security", "auditor"])
def test_the_administrator_cannot_get_into_another_hand(client, login, hand, step):
    account = make_account(hand=hand, username="other")
    theirs = login(account)
    data = {"username": "mine", "reason": "other"}
    assert client.post(f"/admin/accounts/{account.id}/{step}", data=data).status_code == 404
    assert theirs.get("/account").status_code == 200
    assert db.session.scalars(sa.select(OneTimeLink)).all() == []
    page = client.get(f"/admin/accounts/{account.id}")
    assert "One of the three hands" in page.text


def test_an_account_that_is_not_there_is_404(client):
    assert client.get("/admin/accounts/999999").status_code == 404


@pytest.mark.parametrize("path", ["/admin", "/admin/accounts/new", "/admin/hands/new"])
def test_only_the_administrator_comes_in(login, stranger, path):
    for account in (make_cadre(), make_hr(), make_account(hand="security")):
        assert login(account).get(path).status_code == 403
    assert stranger.get(path).status_code == 302


@pytest.mark.parametrize("path", ["/admin", "/admin/accounts/new", "/admin/hands/new"])
def test_the_pages_stand_in_chinese(login, path):
    page = login(make_account(hand="admin"), language="zh").get(path)
    assert 'lang="zh-Hans-CN"' in page.text


def test_the_page_of_an_account_names_its_state(client):
    account = make_account(make_person(left_on=date(2030, 1, 1)), disabled_at=NOON)
    db.session.commit()
    assert "disabled since" in client.get(f"/admin/accounts/{account.id}").text
    assert db.session.scalars(sa.select(SignIn).where(SignIn.account_id == account.id)).all() == []
