"""The reading class of the demo: under way, with readers, notes, reflections and a talk."""

import sqlalchemy as sa

from domain import trail
from models import (
    ClassMember,
    Matter,
    ReadingClass,
    ReadingNote,
    Reflection,
    SearchPassage,
    SectionRead,
    db,
)


def test_a_demo_has_a_class_under_way_and_one_that_is_planned(app, database, tmp_path):
    app.config["INSTANCE"], before = tmp_path, app.config["INSTANCE"]
    try:
        told = app.test_cli_runner().invoke(args=["demo", "load"])
    finally:
        app.config["INSTANCE"] = before
    assert told.exit_code == 0, told.output
    states = dict(db.session.execute(sa.select(ReadingClass.slug, ReadingClass.state)).all())
    assert states == {"office-craft": "open", "steady-hands": "planned"}
    members = count(ClassMember)
    assert members > 10
    assert count(SectionRead) > 50
    assert db.session.scalars(sa.select(ReadingNote.state)).all() == ["anchored"]
    found = db.session.execute(
        sa.select(Reflection.state, Reflection.sharing).order_by(Reflection.id)
    ).all()
    assert found == [("accepted", "shared"), ("waiting", "private")]
    owed = sa.select(sa.func.count(Matter.id)).where(Matter.kind == "class_work")
    assert db.session.scalar(owed) == members
    assert count(SearchPassage) > 100
    assert trail.verify().flaw is None


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))
