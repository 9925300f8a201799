"""Matters: by when they are due, whose they are, how they rise, come back and change hands."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from domain.access import GrantHeld, Visitor
from domain.audit import Actor
from domain.matters import (
    DueBeforeToday,
    Taken,
    close_matter,
    find_matter,
    move_matter,
    raise_matter,
    reopen_matter,
)
from domain.matters.by_hand import (
    LateReasonMissing,
    NotNow,
    ProofMissing,
    answer_by_hand,
    close_by_hand,
    still_holds,
)
from domain.matters.daily import daily
from domain.matters.handing_over import NotToHandTo, hand_over
from domain.matters.lists import counts
from domain.matters.reckoning import load_times, reckoning
from domain.matters.standing import standing
from models import AuditRow, Holiday, Matter, MatterStep, db
from tests.factories import (
    make_absence,
    make_account,
    make_branch,
    make_entry,
    make_holiday,
    make_leader,
    make_person,
    make_secretary,
    make_sheet,
    make_unit,
)
from tests.packs import load_pack

FRIDAY = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = FRIDAY.date()
SHIPPED = (Path(__file__).parents[2] / "content/rules/reply-times.toml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def actor():
    return Actor(make_account().id, "127.0.0.1")


def at(month, day, year=2026):
    return datetime(year, month, day, 1, tzinfo=UTC)


def of(account, *grants, is_confirmer=False):
    """As much of a visitor as the lists ask for."""
    return Visitor(
        account.id, 0, account.username, person_id=account.person_id, grants=grants,
        is_confirmer=is_confirmer,
    )  # fmt: skip


def mine(account, *grants, today=TODAY, **values):
    return counts(standing(of(account, *grants, **values), today=today)).mine


def due(kind, day):
    return reckoning().due(kind, day)


def acts(matter):
    steps = sa.select(MatterStep.act).where(MatterStep.matter_id == matter.id)
    return db.session.scalars(steps.order_by(MatterStep.id)).all()


def test_working_days_leave_out_weekends_and_holidays_and_count_days_worked_for_them():
    assert due("entry", date(2026, 9, 29))[0] == date(2026, 10, 6)
    for day in range(1, 8):
        make_holiday(date(2026, 10, day))
    make_holiday(date(2026, 10, 10), is_working=True, name="国庆节调休")
    assert due("entry", date(2026, 9, 29)) == (date(2026, 10, 12), date(2026, 10, 13))


def test_a_table_that_leaves_no_working_day_keeps_no_date_from_coming():
    for number in range(80):
        db.session.add(
            Holiday(day=TODAY + timedelta(days=number), is_working=False, recorded_at=FRIDAY)
        )
    make_holiday(TODAY + timedelta(days=90))
    assert due("entry", TODAY)[0] > TODAY


def test_raising_takes_one_statement_and_notices_that_the_calendar_changed(count_queries):
    owner = make_person()
    reckoning()
    with count_queries() as queries:
        raise_matter("entry", 1, owed_to=owner.id, actor=actor(), now=FRIDAY)
    assert len([one for one in queries if "INTO matters" in one]) == 1
    assert len([one for one in queries if "reply_calendar" in one]) == 1  # inside it
    make_holiday(date(2026, 11, 23))
    raise_matter("entry", 2, owed_to=owner.id, actor=actor(), now=FRIDAY)
    assert find_matter("entry", 1).due_on == date(2026, 11, 27)
    assert find_matter("entry", 2).due_on == date(2026, 11, 30)


def test_a_calendar_that_changed_behind_this_process_is_noticed_by_the_insert():
    owner, old = make_person(), reckoning()
    make_holiday(date(2026, 11, 23))
    from domain.matters import reckoning as module  # noqa: PLC0415 - its memory is the point

    module._latest[:] = [old]
    raise_matter("entry", 3, owed_to=owner.id, actor=actor(), now=FRIDAY)
    assert find_matter("entry", 3).due_on == date(2026, 11, 30)


def test_a_due_day_before_today_is_refused():
    person, by = make_person(), actor()
    with pytest.raises(DueBeforeToday):
        raise_matter(
            "task", 1, owed_by=person.id, due_on=date(2026, 11, 19), actor=by, now=FRIDAY
        )  # fmt: skip
    raise_matter("task", 1, owed_by=person.id, due_on=TODAY, actor=by, now=FRIDAY)
    matter = find_matter("task", 1)
    with pytest.raises(DueBeforeToday):
        move_matter(matter, due_on=date(2026, 11, 1), actor=by, now=FRIDAY)
    move_matter(matter, due_on=date(2026, 12, 1), title="新的", actor=by, now=FRIDAY)
    assert (matter.due_on, matter.title, acts(matter)) == (date(2026, 12, 1), "新的", ["moved"])


def test_late_matters_rise_to_the_leader_and_above_once_for_each_level():
    office = make_unit()
    unit, branch = make_unit(parent_id=office.id), make_branch()
    secretary, leader, head = make_secretary(branch), make_leader(unit), make_leader(office)
    owner = make_person(branch=branch, unit=unit)
    entry = make_entry(owner, submitted_at=at(11, 2))  # Monday; due on the 9th
    leads, heads = GrantHeld("leader", unit_id=unit.id), GrantHeld("leader", unit_id=office.id)
    assert (mine(leader, leads), mine(head, heads)) == (0, 0)
    for day, risen, who in ((9, 0, (0, 0)), (10, 1, (1, 0)), (10, 0, (1, 0)), (13, 1, (1, 1))):
        assert daily(actor=Actor(None), now=at(11, day)).risen == risen, day
        assert (mine(leader, leads), mine(head, heads)) == who, day
    assert daily(actor=Actor(None), now=at(12, 31)).risen == 0
    matter = find_matter("entry", entry.id)
    assert (matter.level, matter.rises_on, acts(matter)) == (2, None, ["risen", "risen"])
    secretary_grant = GrantHeld("secretary", branch_id=branch.id)
    assert mine(secretary, secretary_grant) == 1  # it stays with the confirmer as well


def test_a_run_that_was_missed_catches_up_in_one():
    unit = make_unit()
    make_leader(unit)
    entry = make_entry(make_person(unit=unit), submitted_at=at(11, 2))
    daily(actor=Actor(None), now=at(12, 31))
    assert find_matter("entry", entry.id).level == 2


def test_it_does_not_rise_on_a_holiday():
    make_holiday(date(2026, 11, 10))
    entry = make_entry(make_person(), submitted_at=at(11, 2))
    assert daily(actor=Actor(None), now=at(11, 10)).risen == 0
    assert daily(actor=Actor(None), now=at(11, 11)).risen == 1
    assert find_matter("entry", entry.id).level == 1


def test_handing_over_is_refused_to_who_left_lacks_the_role_or_is_concerned():
    branch, other = make_branch(), make_branch()
    make_secretary(branch)
    able = make_person(branch=other)
    make_grant_of = make_secretary(other)
    gone = make_person(left_on=date(2026, 1, 1))
    make_account(gone)
    cadre, owner = make_person(), make_person(branch=branch)
    for one in (able, cadre, owner):
        make_account(one)
    matter = find_matter("entry", make_entry(owner).id)

    def refusal(person):
        with pytest.raises(NotToHandTo) as refused:
            hand_over(matter, person, "出差", today=TODAY, actor=actor(), now=FRIDAY)
        return refused.value.reason

    assert [refusal(one) for one in (gone, cadre, owner)] == ["left", "role", "own"]
    secretary = db.session.get_one(type(owner), make_grant_of.person_id)
    hand_over(matter, secretary, "出差", today=TODAY, actor=actor(), now=FRIDAY)
    assert refusal(secretary) == "same"
    held = GrantHeld("secretary", branch_id=other.id)
    assert mine(make_grant_of, held) == 1
    assert acts(matter) == ["handed_over"]


def test_a_duty_handed_to_somebody_who_left_is_a_duty_again():
    branch, other = make_branch(), make_branch()
    first, second = make_secretary(branch), make_secretary(other)
    owner = make_person(branch=branch)
    matter = find_matter("entry", make_entry(owner, submitted_at=FRIDAY).id)
    to = db.session.get_one(type(owner), second.person_id)
    hand_over(matter, to, "出差", today=TODAY, actor=actor(), now=FRIDAY)
    held = GrantHeld("secretary", branch_id=branch.id)
    assert mine(first, held) == 0
    to.left_on = date(2026, 11, 21)
    db.session.flush()
    assert daily(actor=Actor(None), now=at(11, 23)).handed_back == 1
    assert daily(actor=Actor(None), now=at(11, 23)).handed_back == 0
    assert mine(first, held) == 1


def test_a_deputy_answers_while_the_secretary_is_away():
    branch = make_branch()
    secretary, deputy = make_secretary(branch), make_account(make_person(branch=branch))
    make_entry(make_person(branch=branch))
    away = db.session.get_one(type(make_person()), secretary.person_id)
    make_absence(away, db.session.get_one(type(away), deputy.person_id))
    held = GrantHeld("secretary", branch_id=branch.id)
    assert (mine(secretary, held), mine(deputy, is_confirmer=True)) == (0, 1)


def test_a_dispatch_sheet_is_answered_with_a_reason_when_late_and_closed_with_proof_only():
    receiver, writer = make_person(), make_person()
    matter = make_sheet(receiver, writer)
    with pytest.raises(NotNow):
        still_holds(matter, "", actor=actor(), now=FRIDAY)
    with pytest.raises(LateReasonMissing):
        answer_by_hand(matter, "已整理", "", "", actor=actor(), now=at(12, 1))
    answer_by_hand(matter, "已整理", "", "等数据", actor=actor(), now=at(12, 1))
    assert (matter.state, matter.turn) == ("answered", "to")
    with pytest.raises(ProofMissing):
        close_by_hand(matter, "", "", actor=actor(), now=at(12, 2))
    close_by_hand(matter, "", "示文〔2026〕7号", actor=actor(), now=at(12, 2))
    assert (matter.state, matter.turn, matter.proof) == ("closed", "", "示文〔2026〕7号")
    with pytest.raises(NotNow):
        close_by_hand(matter, "", "再来", actor=actor(), now=at(12, 2))
    assert acts(matter) == ["answered", "closed"]
    step = db.session.scalars(sa.select(MatterStep).order_by(MatterStep.id)).first()
    assert (step.late_reason, step.was_due_on) == ("等数据", date(2026, 11, 27))


def test_closed_matters_come_back_by_rule_and_still_hold_or_are_opened_again():
    load_times(SHIPPED, "reply-times.toml", actor=Actor(None), now=FRIDAY)
    receiver, writer = make_person(), make_person()
    account = make_account(writer)
    matter = make_sheet(receiver, writer)
    answer_by_hand(matter, "已办", "见附件", "", actor=actor(), now=FRIDAY)
    close_by_hand(matter, "", "", actor=actor(), now=FRIDAY)
    assert matter.look_back_on == date(2026, 12, 18)  # 20 working days
    assert daily(actor=Actor(None), now=at(12, 17)).looked_back == 0
    for expected in (1, 0):
        assert daily(actor=Actor(None), now=at(12, 18)).looked_back == expected
    assert mine(account, today=date(2026, 12, 18)) == 1
    still_holds(matter, "现场看过", actor=actor(), now=at(12, 21))
    assert mine(account, today=date(2026, 12, 21)) == 0
    reopen_matter(matter, Taken("reopened", "又坏了"), actor=actor(), now=at(12, 22))
    assert (matter.state, matter.turn, matter.closed_at) == ("reopened", "by", None)


def test_every_move_by_hand_and_by_the_daily_run_is_in_the_trail():
    make_entry(make_person(), submitted_at=at(11, 2))
    matter = make_sheet(make_person(), make_person())
    answer_by_hand(matter, "秘密的话", "依据", "", actor=actor(), now=FRIDAY)
    daily(actor=Actor(None), now=FRIDAY)
    db.session.commit()
    rows = db.session.scalars(sa.select(AuditRow).where(AuditRow.noun == "matter")).all()
    assert sorted(row.action for row in rows) == ["matter.answered", "matter.risen"]
    assert all("秘密" not in row.before + row.after for row in rows)


def test_closing_a_source_that_has_no_open_matter_is_harmless():
    assert close_matter("task", 5, outcome="done", actor=actor(), now=FRIDAY) is None
    raise_matter("task", 5, owed_by=make_person().id, actor=actor(), now=FRIDAY)
    assert close_matter("task", 5, outcome="done", actor=actor(), now=FRIDAY).outcome == "done"
    assert close_matter("task", 5, outcome="again", actor=actor(), now=FRIDAY) is None
    assert db.session.scalars(sa.select(Matter.outcome)).one() == "done"
