"""Two who close, or correct, at the same instant, with real commits: each is credited once."""

import sqlalchemy as sa

from blueprints.shared.saving import writing
from domain.access import Visitor
from domain.groupstudy import closing, correcting, replacing
from domain.groupstudy.attendance import PRESENT, Mark
from domain.groupstudy.correcting import NothingToCorrect
from domain.groupstudy.crediting import CreditedElsewhere
from domain.groupstudy.holding import NotInState
from domain.groupstudy.shares import held_times
from domain.hours.recompute import recompute
from models import Attendance, GroupStudy, StudyEntry, db
from tests.domain.test_confirming_together import NOW, app, reading, together
from tests.factories import make_account, make_branch, make_person
from tests.gatherings import load_rule, make_gathering, opened

__all__ = ["app"]  # the fixture


def open_gatherings(app, people, many=1):
    """So many open gatherings of the same hours, of a branch each, and so many at all of them."""
    with app.app_context(), writing():
        load_rule()
        there = [make_person() for _ in range(people)]
        found = []
        for _number in range(many):
            branch = make_branch()
            make_person(branch=branch)
            found.append(opened(make_gathering(branch, kind="first_item"), *there).id)
        return found, [one.id for one in there]


def host_of(app):
    with app.app_context(), writing():
        return Visitor(make_account().id, 0, "host")


def closer(app, gathering_id, person_ids):
    visitor = host_of(app)

    def close():
        with writing():
            gathering = db.session.get_one(GroupStudy, gathering_id)
            choice = closing.Choice(person_ids, person_ids)
            held = held_times(gathering, NOW)
            return closing.close_gathering(gathering, held, choice, visitor, now=NOW).credited

    return close


def count(column):
    return db.session.scalar(sa.select(sa.func.count(column)))


def test_of_two_who_close_it_at_once_one_credits_everybody_once(app):
    [gathering_id], ids = open_gatherings(app, 5)
    answers = together(app, closer(app, gathering_id, ids), closer(app, gathering_id, ids[::-1]))
    assert [one for one in answers if one == 5] == [5], answers
    assert any(isinstance(one, NotInState) for one in answers), answers
    with reading(app):
        assert count(StudyEntry.id) == count(Attendance.entry_id) == 5
        assert recompute(write=False).adds_up


def test_of_two_gatherings_of_the_same_hours_closed_at_once_one_credits_a_person(app):
    for _round in range(5):
        (first, second), ids = open_gatherings(app, 3, many=2)
        answers = together(app, closer(app, first, ids), closer(app, second, ids[::-1]))
        assert [one for one in answers if one == 3] == [3], answers
        assert any(isinstance(one, CreditedElsewhere) for one in answers), answers
    with reading(app):
        each = sa.select(sa.func.count()).select_from(StudyEntry).group_by(StudyEntry.person_id)
        assert set(db.session.scalars(each)) == {1}
        assert recompute(write=False).adds_up


def test_of_two_who_correct_the_same_person_at_once_one_credits(app):
    [gathering_id], ids = open_gatherings(app, 1)
    assert together(app, closer(app, gathering_id, ids)) == [1]
    visitor = host_of(app)
    with app.app_context(), writing():
        guest = make_person().id

    def correct():
        with writing():
            gathering = db.session.get_one(GroupStudy, gathering_id)
            made = Mark(PRESENT, reason="补签")
            return correcting.correct_attendance(gathering, guest, made, visitor, now=NOW).state

    answers = together(app, correct, correct)
    assert PRESENT in answers, answers
    assert any(isinstance(one, NothingToCorrect) for one in answers), answers
    with reading(app):
        assert count(StudyEntry.id) == 2


def test_of_two_who_correct_the_gathering_at_once_one_replaces_it(app):
    [gathering_id], ids = open_gatherings(app, 2)
    assert together(app, closer(app, gathering_id, ids)) == [2]
    visitor = host_of(app)

    def correct(topic):
        with writing():
            found = db.session.get_one(GroupStudy, gathering_id)
            told = replacing.Told(
                found.kind, topic, None, "", held_times(found, NOW)
            )  # fmt: skip
            return replacing.correct_gathering(found, told, "笔误", visitor, now=NOW).state

    answers = together(app, lambda: correct("甲"), lambda: correct("乙"))
    assert "closed" in answers, answers
    assert any(isinstance(one, NotInState) for one in answers), answers
    with reading(app):
        standing = sa.select(StudyEntry.person_id).where(StudyEntry.state == "confirmed")
        assert sorted(db.session.scalars(standing)) == ids
        assert recompute(write=False).adds_up
