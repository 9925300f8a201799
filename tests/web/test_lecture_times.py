"""Order and times of lectures, and what the gathering behind each of them is told."""

import io
import re
from datetime import date, timedelta
from hashlib import sha256
from html import unescape

import pytest
from python_calamine import CalamineWorkbook

from models import (
    GroupStudy,
    GroupStudyInvitation,
    GroupStudyTalk,
    JudgeAssignment,
    Lecture,
    LectureSeries,
    LectureStep,
    db,
)
from tests.factories import (
    make_branch,
    make_cadre,
    make_holiday,
    make_organiser,
    make_post,
    make_tenure,
    make_unit,
)
from tests.gatherings import opened
from tests.lecture_halls import (
    NOON,
    assign,
    make_gathering_of,
    make_judge,
    make_lecture,
)
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


def numbers() -> dict[str, int | None]:
    return {one.slug: one.number for one in stored(Lecture)}


def test_the_order_is_the_one_that_the_seed_gives_and_the_page_tells_how(organiser, hall):
    page = organiser.get(f"{PAGE}/draw").text
    assert "sha256sum" in page
    assert organiser.post(f"{PAGE}/draw", data={"seed": "3 1 4"}).status_code == 302
    slugs, seed = ["lecture-01", "lecture-02", "lecture-03"], stored(LectureSeries)[0].draw_seed
    assert re.fullmatch(r"3 1 4\|[0-9a-f]{16}", seed)
    by_hand = sorted(slugs, key=lambda slug: sha256(f"{seed}|{slug}".encode()).hexdigest())
    assert sorted(slugs, key=numbers().__getitem__) == by_hand
    page = organiser.get(PAGE).text
    assert f"printf '%s' '{seed}|" in unescape(page)
    assert sha256(f"{seed}|lecture-02".encode()).hexdigest()[:12] in page
    assert f"Seed of the draw: {seed}" in page
    organiser.post(f"{PAGE}/draw", data={"seed": "3 1 4", "reason": "再抽"})
    assert stored(LectureSeries)[0].draw_seed != seed


def test_it_is_drawn_again_only_with_a_reason_and_before_scoring(organiser, hall):
    organiser.post(f"{PAGE}/draw", data={"seed": "1"})
    answer = organiser.post(f"{PAGE}/draw", data={"seed": "2", "reason": " "})
    assert answer.status_code == 422
    assert stored(LectureSeries)[0].draw_seed.startswith("1|")
    organiser.post(f"{PAGE}/lecture-02/withdrawal", data={"reason": "病假"})
    organiser.post(f"{PAGE}/draw", data={"seed": "2", "reason": "有人退出"})
    assert stored(LectureSeries)[0].draw_seed.startswith("2|")
    assert numbers()["lecture-02"] is None
    assert sorted(n for n in numbers().values() if n) == [1, 2]
    series = stored(LectureSeries)[0]
    series.state = "scoring"
    db.session.commit()
    assert organiser.get(f"{PAGE}/draw").status_code == 302
    answer = organiser.post(f"{PAGE}/draw", data={"seed": "3", "reason": "再抽"})
    assert answer.status_code == 422
    assert "Being scored" in answer.text


@pytest.mark.parametrize("seed", ["", "a'b", "a|b", "x" * 61])
def test_a_seed_that_cannot_be_repeated_by_hand_is_refused(organiser, hall, seed):
    assert organiser.post(f"{PAGE}/draw", data={"seed": seed}).status_code == 422
    assert stored(LectureSeries)[0].drawn_at is None


def test_a_lecture_that_comes_after_the_draw_stands_at_the_end(organiser, hall):
    organiser.post(f"{PAGE}/draw", data={"seed": "1"})
    data = {"topic": "后来", "branch": stored(Lecture)[0].branch_id, "outside": "王教授"}
    organiser.post(f"{PAGE}/new", data=data)
    assert numbers()["lecture-04"] == 4


def test_all_lectures_get_their_times_in_the_drawn_order(organiser, hall):
    organiser.post(f"{PAGE}/draw", data={"seed": "1"})
    sittings = "2026-12-03 14:00，大会议室，2\n2026-12-04 9:30, 报告厅"
    page = times(organiser, sittings, preview="y").text
    assert "14:40–15:10" in page
    assert not stored(GroupStudy)
    assert times(organiser, sittings).status_code == 302
    lectures = sorted(stored(Lecture), key=lambda one: one.number)
    held = [db.session.get_one(GroupStudy, one.group_study_id) for one in lectures]
    assert [(f"{one.starts_at:%d %H:%M}", one.place) for one in held] == [
        ("03 06:00", "大会议室"), ("03 06:40", "大会议室"), ("04 01:30", "报告厅"),
    ]  # fmt: skip
    first = held[0]
    assert (first.kind, first.unit_id, first.topic) == ("lecture", hall.unit_id, lectures[0].topic)
    talk = next(one for one in stored(GroupStudyTalk) if one.group_study_id == first.id)
    assert talk.planned_minutes == 30
    invited = [one for one in stored(GroupStudyInvitation) if one.group_study_id == first.id]
    assert [one.person_id for one in invited] == [talk.person_id]


