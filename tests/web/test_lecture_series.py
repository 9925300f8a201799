"""The lecture hall's own page, series and their lectures: written, changed, listed."""

from datetime import date
from html import unescape

import pytest

from models import AuditRow, Lecture, LectureSeries, LectureSpeaker, LectureStep, db
from tests.factories import (
    make_branch,
    make_cadre,
    make_organiser,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)
from tests.lecture_halls import assign, load_shipped_rubric, make_judge, make_lecture, make_series
from tests.web.gatherings import person_of
from tests.web.task_books import stored

PAGE = "/lectures"


@pytest.fixture
def organiser(login, database):
    return login(make_organiser())


@pytest.fixture
def unit(database):
    return make_unit(name="办公室")


def typed(held_by, **values):
    rubric = load_shipped_rubric()
    return {
        "title": "干部大讲堂", "slug": "autumn", "season": "2026 秋季", "unit": held_by.id,
        "rubric": rubric.id, "about": "**讲真话**", "audience": "sign_up", "seats": "40",
        "minutes": "30", "score_until": "2026-12-20", **values,
    }  # fmt: skip


def test_an_organiser_writes_a_series_and_everything_typed_is_kept(organiser, unit):
    assert "No series yet" in organiser.get(PAGE).text
    answer = organiser.post(f"{PAGE}/new", data=typed(unit))
    assert (answer.status_code, answer.location) == (302, f"{PAGE}/autumn")
    (series,) = stored(LectureSeries)
    assert (series.title, series.seats, series.minutes) == ("干部大讲堂", 40, 30)
    assert (series.state, str(series.score_until)) == ("preparing", "2026-12-20")
    page = organiser.get(f"{PAGE}/autumn").text
    for text in ("<strong>讲真话</strong>", "Theme and stance", "0 to 25, in steps of 1",
                 "A tie is broken by", "The series was written"):  # fmt: skip
        assert text in page
    assert [one.act for one in stored(LectureStep)] == ["series_written"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "This field is required"),
        ({"slug": "sheets"}, "a word that addresses keep"),
        ({"slug": "taken"}, "the address of another series"),
        ({"slug": "Herbst 1"}, "Small letters"),
        ({"minutes": "0"}, "Number must be between 1 and 600"),
        ({"seats": "-3"}, "Number must be between 1 and 2000"),
        ({"unit": "99999"}, "Not a valid choice"),
        ({"score_until": "0026-12-20"}, "Choose a day of the years"),
        ({"score_until": "2026-11-19"}, "This day is past"),
    ],
)
def test_what_is_wrong_with_a_series_is_said_and_nothing_is_saved(organiser, unit, wrong, message):
    make_series(unit, slug="taken")
    db.session.commit()
    answer = organiser.post(f"{PAGE}/new", data=typed(unit, **wrong))
    assert answer.status_code == 422
    assert message in answer.text
    assert "2026 秋季" in answer.text
    assert len(stored(LectureSeries)) == 1


def test_a_title_alone_makes_an_address(organiser, unit):
    answer = organiser.post(f"{PAGE}/new", data=typed(unit, slug=""))
    assert answer.location == f"{PAGE}/gan-bu-da-jiang-tang"


def test_whoever_changes_a_series_second_sees_both(organiser, login, unit):
    organiser.post(f"{PAGE}/new", data=typed(unit))
    place, other = f"{PAGE}/autumn/edit", login(make_organiser())
    assert 'value="1"' in other.get(place).text
    organiser.post(place, data=typed(unit, title="第一版", version="1"))
    answer = other.post(place, data=typed(unit, title="第二版", version="1"))
    assert answer.status_code == 409
    assert "第一版" in answer.text
    assert "第二版" in answer.text
    assert stored(LectureSeries)[0].title == "第一版"


def test_another_day_that_is_past_is_refused_and_one_that_went_by_may_stay(organiser, unit):
    series = make_series(unit, score_until=date(2026, 11, 19))
    db.session.commit()
    place = f"{PAGE}/{series.slug}/edit"
    stays = typed(unit, title="改", version="1", score_until="2026-11-19")
    assert organiser.post(place, data=stays).status_code == 302
    moved = typed(unit, version="2", score_until="2026-11-18")
    answer = organiser.post(place, data=moved)
    assert (answer.status_code, "This day is past" in answer.text) == (422, True)


