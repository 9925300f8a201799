"""The entries of a person, read and voided by those who may."""

import pytest
import sqlalchemy as sa

from domain import confirming
from domain.audit import Actor
from models import AuditRow, Credit, Person, StudyEntry, db
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_entry,
    make_hr,
    make_leader,
    make_person,
    make_secretary,
    make_unit,
)
from tests.packs import load_pack


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def person(branch):
    return make_person(branch=branch, unit=make_unit(), staff_no="00317", name="林叙")


@pytest.fixture
def entry(person):
    row = make_entry(person, topic="公文")
    confirming.confirm_entries([row], actor=Actor(make_account().id), now=NOON)
    return row


def states():
    db.session.expire_all()
    return [one.state for one in db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id))]


def test_a_void_with_a_reason_takes_the_credit_back_and_the_owner_reads_it(login, branch, entry):
    client = login(make_secretary(branch))
    page = client.get("/study/people/00317/entries").text
    assert f"/study/people/00317/entries/{entry.id}" in page
    page = client.get(f"/study/people/00317/entries/{entry.id}").text
    for text in ("公文", "Lines in the ledger", "1.00", "confirmed", "Void it"):
        assert text in page, text
    url = f"/study/people/00317/entries/{entry.id}/void"
    assert client.post(url, data={"reason": "重复登记"}).status_code == 302
    assert states() == ["voided", "returned"]
    assert db.session.scalars(sa.select(sa.func.sum(Credit.hundredths))).one() == 0
    page = client.get(f"/study/people/00317/entries/{entry.id}").text
    assert "重复登记" in page
    assert "Another entry has taken its place." in page
    owner = login(make_account(db.session.scalars(sa.select(Person).filter_by(staff_no="00317"))
                               .one()))  # fmt: skip
    assert "重复登记" in owner.get("/").text


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_a_void_without_a_reason_says_so_and_voids_nothing(login, entry, reason):
    url = f"/study/people/00317/entries/{entry.id}/void"
    answer = login(make_hr()).post(url, data={"reason": reason})
    assert answer.status_code == 422
    assert states() == ["confirmed"]


def test_a_second_void_changes_nothing_and_says_so(login, entry):
    client, url = login(make_hr()), f"/study/people/00317/entries/{entry.id}/void"
    for _ in range(2):
        assert client.post(url, data={"reason": "重复"}).status_code == 302
    assert states() == ["voided", "returned"]
    page = client.get("/study/people/00317/entries").text
    assert "Nothing changed: the entry is voided." in page


def test_nobody_voids_what_is_their_own(login, branch):
    for account in (make_secretary(branch), make_hr()):
        own = db.session.get_one(Person, account.person_id)
        entry = make_entry(own, state="confirmed")
        base, client = f"/study/people/{own.staff_no}/entries", login(account)
        assert client.get(base).status_code == 404
        assert client.get(f"{base}/{entry.id}").status_code == 404
        assert client.post(f"{base}/{entry.id}/void", data={"reason": "否"}).status_code == 404
    assert set(states()) == {"confirmed"}


def test_another_branch_is_not_there_and_a_cadre_or_leader_lacks_the_role(login, entry):
    base = "/study/people/00317/entries"
    assert login(make_secretary(make_branch())).get(base).status_code == 404
    assert login(make_cadre()).get(base).status_code == 403
    assert login(make_leader(make_unit())).get(base).status_code == 403


def test_an_entry_under_another_person_or_a_draft_is_not_there(login, branch, person, entry):
    other, client = make_person(branch=branch), login(make_hr())
    draft = make_entry(person, state="draft", topic="私下的草稿")
    assert client.get(f"/study/people/{other.staff_no}/entries/{entry.id}").status_code == 404
    assert client.get(f"/study/people/00317/entries/{draft.id}").status_code == 404
    assert "私下的草稿" not in client.get("/study/people/00317/entries").text


def test_looking_at_the_entries_is_in_the_trail(login, person, entry):
    client = login(make_hr())
    for path in ("entries", f"entries/{entry.id}"):
        client.get(f"/study/people/00317/{path}")
    rows = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "person.viewed")).all()
    assert [row.noun_id for row in rows] == [person.id, person.id]


def test_the_list_is_filtered_by_state_and_year_and_empty_says_so(login, person, entry):
    make_entry(person, topic="还在等的")
    client = login(make_hr())
    waiting = client.get("/study/people/00317/entries?state=waiting").text
    assert "还在等的" in waiting
    assert "公文<" not in waiting
    assert "No such entry" in client.get("/study/people/00317/entries?year=2024").text
    assert client.get("/study/people/00317/entries?year=99999").status_code == 200


def test_the_pages_run_as_many_queries_for_three_as_for_one_and_at_most_eight(
    login, count_queries, person, entry
):
    client, counts = login(make_hr()), []
    for rows in (1, 2):
        for _ in range(rows):
            make_entry(person)
        db.session.commit()
        with count_queries() as queries:
            assert client.get("/study/people/00317/entries").status_code == 200
        counts.append(len([one for one in queries if "audit" not in one]))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("path", ["", "/{entry}"])
def test_the_pages_are_rendered_in_chinese(login, entry, path):
    address = "/study/people/00317/entries" + path.format(entry=entry.id)
    answer = login(make_hr(), language="zh").get(address)
    assert answer.status_code == 200
    assert '<html lang="zh-Hans-CN"' in answer.text
