"""What a claim may be: its kind, its days, the room of a day, and what looks like another entry."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from domain import study
from domain.audit import Actor
from domain.claims import (
    Claim,
    DayRefused,
    DaysDoNotFit,
    DayTooFull,
    KindRefused,
    LooksTwice,
    RecordMerged,
    SpanTooLong,
    minutes_by_day,
    minutes_on,
)
from domain.hours.packs import NoPackInForce
from domain.hours.years import YearClosed
from models import AuditRow, ClosedYear, StudyEntry, db
from tests.factories import held, make_account, make_entry, make_material, make_person
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
THREE_DAYS = {"studied_on": date(2026, 11, 16), "ends_on": date(2026, 11, 18)}


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def actor():
    return Actor(make_account().id, "127.0.0.1")


def claim(**values):
    defaults = {"studied_on": TODAY, "minutes": 45, "topic": "公文", "gained": "一句"}
    return Claim(**defaults | values)


def training(**values):
    defaults = {"kind": "outside_training", "minutes": 0, "days": 3, **THREE_DAYS}
    return claim(**defaults | values)


def log(person, one=None, *, today=TODAY, accepted=False, **values) -> StudyEntry:
    one, by = one or claim(**values), actor()
    return held(study.log_entry(person.id, one, today=today, actor=by, now=NOW, accepted=accepted))


def test_a_training_of_three_days_keeps_what_was_said_of_it():
    entry = log(make_person(), training(half_days=0, document="组通〔2026〕7号"))
    db.session.expire(entry)
    assert (entry.kind, entry.days, entry.ends_on, entry.document, entry.minutes) == (
        "outside_training", 3, date(2026, 11, 18), "组通〔2026〕7号", 0,
    )  # fmt: skip
    assert minutes_on(entry) == 3 * 8 * 60


def test_the_trail_tells_the_days_of_a_training_and_no_word_of_it():
    log(make_person(), training(topic="秘密培训"))
    db.session.commit()
    row = db.session.scalars(sa.select(AuditRow).order_by(AuditRow.seq.desc()).limit(1)).one()
    assert json.loads(row.after)["days"] == 3
    assert json.loads(row.after)["to_on"] == "2026-11-18"
    assert "秘密" not in row.after


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "gardening"},
        {"kind": "group_training"},  # the office's to record
        {"kind": "outside_training"},  # asks for days, not for minutes
        {"kind": "outside_training", "minutes": 0},
        {"kind": "paper", "minutes": 0, "count": 1, "level": "galactic"},
        {"kind": "paper", "minutes": 0, "level": "city"},
        {"kind": "self_study", "days": 1},
    ],
)
def test_a_kind_that_persons_do_not_log_or_that_asks_for_something_else_is_refused(wrong):
    with pytest.raises(KindRefused):
        log(make_person(), **wrong)


def test_a_paper_counts_by_its_level():
    entry = log(make_person(), kind="paper", minutes=0, count=2, level="city")
    assert (entry.level, entry.count, minutes_on(entry)) == ("city", 2, 0)


@pytest.mark.parametrize(
    ("days", "half_days", "fits"), [(3, 0, True), (2, 2, True), (3, 1, False), (0, 7, False)]
)
def test_no_more_days_of_training_than_there_are_days(days, half_days, fits):
    one = training(days=days, half_days=half_days)
    if fits:
        assert log(make_person(), one).state == "waiting"
        return
    with pytest.raises(DaysDoNotFit) as refused:
        log(make_person(), one)
    assert refused.value.span == 3


def test_a_claim_over_several_days_is_judged_by_its_last_day():
    early = training(studied_on=date(2026, 10, 18), ends_on=date(2026, 10, 21), days=4)
    assert log(make_person(), early).state == "waiting"  # the window begins on 21 October
    with pytest.raises(DayRefused):
        log(make_person(), training(studied_on=date(2026, 10, 17), ends_on=date(2026, 10, 20)))
    with pytest.raises(DayRefused):
        log(make_person(), training(ends_on=TODAY + timedelta(days=1)))


def test_a_mistyped_first_day_is_refused_however_few_days_are_claimed():
    longest = training(studied_on=date(2025, 11, 19), ends_on=date(2026, 11, 19), days=1)
    assert log(make_person(), longest).state == "waiting"
    for year in (2024, 1026, 1):
        with pytest.raises(SpanTooLong):
            log(make_person(), training(studied_on=date(year, 11, 19), ends_on=TODAY, days=1))


def test_a_first_day_before_the_first_of_the_rules_is_refused():
    early, today = date(2019, 12, 31), date(2020, 1, 2)  # the rules begin on 1 January 2020
    for one in (
        training(studied_on=early, ends_on=today, days=1), claim(studied_on=early)
    ):  # fmt: skip
        with pytest.raises(NoPackInForce) as refused:
            log(make_person(), one, today=today)
        assert refused.value.day == early


def test_nothing_is_logged_under_a_record_that_was_merged_meanwhile():
    merged, kept = make_person(), make_person()
    log(merged)
    merged.merged_into_id = kept.id
    with pytest.raises(RecordMerged):
        log(merged, minutes=30)
    assert log(kept, minutes=30).state == "waiting"


def test_minutes_are_spread_evenly_over_the_days_and_rounded_up():
    shares = minutes_by_day(1000, date(2026, 12, 30), date(2027, 1, 1))
    assert list(shares.values()) == [334, 334, 334]
    assert list(shares)[-1] == date(2027, 1, 1)


def test_a_day_of_training_leaves_eight_hours_of_the_day():
    person = make_person()
    log(person, training())
    with pytest.raises(DayTooFull) as full:
        log(person, studied_on=date(2026, 11, 17), minutes=481)
    assert (full.value.minutes_left, full.value.on) == (480, date(2026, 11, 17))
    assert log(person, studied_on=date(2026, 11, 17), minutes=480).state == "waiting"
    assert log(person, studied_on=date(2026, 11, 19), minutes=960).state == "waiting"


def test_a_training_finds_no_room_where_a_single_day_is_full():
    person = make_person()
    log(person, studied_on=date(2026, 11, 17), minutes=500)
    with pytest.raises(DayTooFull) as full:
        log(person, training())
    assert full.value.on == date(2026, 11, 17)


def test_a_draft_and_what_was_withdrawn_or_voided_fill_no_day():
    person = make_person()
    for state in ("draft", "withdrawn", "voided"):
        make_entry(person, studied_on=TODAY, minutes=960, state=state)
    assert log(person, minutes=960).state == "waiting"


def test_the_same_day_kind_and_minutes_look_like_a_twin_until_accepted():
    person = make_person()
    first = log(person, topic="甲")
    with pytest.raises(LooksTwice) as warned:
        log(person, topic="乙")
    assert (warned.value.ids, warned.value.twin) == ((first.id,), True)
    assert log(person, topic="乙", accepted=True).state == "waiting"
    assert log(person, minutes=46).state == "waiting"
    assert log(person, kind="online_course").state == "waiting"
    assert log(make_person()).state == "waiting"


def test_two_trainings_of_the_same_first_day_and_length_look_like_twins():
    person = make_person()
    log(person, training(days=1, ends_on=None))
    with pytest.raises(LooksTwice):
        log(person, training(days=1, ends_on=None))


@pytest.mark.parametrize(
    ("began", "minutes", "meets"),
    [
        (time(9, 0), 60, True),  # over its beginning
        (time(10, 0), 15, True),  # inside
        (time(8, 0), 90, False),  # ends when the other begins
        (time(10, 15), 20, False),  # begins when it ends
        (None, 60, False),  # says no time
    ],
)
def test_entries_that_both_say_when_they_began_may_overlap(began, minutes, meets):
    person = make_person()
    first = log(person, start_time=time(9, 30), minutes=45)
    if not meets:
        assert log(person, start_time=began, minutes=minutes).state == "waiting"
        return
    with pytest.raises(LooksTwice) as warned:
        log(person, start_time=began, minutes=minutes)
    assert (warned.value.ids, warned.value.twin) == ((first.id,), False)
    accepted = log(person, start_time=began, minutes=minutes, accepted=True)
    assert accepted.state == "waiting"


def test_an_entry_is_not_its_own_twin_when_it_is_edited():
    entry = make_entry(make_person(), studied_on=TODAY, start_time=time(9, 0))
    study.edit_entry(
        entry, claim(start_time=time(9, 5)), version=1, today=TODAY, actor=actor(), now=NOW
    )
    assert entry.start_time == time(9, 5)


def test_nothing_is_logged_into_a_year_whose_books_are_closed():
    db.session.add(ClosedYear(year=2026, closed_at=NOW, document=""))
    january = date(2027, 1, 10)
    with pytest.raises(YearClosed) as closed:
        log(make_person(), studied_on=date(2026, 12, 30), today=january)
    assert closed.value.year == 2026
    over_new_year = training(studied_on=date(2026, 12, 31), ends_on=date(2027, 1, 2))
    with pytest.raises(YearClosed):
        log(make_person(), over_new_year, today=january)
    assert log(make_person(), studied_on=january, today=january).state == "waiting"


def test_the_material_on_offer_whose_title_is_the_topic_is_kept_with_the_entry():
    person = make_person()
    material = make_material(title="党章")
    make_material(title="旧书", retired_at=NOW)
    assert log(person, topic="党章").material_id == material.id
    assert log(person, topic="旧书", minutes=30).material_id is None
    assert log(person, topic="", minutes=15).material_id is None


def test_an_edit_keeps_the_kind_and_a_retired_material_whose_title_is_still_the_topic():
    material = make_material(title="党章", retired_at=NOW)
    entry = make_entry(
        make_person(), kind="online_course", studied_on=TODAY, topic="党章", material_id=material.id
    )
    changed = claim(minutes=60, topic="党章")
    study.edit_entry(entry, changed, version=1, today=TODAY, actor=actor(), now=NOW)
    assert (entry.kind, entry.material_id, entry.minutes) == ("online_course", material.id, 60)
    changed = claim(minutes=60, topic="别的")
    study.edit_entry(entry, changed, version=2, today=TODAY, actor=actor(), now=NOW)
    assert entry.material_id is None


def test_logging_asks_no_more_than_it_must(count_queries):
    """The plain path: rules, what stands on the day, the entry, its step and matter (and lock)."""
    person, by = make_person(), actor()
    log(person)
    with count_queries() as queries:
        one = claim(minutes=30)
        study.log_entry(person.id, one, today=TODAY, actor=by, now=NOW)
    locks = ("FOR UPDATE", "FOR NO KEY UPDATE")
    reads = [one for one in queries if not any(lock in one for lock in locks)]
    assert len(reads) == 5
