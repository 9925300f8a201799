"""Many confirmations taken back, and many entries voided, at once: as one would be."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain import confirming, study
from domain.attachments import attached_to
from domain.audit import Actor
from domain.hours.figures import figure
from domain.hours.recompute import recompute
from models import Credit, EntryBatch, EntryStep, StudyEntry, db
from tests.factories import make_account, make_correction, make_entry, make_person, make_proof
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def actor():
    return Actor(make_account().id, "127.0.0.1")


def waiting(people, each=3, **values):
    return [
        make_entry(person, studied_on=TODAY - timedelta(days=day), **values)
        for person in people
        for day in range(each)
    ]


def others(statements):
    """How many beside the inserts, of which SQLite takes one a row."""
    return len([one for one in statements if not one.startswith("INSERT")])


def credit_lines():
    return db.session.scalar(sa.select(sa.func.count(Credit.id)))


def test_many_confirmations_and_returns_are_taken_back_at_once(actor, tmp_path):
    people = [make_person(), make_person()]
    entries = waiting(people)
    kept = make_proof(entries[0], tmp_path)
    given_back = make_entry(people[0], studied_on=date(2026, 10, 1))
    steps = [
        *confirming.confirm_entries(entries, actor=actor, now=NOW),
        confirming.return_entry(given_back, "太笼统", actor=actor, now=NOW),
    ]
    again = confirming.undo_steps(steps, actor=actor, now=NOW)
    assert {one.state for one in again} == {"waiting"}
    assert {one.replaces_id for one in again} == {one.id for one in entries} | {None}
    assert {one.state for one in entries} == {"voided"}
    assert given_back in again
    assert [figure(one.id, 2026, today=TODAY).total for one in people] == [0, 0]
    new = next(one for one in again if one.replaces_id == entries[0].id)
    assert [one.sha256 for one in attached_to([new.id])[new.id]] == [kept.sha256]
    assert recompute(write=False).adds_up


def test_the_line_that_takes_hours_back_names_the_step_that_did(actor):
    entries = waiting([make_person()])
    steps = confirming.confirm_entries(entries, actor=actor, now=NOW)
    confirming.undo_steps(steps, actor=actor, now=NOW)
    voids = db.session.execute(
        sa.select(EntryStep.entry_id, EntryStep.id).where(EntryStep.act == "voided")
    ).all()
    causes = db.session.execute(
        sa.select(Credit.source_id, Credit.cause).where(Credit.hundredths < 0)
    ).all()
    assert sorted(causes) == sorted((entry, f"voided:{step}") for entry, step in voids)
    assert len(causes) == len(entries)


def test_of_many_none_is_taken_back_where_one_cannot_be(actor):
    entries = waiting([make_person()])
    steps = confirming.confirm_entries(entries, actor=actor, now=NOW)
    confirming.void_entry(entries[1], "重复", actor=actor, now=NOW)
    lines = credit_lines()
    with pytest.raises(confirming.TooLateToUndo):
        confirming.undo_steps(steps, actor=actor, now=NOW)
    assert [one.state for one in entries] == ["confirmed", "voided", "confirmed"]
    assert credit_lines() == lines


def test_two_steps_of_one_entry_are_not_taken_back_together(actor):
    entry = make_entry(make_person())
    first = confirming.return_entry(entry, "太笼统", actor=actor, now=NOW)
    confirming.undo_steps([first], actor=actor, now=NOW)
    second = confirming.return_entry(entry, "还是笼统", actor=actor, now=NOW)
    with pytest.raises(confirming.TooLateToUndo):
        confirming.undo_steps([first, second], actor=actor, now=NOW)
    assert entry.state == "returned"


def test_an_old_return_does_not_take_back_that_of_somebody_else(actor):
    entry, other = make_entry(make_person()), Actor(make_account().id)
    first = confirming.return_entry(entry, "太笼统", actor=actor, now=NOW)
    said = study.Claim(studied_on=entry.studied_on, minutes=45, topic="公文", gained="要点三条")
    study.edit_entry(entry, said, version=entry.version, today=TODAY, actor=other, now=NOW)
    second = confirming.return_entry(entry, "还是笼统", actor=other, now=NOW)
    with pytest.raises(confirming.TooLateToUndo):
        confirming.undo_steps([first], actor=actor, now=NOW)
    assert entry.state == "returned"
    assert confirming.undo_steps([second], actor=other, now=NOW) == [entry]


def test_voiding_many_passes_over_what_stands_no_more_and_grants_what_was_asked(actor):
    people = [make_person(), make_person()]
    entries = waiting(people, each=2)
    confirming.confirm_entries(entries, actor=actor, now=NOW)
    asked = make_correction(entries[0], wish="分钟记错")
    confirming.void_entry(entries[3], "重复", actor=actor, now=NOW)
    assert confirming.void_entries(entries, "人不对", actor=actor, now=NOW) == 3
    assert {one.state for one in entries} == {"voided"}
    assert (asked.state, asked.answer) == ("granted", "人不对")
    assert [figure(one.id, 2026, today=TODAY).total for one in people] == [0, 0]
    reasons = db.session.scalars(sa.select(EntryStep.reason).where(EntryStep.act == "returned"))
    assert sorted(reasons) == ["人不对", "人不对", "人不对", "重复"]


def test_what_was_recorded_for_many_comes_back_to_nobody_at_once(actor):
    batch = EntryBatch(kind="form", title="读书班", recorded_at=NOW)
    db.session.add(batch)
    db.session.flush()
    entries = waiting([make_person(), make_person()], each=1, batch_id=batch.id)
    confirming.confirm_entries(entries, actor=actor, now=NOW)
    assert confirming.void_entries(entries, "记错班次", actor=actor, now=NOW) == 2
    assert db.session.scalar(sa.select(sa.func.count(StudyEntry.id))) == 2


def test_many_are_read_and_changed_in_as_many_statements_as_a_few(actor, count_queries):
    asked = []
    for number in (2, 12):
        entries = waiting([make_person() for _ in range(number)])
        steps = confirming.confirm_entries(entries, actor=actor, now=NOW)
        with count_queries() as undoing:
            again = confirming.undo_steps(steps, actor=actor, now=NOW)
        confirming.confirm_entries(again, actor=actor, now=NOW)
        with count_queries() as voiding:
            confirming.void_entries(again, "重来", actor=actor, now=NOW)
        asked.append((others(undoing), others(voiding)))
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 14
