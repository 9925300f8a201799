from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain import timers
from domain.audit import Actor
from domain.hours import settling
from domain.people import lines, merging, records
from domain.people.merging import HoldsTwoHands, NotUndone, SamePerson
from domain.people.spans import PersonGone
from models import (
    Absence,
    Account,
    BranchMembership,
    Credit,
    Grant,
    Person,
    RoleRequest,
    RulePack,
    StudyEntry,
    Tenure,
    db,
)
from tests.factories import (
    make_absence,
    make_account,
    make_branch,
    make_entry,
    make_exempt_period,
    make_membership,
    make_person,
    make_secretary,
    make_unit,
)
from tests.packs import load_pack

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
BY = {"actor": Actor(None), "now": NOW}
TABLES = (Person, BranchMembership, Tenure, StudyEntry, Absence, Account, Grant, RoleRequest)


def snapshot():
    """Every row of the tables that a merge touches, but for the version of a person."""
    db.session.expire_all()
    return {
        table.__tablename__: [
            {name: value for name, value in row.items() if name != "version"}
            for row in db.session.execute(sa.select(table.__table__).order_by(table.id)).mappings()
        ]
        for table in TABLES
    }


def two_records():
    """One person twice: lines that meet, an entry, absences, an account, a named confirmer."""
    branch, unit = make_branch(), make_unit()
    kept = make_person(branch=branch, staff_no="K-101")
    merged = make_person(branch=make_branch(), unit=unit, staff_no="M-202", confirmer_id=kept.id)
    make_entry(merged)
    make_absence(merged, kept)
    make_absence(make_person(), merged)
    make_person(confirmer_id=merged.id)
    db.session.add(RoleRequest(person_id=merged.id, role="hr", requested_at=NOW))
    kept.confirmer_id = merged.id
    make_account(merged)
    db.session.flush()
    return kept, merged


def test_everything_of_the_merged_record_is_the_kept_ones():
    kept, merged = two_records()
    merging.merge_people(kept, merged, on=TODAY, **BY)
    entry = db.session.scalars(sa.select(StudyEntry)).one()
    account = db.session.scalars(sa.select(Account)).one()
    tenure = db.session.scalars(sa.select(Tenure)).one()
    assert {entry.person_id, account.person_id, tenure.person_id} == {kept.id}
    assert records.find_person("M-202") is kept
    assert kept.confirmer_id is None
    assert merged.merged_into_id == kept.id


def test_of_lines_that_meet_the_kept_ones_stand():
    kept, merged = two_records()
    merging.merge_people(kept, merged, on=TODAY, **BY)
    standing = db.session.scalars(
        sa.select(BranchMembership).where(BranchMembership.superseded_at.is_(None))
    ).one()
    assert standing.person_id == kept.id


def test_a_line_that_meets_the_kept_one_stands_on_its_other_days_until_undone():
    kept, merged = make_person(), make_person()
    make_membership(kept, make_branch(), from_on=date(2026, 1, 1))
    make_membership(merged, make_branch())
    before = snapshot()["branch_memberships"]
    preview = merging.preview_merge(kept, merged)
    assert (preview.lines_superseded, preview.lines_cut) == (0, 1)
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    assert days_of(kept) == [(date(2020, 1, 1), date(2025, 12, 31)), (date(2026, 1, 1), None)]
    merging.undo_merge(merge, today=TODAY, **BY)
    assert days_of(merged) == [(date(2020, 1, 1), None)]
    assert snapshot()["branch_memberships"][:2] == before


def test_a_line_longer_on_both_sides_leaves_two():
    kept, merged = make_person(), make_person()
    make_membership(kept, make_branch(), from_on=date(2022, 1, 1), to_on=date(2022, 12, 31))
    make_membership(merged, make_branch())
    merging.merge_people(kept, merged, on=TODAY, **BY)
    assert [line[0] for line in days_of(kept)] == [
        date(2020, 1, 1), date(2022, 1, 1), date(2023, 1, 1)
    ]  # fmt: skip


def days_of(person):
    lines_standing = sa.select(BranchMembership).where(
        BranchMembership.person_id == person.id, BranchMembership.superseded_at.is_(None)
    )
    rows = db.session.scalars(lines_standing.order_by(BranchMembership.from_on))
    return [(row.from_on, row.to_on) for row in rows]


def test_the_account_is_disabled_when_the_kept_one_has_its_own():
    kept, merged = two_records()
    make_account(kept)
    merging.merge_people(kept, merged, on=TODAY, **BY)
    accounts = {one.person_id: one for one in db.session.scalars(sa.select(Account))}
    assert accounts[merged.id].disabled_at == NOW
    assert accounts[kept.id].disabled_at is None


def test_a_role_for_a_branch_that_the_person_is_not_in_lapses():
    kept = make_person(branch=make_branch())
    account = make_secretary(make_branch())
    merged = db.session.get_one(Person, account.person_id)
    merging.merge_people(kept, merged, on=TODAY, **BY)
    assert db.session.scalars(sa.select(Grant)).one().ends_on == TODAY


