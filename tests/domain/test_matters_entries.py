"""The matter of an entry follows it through everything that is done to it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain import confirming, notices, study
from domain.audit import Actor
from domain.claims import Claim
from domain.matters import find_matter
from domain.matters.holidays import DayTwice, add_holiday, bring_in, read_holidays, take_out
from domain.people.merging import merge_people, undo_merge
from models import Holiday, Matter, MatterStep, Notice, NoticeChoice, db
from tests.factories import held, make_account, make_entry, make_holiday, make_person
from tests.packs import load_pack

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def actor():
    return Actor(make_account().id, "127.0.0.1")


def claim(topic="公文"):
    return Claim(
        kind="self_study", studied_on=date(2026, 11, 19), minutes=45, topic=topic, gained="一句"
    )


def logged(person=None):
    person = person or make_person()
    return held(
        study.log_entry(person.id, claim(), today=TODAY, actor=actor(), now=NOW, accepted=True)
    )


def told(matter):
    return (matter.state, matter.turn, matter.due_on)


def test_from_handed_in_over_given_back_to_confirmed_it_is_one_matter():
    entry = logged()
    matter = find_matter("entry", entry.id)
    assert told(matter) == ("open", "by", date(2026, 11, 27))
    assert (matter.about_id, matter.owed_to_id, matter.title) == (
        entry.person_id, entry.person_id, "公文",
    )  # fmt: skip
    confirming.return_entry(entry, "太笼统", actor=actor(), now=NOW)
    assert told(matter) == ("answered", "to", date(2026, 12, 4))
    later = NOW + timedelta(days=3)
    study.edit_entry(
        entry, claim("公文改"), version=entry.version, today=later.date(), actor=actor(), now=later
    )
    assert (*told(matter), matter.title) == ("reopened", "by", date(2026, 11, 30), "公文改")
    confirming.confirm_entries([entry], actor=actor(), now=later)
    db.session.refresh(matter)
    assert (matter.state, matter.turn, matter.outcome) == ("closed", "", "confirmed")
    assert db.session.scalars(sa.select(sa.func.count(Matter.id))).one() == 1
    acts = db.session.scalars(sa.select(MatterStep.act).order_by(MatterStep.id)).all()
    assert acts == ["answered", "reopened", "closed"]


def test_an_undo_gives_back_what_was_left_of_the_time_and_an_edit_the_whole_of_it():
    entry = make_entry(make_person(), submitted_at=NOW - timedelta(days=9))
    was = find_matter("entry", entry.id).due_on
    by = actor()
    step = confirming.return_entry(entry, "误点", actor=by, now=NOW)
    confirming.undo_steps([step], actor=by, now=NOW)
    assert told(find_matter("entry", entry.id)) == ("reopened", "by", was)
    study.edit_entry(entry, claim(), version=entry.version, today=TODAY, actor=by, now=NOW)
    assert find_matter("entry", entry.id).due_on == date(2026, 11, 27)


def test_what_takes_a_voided_entrys_place_takes_its_matter():
    entry, by = logged(), actor()
    [step] = confirming.confirm_entries([entry], actor=by, now=NOW)
    [again] = confirming.undo_steps([step], actor=by, now=NOW)
    matter = find_matter("entry", again.id)
    assert (find_matter("entry", entry.id), told(matter)) == (
        None, ("reopened", "by", date(2026, 11, 27)),
    )  # fmt: skip
    confirming.confirm_entries([again], actor=by, now=NOW)
    back = confirming.void_entry(again, "重复", actor=by, now=NOW)
    matter = find_matter("entry", back.id)
    assert (matter.state, matter.turn, matter.closed_at) == ("answered", "to", None)
    study.withdraw_entry(back, actor=by, now=NOW)
    assert (matter.outcome, matter.look_back_on) == ("withdrawn", None)


def test_the_owner_is_told_after_the_commit_once_and_grouped():
    owner, other = make_person(), make_person()
    account, deaf = make_account(owner), make_account(other)
    db.session.add(NoticeChoice(account_id=deaf.id, topic="confirmed"))
    entries = [logged(owner) for _ in range(2)] + [logged(other)]
    confirming.confirm_entries(entries, actor=actor(), now=NOW)
    assert not notices.something_to_tell()
    db.session.commit()
    for _ in range(2):
        notices.deliver(now=NOW)
    rows = db.session.scalars(sa.select(Notice)).all()
    assert [(one.account_id, one.topic, one.many) for one in rows] == [
        (account.id, "confirmed", 2)
    ]  # fmt: skip
    confirming.confirm_entries([logged(owner)], actor=actor(), now=NOW)
    db.session.commit()
    notices.deliver(now=NOW)
    assert db.session.scalars(sa.select(Notice.many)).all() == [3]
    notices.read_notices(account.id, now=NOW)
    notices.notify("confirmed", [owner.id])
    db.session.commit()
    notices.deliver(now=NOW)
    assert sorted(db.session.scalars(sa.select(Notice.many)).all()) == [1, 3]


def test_what_is_rolled_back_is_told_to_nobody():
    make_account(owner := make_person())
    db.session.commit()
    notices.notify("confirmed", [owner.id])
    db.session.rollback()
    db.session.commit()
    assert not notices.something_to_tell()


def test_the_holiday_table_moves_what_is_open_and_refuses_a_day_twice():
    entry = make_entry(make_person(), submitted_at=NOW)
    add_holiday(date(2026, 11, 23), is_working=False, name="", actor=actor(), now=NOW)
    matter = find_matter("entry", entry.id)
    assert matter.due_on == date(2026, 11, 30)
    with pytest.raises(DayTwice):
        add_holiday(date(2026, 11, 23), is_working=True, name="", actor=actor(), now=NOW)
    take_out(db.session.get_one(Holiday, date(2026, 11, 23)), actor=actor(), now=NOW)
    assert find_matter("entry", entry.id).due_on == date(2026, 11, 27)


def test_a_file_of_holidays_is_judged_row_by_row_and_the_right_rows_come_in():
    make_holiday(date(2027, 1, 1))
    content = (
        "日期,类型,名称\n2027-01-01,休,元旦\n2027-01-04,班,\n2027-01-04,休,\n哪天,休,\n"
        "2027-02-06,放,春节\n2027-02-07,休,春节\n"
    )
    rows = read_holidays(content.encode(), "节假日.csv")
    assert [[str(one) for one in row.wrong] for row in rows] == [
        [], [], ["twice"], ["day"], ["kind"], [],
    ]  # fmt: skip
    assert rows[0].same
    assert bring_in(rows, actor=actor(), now=NOW) == 2
    kept = db.session.scalars(sa.select(Holiday).order_by(Holiday.day)).all()
    assert [(one.day.day, one.is_working) for one in kept] == [(1, False), (4, True), (7, False)]
    assert bring_in(read_holidays(content.encode(), "节假日.csv"), actor=actor(), now=NOW) == 0


def test_a_day_that_the_table_has_no_page_for_is_refused():
    [row] = read_holidays("日期,类型\n1950-10-01,休\n".encode(), "节假日.csv")
    assert (row.wrong, row.day) == (("day",), None)


def test_two_records_merged_are_one_in_the_matters_and_taken_apart_again():
    kept, merged = make_person(), make_person()
    matter = find_matter("entry", make_entry(merged).id)
    merge = merge_people(kept, merged, on=TODAY, actor=actor(), now=NOW)
    db.session.refresh(matter)
    assert (matter.about_id, matter.owed_to_id) == (kept.id, kept.id)
    undo_merge(merge, today=TODAY, actor=actor(), now=NOW)
    db.session.refresh(matter)
    assert (matter.about_id, matter.owed_to_id) == (merged.id, merged.id)
