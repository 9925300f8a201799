"""One person checks in from many places at the same instant, with real commits: once."""

import pytest
import sqlalchemy as sa

from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.groupstudy.attendance import (
    LATE,
    AlreadyThere,
    Mark,
    check_in,
    mark,
)
from domain.groupstudy.rules import GatheringKind
from models import Attendance, AttendanceStep, GroupStudy, db
from tests.domain.test_confirming_together import app, reading, together
from tests.factories import make_branch, make_person
from tests.gatherings import BEGINS, make_gathering, opened

__all__ = ["app"]  # the fixture

AT_ONCE, ROUNDS = 50, 4
KIND = GatheringKind("branch_exchange", {})


@pytest.fixture
def gathering(app):
    """Ids of an open gathering, of somebody who is invited and of somebody who is not."""
    with app.app_context(), writing():
        branch = make_branch()
        invited, guest = make_person(branch=branch), make_person()
        return opened(make_gathering(branch), at=BEGINS).id, invited.id, guest.id


def coming(gathering_id, person_id):
    def come():
        with writing():
            try:
                row = check_in(
                    db.session.get_one(GroupStudy, gathering_id), person_id, KIND, at=BEGINS,
                    actor=Actor(None), now=BEGINS,
                )  # fmt: skip
            except AlreadyThere as before:
                return "before", before.row.id
            return "came", row.id

    return come


def rows_and_steps(app, gathering_id, person_id):
    with reading(app):
        rows = db.session.scalars(
            sa.select(Attendance.id).where(
                Attendance.group_study_id == gathering_id, Attendance.person_id == person_id
            )
        ).all()
        steps = sa.select(sa.func.count(AttendanceStep.id)).where(
            AttendanceStep.attendance_id.in_(rows)
        )
        return len(rows), db.session.scalar(steps)


def test_fifty_check_ins_of_one_person_at_once_are_one(app, gathering):
    gathering_id, *people = gathering
    for person_id in people:
        answers = together(app, *[coming(gathering_id, person_id)] * AT_ONCE)
        assert sorted(said for said, _row in answers) == ["before"] * (AT_ONCE - 1) + ["came"]
        assert len({row for _said, row in answers}) == 1
        assert rows_and_steps(app, gathering_id, person_id) == (1, 1)


def test_round_after_round_each_of_several_people_is_there_once(app):
    for _ in range(ROUNDS):
        with app.app_context(), writing():
            branch = make_branch()
            people = [make_person(branch=branch).id for _ in range(4)]
            gathering_id = opened(make_gathering(branch), at=BEGINS).id
        works = [coming(gathering_id, one) for one in people for _ in range(6)]
        assert sum(said == "came" for said, _row in together(app, *works)) == len(people)
        for one in people:
            assert rows_and_steps(app, gathering_id, one) == (1, 1)


def test_a_tap_and_a_check_in_at_once_leave_one_row_and_a_step_for_each_change(app, gathering):
    gathering_id, person_id, _guest = gathering

    def tapped():
        with writing():
            found = db.session.get_one(GroupStudy, gathering_id)
            mark(found, person_id, Mark(LATE), actor=Actor(None), now=BEGINS)

    answers = together(app, coming(gathering_id, person_id), tapped)
    rows, steps = rows_and_steps(app, gathering_id, person_id)
    assert (rows, steps) == (1, 2 if answers[0][0] == "came" else 1)
