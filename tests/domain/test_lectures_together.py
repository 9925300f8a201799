"""The last seats of a lecture asked for by many at the same instant, with real commits."""

import pytest
import sqlalchemy as sa

from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.lectures.signing_up import NoSeats, sign_up
from models import GroupStudyInvitation, Lecture, LectureSeries, db
from tests.domain.test_confirming_together import app, reading, together
from tests.factories import make_branch, make_person, make_unit
from tests.lecture_halls import NOON, make_gathering_of, make_lecture, make_series

__all__ = ["app"]  # the fixture

PEOPLE, SEATS = 12, 3


@pytest.fixture
def lecture(app):
    """Ids of a lecture with few seats, of its series, and of many people."""
    with app.app_context(), writing():
        series = make_series(make_unit(), seats=SEATS)
        lecture = make_lecture(series, make_branch())
        make_gathering_of(lecture, series)
        people = [make_person().id for _ in range(PEOPLE)]
        return lecture.id, series.id, people


def asking(lecture_id, series_id, person_id):
    def ask():
        with writing():
            lecture = db.session.get_one(Lecture, lecture_id)
            series = db.session.get_one(LectureSeries, series_id)
            try:
                sign_up(lecture, series, person_id, actor=Actor(None), now=NOON)
            except NoSeats:
                return "full"
            return "in"

    return ask


def test_no_seat_is_given_twice(app, lecture):
    lecture_id, series_id, people = lecture
    answers = together(app, *(asking(lecture_id, series_id, person_id) for person_id in people))
    assert sorted(answers) == ["full"] * (PEOPLE - SEATS) + ["in"] * SEATS
    with reading(app):
        many = db.session.scalar(sa.select(sa.func.count(GroupStudyInvitation.id)))
    assert many == SEATS
