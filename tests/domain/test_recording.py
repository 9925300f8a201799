"""One activity for many: who gets what, who is left out, and that it is all or nobody."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from domain import recording
from domain.access import Reach
from domain.audit import Actor
from domain.batches import FORM
from domain.claims import Claim, DaysDoNotFit, KindRefused
from domain.confirming import void_entry
from domain.hours.figures import figure
from domain.hours.settling import settle, settle_people
from domain.hours.years import YearClosed, close_year
from models import AuditRow, Credit, EntryBatch, EntryStep, StudyEntry, db
from tests.conftest import NOON
from tests.factories import make_account, make_entry, make_person
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
ALL = Reach(everyone=True)


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def training(**values):
    fields = {
        "studied_on": date(2026, 11, 18), "minutes": 135, "topic": "条例学习会", "gained": "",
        "kind": "group_training",
    }  # fmt: skip
    return Claim(**fields | values)


def people(number=3):
    return [make_person() for _ in range(number)]


def ids(rows):
    return [row.id for row in rows]


def record(rows, claim=None, *, twins_too=(), own=None, actor=None, today=TODAY):
    return recording.record_activity(
        claim or training(), ids(rows), ALL, twins_too=twins_too, own_person_id=own, today=today,
        actor=actor or Actor(make_account().id), now=NOON,
    )  # fmt: skip


def entries():
    return list(db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.person_id)))


def total(person):
    return figure(person.id, 2026, today=TODAY).total


def test_each_gets_a_confirmed_entry_its_step_and_the_credit_at_once():
    rows, actor = people(), Actor(make_account().id)
    done = record(rows, actor=actor)
    assert (done.entries, done.left_out, done.own_waits) == (3, 0, False)
    batch = db.session.scalars(sa.select(EntryBatch)).one()
    assert (batch.kind, batch.title, batch.recorded_by) == (FORM, "条例学习会", actor.account_id)
    assert {(one.state, one.batch_id, one.kind) for one in entries()} == {
        ("confirmed", batch.id, "group_training")
    }
    steps = db.session.execute(sa.select(EntryStep.act, EntryStep.actor_id)).all()
    assert steps == [("recorded", actor.account_id)] * 3
    assert [total(one) for one in rows] == [300] * 3


def test_every_entry_and_the_batch_stand_in_the_trail():
    record(people())
    db.session.commit()
    actions = list(db.session.scalars(sa.select(AuditRow.action).order_by(AuditRow.seq)))[-4:]
    assert actions == ["entry.recorded"] * 3 + ["activity.recorded"]


def test_the_recorders_own_entry_waits_for_their_confirmer():
    rows = people()
    assert record(rows, own=rows[1].id).own_waits
    assert [one.state for one in entries()] == ["confirmed", "waiting", "confirmed"]
    assert entries()[1].pack_id is None
    assert [total(one) for one in rows] == [300, 0, 300]


def test_who_has_such_an_entry_is_left_out_unless_named():
    rows = people()
    make_entry(rows[0], kind="group_training", minutes=135)
    assert record(rows).left_out == 1
    again = record(rows, twins_too=[rows[0].id])
    assert (again.entries, again.left_out) == (1, 2)
    assert len([one for one in entries() if one.person_id == rows[0].id]) == 2


def test_two_who_record_the_same_record_it_once_for_each():
    rows = people()
    record(rows)
    with pytest.raises(recording.NobodyToRecord):
        record(rows)
    assert len(entries()) == 3


def test_a_voided_or_withdrawn_entry_is_no_twin():
    rows = people(1)
    record(rows)
    void_entry(entries()[0], "误记", actor=Actor(None), now=NOON)
    assert total(rows[0]) == 0
    assert record(rows).entries == 1
    assert total(rows[0]) == 300


def test_a_day_that_is_full_for_one_stops_it_for_all_and_names_them():
    rows = people()
    make_entry(rows[2], minutes=900)
    with pytest.raises(recording.PeopleHindered) as refused:
        record(rows)
    [one] = refused.value.people
    assert (one.name, one.why, one.on, one.minutes_left) == (
        rows[2].name, recording.Hindrance.DAY_FULL, date(2026, 11, 18), 60,
    )  # fmt: skip
    assert len(entries()) == 1
    assert db.session.scalars(sa.select(EntryBatch)).all() == []


def test_a_training_of_two_days_fills_eight_hours_of_each():
    rows = people(1)
    claim = training(
        kind="outside_training", minutes=0, days=2, studied_on=date(2026, 11, 16),
        ends_on=date(2026, 11, 17),
    )  # fmt: skip
    make_entry(rows[0], studied_on=date(2026, 11, 17), minutes=481)
    with pytest.raises(recording.PeopleHindered) as refused:
        record(rows, claim)
    assert refused.value.people[0].on == date(2026, 11, 17)


def test_who_has_left_by_the_day_is_named_and_who_left_after_is_taken():
    gone, later = make_person(left_on=date(2026, 11, 18)), make_person(left_on=date(2026, 11, 19))
    with pytest.raises(recording.PeopleHindered) as refused:
        record([gone, later])
    assert [(one.staff_no, one.why) for one in refused.value.people] == [
        (gone.staff_no, recording.Hindrance.HAD_LEFT)
    ]
    assert record([later]).entries == 1


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"kind": "dancing"}, KindRefused),
        ({"minutes": 0}, KindRefused),
        ({"days": 1}, KindRefused),
        ({"kind": "paper", "minutes": 0, "count": 1, "level": "nowhere"}, KindRefused),
        ({"kind": "outside_training", "minutes": 0, "days": 2}, DaysDoNotFit),
        ({"studied_on": TODAY + timedelta(days=1)}, recording.DayToCome),
        ({"ends_on": TODAY + timedelta(days=1)}, recording.DayToCome),
    ],
)
def test_an_activity_that_cannot_be_is_recorded_for_nobody(values, refusal):
    with pytest.raises(refusal):
        record(people(), training(**values))
    assert entries() == []


@pytest.mark.parametrize(
    ("values", "each"),
    [
        ({}, 300),
        ({"kind": "outside_training", "minutes": 0, "half_days": 1}, 300),
        ({"kind": "paper", "minutes": 0, "count": 2, "level": "city"}, 1200),
        ({"kind": "teaching", "minutes": 45}, 200),
    ],
)
def test_the_review_tells_what_each_gets_and_writes_nothing(values, each):
    rows = people(2)
    make_entry(rows[0], kind="group_training", minutes=135)
    review = recording.review_activity(
        training(**values), ids(rows), ALL, own_person_id=rows[1].id, today=TODAY
    )
    assert review.each == each
    assert [one.own for one in review.people] == [False, True]
    assert [one.twin for one in review.people] == [values == {}, False]
    assert len(entries()) == 1


def test_a_closed_year_takes_nothing():
    rows = people()
    close_year(2025, "", today=TODAY, actor=Actor(None), now=NOON)
    with pytest.raises(YearClosed):
        record(rows, training(studied_on=date(2025, 12, 30)))
    with pytest.raises(YearClosed):
        record(rows, training(studied_on=date(2025, 12, 31), ends_on=date(2026, 1, 2)))


def test_the_back_dating_window_is_for_owners_only():
    assert record(people(), training(studied_on=date(2025, 3, 3))).entries == 3


def test_people_beyond_reach_are_refused_with_everybody():
    mine, other = people(2)
    with pytest.raises(recording.BeyondReach):
        recording.record_activity(
            training(), ids([mine, other]), Reach(person_id=mine.id), twins_too=(),
            own_person_id=None, today=TODAY, actor=Actor(None), now=NOON,
        )  # fmt: skip
    assert entries() == []


def test_two_hundred_people_take_as_many_statements_as_two(count_queries):
    found = []
    for number in (1, 2, 200):  # the first reads the rules
        rows = people(number)
        with count_queries() as statements:
            assert record(rows).entries == number
        found.append(len([one for one in statements if "INSERT" not in one]))
    assert found[1] == found[2] <= 20


def test_settling_many_gives_what_settling_each_would():
    rows = people(3)
    record(rows, training(kind="self_study", minutes=45 * 10))
    record(rows[:2], training(kind="self_study", minutes=45, studied_on=date(2026, 3, 1)))
    lines = db.session.scalar(sa.select(sa.func.count(Credit.id)))
    assert sum(settle(one.id, {2026}, cause="x:1", now=NOON) for one in rows) == 0
    years = {one.id: {2026} for one in rows}
    assert settle_people(years, dict.fromkeys(years, "x:2"), now=NOON) == 0
    assert db.session.scalar(sa.select(sa.func.count(Credit.id))) == lines
