"""What a member owes a class: raised, closed when nothing is lacking, opened again."""

from datetime import UTC, date, datetime

import pytest

from domain.audit import Actor
from domain.reading import classes, materials, members
from domain.reading.asked import Asked
from domain.reading.drafting import draft_of
from domain.reading.duties import follow_class, follow_member
from domain.reading.materials import MaterialText
from models import Matter, MatterStep, ReadingClass, ReadingMaterial, db
from tests.domain.test_reading_files import CLASS, FRONT, sync, whole
from tests.domain.test_reading_files import TEXT as FILE_TEXT
from tests.factories import make_person
from tests.packs import load_pack
from tests.reading_classes import (
    make_class,
    make_member,
    make_reading_material,
    make_reflection,
    read_all,
)

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ACTOR = Actor(None)


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def matter():
    db.session.expire_all()
    return db.session.query(Matter).one_or_none()


def following(reading, person):
    follow_member(reading.id, person.id, actor=ACTOR, now=NOW)
    return matter()


def test_it_is_raised_closed_when_nothing_is_lacking_and_opened_again(count_queries):
    reading, person = make_class(), make_person()
    material = make_reading_material(reading)
    make_member(reading, person)
    found = following(reading, person)
    assert (found.kind, found.state, found.due_on) == ("class_work", "open", date(2026, 11, 30))
    read_all(person, material)
    assert following(reading, person).state == "open"  # the reflection is lacking
    reflection = make_reflection(reading, person, state="accepted")
    class_id, person_id = reading.id, person.id
    with count_queries() as statements:
        follow_member(class_id, person_id, actor=ACTOR, now=NOW)
    assert len(statements) <= 12, statements
    found = matter()
    assert (found.state, found.outcome, found.look_back_on) == ("closed", "done", None)
    with count_queries() as statements:
        follow_member(class_id, person_id, actor=ACTOR, now=NOW)
    assert len(statements) <= 7, statements
    reflection.state = "returned"
    found = following(reading, person)
    assert (found.state, found.turn) == ("reopened", "by")


def test_nothing_is_owed_where_nothing_is_asked_or_the_day_is_past():
    person = make_person()
    asks_nothing = make_class("a", asked=Asked(read="none", reflection=False, minutes=90))
    past = make_class("b", ends_on=date(2026, 11, 19))
    planned = make_class("c", state="planned")
    for reading in (asks_nothing, past, planned):
        make_reading_material(reading)
        make_member(reading, person)
        assert following(reading, person) is None
    assert following(make_class("d"), person) is None  # no member


def test_other_days_and_a_new_material_move_what_is_owed():
    reading, person = make_class(asked=Asked(reflection=False, minutes=90)), make_person()
    read_all(person, make_reading_material(reading))
    make_member(reading, person)
    follow_class(reading, actor=ACTOR, now=NOW)
    assert matter() is None  # everything is read
    materials.write_material(
        reading, MaterialText("新的"), [draft_of("zh", "## 一\n\n再读。", {})], actor=ACTOR, now=NOW
    )
    assert matter().due_on == date(2026, 11, 30)
    text = classes.ClassText(
        reading.title, reading.kind, Asked(reflection=False, minutes=90),
        starts_on=reading.starts_on, ends_on=date(2026, 12, 4),
    )  # fmt: skip
    classes.edit_class(reading, text, version=1, today=TODAY, actor=ACTOR, now=NOW)
    assert matter().due_on == date(2026, 12, 4)


def test_opening_raises_one_for_each_member_and_a_member_who_goes_owes_nothing():
    reading = make_class(state="planned")
    make_reading_material(reading)
    people = [make_person() for _ in range(3)]
    members.add_members(
        reading, [one.id for one in people], members.BY_LIST, today=TODAY, actor=ACTOR, now=NOW
    )
    assert db.session.query(Matter).count() == 0
    classes.open_class(reading, actor=ACTOR, now=NOW)
    assert db.session.query(Matter).count() == 3
    row = members.member_rows(reading.id, today=TODAY)[0]
    members.remove_member(
        reading, members.find_member(reading, row.id), actor=ACTOR, now=NOW
    )  # fmt: skip
    [gone] = db.session.query(Matter).filter_by(state="closed").all()
    assert (gone.outcome, gone.source_id) == ("left_class", row.id)
    assert db.session.query(MatterStep).count() == 1


def test_a_class_is_opened_by_the_rules_of_its_first_day():
    reading = make_class(state="planned")
    make_reading_material(reading)
    classes.open_class(reading, actor=ACTOR, now=datetime(2000, 1, 1, tzinfo=UTC))  # no rules yet
    assert reading.state == "open"


def test_what_members_of_an_open_class_owe_follows_its_files(tmp_path):
    plain = CLASS + "[asks]\nreflection = false\n"
    sync(tmp_path, whole(**{"class.toml": plain}))
    reading = db.session.query(ReadingClass).one()
    reading.state, reading.starts_on, reading.ends_on = "open", NOW.date(), NOW.date()
    person = make_person()
    make_member(reading, person)
    read_all(person, db.session.query(ReadingMaterial).one())
    db.session.commit()
    more = whole(**{"class.toml": plain, "02-again.md": FRONT + FILE_TEXT})
    sync(tmp_path, more)
    assert matter().state == "open"
    del more["02-again.md"]
    sync(tmp_path, more)
    assert matter().state == "closed"