def test_undoing_restores_every_row_but_the_roles_that_ended():
    kept, merged = two_records()
    secretary = make_secretary(make_branch())
    other = db.session.get_one(Person, secretary.person_id)
    before = snapshot()
    first = merging.merge_people(kept, merged, on=TODAY, **BY)
    second = merging.merge_people(make_person(branch=make_branch()), other, on=TODAY, **BY)
    merging.undo_merge(second, today=TODAY, **BY)
    merging.undo_merge(first, today=TODAY + timedelta(days=30), **BY)
    after = snapshot()
    after["people"] = [row for row in after["people"] if row["id"] != second.kept_id]
    after["branch_memberships"] = [
        row for row in after["branch_memberships"] if row["person_id"] != second.kept_id
    ]
    ended, asked = after.pop("grants"), after["role_requests"].pop()
    assert [(row["id"], row["ends_on"]) for row in ended] == [(before["grants"][0]["id"], TODAY)]
    assert (asked["person_id"], asked["role"], asked["decided_at"]) == (other.id, "secretary", None)
    del before["grants"]
    assert after == before
    assert records.find_person("M-202") is merged


def started(person):
    running = timers.find_timer(person.id)
    return None if running is None else running.started_at


@pytest.mark.parametrize("kept_runs", [False, True])
def test_a_timer_that_runs_is_handed_on_or_ends_and_is_given_back(kept_runs):
    kept, merged = make_person(), make_person()
    earlier, later = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
    timers.start_timer(merged.id, actor=Actor(None), now=earlier)
    if kept_runs:
        timers.start_timer(kept.id, actor=Actor(None), now=later)
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    assert (started(kept), started(merged)) == (later if kept_runs else earlier, None)
    merging.undo_merge(merge, today=TODAY, **BY)
    assert (started(kept), started(merged)) == (later if kept_runs else None, earlier)


def test_a_timer_that_was_logged_since_the_merge_does_not_come_back():
    kept, merged = make_person(), make_person()
    timers.start_timer(merged.id, actor=Actor(None), now=NOW - timedelta(hours=2))
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    timers.end_timer(kept.id, **BY)
    timers.start_timer(kept.id, **BY)
    merging.undo_merge(merge, today=TODAY, **BY)
    assert (started(kept), started(merged)) == (NOW, None)


def test_a_merge_is_undone_once_and_within_thirty_days():
    kept, merged = two_records()
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    with pytest.raises(NotUndone, match="late"):
        merging.undo_merge(merge, today=TODAY + timedelta(days=31), **BY)
    merging.undo_merge(merge, today=TODAY, **BY)
    with pytest.raises(NotUndone, match="done"):
        merging.undo_merge(merge, today=TODAY, **BY)


def test_a_merge_whose_lines_were_changed_since_is_not_taken_apart():
    kept, merged = make_person(), make_person(branch=make_branch())
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    lines.leave_branch(kept, on=TODAY, **BY)
    with pytest.raises(NotUndone, match="changed"):
        merging.undo_merge(merge, today=TODAY, **BY)


def test_nobody_is_merged_twice_or_into_himself_or_with_two_hands():
    kept, merged = make_person(), make_person()
    with pytest.raises(SamePerson):
        merging.merge_people(kept, kept, on=TODAY, **BY)
    for person, hand in ((kept, "admin"), (merged, "auditor")):
        make_account(hand=hand, holder_id=person.id)
    with pytest.raises(HoldsTwoHands):
        merging.merge_people(kept, merged, on=TODAY, **BY)
    other = make_person()
    merging.merge_people(make_person(), other, on=TODAY, **BY)
    with pytest.raises(PersonGone):
        merging.merge_people(kept, other, on=TODAY, **BY)


def test_the_preview_counts_what_merging_then_does():
    kept, merged = two_records()
    make_membership(merged, make_branch(), from_on=date(2010, 1, 1), to_on=date(2010, 12, 31))
    preview = merging.preview_merge(kept, merged)
    assert (preview.entries, preview.lines, preview.lines_superseded) == (1, 3, 1)
    assert (preview.absences, preview.account) == (1, "moves")


def hours_of(person):
    return db.session.scalar(
        sa.select(sa.func.sum(Credit.hundredths)).where(Credit.person_id == person.id)
    )


def test_the_hours_move_with_the_entries_and_come_back():
    load_pack()
    pack_id = db.session.scalars(sa.select(RulePack.id)).first()
    kept, merged = make_person(), make_person()
    make_entry(merged, state="confirmed", pack_id=pack_id)
    settling.settle(merged.id, {2026}, cause="confirmed:1", now=NOW)
    had = hours_of(merged)
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    assert (hours_of(kept), hours_of(merged)) == (had, 0)
    merging.undo_merge(merge, today=TODAY, **BY)
    assert (hours_of(kept), hours_of(merged)) == (0, had)
    assert had > 0


def test_exempt_periods_and_both_years_of_a_day_over_new_year_move_too():
    load_pack()
    pack_id = db.session.scalars(sa.select(RulePack.id)).first()
    kept, merged = make_person(), make_person()
    period = make_exempt_period(merged)
    make_entry(
        merged, state="confirmed", pack_id=pack_id, kind="outside_training", minutes=0, days=4,
        studied_on=date(2025, 12, 30), ends_on=date(2026, 1, 2),
    )  # fmt: skip
    settling.settle(merged.id, {2025, 2026}, cause="confirmed:1", now=NOW)
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    assert (hours_of(kept), hours_of(merged), period.person_id) == (2400, 0, kept.id)
    merging.undo_merge(merge, today=TODAY, **BY)
    assert (hours_of(kept), hours_of(merged), period.person_id) == (0, 2400, merged.id)
