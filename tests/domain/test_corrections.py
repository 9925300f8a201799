"""Corrections of confirmed entries: asked for, granted, declined, and by whom."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain import confirming, corrections, notices
from domain.audit import Actor
from domain.entry_steps import NotInState
from domain.hours.figures import figure
from domain.visitors import Visitor
from models import AuditRow, Correction, EntryStep, Matter, Notice, Person, db
from tests.factories import (
    make_absence,
    make_account,
    make_branch,
    make_entry,
    make_leader,
    make_person,
    make_secretary,
    make_unit,
)
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def actor():
    return Actor(make_account().id, "127.0.0.1")


def confirmed(person=None):
    entry = make_entry(person or make_person())
    confirming.confirm_entries([entry], actor=actor(), now=NOW)
    return entry


def asked_of(entry, wish="应为 30 分钟"):
    return corrections.ask_correction(entry, wish, actor=actor(), now=NOW)


def acts(entry):
    steps = sa.select(EntryStep.act).where(EntryStep.entry_id == entry.id).order_by(EntryStep.id)
    return db.session.scalars(steps).all()


def may_answer(account, correction) -> bool:
    visitor = Visitor(
        account.id, 0, account.username, person_id=account.person_id, is_confirmer=True
    )
    return corrections.find_to_answer(visitor, correction.id, today=TODAY) is not None


def test_a_granted_correction_voids_the_entry_and_brings_it_back_to_be_edited():
    entry = confirmed()
    correction = asked_of(entry)
    again = corrections.grant_correction(correction, actor=actor(), now=NOW)
    assert (entry.state, again.state, again.replaces_id) == ("voided", "returned", entry.id)
    assert (correction.state, correction.answered_at) == ("granted", NOW)
    assert figure(entry.person_id, 2026, today=TODAY).total == 0
    assert acts(entry) == ["confirmed", "asked", "voided"]
    assert acts(again) == ["returned"]


def test_a_declined_correction_leaves_the_entry_and_its_credit_as_they_are():
    entry = confirmed()
    correction = asked_of(entry)
    corrections.decline_correction(correction, "签到表上是 45 分钟", actor=actor(), now=NOW)
    assert (entry.state, correction.state) == ("confirmed", "declined")
    assert figure(entry.person_id, 2026, today=TODAY).total == 100
    assert acts(entry) == ["confirmed", "asked", "declined"]


def test_one_correction_of_an_entry_is_open_at_a_time_and_another_may_follow_an_answer():
    entry = confirmed()
    correction = asked_of(entry)
    with pytest.raises(corrections.AskedAlready):
        asked_of(entry, "再问一次")
    corrections.decline_correction(correction, "否", actor=actor(), now=NOW)
    asked_of(entry, "附上签到表，再请更正")
    [states] = [[one.state for one in corrections.corrections_of([entry.id])[entry.id]]]
    assert states == ["declined", "open"]


@pytest.mark.parametrize("state", ["draft", "waiting", "returned", "withdrawn", "voided"])
def test_only_of_a_confirmed_entry_a_correction_is_asked(state):
    with pytest.raises(NotInState):
        asked_of(make_entry(make_person(), state=state))


def test_a_second_answer_finds_the_first_and_changes_nothing():
    entry = confirmed()
    correction = asked_of(entry)
    corrections.decline_correction(correction, "否", actor=actor(), now=NOW)
    with pytest.raises(corrections.AnsweredAlready):
        corrections.grant_correction(correction, actor=actor(), now=NOW)
    with pytest.raises(corrections.AnsweredAlready):
        corrections.decline_correction(correction, "又否", actor=actor(), now=NOW)
    assert (entry.state, correction.answer) == ("confirmed", "否")


def test_a_void_or_an_undo_grants_what_was_asked():
    entry, confirmer = make_entry(make_person()), actor()
    [step] = confirming.confirm_entries([entry], actor=confirmer, now=NOW)
    undone = asked_of(entry)
    confirming.undo_steps([step], actor=confirmer, now=NOW)
    other = confirmed()
    voided = asked_of(other)
    confirming.void_entry(other, "人事发现重复", actor=actor(), now=NOW)
    assert [(one.state, one.answer) for one in (undone, voided)] == [
        ("granted", ""), ("granted", "人事发现重复"),
    ]  # fmt: skip


def test_the_chain_of_confirmers_answers_and_nobody_else():
    branch, unit = make_branch(), make_unit()
    secretary, deputy = make_secretary(branch), make_person(branch=branch)
    acting, leader = make_account(deputy), make_leader(unit)
    owner = make_person(branch=branch, unit=unit)
    own_account = make_account(owner)
    correction = asked_of(confirmed(owner))
    everybody = (secretary, acting, leader, own_account)
    assert [may_answer(one, correction) for one in everybody] == [True, False, False, False]
    absence = make_absence(db.session.get_one(Person, secretary.person_id), deputy)
    assert [may_answer(one, correction) for one in everybody] == [False, True, False, False]
    absence.deputy_id = None
    db.session.flush()
    assert [may_answer(one, correction) for one in everybody] == [False, False, True, False]


def test_a_correction_is_a_matter_until_it_is_answered_and_its_owner_is_told():
    owner = make_person()
    make_account(owner)
    waiting, declined, granted = (confirmed(owner) for _ in range(3))
    asked = {one.id: asked_of(one) for one in (waiting, declined, granted)}
    corrections.decline_correction(asked[declined.id], "否", actor=actor(), now=NOW)
    corrections.grant_correction(asked[granted.id], actor=actor(), now=NOW)
    rows = db.session.scalars(
        sa.select(Matter).where(Matter.kind == "correction").order_by(Matter.source_id)
    ).all()
    assert [(one.source_id, one.turn, one.outcome) for one in rows] == [
        (asked[waiting.id].id, "by", ""), (asked[declined.id].id, "", "declined"),
        (asked[granted.id].id, "", "granted"),
    ]  # fmt: skip
    db.session.commit()
    notices.deliver(now=NOW)
    told = db.session.scalars(sa.select(Notice).where(Notice.topic == "correction")).one()
    assert told.many == 2


def test_the_trail_tells_of_each_step_without_a_word_of_wish_or_answer():
    entry = confirmed()
    corrections.decline_correction(asked_of(entry, "秘密的心愿"), "秘密", actor=actor(), now=NOW)
    db.session.commit()
    rows = db.session.scalars(sa.select(AuditRow).order_by(AuditRow.seq)).all()
    assert [row.action for row in rows[-2:]] == ["entry.asked", "entry.declined"]
    assert all("秘密" not in row.before + row.after for row in rows)
    assert db.session.scalars(sa.select(sa.func.count(Correction.id))).one() == 1
