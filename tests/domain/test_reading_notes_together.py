"""A passage is marked while its text is written anew, with real commits: the note goes along."""

import threading
import time

from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.reading.anchors import Passage
from domain.reading.holding import hold_material
from domain.reading.notes import Marked, Words, mark_passage, note_section
from models import MaterialRevision, ReadingMaterial, ReadingNote, db
from tests.domain.test_confirming_together import NOW, WAIT, app, reading, together
from tests.factories import make_person
from tests.reading_classes import TEXT, make_class, make_reading_material, revise

__all__ = ["app"]  # the fixture


def test_a_note_written_while_the_text_changes_stands_in_the_new_text(app):
    with app.app_context(), writing():
        material_id = make_reading_material(make_class()).id
        person_id = make_person().id
    written = threading.Event()

    def write():
        with writing():
            material = db.session.get_one(ReadingMaterial, material_id)
            hold_material(material)
            revise(material, f"更长的开头。\n\n{TEXT}")
            written.set()
            time.sleep(0.3)  # whoever does not wait reads the text before

    def mark(make):
        def marking():
            written.wait(WAIT)
            with writing():
                make(db.session.get_one(ReadingMaterial, material_id))

        return marking

    passage = Marked(Passage("开会要短"), "zh")
    works = [
        lambda material: mark_passage(
            material, person_id, passage, Words(), actor=Actor(None), now=NOW
        ),
        lambda material: note_section(
            material, person_id, "check", "zh", Words("记"), actor=Actor(None), now=NOW
        ),
    ]
    assert together(app, write, *map(mark, works)) == [None] * 3
    with reading(app):
        last = db.session.query(MaterialRevision).order_by(MaterialRevision.id.desc()).first()
        for note in db.session.query(ReadingNote):
            assert note.revision_id == last.id
            assert last.plain[note.start : note.start + note.length] == note.quote
