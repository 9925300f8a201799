"""Who opens a proof: whoever decides on its entry at that time, and whoever may void it."""

import pytest
import sqlalchemy as sa

from models import Branch, BranchMembership, Person, db
from tests.domain.made_files import picture
from tests.factories import (
    make_branch,
    make_cadre,
    make_correction,
    make_entry,
    make_hr,
    make_leader,
    make_person,
    make_proof,
    make_secretary,
    make_unit,
)
from tests.packs import load_pack


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def instance(app):
    return app.config["INSTANCE"]


def test_who_confirms_sees_it_while_it_waits_and_others_do_not(login, instance):
    unit = make_unit()
    alone = make_person(unit=unit)  # without a branch, so the leader confirms
    entry = make_entry(alone)
    proof = make_proof(entry, instance)
    leader, stranger = login(make_leader(unit)), login(make_cadre(branch=make_branch()))
    address = f"/study/proofs/{proof.id}"
    assert (leader.get(address).status_code, stranger.get(address).status_code) == (200, 404)
    assert leader.get(f"{address}/pages/1").status_code == 200
    assert stranger.get(f"{address}/pages/1").status_code == 404
    for state in ("returned", "confirmed", "draft"):
        entry.state = state
        db.session.commit()
        assert leader.get(address).status_code == 404


def test_who_answers_a_correction_sees_the_proofs_while_it_is_open(login, instance):
    unit = make_unit()
    entry = make_entry(make_person(unit=unit), state="confirmed")
    proof, leader = make_proof(entry, instance), login(make_leader(unit))
    elsewhere = login(make_leader(make_unit()))
    address = f"/study/proofs/{proof.id}"
    assert leader.get(address).status_code == 404
    asked = make_correction(entry)
    db.session.commit()
    assert f"{address}/pages/1" in leader.get("/study/corrections").text
    assert leader.get(address).status_code == 200
    assert leader.get(f"{address}/pages/1").status_code == 200
    assert elsewhere.get(address).status_code == 404
    asked.state = "declined"
    db.session.commit()
    assert leader.get(address).status_code == 404


def test_who_may_void_it_sees_it_in_every_state_but_a_draft(login, instance):
    owner = make_cadre(branch=make_branch())
    entry = make_entry(db.session.get_one(Person, owner.person_id))
    proof = make_proof(entry, instance)
    readers = [login(make_hr()), login(make_secretary(_branch(owner)))]
    for state, code in (("waiting", 200), ("confirmed", 200), ("draft", 404)):
        entry.state = state
        db.session.commit()
        for reader in readers:
            assert reader.get(f"/study/proofs/{proof.id}").status_code == code


def _branch(account):
    found = sa.select(Branch).join(BranchMembership, BranchMembership.branch_id == Branch.id)
    return db.session.scalars(found.where(BranchMembership.person_id == account.person_id)).one()


@pytest.mark.parametrize("number", [1, 3])
def test_a_file_and_its_pages_cost_at_most_eight_queries(login, instance, count_queries, number):
    owner = make_cadre(branch=make_branch())
    entry = make_entry(db.session.get_one(Person, owner.person_id))
    proofs = [make_proof(entry, instance, picture(size=(40 + n, 40))) for n in range(number)]
    client = login(make_secretary(_branch(owner)))
    client.get("/study/entries")
    for path in (f"/study/proofs/{proofs[0].id}", f"/study/proofs/{proofs[0].id}/pages/1"):
        with count_queries() as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= 8
