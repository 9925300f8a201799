"""Private notes: marked, changed, taken away, and where they are when the text has changed."""

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.reading import notes
from domain.reading.anchors import Passage
from domain.reading.notes import Marked, PassageNotFound, Words
from domain.versions import Stale
from models import AuditRow, MaterialRevision, ReadingNote, SearchPassage, db
from tests.factories import make_person
from tests.reading_classes import NOW, TEXT, make_class, make_reading_material, revise

pytestmark = pytest.mark.usefixtures("database")
BY = {"actor": Actor(None), "now": NOW}


@pytest.fixture
def material(database):
    return make_reading_material(make_class(), title="起草")


def marked(quote, before="", after="", **values):
    return Marked(Passage(quote, before, after), "zh", **values)


def mark(material, person, quote, words="", **values):
    return notes.mark_passage(material, person.id, marked(quote, **values), Words(words), **BY)


def passage_of(note):
    revision = db.session.get_one(MaterialRevision, note.revision_id)
    return revision.plain[note.start : note.start + note.length]


def test_a_passage_is_kept_with_what_stands_around_it(material):
    note = mark(material, make_person(), "先想清楚", "要点")
    assert (note.quote, note.state, passage_of(note)) == ("先想清楚", "anchored", "先想清楚")
    assert note.before.endswith("起草\n")
    assert note.after.startswith("，再动笔")
    assert len(note.before) <= 40


def test_a_passage_that_stands_nowhere_is_not_kept(material):
    with pytest.raises(PassageNotFound):
        mark(material, make_person(), "没有这句话")
    with pytest.raises(PassageNotFound):
        mark(material, make_person(), "   ")
    with pytest.raises(PassageNotFound):
        mark(material, make_person(), "字" * 5001)


def test_what_was_read_before_a_revision_is_kept_without_a_place(material):
    seen = db.session.scalars(sa.select(MaterialRevision)).one()
    revise(material, "## 别的 {#other}\n\n完全不同。")
    note = mark(material, make_person(), "先想清楚，再动笔", seen_id=seen.id)
    assert (note.state, note.quote) == ("orphaned", "先想清楚，再动笔")
    revise(material, TEXT)
    assert (note.state, passage_of(note)) == ("moved", "先想清楚，再动笔")


def test_a_revision_of_another_material_is_no_place(material):
    other = make_reading_material(make_class("other"), text="## 甲 {#a}\n\n别处的话。")
    seen = db.session.scalars(sa.select(MaterialRevision).filter_by(material_id=other.id)).one()
    with pytest.raises(PassageNotFound):
        mark(material, make_person(), "别处的话", seen_id=seen.id)


def test_the_same_mark_twice_is_one(material):
    person = make_person()
    first = mark(material, person, "先想清楚")
    assert mark(material, person, "先想清楚") is first
    assert mark(material, make_person(), "先想清楚") is not first
    assert mark(material, person, "先想清楚", "说点什么") is not first


def test_a_note_moves_along_with_its_passage_and_is_orphaned_when_that_goes(material):
    note = mark(material, make_person(), "先想清楚，再动笔", "要点")
    at = note.start
    revise(material, "新的开头，" * 30 + TEXT)
    assert (note.state, passage_of(note)) == ("moved", "先想清楚，再动笔")
    assert note.start > at
    revise(material, "## 别的 {#other}\n\n完全不同。")
    assert (note.state, note.quote, note.words) == ("orphaned", "先想清楚，再动笔", "要点")
    revise(material, TEXT)
    assert (note.state, passage_of(note)) == ("moved", "先想清楚，再动笔")
    assert note.version == 1, "an editor is not disturbed by a revision"


def test_a_note_taken_away_is_not_taken_along(material):
    note = mark(material, make_person(), "先想清楚")
    notes.remove_note(note, **BY)
    revise(material, "## 别的 {#other}\n\n完全不同。")
    assert note.state == "anchored"


def test_a_note_on_a_section_hangs_on_its_heading(material):
    note = notes.note_section(material, make_person().id, "check", "zh", Words("好"), **BY)
    assert passage_of(note) == "校对"
    first = notes.note_section(material, make_person().id, "opening", "zh", Words("好"), **BY)
    assert passage_of(first) == "开头一段。"
    with pytest.raises(PassageNotFound):
        notes.note_section(material, make_person().id, "nowhere", "zh", Words("好"), **BY)


def test_a_note_is_changed_on_the_version_that_was_read(material):
    note = mark(material, make_person(), "先想清楚", "一")
    notes.edit_note(note, material, Words("二"), version=1, **BY)
    assert (note.words, note.version) == ("二", 2)
    with pytest.raises(Stale):
        notes.edit_note(note, material, Words("三"), version=1, **BY)


def found(note):
    rows = db.session.scalars(sa.select(SearchPassage).filter_by(kind="note", source_id=note.id))
    return [(row.owner_id, row.text) for row in rows]


def test_a_search_by_its_writer_finds_the_words_and_the_passage(material):
    person = make_person()
    note = mark(material, person, "先想清楚", "标题要短")
    assert found(note) == [(person.id, "起草"), (person.id, "标题要短\n先想清楚")]
    notes.edit_note(note, material, Words("标题要准"), version=1, **BY)
    assert found(note)[1] == (person.id, "标题要准\n先想清楚")
    notes.remove_note(note, **BY)
    assert found(note) == []


def test_the_trail_knows_of_every_step_and_holds_no_words(material):
    note = mark(material, make_person(), "先想清楚", "很私人的话")
    notes.edit_note(note, material, Words("更私人的话"), version=1, **BY)
    notes.remove_note(note, **BY)
    notes.remove_note(note, **BY)
    db.session.commit()
    rows = db.session.scalars(sa.select(AuditRow).filter_by(noun="reading_note")).all()
    assert [row.action for row in rows] == [
        "reading.note_written", "reading.note_changed", "reading.note_removed"
    ]  # fmt: skip
    assert not any("私人" in row.before + row.after for row in rows)


def test_notes_come_by_material_and_place_and_the_orphaned_last(material):
    person = make_person()
    late, early = mark(material, person, "说话要实"), mark(material, person, "先想清楚")
    lost = mark(material, person, "开头一段")
    revise(material, TEXT.replace("开头一段。", ""))
    assert [one.id for one in notes.notes_of(person.id, material.id)] == [
        early.id, late.id, lost.id
    ]  # fmt: skip
    listed = notes.notes_of_class(person.id, material.class_id)
    assert [note.id for _material, note in listed] == [early.id, late.id, lost.id]
    assert notes.notes_of(make_person().id, material.id) == []


def test_nobody_finds_the_note_of_another(material):
    person = make_person()
    note = mark(material, person, "先想清楚")
    assert notes.find_note(material.class_id, note.id, person.id) is note
    assert notes.find_note(material.class_id, note.id, make_person().id) is None
    assert notes.find_note(material.class_id + 1, note.id, person.id) is None
    assert notes.find_note(material.class_id, note.id, None) is None
    assert db.session.query(ReadingNote).count() == 1