def test_the_rubric_is_fixed_when_scoring_begins_and_all_when_results_are_proposed(organiser, unit):
    first = load_shipped_rubric()
    series = make_series(unit, rubric_id=first.id)
    other = load_shipped_rubric(**{"version = 1": "version = 2"})
    db.session.commit()
    place = f"{PAGE}/{series.slug}/edit"
    assert "The rubric was fixed when scoring began" in organiser.get(place).text
    data = typed(unit, rubric=other.id, version="1", title="改")
    assert organiser.post(place, data=data).status_code == 302
    (stands,) = stored(LectureSeries)
    assert (stands.title, stands.rubric_id) == ("改", first.id)
    stands.state = "frozen"
    db.session.commit()
    assert organiser.get(place).status_code == 302
    assert organiser.post(place, data={**data, "version": "2"}).status_code == 422


def test_a_lecture_is_added_with_people_and_experts(organiser, unit):
    series, branch = make_series(unit, state="preparing"), make_branch(name="第一支部")
    speaker = person_of(make_cadre(name="李青川"))
    make_tenure(speaker, make_post(unit))
    db.session.commit()
    place = f"{PAGE}/{series.slug}/new"
    assert f"李青川 {speaker.staff_no}" in organiser.get(place).text
    data = {
        "topic": "公文怎样写短", "branch": branch.id, "people": f"李青川 {speaker.staff_no}\n",
        "outside": "王教授，省委党校", "abstract": "- 一\n- 二",
    }  # fmt: skip
    assert organiser.post(place, data=data).status_code == 302
    (lecture,) = stored(Lecture)
    assert (lecture.slug, lecture.number, lecture.unit_id) == ("lecture-01", None, unit.id)
    one, two = stored(LectureSpeaker)
    assert (one.person_id, two.outside_name, two.outside_unit) == (speaker.id, "王教授", "省委党校")
    page = organiser.get(f"{PAGE}/{series.slug}/lecture-01").text
    for text in ("公文怎样写短", "李青川", "王教授 (省委党校)", "第一支部", "<li>一</li>",
                 "No time yet"):  # fmt: skip
        assert text in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"topic": " "}, "This field is required"),
        ({"people": "", "outside": ""}, "Name at least one speaker"),
        ({"people": "没有此人"}, "Line 1: Nobody with this name"),
        ({"people": "{no}\n{no}"}, "Line 2: the same person stands in line 1 already"),
        ({"outside": "，省委党校"}, "Line 1: a name of at most 60 characters"),
        ({"branch": "9999"}, "Not a valid choice"),
        ({"branch": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_with_a_lecture_is_said_at_its_line(organiser, unit, wrong, message):
    series, branch = make_series(unit, state="preparing"), make_branch()
    number = person_of(make_cadre()).staff_no
    db.session.commit()
    data = {"topic": "写短", "branch": branch.id, "people": number, "outside": "王教授"}
    data |= {name: text.format(no=number) for name, text in wrong.items()}
    answer = organiser.post(f"{PAGE}/{series.slug}/new", data=data)
    assert answer.status_code == 422
    assert message in answer.text
    assert not stored(Lecture)


def test_a_speaker_of_another_branch_or_who_speaks_twice_is_told_and_not_refused(organiser, unit):
    series, branch = make_series(unit, state="preparing"), make_branch()
    speaker = person_of(make_cadre(name="何听雨", branch=make_branch()))
    own = person_of(make_cadre(name="周远", branch=branch))
    db.session.commit()
    place = f"{PAGE}/{series.slug}/new"
    first = organiser.get(place).text.partition('name="branch"')[2].partition("</option>")[0]
    assert first.endswith('<option value="">Choose a branch')
    data = {"topic": "写短", "branch": branch.id, "people": f"{own.staff_no}\n{speaker.staff_no}"}
    answer = organiser.post(place, data=data, follow_redirects=True)
    assert "何听雨 is not of the branch that sends it." in answer.text
    assert "周远 is not" not in answer.text
    data = {"topic": "写实", "branch": branch.id, "people": own.staff_no}
    answer = organiser.post(place, data=data, follow_redirects=True)
    assert "周远 also speaks at 《写短》." in answer.text
    assert [one.topic for one in stored(Lecture)] == ["写短", "写实"]


def test_neither_branch_nor_speakers_become_those_of_a_judge_who_is_assigned(organiser, unit):
    series, branch, other = make_series(unit), make_branch(), make_branch()
    speaker, judge = person_of(make_cadre()), person_of(make_cadre(branch=other, name="评委丁"))
    make_tenure(speaker, make_post(unit))
    lecture = make_lecture(series, branch, speaker, unit_id=unit.id)
    assign(lecture, make_judge(series, judge), judge_branch_id=other.id)
    colleague = person_of(make_cadre(branch=other))
    db.session.commit()
    place = f"{PAGE}/{series.slug}/{lecture.slug}/edit"
    data = {"topic": "新题", "branch": branch.id, "people": speaker.staff_no, "version": "1"}
    for wrong, why in (
        ({"branch": other.id}, "own branch"),
        ({"people": colleague.staff_no}, "a speaker's branch"),
        ({"people": judge.staff_no}, "speaks here"),
    ):
        answer = organiser.post(place, data=data | wrong)
        assert answer.status_code == 422
        assert f"评委丁 ({why})" in unescape(answer.text)
    assert organiser.post(place, data=data | {"branch": make_branch().id}).status_code == 302
    assert stored(Lecture)[0].topic == "新题"


def test_the_trail_has_no_name_from_outside(organiser, unit):
    series = make_series(unit)
    lecture = make_lecture(series, make_branch(), outside="王教授")
    db.session.commit()
    data = {"topic": "改", "branch": lecture.branch_id, "outside": "赵教授，党校", "version": "1"}
    organiser.post(f"{PAGE}/{series.slug}/{lecture.slug}/edit", data=data)
    step = stored(LectureStep)[-1]
    assert "王教授" in step.before
    assert "赵教授" in step.after
    (row,) = db.session.query(AuditRow).filter_by(action="lectures.lecture_edited")
    assert "教授" not in f"{row.before} {row.after}"


def test_a_withdrawn_lecture_stays_and_changes_no_more(organiser, unit):
    series = make_series(unit)
    lecture = make_lecture(series, make_branch(), number=1)
    db.session.commit()
    place = f"{PAGE}/{series.slug}/{lecture.slug}"
    assert organiser.post(f"{place}/withdrawal", data={"reason": ""}).status_code == 422
    assert organiser.post(f"{place}/withdrawal", data={"reason": "病假"}).status_code == 302
    assert stored(Lecture)[0].withdrawn_at is not None
    assert "is not ranked" in organiser.get(place).text
    answer = organiser.post(f"{place}/withdrawal", data={"reason": "再撤"}, follow_redirects=True)
    assert "The lecture was withdrawn." in answer.text
    data = {"topic": "改", "branch": lecture.branch_id, "outside": "王", "version": "2"}
    answer = organiser.post(f"{place}/edit", data=data)
    assert answer.status_code == 422
    assert "The lecture was withdrawn." in answer.text
    assert "Reason: 病假" in organiser.get(f"{PAGE}/{series.slug}").text


@pytest.mark.parametrize("state", ["closed", "frozen", "published"])
def test_nothing_is_added_when_scoring_is_over(organiser, unit, state):
    series, branch = make_series(unit, state=state), make_branch()
    db.session.commit()
    data = {"topic": "迟到", "branch": branch.id, "outside": "王教授"}
    answer = organiser.post(f"{PAGE}/{series.slug}/new", data=data)
    assert answer.status_code == 422
    assert "Nothing changed: the series stands at" in answer.text
    assert not stored(Lecture)


def test_secretaries_write_nothing_and_see_what_is_under_way(login, unit):
    hidden = make_series(unit, state="preparing", title="筹备的一季")
    shown = make_series(unit, title="评分的一季")
    db.session.commit()
    client = login(make_secretary(make_branch()))
    page = client.get(PAGE).text
    assert "评分的一季" in page
    assert "筹备的一季" not in page
    assert "Write a series" not in page
    assert client.get(f"{PAGE}/{hidden.slug}").status_code == 404
    for place in ("new", f"{shown.slug}/new", f"{shown.slug}/edit", f"{shown.slug}/draw"):
        assert client.get(f"{PAGE}/{place}").status_code == 403


def test_the_hall_asks_the_same_queries_however_many_series(login, unit, count_queries):
    judge = make_cadre()
    client, found = login(judge), []
    for rows in (1, 2, 3):
        series = make_series(unit)
        lectures = [make_lecture(series, make_branch()) for _lecture in range(rows)]
        assign(lectures[0], make_judge(series, person_of(judge)))
        db.session.commit()
        client.get(PAGE)
        with count_queries() as queries:
            page = client.get(PAGE).text
        assert page.count("Score sheet") == rows
        found.append(len(queries))
    assert found[0] == found[2] <= 8


def test_everything_is_there_in_chinese(login, unit):
    series = make_series(unit)
    make_lecture(series, make_branch())
    db.session.commit()
    client = login(make_organiser())
    for place in (PAGE, f"{PAGE}/new", f"{PAGE}/{series.slug}", f"{PAGE}/{series.slug}/times",
                  f"{PAGE}/{series.slug}/lecture-01", f"{PAGE}/{series.slug}/new"):  # fmt: skip
        answer = client.get(f"{place}?lang=zh")
        assert answer.status_code == 200
        assert 'lang="zh-Hans-CN"' in answer.text
