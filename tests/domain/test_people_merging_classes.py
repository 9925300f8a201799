"""Merging two people who are in reading classes: one membership, one credit, undone again."""

from datetime import UTC, date, datetime

import pytest

from domain.audit import Actor
from domain.people import merging
from domain.reading.asked import Asked
from domain.reading.duties import follow_member
from models import ClassMember, Matter, db
from tests.factories import make_entry, make_person
from tests.packs import load_pack
from tests.reading_classes import make_class, make_member, make_reading_material, read_all

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
BY = {"actor": Actor(None), "now": NOW}


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def members():
    db.session.expire_all()
    return {
        (one.class_id, one.person_id): (one.removed_at is None, one.entry_id)
        for one in db.session.query(ClassMember)
    }


def open_matters():
    db.session.expire_all()
    return {
        one.source_id: one.owed_by_id for one in db.session.query(Matter) if one.turn and
        one.kind == "class_work"
    }  # fmt: skip


def test_what_only_the_merged_record_was_in_moves_and_comes_back():
    kept, merged = make_person(), make_person()
    reading = make_class(organiser_id=merged.id, leader_id=merged.id)
    material = make_reading_material(reading)
    member = make_member(reading, merged)
    read_all(merged, material)
    follow_member(reading.id, merged.id, **BY)
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    assert members() == {(reading.id, kept.id): (True, None)}
    assert open_matters() == {member.id: kept.id}
    assert (reading.organiser_id, reading.leader_id) == (kept.id, kept.id)
    merging.undo_merge(merge, today=TODAY, **BY)
    assert members() == {(reading.id, merged.id): (True, None)}
    assert open_matters() == {member.id: merged.id}
    assert (reading.organiser_id, reading.leader_id) == (merged.id, merged.id)


def test_of_two_memberships_of_a_class_one_stands_and_is_credited_once():
    kept, merged = make_person(), make_person()
    reading = make_class(asked=Asked(minutes=90))
    make_reading_material(reading)
    gone = make_member(reading, kept, removed_at=NOW)
    entry = make_entry(merged, state="confirmed")
    make_member(reading, merged, entry_id=entry.id, reason="补")
    follow_member(reading.id, merged.id, **BY)
    before = members()
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    assert members() == {
        (reading.id, kept.id): (True, entry.id), (reading.id, merged.id): (False, entry.id),
    }  # fmt: skip
    assert open_matters() == {gone.id: kept.id}
    merging.undo_merge(merge, today=TODAY, **BY)
    assert members() == before
    assert list(open_matters().values()) == [merged.id]
