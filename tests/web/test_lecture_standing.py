"""Times given to lectures whose judges are set: nobody scores one of the own branch or unit."""

from datetime import date

import pytest

from models import Lecture, db
from tests.factories import (
    make_branch,
    make_cadre,
    make_organiser,
    make_post,
    make_tenure,
    make_unit,
)
from tests.lecture_halls import assign, make_judge, make_lecture
from tests.web.gatherings import person_of
from tests.web.lectures import make_season, times


@pytest.fixture
def hall(database):
    return make_season()


@pytest.fixture
def organiser(login, hall):
    account = make_organiser()
    db.session.commit()
    return login(account)


def test_a_lecture_whose_judge_is_barred_on_the_new_day_keeps_its_time_and_the_others_get_theirs(
    organiser, hall
):
    speaker, unit = person_of(make_cadre()), make_unit()
    make_tenure(speaker, make_post(unit), from_on=date(2026, 1, 1))
    lecture = make_lecture(hall, make_branch(), speaker, topic="换岗", unit_id=unit.id)
    colleague = make_cadre(name="新同事")
    make_tenure(person_of(colleague), make_post(unit), from_on=date(2026, 12, 2))
    assign(lecture, make_judge(hall, person_of(colleague)))
    db.session.commit()
    answer = times(organiser, "2026-12-03 14:00, 大会议室")
    page = organiser.get(answer.location).text
    assert "3 lectures have their times." in page
    assert "新同事 (own unit)" in page
    assert [
        one.group_study_id is None for one in db.session.query(Lecture).order_by(Lecture.id)
    ] == [False, False, False, True]
