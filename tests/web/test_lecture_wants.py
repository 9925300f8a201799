"""What is not done yet when scoring closes or results are proposed: minutes, lectures, comments."""

from datetime import timedelta

import pytest

from models import GroupStudyTalk, Lecture, LectureComment, LectureStep, db
from tests.conftest import NOON
from tests.factories import make_cadre
from tests.lecture_halls import (
    assign,
    load_shipped_rubric,
    make_gathering_of,
    make_judge,
    make_sheet,
)
from tests.lecture_results import make_season, proposed
from tests.web.gatherings import person_of

TITLE = "[title]"
WITH_PENALTY = """[time_penalty]
minutes = 30
grace = 1
per_minute = "0.5"
most = "5"

[title]"""


@pytest.fixture
def season(database):
    rubric = load_shipped_rubric(**{TITLE: WITH_PENALTY})
    return make_season(rubric_id=rubric.id)


def page(client, season, part):
    answer = client.get(season.page + part)
    assert answer.status_code == 200
    return answer.text


def test_closing_and_preview_say_that_nothing_is_taken_off_without_minutes(login, season):
    season.lectures[0].minutes_spoken = 33
    db.session.commit()
    client = login(season.organiser)
    said = "2 lectures have no time recorded: nothing is taken off for time"
    assert said in page(client, season, "/results/preview")
    season.series.state = "scoring"
    db.session.commit()
    text = page(client, season, "/closing")
    assert said in text
    assert f"{season.page}/minutes" in text
    for one in season.lectures:
        one.minutes_spoken = 30
    db.session.commit()
    assert "no time recorded" not in page(client, season, "/closing")


def test_without_a_time_penalty_no_minutes_are_wanted(login, database):
    season = make_season()
    assert "no time recorded" not in page(login(season.organiser), season, "/results/preview")


def test_closing_and_preview_name_the_lectures_that_were_not_given(login, season):
    first, second, third = season.lectures
    first.topic, second.topic, third.topic = "讲过的", "未到的", "没时间的"
    make_gathering_of(first, season.series, state="closed", closed_at=NOON)
    make_gathering_of(second, season.series, starts_at=NOON + timedelta(days=3))
    db.session.commit()
    text = page(login(season.organiser), season, "/results/preview")
    assert "2 lectures were not given yet" in text
    assert "《未到的》 23 Nov 12:00; 《没时间的》 has no time" in text
    season.series.state = "scoring"
    db.session.commit()
    assert "2 lectures were not given yet" in page(login(season.organiser), season, "/closing")


def test_preview_and_proposal_say_how_many_comments_wait(login, season):
    lecture = season.lectures[0]
    sheet = make_sheet(assign(lecture, make_judge(season.series)))
    db.session.add(LectureComment(lecture_id=lecture.id, sheet_id=sheet.id, text="很好"))
    db.session.commit()
    assert "1 comment waits" in page(login(season.organiser), season, "/results/preview")
    proposed(season)
    assert "1 comment waits" in page(login(season.other), season, "/results/1")
    assert login(season.speaker).get(f"{season.page}/results/1").status_code == 404


def test_the_minutes_of_all_lectures_stand_in_one_table_with_the_timer(login, season):
    first, _second, third = season.lectures
    given = make_gathering_of(first, season.series, state="open")
    talk = {"group_study_id": given.id, "person_id": season.speaker.person_id, "number": 1,
            "planned_minutes": 30}  # fmt: skip
    ended = NOON + timedelta(minutes=31, seconds=5)
    db.session.add(GroupStudyTalk(**talk, began_at=NOON, ended_at=ended))
    make_gathering_of(third, season.series, starts_at=NOON + timedelta(days=3))
    db.session.commit()
    client, place = login(season.organiser), f"{season.page}/minutes"
    text = client.get(place).text
    assert 'name="lecture-01"' in text
    assert 'value="32"' in text
    assert "lecture-03" not in text
    version = text.split('name="version"')[1].split('value="')[1].split('"')[0]
    wrong = {"version": version, "lecture-01": "32", "lecture-02": "很久"}
    answer = client.post(place, data=wrong)
    assert (answer.status_code, "很久" in answer.text) == (422, True)
    typed = {"version": version, "lecture-01": "32", "lecture-02": "29"}
    assert client.post(place, data=typed).status_code == 302
    db.session.expire_all()
    kept = [one.minutes_spoken for one in db.session.query(Lecture).order_by(Lecture.id)]
    assert kept == [32, 29, None]
    assert db.session.query(LectureStep).filter_by(act="lecture_edited").count() == 2
    late = client.post(place, data={**typed, "lecture-02": "40"})
    assert (late.status_code, 'value="40"' in late.text) == (422, True)
    assert "changed meanwhile" in late.text
    assert login(make_cadre()).get(place).status_code == 403


def test_the_sheet_of_a_lecture_that_has_not_begun_says_so(login, season):
    lecture = season.lectures[0]
    season.series.state = "scoring"
    judge = make_cadre()
    assign(lecture, make_judge(season.series, person_of(judge)))
    gathering = make_gathering_of(lecture, season.series, starts_at=NOON + timedelta(hours=1))
    client, place = login(judge), f"{season.page}/{lecture.slug}/score"
    assert "This lecture has not begun yet." in client.get(place).text
    gathering.state = "open"
    db.session.commit()
    assert "This lecture has not begun yet." not in client.get(place).text
