"""Signing up for lectures, and the ways between a lecture and its gathering."""

from datetime import date

import pytest

from models import GroupStudy, GroupStudyInvitation, Lecture, LectureSeries, Unit, db
from tests.factories import make_branch, make_cadre, make_leader, make_organiser
from tests.gatherings import make_gathering, opened
from tests.lecture_halls import NOON, make_gathering_of, make_lecture
from tests.web.gatherings import person_of
from tests.web.lectures import HALL as PAGE
from tests.web.lectures import make_season, times
from tests.web.task_books import stored


@pytest.fixture
def organiser(login, database):
    return login(make_organiser())


@pytest.fixture
def hall(database):
    return make_season()


def test_seats_are_not_taken_twice_and_are_given_back(organiser, login, hall):
    times(organiser, "2026-12-03 14:00, 大会议室")
    stored(LectureSeries)[0].drawn_at = NOON
    db.session.commit()
    place = f"{PAGE}/lecture-01"
    first, second, third = (login(make_cadre()) for _ in range(3))
    for client in (first, first, second):
        assert client.post(f"{place}/sign-up").status_code == 302
    assert "2 people have signed up" in third.get(place).text
    assert "Every seat is taken" in third.get(place).text
    third.post(f"{place}/sign-up")
    assert "All 2 seats are taken." in third.get(place).text
    first.post(f"{place}/sign-up/withdrawal")
    third.post(f"{place}/sign-up")
    assert "you are signed up" in third.get(place).text
    page = organiser.get(place).text
    assert "Who signed up" in page
    assert "Who signed up" not in third.get(place).text
    assert "you come" in third.get("/lectures").text


def test_a_speaker_comes_anyway_and_nobody_signs_up_where_the_unit_is_invited(login, hall):
    speaker = make_cadre()
    lecture = make_lecture(hall, make_branch(), person_of(speaker))
    hall.drawn_at = NOON
    make_gathering_of(lecture, hall, held_on=date(2026, 12, 3))
    client, place = login(speaker), f"{PAGE}/{lecture.slug}"
    client.post(f"{place}/sign-up/withdrawal")
    assert "invited for that" in client.get(place).text
    hall.audience = "unit"
    db.session.commit()
    login(make_cadre()).post(f"{place}/sign-up")
    assert not stored(GroupStudyInvitation)
    stored(GroupStudy)[0].state = "open"
    hall.audience = "sign_up"
    db.session.commit()
    client.post(f"{place}/sign-up")
    assert "Nothing changed: the lecture stands at" in client.get(place).text


def test_the_whole_unit_is_invited_where_the_series_says_so(organiser, hall):
    hall.audience = "unit"
    db.session.commit()
    times(organiser, "2026-12-03 14:00")
    assert {one.unit_id for one in stored(GroupStudyInvitation)} == {hall.unit_id, None}


def test_the_gathering_leads_to_the_lecture_and_is_changed_there(organiser, login, hall):
    lecture = stored(Lecture)[0]
    gathering = make_gathering_of(lecture, hall)
    leads_on = f"/lectures/gathering/{gathering.id}"
    assert organiser.get(f"/group-study/{gathering.id}/edit").location == leads_on
    assert organiser.get(leads_on).location == f"{PAGE}/{lecture.slug}"
    assert leads_on in organiser.get(f"/group-study/{gathering.id}").text
    assert login(make_cadre()).get(leads_on).status_code == 404
    invited = make_cadre()
    db.session.add(
        GroupStudyInvitation(group_study_id=gathering.id, person_id=invited.person_id)
    )  # fmt: skip
    other = make_gathering(make_branch())
    db.session.commit()
    assert login(invited).get(leads_on).location == f"/group-study/{gathering.id}"
    assert organiser.get(f"/lectures/gathering/{other.id}").status_code == 404
    leader = make_leader(db.session.get_one(Unit, hall.unit_id))
    assert login(leader).get(f"/group-study/{gathering.id}/edit").status_code == 302
    assert "leader_led" in organiser.get("/group-study/new").text
    assert 'value="lecture"' not in organiser.get("/group-study/new").text


def test_a_lecture_opens_with_nobody_invited_and_a_correction_takes_it_along(organiser, hall):
    lecture = make_lecture(hall, make_branch(), topic="专家一讲")
    gathering = make_gathering_of(lecture, hall)
    opened(gathering)
    gathering.state, gathering.closed_at = "closed", NOON
    db.session.commit()
    page = organiser.get(f"/group-study/{gathering.id}/correction").text
    assert 'value="lecture"' in page
    assert 'value="leader_led"' not in page
    data = {
        "kind": "lecture", "topic": "更正的一讲", "place": "大会议室", "held_on": "2026-11-20",
        "begins": "09:00", "ends": "09:30", "reason": "写错了",
    }  # fmt: skip
    answer = organiser.post(f"/group-study/{gathering.id}/correction", data=data)
    assert answer.status_code == 302
    assert stored(Lecture)[-1].group_study_id == int(answer.location.rpartition("/")[2])


def test_today_leads_to_the_lecture(login, hall):
    speaker = make_cadre()
    lecture = make_lecture(hall, make_branch(), person_of(speaker), topic="今天的一讲")
    gathering = make_gathering_of(lecture, hall)
    login(make_organiser())
    db.session.add(
        GroupStudyInvitation(group_study_id=gathering.id, person_id=speaker.person_id)
    )  # fmt: skip
    db.session.commit()
    assert f"/lectures/gathering/{gathering.id}" in login(speaker).get("/").text


def test_what_was_held_shows_who_was_there_and_its_hours(login, organiser, hall):
    hall.state, hall.drawn_at = "scoring", NOON
    listener = make_cadre(name="听讲人")
    lecture = make_lecture(hall, make_branch(), person_of(make_cadre()), topic="已讲")
    gathering = opened(make_gathering_of(lecture, hall), person_of(listener))
    client = login(listener)
    place = f"{PAGE}/{lecture.slug}"
    assert "Under way" in client.get(place).text
    gathering.state, gathering.closed_at = "closed", NOON
    db.session.commit()
    page = client.get(place).text
    for text in ("Hours credited", "+1 guest", f"/group-study/{gathering.id}"):
        assert text in page
    stranger = login(make_cadre()).get(place).text
    assert "已讲" in stranger
    assert f"/group-study/{gathering.id}" not in stranger
