"""One's own entries as they are listed: filtered, summed, by month; what home reads."""

from datetime import UTC, date, datetime

import pytest

from domain import own_entries
from domain.own_entries import Wanted
from models import StudyTimer, db
from tests.factories import make_entry, make_person

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


def topics(person, **values):
    return [one.topic for one in own_entries.own_entries(person.id, Wanted(**values), size=30)]


@pytest.fixture
def person(database):
    one = make_person()
    make_entry(one, topic="甲", studied_on=date(2026, 11, 2), gained="Party school")
    make_entry(one, topic="乙 100%", studied_on=date(2026, 11, 9), state="confirmed")
    make_entry(
        one, topic="训", kind="outside_training", studied_on=date(2026, 10, 30), minutes=0, days=4,
        half_days=1, ends_on=date(2026, 11, 3),
    )  # fmt: skip
    make_entry(one, topic="稿", state="draft", minutes=0)
    make_entry(make_person(), topic="别人的")
    return one


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["乙 100%", "甲", "训"]),
        ({"states": ("draft",)}, ["稿"]),
        ({"states": ("confirmed",)}, ["乙 100%"]),
        ({"kind": "outside_training"}, ["训"]),
        ({"first": date(2026, 11, 3)}, ["乙 100%", "训"]),
        ({"last": date(2026, 10, 30)}, ["训"]),
        ({"first": date(2026, 11, 2), "last": date(2026, 11, 2)}, ["甲", "训"]),
        ({"text": "PARTY"}, ["甲"]),
        ({"text": "0%"}, ["乙 100%"]),
        ({"text": "_"}, []),
    ],
)
def test_a_filter_finds_what_fits_and_nothing_else(person, wanted, found):
    assert topics(person, **wanted) == found


def test_the_sums_are_of_everything_that_is_filtered(person):
    make_entry(person, kind="paper", minutes=0, count=2, level="city", topic="文")
    sums = own_entries.own_sums(person.id, Wanted())
    assert (sums.entries, sums.minutes, sums.days, sums.half_days, sums.count) == (4, 90, 4, 1, 2)
    nothing = own_entries.own_sums(person.id, Wanted(text="没有"))
    assert (nothing.entries, nothing.minutes) == (0, 0)


def test_a_month_holds_what_touches_it_and_counts(person):
    make_entry(person, topic="收回的", studied_on=date(2026, 11, 5), state="withdrawn")
    found = own_entries.entries_between(person.id, date(2026, 11, 1), date(2026, 11, 30))
    assert [one.topic for one in found] == ["训", "甲", "乙 100%"]


def test_home_reads_what_is_open_the_drafts_the_latest_self_study_and_the_timer(person):
    opened = own_entries.open_entries(person.id)
    assert [one.topic for one in opened.waiting] == ["甲", "训"]
    assert [one.topic for one in opened.drafts] == ["稿"]
    assert opened.latest.topic == "乙 100%"
    assert opened.timer_since is None
    db.session.add(StudyTimer(person_id=person.id, started_at=NOW))
    db.session.flush()
    assert own_entries.open_entries(person.id).timer_since == NOW


def test_a_timer_is_seen_where_no_entry_is_open(database):
    alone = make_person()
    db.session.add(StudyTimer(person_id=alone.id, started_at=NOW))
    db.session.flush()
    opened = own_entries.open_entries(alone.id)
    assert (opened.waiting, opened.latest, opened.timer_since) == ([], None, NOW)


def test_the_last_topics_differ_and_hold_no_draft_and_nothing_withdrawn(person):
    make_entry(person, topic="甲")
    make_entry(person, topic="收回的", state="withdrawn")
    assert [one.topic for one in own_entries.last_topics(person.id)] == ["甲", "训", "乙 100%"]
