"""Proofs hang on an entry while its owner may change it; the line stays when one is taken off."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain import attachments, confirming
from domain.attachments import MOST_PROOFS, TooManyProofs, attach, attached_to, take_off
from domain.audit import Actor
from domain.entry_steps import NotInState
from domain.files.refusals import Checked
from models import Attachment, AuditRow, StoredFile, StudyEntry, db
from tests.factories import make_account, make_entry, make_person
from tests.packs import load_pack

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
COMMAND = Actor(None)


def checked(number: int, name: str = "证书.pdf", **values) -> Checked:
    """A file that was checked; the same number is the same content."""
    defaults = {"media_type": "application/pdf", "size": 7, "pages": 1}
    return Checked(sha256=f"{number:064x}", name=name, **defaults | values)


@pytest.fixture
def entry(database):
    return make_entry(make_person())


def names_on(entry) -> list[str]:
    return [proof.name for proof in attached_to([entry.id]).get(entry.id, [])]


def count_of(model) -> int:
    return db.session.scalars(sa.select(sa.func.count()).select_from(model)).one()


def test_proofs_hang_in_the_order_they_came_and_one_content_is_one_row(entry):
    other = make_entry(make_person())
    attach(entry.id, [checked(1, "一.pdf"), checked(2, "二.pdf")], actor=COMMAND, now=NOW)
    attach(other.id, [checked(1, "同.pdf")], actor=COMMAND, now=NOW)
    found = attached_to([entry.id, other.id])
    assert [one.name for one in found[entry.id]] == ["一.pdf", "二.pdf"]
    assert [one.name for one in found[other.id]] == ["同.pdf"]
    assert count_of(StoredFile) == 2


def test_the_same_file_twice_hangs_once(entry):
    new = attach(entry.id, [checked(1), checked(1)], actor=COMMAND, now=NOW)
    again = attach(entry.id, [checked(1)], actor=COMMAND, now=NOW)
    assert (len(new), again, len(names_on(entry))) == (1, [], 1)


def test_an_eleventh_is_refused_and_so_are_those_that_came_with_it(entry):
    attach(entry.id, [checked(n) for n in range(8)], actor=COMMAND, now=NOW)
    with pytest.raises(TooManyProofs) as full:
        attach(entry.id, [checked(n) for n in range(7, 11)], actor=COMMAND, now=NOW)
    assert full.value.room == 2
    assert len(names_on(entry)) == 8
    attach(entry.id, [checked(n) for n in range(MOST_PROOFS)], actor=COMMAND, now=NOW)
    assert len(names_on(entry)) == MOST_PROOFS


@pytest.mark.parametrize("state", ["confirmed", "withdrawn", "voided"])
def test_what_was_decided_keeps_its_proofs_as_they_are(entry, state):
    [proof] = attach(entry.id, [checked(1)], actor=COMMAND, now=NOW)
    entry.state = state
    db.session.flush()
    with pytest.raises(NotInState):
        attach(entry.id, [checked(2)], actor=COMMAND, now=NOW)
    with pytest.raises(NotInState):
        take_off(proof, actor=COMMAND, now=NOW)
    assert len(names_on(entry)) == 1


@pytest.mark.parametrize(("state", "versions"), [("draft", 0), ("waiting", 2), ("returned", 2)])
def test_what_the_owner_may_change_moves_on_by_a_version_unless_it_is_a_draft(
    database, state, versions
):
    entry = make_entry(make_person(), state=state)
    [proof] = attach(entry.id, [checked(1)], actor=COMMAND, now=NOW)
    take_off(proof, actor=COMMAND, now=NOW)
    db.session.refresh(entry)
    assert (entry.version, names_on(entry)) == (1 + versions, [])


def test_a_proof_taken_off_stays_as_a_line_that_says_when_and_can_come_back(entry):
    [proof] = attach(entry.id, [checked(1)], actor=COMMAND, now=NOW)
    take_off(proof, actor=COMMAND, now=NOW)
    take_off(proof, actor=COMMAND, now=NOW + timedelta(hours=1))
    assert proof.removed_at == NOW
    assert attachments.find_proof(proof.id) is None
    attach(entry.id, [checked(1)], actor=COMMAND, now=NOW)
    assert (count_of(Attachment), len(names_on(entry))) == (2, 1)


def test_the_trail_tells_of_both_with_ids_and_a_digest_and_never_a_name(entry):
    actor = Actor(make_account().id)
    [proof] = attach(entry.id, [checked(1, "林叙的证书.pdf")], actor=actor, now=NOW)
    take_off(proof, actor=actor, now=NOW)
    db.session.commit()
    rows = db.session.scalars(
        sa.select(AuditRow).where(AuditRow.noun == "attachment").order_by(AuditRow.seq)
    ).all()
    assert [row.action for row in rows] == ["proof.attached", "proof.taken_off"]
    assert {row.noun_id for row in rows} == {proof.id}
    said = rows[0].after + rows[1].before
    assert f'"entry": {entry.id}' in said
    assert "0" * 16 in said
    assert "林叙" not in said


def test_proofs_of_any_number_of_entries_are_one_query(entry, count_queries):
    entries = [make_entry(make_person()) for _ in range(3)]
    for number, one in enumerate(entries):
        attach(one.id, [checked(number)], actor=COMMAND, now=NOW)
    with count_queries() as queries:
        assert len(attached_to([one.id for one in entries])) == 3
    assert len(queries) == 1
    assert attached_to([]) == {}


def test_an_entry_that_waits_again_has_the_proofs_of_the_one_it_takes_the_place_of(entry):
    load_pack()
    kept, gone = attach(entry.id, [checked(1, "留.pdf"), checked(2)], actor=COMMAND, now=NOW)
    take_off(gone, actor=COMMAND, now=NOW)
    actor = Actor(make_account().id)
    [step] = confirming.confirm_entries([entry], actor=actor, now=NOW)
    [again] = confirming.undo_steps([step], actor=actor, now=NOW)
    assert isinstance(again, StudyEntry)
    assert again.id != entry.id
    assert names_on(again) == names_on(entry) == ["留.pdf"]
    [copied] = attached_to([again.id])[again.id]
    assert (copied.added_at, copied.sha256) == (kept.added_at, kept.sha256)
    take_off(db.session.get_one(Attachment, copied.id), actor=actor, now=NOW)
    assert (names_on(again), names_on(entry)) == ([], ["留.pdf"])
