from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain import confirming, study
from domain.audit import Actor
from domain.entry_steps import NotInState
from domain.hours.figures import figure
from domain.study import Claim
from domain.versions import Stale
from models import AuditRow, Credit, StudyEntry, db
from tests.factories import held, make_account, make_entry, make_person
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def actor():
    return Actor(make_account().id, "127.0.0.1")


def claim(**values):
    defaults = {"studied_on": TODAY, "minutes": 45, "topic": "公文", "gained": "一句"}
    return Claim(**defaults | values)


def log(person, **values):
    return held(study.log_entry(person.id, claim(**values), today=TODAY, actor=actor(), now=NOW))


def total(person, year=2026):
    return figure(person.id, year, today=TODAY).total


def test_a_day_takes_sixteen_hours_and_no_minute_more():
    person = make_person()
    log(person, minutes=950)
    with pytest.raises(study.DayTooFull) as full:
        log(person, minutes=11)
    assert full.value.minutes_left == 10
    assert log(person, minutes=10).state == "waiting"


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), TODAY - timedelta(days=31)])
def test_a_day_in_the_future_or_too_far_back_is_refused_with_the_days_allowed(day):
    with pytest.raises(study.DayRefused) as refused:
        log(make_person(), studied_on=day)
    assert (refused.value.earliest, refused.value.latest) == (TODAY - timedelta(days=30), TODAY)


def test_until_the_middle_of_january_last_year_is_open_as_a_whole():
    person, january = make_person(), date(2027, 1, 15)
    entry = study.log_entry(
        person.id, claim(studied_on=date(2026, 1, 1)), today=january, actor=actor(), now=NOW
    )
    assert entry.studied_on == date(2026, 1, 1)


def test_confirming_credits_forty_five_minutes_as_one_hour_once():
    person = make_person()
    entry = make_entry(person)
    confirmer = actor()
    assert len(confirming.confirm_entries([entry], actor=confirmer, now=NOW)) == 1
    assert confirming.confirm_entries([entry], actor=confirmer, now=NOW) == []
    assert total(person) == 100
    line = db.session.scalars(sa.select(Credit)).one()
    assert (line.hundredths, line.part, line.year, line.minutes) == (100, "self", 2026, 45)


def test_undo_voids_the_entry_and_brings_it_back_as_one_that_names_it():
    person, confirmer = make_person(), actor()
    entry = make_entry(person)
    [step] = confirming.confirm_entries([entry], actor=confirmer, now=NOW)
    [again] = confirming.undo_steps([step], actor=confirmer, now=NOW + timedelta(minutes=10))
    assert (entry.state, again.state, again.replaces_id) == ("voided", "waiting", entry.id)
    assert total(person) == 0
    assert db.session.scalars(sa.select(sa.func.sum(Credit.hundredths))).one() == 0


def test_undo_is_refused_after_ten_minutes_and_to_anybody_else():
    confirmer = actor()
    [step] = confirming.confirm_entries([make_entry(make_person())], actor=confirmer, now=NOW)
    with pytest.raises(confirming.TooLateToUndo):
        confirming.undo_steps([step], actor=confirmer, now=NOW + timedelta(minutes=10, seconds=1))
    with pytest.raises(confirming.TooLateToUndo):
        confirming.undo_steps([step], actor=actor(), now=NOW)


def test_a_return_can_be_taken_back_while_nothing_else_happened():
    confirmer, entry = actor(), make_entry(make_person())
    step = confirming.return_entry(entry, "太笼统", actor=confirmer, now=NOW)
    confirming.undo_steps([step], actor=confirmer, now=NOW)
    assert entry.state == "waiting"
    with pytest.raises(confirming.TooLateToUndo):
        confirming.undo_steps([step], actor=confirmer, now=NOW)


def test_an_edit_of_an_old_version_is_stale_and_changes_nothing():
    entry = make_entry(make_person(), version=3)
    with pytest.raises(Stale):
        study.edit_entry(entry, claim(minutes=60), version=2, today=TODAY, actor=actor(), now=NOW)
    db.session.expire(entry)
    assert (entry.minutes, entry.version) == (45, 3)


def test_a_returned_entry_that_is_edited_waits_again():
    entry = make_entry(make_person(), state="returned")
    study.edit_entry(entry, claim(minutes=60), version=1, today=TODAY, actor=actor(), now=NOW)
    assert (entry.state, entry.minutes, entry.version) == ("waiting", 60, 2)


@pytest.mark.parametrize("state", ["confirmed", "withdrawn", "voided"])
def test_what_is_decided_is_no_longer_its_owners_to_change(state):
    entry = make_entry(make_person(), state=state)
    with pytest.raises(NotInState):
        study.withdraw_entry(entry, actor=actor(), now=NOW)
    with pytest.raises(NotInState):
        study.edit_entry(entry, claim(), version=1, today=TODAY, actor=actor(), now=NOW)


def test_every_step_leaves_a_row_in_the_trail_without_a_word_of_the_text():
    person = make_person()
    entry = log(person, gained="秘密的心得")
    study.withdraw_entry(entry, actor=actor(), now=NOW)
    db.session.commit()
    rows = db.session.scalars(sa.select(AuditRow).order_by(AuditRow.seq)).all()
    assert [row.action for row in rows[-2:]] == ["entry.submitted", "entry.withdrawn"]
    assert all("秘密" not in row.before + row.after for row in rows)


def test_a_withdrawn_entry_gives_its_minutes_back_to_the_day():
    person = make_person()
    entry = log(person, minutes=960)
    study.withdraw_entry(entry, actor=actor(), now=NOW)
    assert log(person, minutes=960).state == "waiting"
    assert db.session.scalars(sa.select(sa.func.count(StudyEntry.id))).one() == 2