def test_days_off_are_warned_of_and_lines_that_cannot_be_read_are_named(organiser, hall):
    make_holiday(date(2026, 12, 3))
    db.session.commit()
    page = times(organiser, "2026-12-03 14:00, 大会议室\n", preview="y").text
    assert "Not working days" in page
    for typed, message in (
        ("下午两点", "Line 1: expected a day and a time"),
        ("2026-12-03 14:00, 甲, 乙, 3", "Line 1: expected a day and a time"),
        ("2026-12-03 14:00, 甲, 2", "1 lecture has no time: there are times for 2 of 3"),
        ("2026-12-03 23:00, 甲", "Line 1: its lectures would go on past midnight"),
        ("2026-12-03 14:00, 甲, 2\n2026-12-03 14:30, 甲", "taken by line 1"),
        ("1826-12-03 14:00, 甲", "Line 1: expected"),
        ("2026-12-03 14:00, 甲, 0", "Line 1: expected"),
    ):
        answer = times(organiser, typed)
        assert answer.status_code == 422
        assert message in answer.text
    assert not stored(GroupStudy)


def test_a_time_is_changed_and_who_signed_up_stays(organiser, login, hall):
    times(organiser, "2026-12-03 14:00, 大会议室")
    stored(LectureSeries)[0].drawn_at = NOON
    db.session.commit()
    client = login(make_cadre(name="听讲人"))
    assert client.post(f"{PAGE}/lecture-01/sign-up").status_code == 302
    data = {"held_on": "2026-12-08", "begins": "09:00", "ends": "09:40", "place": "报告厅"}
    version = stored(Lecture)[0].version
    place = f"{PAGE}/lecture-01/time"
    assert 'value="14:00' in organiser.get(place).text
    assert organiser.post(place, data={**data, "version": version}).status_code == 302
    gathering = db.session.get_one(GroupStudy, stored(Lecture)[0].group_study_id)
    assert (str(gathering.held_on), gathering.place, gathering.sequence) == (
        "2026-12-08", "报告厅", 1,
    )  # fmt: skip
    assert "you are signed up" in client.get(f"{PAGE}/lecture-01").text
    answer = organiser.post(place, data={**data, "place": "别处", "version": version})
    assert answer.status_code == 409
    wrong = {**data, "ends": "08:00", "version": version + 1}
    assert organiser.post(place, data=wrong).status_code == 422
    changed = [one for one in stored(LectureStep) if one.act == "time_given"]
    assert len(changed) == 4


def test_topic_and_speakers_are_passed_on_until_it_was_held(organiser, hall):
    times(organiser, "2026-12-03 14:00, 大会议室")
    new, (lecture, *_others) = person_of(make_cadre(name="新人")), stored(Lecture)
    place = f"{PAGE}/{lecture.slug}/edit"
    data = {"topic": "新题", "branch": lecture.branch_id, "people": new.staff_no}
    assert organiser.post(place, data={**data, "version": lecture.version}).status_code == 302
    gathering = db.session.get_one(GroupStudy, lecture.group_study_id)
    db.session.refresh(gathering)
    assert gathering.topic == "新题"
    talks = [one for one in stored(GroupStudyTalk) if one.group_study_id == gathering.id]
    assert [(one.person_id, one.removed_at is None) for one in talks][-1] == (new.id, True)
    assert [one.removed_at is None for one in talks] == [False, True]
    invited = [one for one in stored(GroupStudyInvitation) if one.group_study_id == gathering.id]
    assert [one.person_id for one in invited] == [new.id]
    gathering.state, gathering.closed_at = "closed", NOON
    db.session.commit()
    version = stored(Lecture)[0].version
    answer = organiser.post(place, data={**data, "outside": "王教授", "version": version})
    assert answer.status_code == 422
    assert "It was held" in answer.text
    kept = {**data, "minutes_spoken": "34", "version": version}
    assert organiser.post(place, data=kept).status_code == 302
    assert stored(Lecture)[0].minutes_spoken == 34


