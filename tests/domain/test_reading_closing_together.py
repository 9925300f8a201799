"""Two close a class at the same instant, with real commits: credited once, by one of them."""

import sqlalchemy as sa

from blueprints.shared.saving import writing
from domain.access import Reach
from domain.audit import Actor
from domain.hours.recompute import recompute
from domain.reading import closing
from domain.reading.asked import Asked
from domain.reading.holding import NotInState
from domain.reading.members import join_class
from models import ClassMember, ReadingClass, StudyEntry, db
from tests.domain.test_confirming_together import NOW, TODAY, app, reading, together
from tests.factories import make_account, make_person
from tests.reading_classes import make_class, make_member, make_reading_material, read_all

__all__ = ["app"]  # the fixture
EVERYBODY = Reach(everyone=True)


def class_of(app, number, **values):
    """A class that is over, its members done with it; ids of the class and the members."""
    with app.app_context(), writing():
        found = make_class(
            ends_on=TODAY, asked=Asked(reflection=False, minutes=90), **values
        )  # fmt: skip
        material = make_reading_material(found)
        people = [make_person() for _ in range(number)]
        for person in people:
            read_all(person, material)
        return found.id, [make_member(found, person).id for person in people]


def closer(app, class_id, member_ids):
    with app.app_context(), writing():
        actor = Actor(make_account().id)

    def close():
        with writing():
            return closing.close_class(
                db.session.get_one(ReadingClass, class_id), dict.fromkeys(member_ids, ""),
                EVERYBODY, own_person_id=None, today=TODAY, actor=actor, now=NOW,
            )  # fmt: skip

    return close


def test_of_two_who_close_at_once_one_credits_everybody_once(app):
    class_id, ids = class_of(app, 5)
    answers = together(app, closer(app, class_id, ids), closer(app, class_id, ids[::-1]))
    assert [one for one in answers if one == 5] == [5], answers
    assert any(isinstance(one, NotInState) for one in answers), answers
    with reading(app):
        assert db.session.scalar(sa.select(sa.func.count(StudyEntry.id))) == 5
        assert None not in db.session.scalars(sa.select(ClassMember.entry_id)).all()
        assert recompute(write=False).adds_up


def test_of_two_who_credit_a_member_later_at_once_one_does(app):
    class_id, [member_id] = class_of(app, 1)
    assert together(app, closer(app, class_id, [])) == [0]

    def later():
        with writing():
            closing.credit_later(
                db.session.get_one(ReadingClass, class_id),
                db.session.get_one(ClassMember, member_id), "补交", EVERYBODY, own_person_id=None,
                today=TODAY, actor=Actor(None), now=NOW,
            )  # fmt: skip

    answers = together(app, later, later)
    assert sorted(str(type(one).__name__) for one in answers) == ["CreditedBefore", "NoneType"]
    with reading(app):
        assert db.session.scalar(sa.select(sa.func.count(StudyEntry.id))) == 1


def test_who_joins_while_the_class_is_closed_is_in_before_or_told(app):
    class_id, ids = class_of(app, 1, joining="open")
    with app.app_context(), writing():
        person_id = make_person().id

    def join():
        with writing():
            join_class(
                db.session.get_one(ReadingClass, class_id), person_id, today=TODAY,
                actor=Actor(None), now=NOW,
            )  # fmt: skip

    answers = together(app, join, closer(app, class_id, ids))
    assert answers[1] == 1, answers
    assert answers[0] is None or isinstance(answers[0], NotInState), answers


def test_a_member_who_joins_twice_at_once_is_one_member(app):
    class_id, _ids = class_of(app, 0, joining="open")
    with app.app_context(), writing():
        person_id = make_person().id

    def join():
        with writing():
            join_class(
                db.session.get_one(ReadingClass, class_id), person_id, today=TODAY,
                actor=Actor(None), now=NOW,
            )  # fmt: skip

    assert together(app, join, join) == [None, None]
    with reading(app):
        assert db.session.scalar(sa.select(sa.func.count(ClassMember.id))) == 1
