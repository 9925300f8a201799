"""What a reader did changes hands with two records that become one, and goes back."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.people import merging
from domain.reading import notes, places, readings
from domain.reading.anchors import Passage
from domain.reading.notes import Marked, Words
from domain.reading.places import Where
from models import ReadingNote, ReadingPlace, SearchPassage, SectionRead, db
from tests.factories import make_person
from tests.packs import load_pack
from tests.reading_classes import make_class, make_reading_material

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
BY = {"actor": Actor(None), "now": NOW}


def snapshot():
    db.session.expire_all()
    return {
        table.__tablename__: sorted(
            tuple(row) for row in db.session.execute(sa.select(table.__table__))
        )
        for table in (ReadingPlace, SectionRead)
    } | {
        "notes": db.session.execute(
            sa.select(ReadingNote.id, ReadingNote.person_id).order_by(ReadingNote.id)
        ).all(),
        "found": db.session.execute(
            sa.select(SearchPassage.id, SearchPassage.owner_id)
            .where(SearchPassage.kind == "note")
            .order_by(SearchPassage.id)
        ).all(),
    }


@pytest.fixture
def two_records(database):
    """Both read the first material, and only the second record the other."""
    load_pack()
    kept, merged = make_person(), make_person()
    reading = make_class()
    first = make_reading_material(reading)
    second = make_reading_material(reading, "second")
    places.keep_place(kept.id, first.id, Where("check", 900), seconds=0, now=NOW)
    places.keep_place(merged.id, first.id, Where("draft", 100), seconds=0, now=NOW)
    places.keep_place(merged.id, second.id, Where("draft", 300), seconds=0, now=NOW)
    readings.read_section(first, kept.id, "draft", **BY)
    for material, section in ((first, "draft"), (first, "check"), (second, "draft")):
        readings.read_section(material, merged.id, section, **BY)
    notes.mark_passage(first, merged.id, Marked(Passage("先想清楚"), "zh"), Words("一"), **BY)
    db.session.commit()
    return kept, merged, first, second


def test_places_sections_and_notes_become_the_kept_ones(two_records):
    kept, merged, first, second = two_records
    merging.merge_people(kept, merged, on=TODAY, **BY)
    assert readings.sections_read(kept.id, first.id) == {"draft", "check"}
    assert readings.sections_read(kept.id, second.id) == {"draft"}
    assert places.place_of(kept.id, first.id).permille == 900
    assert places.place_of(kept.id, second.id).permille == 300
    assert [one.words for one in notes.notes_of(kept.id, first.id)] == ["一"]
    owners = db.session.scalars(sa.select(SearchPassage.owner_id).filter_by(kind="note"))
    assert set(owners) == {kept.id}


def test_undone_each_has_what_each_had(two_records):
    kept, merged, _first, _second = two_records
    before = snapshot()
    merge = merging.merge_people(kept, merged, on=TODAY, **BY)
    assert snapshot() != before
    merging.undo_merge(merge, today=TODAY, **BY)
    assert snapshot() == before