def test_the_unit_is_that_of_the_speakers_post_on_the_day(organiser, hall):
    speaker, unit = person_of(make_cadre()), make_unit()
    make_tenure(speaker, make_post(unit), from_on=date(2026, 12, 1))
    lecture = make_lecture(hall, make_branch(), speaker, topic="换岗")
    db.session.commit()
    data = {"held_on": "2026-11-30", "begins": "09:00", "ends": "09:40"}
    place = f"{PAGE}/{lecture.slug}/time"
    organiser.post(place, data={**data, "version": "1"})
    assert stored(Lecture)[-1].unit_id is None
    data["held_on"] = "2026-12-02"
    organiser.post(place, data={**data, "version": "2"})
    assert stored(Lecture)[-1].unit_id == unit.id
    branch, colleague = make_branch(), make_cadre(name="新同事")
    make_tenure(person_of(colleague), make_post(unit), from_on=date(2026, 12, 2))
    for account in (make_cadre(branch=branch), colleague):
        assign(stored(Lecture)[-1], make_judge(hall, person_of(account)))
    db.session.commit()
    answer = organiser.post(place, data={**data, "version": "3"})
    assert answer.status_code == 422
    assert "新同事 (own unit)" in answer.text
    assert organiser.post(place, data={**data, "held_on": "2026-12-01", "version": "3"}).location
    assert stored(Lecture)[-1].unit_id == unit.id
    assert [(one.lecture_unit_id, one.judge_branch_id) for one in stored(JudgeAssignment)] == [
        (unit.id, branch.id), (unit.id, None)
    ]  # fmt: skip


def test_a_cancelled_gathering_leaves_the_lecture_without_time_until_it_gets_another(
    organiser, hall
):
    times(organiser, "2026-12-03 14:00, 大会议室")
    lecture = stored(Lecture)[0]
    old = f"/group-study/{lecture.group_study_id}"
    organiser.post(f"{old}/cancellation", data={"reason": "场地没了", "scope": "this"})
    assert "No time yet" in organiser.get(f"{PAGE}/{lecture.slug}").text
    data = {"held_on": "2026-12-09", "begins": "09:00", "ends": "09:40"}
    place = f"{PAGE}/{lecture.slug}/time"
    organiser.post(place, data={**data, "version": stored(Lecture)[0].version})
    new = stored(Lecture)[0].group_study_id
    assert f"/group-study/{new}" != old
    assert db.session.get_one(GroupStudy, new).state == "planned"


def test_a_lecture_that_was_opened_keeps_its_time(organiser, hall):
    lecture = stored(Lecture)[0]
    opened(make_gathering_of(lecture, hall), at=NOON)
    data = {"held_on": "2026-12-09", "begins": "09:00", "ends": "09:40", "version": "1"}
    answer = organiser.post(f"{PAGE}/{lecture.slug}/time", data=data)
    assert answer.status_code == 422
    assert "Under way" in answer.text
    times(organiser, "2026-12-03 14:00, 大会议室")
    assert stored(GroupStudy)[0].held_on == date(2026, 11, 20)
    assert len(stored(GroupStudy)) == 3


def test_the_workbook_has_what_the_page_has(organiser, hall):
    times(organiser, "2026-12-03 14:00, 大会议室")
    answer = organiser.get(f"{PAGE}/lectures.xlsx?lang=en")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["Number", "Topic of the lecture", "Who gives it", "Sent by"]
    assert rows[1][1:] == [
        "李青川的一讲", "李青川", "第一支部", date(2026, 12, 3), "14:00", "14:30", "大会议室",
        "Arranged",
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 12])
def test_a_series_asks_the_same_queries_however_many_lectures(login, count_queries, hall, rows):
    for number in range(rows):
        lecture = make_lecture(hall, make_branch(), person_of(make_cadre()))
        make_gathering_of(lecture, hall, starts_at=NOON + timedelta(days=number))
    client = login(make_organiser())
    client.get(PAGE)
    with count_queries() as queries:
        client.get(PAGE)
    assert len(queries) <= 12


def test_times_are_not_given_over_what_somebody_changed_meanwhile(organiser, hall):
    old = times(organiser, "2026-12-03 14:00, 甲", preview="y").text
    assert "What would come of it" in old
    organiser.post(f"{PAGE}/lecture-02/withdrawal", data={"reason": "病假"})
    answer = times(organiser, "2026-12-03 14:00, 甲", version="0123456789abcdef")
    assert answer.status_code == 422
    assert "were changed meanwhile" in answer.text
    assert not stored(GroupStudy)


def test_a_lecture_asks_few_queries_however_many_signed_up(organiser, hall, count_queries):
    lecture = stored(Lecture)[0]
    gathering = make_gathering_of(lecture, hall)
    found = []
    for _ in range(2):
        db.session.add(
            GroupStudyInvitation(
                group_study_id=gathering.id, person_id=person_of(make_cadre()).id
            )
        )  # fmt: skip
        db.session.commit()
        organiser.get(f"{PAGE}/{lecture.slug}")
        with count_queries() as queries:
            organiser.get(f"{PAGE}/{lecture.slug}")
        found.append(len(queries))
    assert found[0] == found[1] <= 16
