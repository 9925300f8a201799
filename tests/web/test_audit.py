"""The auditor's page of the trail, and the same from the command line."""

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from blueprints.audit import routes
from blueprints.shared.verification import KEPT_IN
from domain import audit, trail
from domain.audit import Actor
from models import AuditRow, db
from tests.factories import make_account, make_cadre

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


def add_row(actor: Actor, action: str = "entry.submitted", **values) -> None:
    defaults = {"at": NOW, "after": {"minutes": 45}, "noun": "study_entry", "noun_id": 7}
    given = defaults | values
    audit.record(actor, action, given.pop("noun"), given.pop("noun_id"), **given)
    db.session.commit()


def alter(seq: int) -> None:
    """What the owner of the database can do: take the trigger away and write."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TRIGGER audit_rows_no_update")
    else:
        connection.exec_driver_sql("ALTER TABLE audit_rows DISABLE TRIGGER USER")
    values = {"source": "elsewhere"}
    connection.execute(sa.update(AuditRow).where(AuditRow.seq == seq).values(values))
    db.session.commit()


@pytest.fixture
def auditor(app, login):
    """An auditor's client; nobody has checked the trail yet."""
    (app.config["INSTANCE"] / KEPT_IN).unlink(missing_ok=True)
    return login(make_account(hand="auditor", username="auditor"))


def test_the_auditor_reads_who_did_what_to_which_record_and_what_changed(auditor):
    account = make_cadre()
    add_row(
        Actor(account.id, "10.0.0.9"), "entry.edited",
        before={"minutes": 45, "topic": "a1"}, after={"minutes": 60, "topic": "a1"},
    )  # fmt: skip
    page = auditor.get("/audit").text
    for text in ("Study entry edited", account.username, "10.0.0.9", "Study entry 7", "45 → 60"):
        assert text in page
    assert "20 Nov 2026 12:00:00" in page
    assert "2026年11月20日 12:00:00" in auditor.get("/audit?lang=zh").text


def test_only_the_command_line_is_called_so(auditor, stranger):
    add_row(Actor(None), "rules.loaded", noun="rule_pack", noun_id=1, after={"sha256": "ab"})
    page = auditor.get("/audit").text
    assert "Command line" in page
    assert "command<" not in page
    stranger.post("/sign-in", data={"username": "nobody", "password": "wrong wrong wrong"})
    page = auditor.get("/audit?action=account.sign_in_failed").text
    assert "not signed in" in page
    assert "127.0.0.1" in page
    assert "Command line" not in page


def test_an_account_that_acts_from_the_command_line_is_named_with_it(auditor):
    account = make_cadre()
    add_row(Actor(account.id), after={})
    assert (
        f'{account.username} <span class="faint">Command line</span>' in auditor.get("/audit").text
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Role: Leader", "No longer from: 20 Nov 2026", "State: waiting → confirmed",
                "Party member: yes", "made_up: as it is", "Kind: Retired", "Reason: New phone",
                "Name (digest): 0a1b")),
        ("zh", ("角色", "2026年11月20日", "made_up: as it is")),
    ],
)  # fmt: skip
def test_keys_and_codes_stand_in_words_and_what_has_none_as_it_is(login, language, said):
    add_row(
        Actor(None), before={"state": "waiting", "version": 1},
        after={
            "state": "confirmed", "version": 1, "role": "leader", "ends_on": "2026-11-20",
            "party_member": True, "made_up": "as it is", "kind": "retired", "reason": "replaced",
            "name": "0a1b", "unit": None,
        },
    )  # fmt: skip
    page = login(make_account(hand="auditor"), language=language).get("/audit").text
    assert [text for text in said if text not in page] == []


def test_the_page_is_for_the_auditor_alone(login, stranger):
    for account in (make_cadre(), make_account(hand="admin"), make_account(hand="security")):
        assert login(account).get("/audit").status_code == 403
        assert login(account).post("/audit/verification").status_code == 403
    assert stranger.get("/audit").status_code == 302


def test_the_page_is_rendered_in_chinese(login):
    page = login(make_account(hand="auditor"), language="zh").get("/audit")
    assert 'lang="zh-Hans-CN"' in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("username=zhang", 1),
        ("action=rules.loaded", 1),
        ("noun=study_entry&noun_id=8", 1),
        ("since_on=2026-11-19&until_on=2026-11-19", 1),
        ("since_on=2026-11-21", 0),
        ("username=nobody", 0),
    ],
)
def test_filters_leave_the_rows_that_fit(auditor, query, found):
    account = make_account(username="zhang")
    add_row(Actor(account.id, "10.0.0.9"), noun_id=8)
    add_row(Actor(None), "rules.loaded", noun="rule_pack", noun_id=1)
    # 23:59 on the 19th in Shanghai
    add_row(
        Actor(None), "person.added", noun="person", at=datetime(2026, 11, 19, 15, 59, tzinfo=UTC)
    )
    page = auditor.get(f"/audit?{query}").text
    assert page.count("<tr>") - (found > 0) == found
    assert ("No row fits" in page) == (found == 0)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("since_on=2026-02-30", "Not a valid date value."),
        ("since_on=2026-11-20&until_on=2026-11-19", "The last day is before the first."),
        ("noun_id=seven", "Not a valid integer value."),
        ("action=made.up", "Not a valid choice."),
    ],
)
def test_a_filter_that_cannot_be_read_says_why_and_keeps_what_was_typed(auditor, query, why):
    answer = auditor.get(f"/audit?{query}&username=zhang")
    assert answer.status_code == 422
    assert why in answer.text
    assert 'value="zhang"' in answer.text


