"""Confirming, voiding and undoing, and what a confirmer is told of what waits."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from domain import confirming, queues
from domain.attachments import attached_to
from domain.audit import Actor
from domain.entry_steps import NotInState
from domain.hours.figures import figure
from domain.hours.years import YearClosed, close_year
from domain.matters.lists import counts
from domain.matters.standing import standing
from domain.oddities import oddities
from domain.visitors import Visitor
from models import (
    Account,
    Attachment,
    Credit,
    EntryBatch,
    EntryStep,
    Person,
    StoredFile,
    StudyEntry,
    db,
)
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


def confirmed(**values):
    entry = make_entry(make_person(), **values)
    confirming.confirm_entries([entry], actor=actor(), now=NOW)
    return entry


def visitor_of(account: Account) -> Visitor:
    """As much of a visitor as the queue asks for."""
    name = db.session.get_one(Person, account.person_id).name
    return Visitor(
        account.id, 0, account.username, person_id=account.person_id, name=name, is_confirmer=True
    )


def queue_of(account):
    return queues.queue(visitor_of(account), today=TODAY)


def test_a_void_takes_the_credit_back_and_the_entry_comes_back_to_be_edited():
    entry = confirmed(topic="公文", minutes=90, start_time=time(9, 30), document="通知第3号")
    again = confirming.void_entry(entry, "分钟记错", actor=actor(), now=NOW)
    assert (entry.state, again.state, again.replaces_id) == ("voided", "returned", entry.id)
    assert [(one.topic, one.minutes, one.start_time, one.document) for one in (again,)] == [
        ("公文", 90, time(9, 30), "通知第3号")
    ]
    assert figure(entry.person_id, 2026, today=TODAY).total == 0
    [reason] = db.session.scalars(
        sa.select(EntryStep.reason).where(EntryStep.entry_id == again.id)
    ).all()
    assert reason == "分钟记错"


def test_what_comes_back_has_the_proofs_that_were_not_taken_off():
    entry = confirmed()
    db.session.add(StoredFile(sha256="a" * 64, media_type="image/jpeg", size=9, stored_at=NOW))
    db.session.flush()
    for name, removed in (("笔记.jpg", None), ("误传.jpg", NOW)):
        db.session.add(
            Attachment(
                entry_id=entry.id, sha256="a" * 64, name=name, added_at=NOW, removed_at=removed
            )
        )  # fmt: skip
    again = confirming.void_entry(entry, "重来", actor=actor(), now=NOW)
    proofs = attached_to([entry.id, again.id])
    assert [one.name for one in proofs[again.id]] == ["笔记.jpg"]
    assert [one.name for one in proofs[entry.id]] == ["笔记.jpg"]


def test_what_was_recorded_for_many_comes_back_to_nobody():
    batch = EntryBatch(kind="form", title="集中培训", recorded_at=NOW)
    db.session.add(batch)
    db.session.flush()
    entry = confirmed(batch_id=batch.id)
    assert confirming.void_entry(entry, "人不对", actor=actor(), now=NOW) is None
    assert entry.state == "voided"
    assert db.session.scalars(sa.select(sa.func.sum(Credit.hundredths))).one() == 0
    assert db.session.scalars(sa.select(sa.func.count(StudyEntry.id))).one() == 1


@pytest.mark.parametrize("state", ["waiting", "returned", "withdrawn", "voided", "draft"])
def test_only_a_confirmed_entry_is_voided(state):
    entry = make_entry(make_person(), state=state)
    with pytest.raises(NotInState):
        confirming.void_entry(entry, "不算", actor=actor(), now=NOW)
    assert entry.state == state


def test_a_closed_year_takes_no_confirmation_but_a_void():
    old, late = confirmed(studied_on=date(2025, 3, 3)), date(2025, 4, 4)
    close_year(2025, "关账通知", today=TODAY, actor=actor(), now=NOW)
    waiting = make_entry(make_person(), studied_on=late)
    with pytest.raises(YearClosed):
        confirming.confirm_entries([waiting], actor=actor(), now=NOW)
    assert waiting.state == "waiting"
    confirming.void_entry(old, "重复", actor=actor(), now=NOW)
    assert figure(old.person_id, 2025, today=TODAY).total == 0


def test_an_entry_that_was_changed_since_it_was_seen_is_passed_over():
    seen, changed = make_entry(make_person()), make_entry(make_person(), version=2)
    steps = confirming.confirm_entries(
        [seen, changed], actor=actor(), now=NOW, seen={seen.id: 1, changed.id: 1}
    )
    assert [step.entry_id for step in steps] == [seen.id]
    assert (seen.state, changed.state) == ("confirmed", "waiting")


def test_confirming_reads_the_entries_at_once_however_many(count_queries):
    def refreshes(number):
        entries = [make_entry(make_person()) for _ in range(number)]
        confirmer = actor()
        with count_queries() as queries:
            confirming.confirm_entries(entries, actor=confirmer, now=NOW)
        return len([one for one in queries if "pack_adoptions.from_on" in one])

    assert refreshes(1) == refreshes(3) == 1


def test_a_twin_the_same_hours_and_a_very_full_day_are_odd():
    branch = make_branch()
    secretary, owner = make_secretary(branch), make_person(branch=branch)
    nine = time(9)
    twin = make_entry(owner, minutes=45, start_time=time(8), state="confirmed")
    first = make_entry(owner, minutes=45, start_time=nine)
    meets = make_entry(owner, minutes=60, start_time=time(9, 30), kind="online_course")
    full = make_entry(owner, minutes=500, start_time=time(13), state="returned")
    plain = make_entry(make_person(branch=branch), minutes=45)
    found = oddities(queue_of(secretary))
    assert found.keys() == {first.id, meets.id}
    assert [one.id for one in found[first.id].twins] == [twin.id]
    assert [one.id for one in found[first.id].meets] == [meets.id]
    assert found[meets.id].twins == ()
    assert found[first.id].minutes == found[meets.id].minutes == 45 + 45 + 60 + 500
    assert full.id not in found
    assert plain.id not in found


def test_hours_that_only_touch_do_not_meet_and_ten_hours_are_not_too_many():
    branch = make_branch()
    secretary, owner = make_secretary(branch), make_person(branch=branch)
    make_entry(owner, minutes=60, start_time=time(9))
    make_entry(owner, minutes=540, start_time=time(10))
    assert oddities(queue_of(secretary)) == {}


def test_a_training_of_several_days_fills_each_of_them():
    branch = make_branch()
    secretary, owner = make_secretary(branch), make_person(branch=branch)
    make_entry(
        owner, kind="outside_training", minutes=0, days=3, studied_on=date(2026, 11, 16),
        ends_on=date(2026, 11, 18), state="confirmed",
    )  # fmt: skip
    evening = make_entry(owner, minutes=150, studied_on=date(2026, 11, 18))
    free = make_entry(owner, minutes=150, studied_on=date(2026, 11, 19))
    found = oddities(queue_of(secretary))
    assert found[evening.id].minutes == 480 + 150
    assert free.id not in found


def test_the_queue_holds_what_waits_for_the_visitor_the_longest_waiting_first():
    branch = make_branch()
    secretary, owner = make_secretary(branch), make_person(branch=branch)
    late = make_entry(owner, submitted_at=NOW)
    early = make_entry(owner, submitted_at=NOW - timedelta(days=3), minutes=30)
    make_entry(make_person(branch=make_branch()))
    make_entry(db.session.get_one(Person, secretary.person_id))
    assert [line.id for line in queue_of(secretary).lines] == [early.id, late.id]
    held = standing(visitor_of(secretary), today=TODAY)
    assert counts(held).mine == 2


def test_the_deputy_stands_in_for_an_absent_secretary_and_nobody_does_for_one_who_is_here():
    branch = make_branch()
    secretary, deputy = make_secretary(branch, name="张三"), make_person(name="代理人")
    account = make_account(deputy)
    entry = make_entry(make_person(branch=branch))
    assert queue_of(account).lines == []
    assert queue_of(secretary).stood_in_for(secretary.person_id) == []
    make_absence(db.session.get_one(Person, secretary.person_id), deputy)
    acting = queue_of(account)
    assert [line.id for line in acting.lines] == [entry.id]
    assert acting.stood_in_for(deputy.id) == [("张三", date(2026, 11, 27))]
    assert acting.others_for(deputy.id, acting.owners[entry.person_id]) == []


def test_who_else_confirms_is_named():
    branch = make_branch()
    secretary, _second = make_secretary(branch), make_secretary(branch, name="李四")
    owner = make_person(branch=branch)
    make_entry(owner)
    found = queue_of(secretary)
    assert found.others_for(secretary.person_id, found.owners[owner.id]) == ["李四"]


def test_the_leader_upward_stands_in_where_the_absent_secretary_has_no_deputy():
    branch, office = make_branch(), make_unit()
    division = make_unit(parent_id=office.id)
    secretary, leader = make_secretary(branch, name="张三"), make_leader(office, name="主任")
    make_absence(db.session.get_one(Person, secretary.person_id), None)
    make_entry(make_person(branch=branch, unit=division))
    assert queue_of(leader).stood_in_for(leader.person_id) == [("张三", date(2026, 11, 27))]


def test_a_leader_who_confirms_by_right_stands_in_for_nobody():
    unit = make_unit()
    leader = make_leader(unit)
    make_entry(make_person(unit=unit))
    waiting = queue_of(leader)
    assert len(waiting.lines) == 1
    assert waiting.stood_in_for(leader.person_id) == []


def test_the_queue_is_three_queries_however_many_people_and_entries(count_queries):
    branch = make_branch()
    secretary = make_secretary(branch)
    counts = []
    for _ in range(2):
        for _ in range(3):
            owner = make_person(branch=branch)
            make_entry(owner)
            make_entry(owner, state="confirmed")
        with count_queries() as queries:
            queue_of(secretary)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(queue_of(secretary).beside) == 6