def test_a_page_takes_as_many_queries_for_one_row_as_for_three(auditor, count_queries):
    add_row(Actor(None))
    auditor.get("/audit")
    with count_queries() as one:
        auditor.get("/audit")
    add_row(Actor(make_cadre().id))
    add_row(Actor(None), noun_id=None)
    with count_queries() as three:
        auditor.get("/audit")
    assert len(one) == len(three) <= 8


def test_a_long_trail_comes_in_pages(auditor, monkeypatch):
    monkeypatch.setattr(routes, "PAGE_SIZE", 2)
    for number in range(3):
        add_row(Actor(None), noun_id=500 + number)
    first, second = auditor.get("/audit"), auditor.get("/audit?page=2")
    assert "Study entry 502" in first.text
    assert "Study entry 500" not in first.text
    assert "Study entry 500" in second.text


def test_what_is_shown_comes_as_a_spreadsheet(auditor, monkeypatch):
    add_row(Actor(None), noun_id=8)
    add_row(Actor(None), "rules.loaded", noun="rule_pack", noun_id=1, after={"text": "=1+1"})
    content = auditor.get("/audit?noun=rule_pack&as=xlsx").data
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["Row", "When", "Username", "Source"]
    assert len(rows) == 2
    assert rows[1][4:8] == ["Hours rules loaded", "rules.loaded", "Hours rules", 1]
    monkeypatch.setattr(routes, "MOST_EXPORTED", 1)
    refused = auditor.get("/audit?as=xlsx")
    assert refused.status_code == 413
    assert "A file holds 1 rows at most" in refused.text


def test_a_check_says_whole_and_names_the_first_row_that_is_not(auditor):
    assert "The trail has not been checked yet." in auditor.get("/audit").text
    add_row(Actor(None))
    rows = trail.head().seq
    answer = auditor.post("/audit/verification", data={"anchor": ""})
    assert answer.location == "/audit"
    assert f"The trail is whole: {rows} rows." in auditor.get("/audit").text
    alter(rows)
    auditor.post("/audit/verification")
    page = auditor.get("/audit").text
    assert f"Row {rows} does not hold: its content does not give its hash" in page


def test_an_anchor_that_is_none_is_refused_and_kept(auditor):
    answer = auditor.post("/audit/verification", data={"anchor": "7:abc"})
    assert answer.status_code == 422
    assert "An anchor is a number, a colon and 64 hexadecimal digits." in answer.text
    assert 'value="7:abc"' in answer.text


def test_an_anchor_of_another_history_is_noticed(auditor):
    add_row(Actor(None))
    auditor.post("/audit/verification", data={"anchor": f"1:{'a' * 64}"})
    assert (
        "Row 1 does not hold: the anchor names another hash for it." in auditor.get("/audit").text
    )


def test_reading_and_checking_the_trail_add_nothing_to_it(auditor):
    before = trail.head()
    auditor.get("/audit")
    auditor.post("/audit/verification")
    assert trail.head() == before


def test_the_command_verifies_and_its_exit_status_says_how(app, database):
    add_row(Actor(None))
    runner = app.test_cli_runner()
    end = trail.head()
    anchor = runner.invoke(args=["audit", "anchor"]).stdout.strip()
    assert anchor == f"{end.seq}:{end.hash}"
    whole = runner.invoke(args=["audit", "verify", "--anchor", anchor, "--json"])
    assert (whole.exit_code, json.loads(whole.stdout)["whole"]) == (0, True)
    alter(end.seq)
    broken = runner.invoke(args=["audit", "verify", "--json"])
    assert broken.exit_code == 1
    assert json.loads(broken.stdout) == {
        "whole": False,
        "rows": end.seq - 1,
        "head": {"seq": end.seq, "hash": end.hash},
        "bad_seq": end.seq,
        "flaw": "changed",
    }
    assert "does not hold" in runner.invoke(args=["audit", "verify"]).stdout
    assert runner.invoke(args=["audit", "verify", "--anchor", "7"]).exit_code == 2
